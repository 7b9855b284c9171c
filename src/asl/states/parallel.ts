/** Parallel: runs its branches side by side, each in a frame of its own, and joins their outputs in an array. */
import { Payload } from '../../base/payload.ts';
import type { TaskFlow } from '../data-flow.ts';
import { type Draft, dropFrame, emit, emitInFrame, frameOf, makeReady, putFrame, stateScope } from '../draft.ts';
import type { Frame } from '../execution-state.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import { readAssign, readTaskFlow, readTransition, type Transition } from '../parse/read-flow.ts';
import { readArray, report, requireFields } from '../parse/state-source.ts';
import type { Template } from '../payload-template.ts';
import type { StateKind } from '../state-kind.ts';
import { effectiveInput, failed, leave, outputOfResult } from './staging.ts';

export interface ParallelState extends Transition, ErrorHandling {
  readonly type: 'Parallel';
  readonly flow: TaskFlow;
  readonly branches: readonly { readonly startAt: string }[];
  readonly assign?: Template;
}

export const parallel: StateKind<ParallelState> = {
  parse(source) {
    requireFields(source, 'Branches');
    const branches = readArray(source, 'Branches') ?? [];
    if ('Branches' in source.json && branches.length === 0) report(source, 'Value cannot be empty', 'Branches');
    const transition = readTransition(source);
    const errors = readErrorHandling(source);
    return {
      type: 'Parallel',
      ...transition,
      ...errors,
      targets: [...transition.targets, ...errors.catchTargets],
      flow: readTaskFlow(source),
      branches: branches.map((branch, i) => source.nested(branch, `Branches[${i}]`)),
      ...readAssign(source),
    };
  },

  enter(draft, frame, state) {
    const input = effectiveInput(state.flow, frame, stateScope(draft, frame));
    if (!input.ok) return failed(frame, input.failure);
    const started = emitInFrame(draft, frame, 'ParallelStateStarted');
    const children = state.branches.map(({ startAt }, index) =>
      startBranch(draft, started, { startAt, index, input: input.value }),
    );
    return { type: 'paused', frame: { ...started, phase: 'children', children, childrenOpen: children.length } };
  },

  /** The exit and ParallelStateSucceeded share their predecessor (recorded). */
  resume(draft, frame, state) {
    const { children = [], childrenOpen: _, ...rest } = frame;
    const outputs = children.map((child) => frameOf(draft, child).output as Payload);
    for (const child of children) dropFrame(draft, child);
    const result = Payload.ofText(`[${outputs.map(({ text }) => text).join(',')}]`);
    const succeededId = emit(draft, rest.lastEventId, 'ParallelStateSucceeded');
    const scope = stateScope(draft, rest);
    const output = outputOfResult(state.flow, rest, result, scope);
    if (!output.ok) return failed({ ...rest, lastEventId: succeededId }, output.failure);
    return leave(rest, state, output, result, scope);
  },
};

interface Branch {
  readonly startAt: string;
  readonly index: number;
  readonly input: Payload;
}

/** Returns the number of the branch's frame. It sees the variables outside, as they are now. */
function startBranch(draft: Draft, parent: Frame, { startAt, index, input }: Branch): number {
  const no = draft.frames.length;
  putFrame(draft, {
    no,
    parent: { frame: parent.no, index },
    phase: 'entering',
    stateName: startAt,
    input,
    enteredMs: draft.stamp.nowMs,
    enteredEventId: 0,
    lastEventId: parent.lastEventId,
    beforeStateEventId: parent.lastEventId,
    retrierAttempts: [],
    retryCount: 0,
    effectCount: 0,
    variables: parent.variables,
  });
  makeReady(draft, no);
  return no;
}
