/**
 * Map: runs its processor once per item of an array, so many at a time, each iteration in a frame of its own, and joins the
 * outputs in an array. An iteration's frame is made when there is a place for it.
 */
import { MAP_CONCURRENCY_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import { allEnded, beginChild, canBegin, endedChild, type ParentFrame, withChildren } from '../child-frames.ts';
import { iterationAt } from '../context-object.ts';
import { type Draft, emit, emitInFrame, flowScope } from '../draft.ts';
import type { Frame } from '../execution-state.ts';
import { evaluateAll, whenOk, withData } from '../flow.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import { type MapFields, readMapFields } from '../map/map-fields.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import { readTransition, type Transition } from '../parse/read-flow.ts';
import type { Settled } from '../settled.ts';
import type { Outcome, StateKind } from '../state-kind.ts';
import { beginMapRun, endMapRun, redriveMapRun } from './distributed-map.ts';
import { join } from './joining.ts';
import { failed, whenEvaluated } from './staging.ts';

export interface MapState extends Transition, ErrorHandling, MapFields {
  readonly type: 'Map';
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
    };
  },

  enter(draft, frame, state) {
    if (frame.unsuccessfulMapRun !== undefined) return redriveMapRun(draft, frame);
    const scope = flowScope(draft, frame);
    return whenEvaluated(frame, state.flow.input(scope), (input) => {
      const visible = withData(scope, input);
      const { maxConcurrency, items, toleratedFailures } = state;
      return whenEvaluated(frame, evaluateAll({ maxConcurrency, items }, visible), (fields) => {
        const count = fields.items.value.length;
        const started = emitInFrame(draft, frame, 'MapStateStarted', { length: count });
        return whenEvaluated(started, toleratedFailures(visible), (tolerated) => {
          const { distributed } = state;
          if (distributed !== undefined) {
            const items = state.hasItemReader ? undefined : fields.items.payload;
            const start = { distributed, maxConcurrency: fields.maxConcurrency, tolerated, items };
            return beginMapRun(draft, started, visible, start);
          }
          if (state.missingFeature !== undefined) {
            const cause = `Stepwell does not support ${state.missingFeature} yet.`;
            return failed(started, { error: 'States.Runtime', cause });
          }
          const limit = Math.min(fields.maxConcurrency || MAP_CONCURRENCY_MAX, MAP_CONCURRENCY_MAX);
          const parent = { ...withChildren(draft, started, { count, limit }), items: fields.items.payload };
          return count === 0 ? join(draft, parent, state) : beginIterations(draft, parent, state, started.lastEventId);
        });
      });
    });
  },

  /** The next iteration follows the last event of the one that made way for it, not its MapIterationSucceeded (recorded). */
  resume(draft, frame, state, signal) {
    if (state.distributed !== undefined) return endMapRun(draft, frame, state, signal);
    const { parent, child, index } = endedChild(draft, frame, signal);
    const ended = { ...parent, lastEventId: child.lastEventId };
    const succeeded = emitInFrame(draft, ended, 'MapIterationSucceeded', { name: frame.stateName, index });
    if (allEnded(succeeded)) return join(draft, succeeded, state);
    return beginIterations(draft, succeeded, state, child.lastEventId);
  },
};

/** Begins as many iterations as there are places for, all after the same event. */
function beginIterations(
  draft: Draft,
  parent: ParentFrame,
  state: MapState,
  previousEventId: number,
): Settled<Outcome> {
  if (!canBegin(parent)) return { type: 'paused', frame: parent };
  const index = parent.children.begun;
  return whenEvaluated(parent, iterationInput(draft, parent, state, index), (input) => {
    const lastEventId = emit(draft, previousEventId, 'MapIterationStarted', { name: parent.stateName, index });
    const begun = beginChild(draft, parent, { startAt: state.processor.startAt, input, lastEventId });
    return beginIterations(draft, begun, state, previousEventId);
  });
}

/** ItemSelector over the state's effective input, or the item itself. `parent` is a frame that has the items. */
export function iterationInput(
  draft: Draft,
  parent: Frame,
  { flow, itemSelector }: MapState,
  index: number,
): Settled<Evaluated<Payload>> {
  const iteration = iterationAt(parent, index);
  if (itemSelector === undefined) return { ok: true, value: Payload.of(iteration.value) };
  const input = flow.input(flowScope(draft, parent));
  return whenOk(input, (data) => itemSelector(withData(flowScope(draft, parent, iteration), data)));
}
