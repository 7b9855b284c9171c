/**
 * Map: runs its processor once per item of an array, so many at a time, each iteration in a frame of its own, and joins the
 * outputs in an array. An iteration's frame is made when there is a place for it.
 */
import { isJsonArray, type Json } from '../../base/json.ts';
import { MAP_CONCURRENCY_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import { allEnded, beginChild, canBegin, endedChild, type ParentFrame, withChildren } from '../child-frames.ts';
import { iterationAt } from '../context-object.ts';
import { applyInputPath, applyTemplate, resolvePath, type TaskFlow } from '../data-flow.ts';
import { type Draft, emit, emitInFrame, stateScope } from '../draft.ts';
import { isWholeInput, type Path } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure, type StateScope } from '../jsonpath/scope.ts';
import { type MapFields, readMapFields } from '../map/map-fields.ts';
import { resolveNumberField } from '../map/number-field.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import { readAssign, readTransition, type Transition } from '../parse/read-flow.ts';
import type { Template } from '../payload-template.ts';
import type { Outcome, StateKind } from '../state-kind.ts';
import { join } from './joining.ts';
import { failed } from './staging.ts';

export interface MapState extends Transition, ErrorHandling, MapFields {
  readonly type: 'Map';
  readonly assign?: Template;
}

export const map: StateKind<MapState> = {
  parse(source) {
    const transition = readTransition(source);
    const errors = readErrorHandling(source);
    return {
      type: 'Map',
      ...transition,
      ...errors,
      targets: [...transition.targets, ...errors.catchTargets],
      ...readMapFields(source),
      ...readAssign(source),
    };
  },

  enter(draft, frame, state) {
    const scope = stateScope(draft, frame);
    const input = applyInputPath(state.flow.inputPath, frame.input, scope);
    if (!input.ok) return failed(frame, input.failure);
    const concurrency = resolveNumberField(state.maxConcurrency, input.value, scope);
    if (!concurrency.ok) return failed(frame, concurrency.failure);
    const items = itemsOf(state, input.value, scope);
    if (!items.ok) return failed(frame, items.failure);
    const count = items.value.value.length;
    const started = emitInFrame(draft, frame, 'MapStateStarted', { length: count });
    for (const field of state.toleratedFailures) {
      const tolerated = resolveNumberField(field, input.value, scope);
      if (!tolerated.ok) return failed(started, tolerated.failure);
    }
    if (state.missingFeature !== undefined) {
      const cause = `Stepwell does not support ${state.missingFeature} yet.`;
      return failed(started, { error: 'States.Runtime', cause });
    }
    const limit = Math.min(concurrency.value || MAP_CONCURRENCY_MAX, MAP_CONCURRENCY_MAX);
    const parent = { ...withChildren(draft, started, { count, limit }), items: items.value.payload };
    return count === 0 ? join(draft, parent, state) : beginIterations(draft, parent, state, started.lastEventId);
  },

  /** The next iteration follows the last event of the one that made way for it, not its MapIterationSucceeded (recorded). */
  resume(draft, frame, state, signal) {
    const { parent, child, index } = endedChild(draft, frame, signal);
    const ended = { ...parent, lastEventId: child.lastEventId };
    const succeeded = emitInFrame(draft, ended, 'MapIterationSucceeded', { name: frame.stateName, index });
    if (allEnded(succeeded)) return join(draft, succeeded, state);
    return beginIterations(draft, succeeded, state, child.lastEventId);
  },
};

/** Begins as many iterations as there are places for, all after the same event. */
function beginIterations(draft: Draft, frame: ParentFrame, state: MapState, previousEventId: number): Outcome {
  let parent = frame;
  while (canBegin(parent)) {
    const index = parent.children.begun;
    const input = iterationInput(draft, parent, state.flow, index);
    if (!input.ok) return failed(parent, input.failure);
    const lastEventId = emit(draft, previousEventId, 'MapIterationStarted', { name: frame.stateName, index });
    parent = beginChild(draft, parent, { startAt: state.processor.startAt, input: input.value, lastEventId });
  }
  return { type: 'paused', frame: parent };
}

/** ItemSelector over the state's effective input, or the item itself. */
function iterationInput(draft: Draft, parent: ParentFrame, flow: TaskFlow, index: number): Evaluated<Payload> {
  const iteration = iterationAt(parent, index);
  if (flow.parameters === undefined) return { ok: true, value: Payload.of(iteration.value) };
  const input = applyInputPath(flow.inputPath, parent.input, stateScope(draft, parent));
  return input.ok ? applyTemplate(flow.parameters, input.value, stateScope(draft, parent, iteration)) : input;
}

interface Items {
  readonly payload: Payload;
  readonly value: readonly Json[];
}

const NO_ITEMS: Items = { payload: Payload.of([]), value: [] };

function itemsOf({ itemsPath, itemReader }: MapState, input: Payload, scope: StateScope): Evaluated<Items> {
  // beside an ItemReader ItemsPath does not count, even when it points nowhere, and the length is 0 (recorded)
  if (itemReader) return { ok: true, value: NO_ITEMS };
  const found = findItems(itemsPath, input, scope);
  if (!found.ok) return found;
  const { value } = found.value;
  if (isJsonArray(value)) return { ok: true, value: { payload: found.value, value } };
  return runtimeFailure(`Reference path "${itemsPath.text}" must point to array.`);
}

/** The input as a whole stays the very same payload, so that it is stored once. */
function findItems(path: Path, input: Payload, scope: StateScope): Evaluated<Payload> {
  if (isWholeInput(path)) return { ok: true, value: input };
  const found = resolvePath(path, input, scope);
  return found.ok ? { ok: true, value: Payload.of(found.value) } : found;
}
