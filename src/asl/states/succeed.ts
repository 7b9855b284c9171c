/** Succeed: ends its line of control with its input. */
import type { InputOutput } from '../data-flow.ts';
import { stateScope } from '../draft.ts';
import { readInputOutput, type Transition } from '../parse/read-flow.ts';
import type { StateKind } from '../state-kind.ts';
import { leave, passedThrough } from './staging.ts';

export interface SucceedState extends Transition {
  readonly type: 'Succeed';
  readonly flow: InputOutput;
}

export const succeed: StateKind<SucceedState> = {
  parse: (source) => ({
    type: 'Succeed',
    next: undefined,
    targets: [],
    terminal: true,
    flow: readInputOutput(source),
  }),

  enter(draft, frame, state) {
    const scope = stateScope(draft, frame);
    return leave(frame, state, passedThrough(state.flow, frame, scope), frame.input, scope);
  },
};
