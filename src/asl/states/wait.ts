/** Wait: until so many seconds have passed, or until a moment. */
import { WAIT_SECONDS_MAX } from '../../base/limits.ts';
import { type Draft, flowScope } from '../draft.ts';
import type { Frame } from '../execution-state.ts';
import { type Evaluator, type Flow, withData } from '../flow.ts';
import { readPassingFlow, readTransition, type Transition } from '../parse/read-flow.ts';
import type { Settled } from '../settled.ts';
import type { Outcome, StateKind } from '../state-kind.ts';
import { readDueTime } from './due-time.ts';
import { failed, leave, whenEvaluated } from './staging.ts';

export interface WaitState extends Transition {
  readonly type: 'Wait';
  readonly flow: Flow;
  /** The moment it waits for, in milliseconds since 1970. */
  readonly dueMs: Evaluator<number>;
}

export const wait: StateKind<WaitState> = {
  parse: (source) => ({
    type: 'Wait',
    ...readTransition(source),
    flow: readPassingFlow(source),
    dueMs: readDueTime(source),
  }),

  enter(draft, frame, state) {
    const scope = flowScope(draft, frame);
    return whenEvaluated(frame, state.flow.input(scope), (input) =>
      whenEvaluated(frame, state.dueMs(withData(scope, input)), (dueMs) => {
        const { nowMs } = draft.stamp;
        if (dueMs - nowMs > WAIT_SECONDS_MAX * 1000) {
          return failed(frame, { error: 'States.Runtime', cause: 'Wait state delay is too long.' });
        }
        if (dueMs <= nowMs) return exit(draft, frame, state);
        return { type: 'paused', frame: { ...frame, phase: 'waiting', wakeMs: dueMs } };
      }),
    );
  },

  resume: (draft, frame, state) => exit(draft, frame, state),
};

function exit(draft: Draft, frame: Frame, { flow, next }: WaitState): Settled<Outcome> {
  const scope = flowScope(draft, frame);
  return whenEvaluated(frame, flow.input(scope), (input) => leave(frame, next, flow.exit(withData(scope, input))));
}
