/** Pass: hands its input on, or a fixed or computed result. */
import type { Json } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { flowScope } from '../draft.ts';
import { type Flow, withData } from '../flow.ts';
import { readPassFlow, readTransition, type Transition } from '../parse/read-flow.ts';
import { has } from '../parse/state-source.ts';
import type { StateKind } from '../state-kind.ts';
import { leave, whenEvaluated } from './staging.ts';

export interface PassState extends Transition {
  readonly type: 'Pass';
  readonly flow: Flow;
  /** Wins over Parameters (recorded). */
  readonly result?: Payload;
}

export const pass: StateKind<PassState> = {
  parse(source) {
    const result = has(source, 'Result') ? { result: Payload.of(source.json['Result'] as Json) } : {};
    return { type: 'Pass', ...readTransition(source), flow: readPassFlow(source), ...result };
  },

  enter(draft, frame, { flow, next, result }) {
    const scope = flowScope(draft, frame);
    return whenEvaluated(frame, flow.input(scope), (input) => {
      if (result !== undefined) scope.observe?.('Result', result);
      return leave(frame, next, flow.exit(withData(scope, result ?? input)));
    });
  },
};
