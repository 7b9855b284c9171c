/** Parallel: runs its branches side by side, each in a frame of its own, and joins their outputs in an array. */
import { allEnded, beginChild, endedChild, withChildren } from '../child-frames.ts';
import { emitInFrame, flowScope } from '../draft.ts';
import type { Flow } from '../flow.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import { readTransition, readWorkingFlow, type Transition } from '../parse/read-flow.ts';
import { has, readArray, report, requireFields } from '../parse/state-source.ts';
import type { StateKind } from '../state-kind.ts';
import { join } from './joining.ts';
import { whenEvaluated } from './staging.ts';

export interface ParallelState extends Transition, ErrorHandling {
  readonly type: 'Parallel';
  readonly flow: Flow;
  readonly branches: readonly { readonly startAt: string }[];
}

export const parallel: StateKind<ParallelState> = {
  parse(source) {
    requireFields(source, 'Branches');
    const branches = readArray(source, 'Branches') ?? [];
    if (has(source, 'Branches') && branches.length === 0) report(source, 'Value cannot be empty', 'Branches');
    const transition = readTransition(source);
    const errors = readErrorHandling(source);
    return {
      type: 'Parallel',
      ...transition,
      ...errors,
      targets: [...transition.targets, ...errors.catchTargets],
      flow: readWorkingFlow(source),
      branches: branches.map((branch, i) => source.nested(branch, `Branches[${i}]`)),
    };
  },

  enter(draft, frame, state) {
    return whenEvaluated(frame, state.flow.input(flowScope(draft, frame)), (input) => {
      const started = emitInFrame(draft, frame, 'ParallelStateStarted');
      const count = state.branches.length;
      let parent = withChildren(draft, started, { count, limit: count });
      for (const { startAt } of state.branches) {
        parent = beginChild(draft, parent, { startAt, input, lastEventId: started.lastEventId });
      }
      return { type: 'paused', frame: parent };
    });
  },

  /** Goes on from the last event of the branch that ended last (measured). */
  resume(draft, frame, state, signal) {
    const { parent, child } = endedChild(draft, frame, signal);
    if (!allEnded(parent)) return { type: 'paused', frame: parent };
    return join(draft, { ...parent, lastEventId: child.lastEventId }, state);
  },
};
