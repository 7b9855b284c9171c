/** How a Parallel or Map state goes on once all its children have ended. */
import { dropChildren, joinOutputs, type ParentFrame } from '../child-frames.ts';
import { type Draft, emit, flowScope } from '../draft.ts';
import { failureOf } from '../failure.ts';
import { withResult } from '../flow.ts';
import { type Settled, whenSettled } from '../settled.ts';
import type { Outcome } from '../state-kind.ts';
import type { MapState } from './map.ts';
import type { ParallelState } from './parallel.ts';
import { failedWith, leave } from './staging.ts';

/** The exit and the Succeeded event share their predecessor; a failure of what is left to do follows the latter (measured). */
export function join(draft: Draft, parent: ParentFrame, state: ParallelState | MapState): Settled<Outcome> {
  const result = joinOutputs(draft, parent);
  const frame = dropChildren(draft, parent);
  if (result === undefined) {
    const cause = `The state/task '${frame.stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return failedWith(frame, failureOf('States.DataLimitExceeded', cause));
  }
  const succeededId = emit(draft, frame.lastEventId, `${state.type}StateSucceeded`);
  const left = leave(frame, state.next, state.flow.exit(withResult(flowScope(draft, frame), result)));
  return whenSettled(left, (outcome) =>
    outcome.type === 'failed' ? { ...outcome, frame: { ...frame, lastEventId: succeededId } } : outcome,
  );
}
