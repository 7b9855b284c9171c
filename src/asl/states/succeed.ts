/** Succeed: ends its line of control with its input. */
import { flowScope } from '../draft.ts';
import { type Flow, withData } from '../flow.ts';
import { readPassingFlow, type Transition } from '../parse/read-flow.ts';
import type { StateKind } from '../state-kind.ts';
import { leave, whenEvaluated } from './staging.ts';

export interface SucceedState extends Transition {
  readonly type: 'Succeed';
  readonly flow: Flow;
}

export const succeed: StateKind<SucceedState> = {
  parse: (source) => ({
    type: 'Succeed',
    next: undefined,
    targets: [],
    terminal: true,
    flow: readPassingFlow(source),
  }),

  enter(draft, frame, { flow, next }) {
    const scope = flowScope(draft, frame);
    return whenEvaluated(frame, flow.input(scope), (input) => leave(frame, next, flow.exit(withData(scope, input))));
  },
};
