/** Pass: hands its input on, or a fixed or computed result. */
import type { Json } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import type { TaskFlow } from '../data-flow.ts';
import { stateScope } from '../draft.ts';
import { readAssign, readTaskFlow, readTransition, type Transition } from '../parse/read-flow.ts';
import { has } from '../parse/state-source.ts';
import type { Template } from '../payload-template.ts';
import type { StateKind } from '../state-kind.ts';
import { effectiveInput, failed, leave, outputOfResult } from './staging.ts';

export interface PassState extends Transition {
  readonly type: 'Pass';
  readonly flow: TaskFlow;
  /** Wins over Parameters (recorded). */
  readonly result?: Payload;
  readonly assign?: Template;
}

export const pass: StateKind<PassState> = {
  parse(source) {
    const result = has(source, 'Result') ? { result: Payload.of(source.json['Result'] as Json) } : {};
    return { type: 'Pass', ...readTransition(source), flow: readTaskFlow(source), ...result, ...readAssign(source) };
  },

  enter(draft, frame, state) {
    const scope = stateScope(draft, frame);
    const input = effectiveInput(state.flow, frame, scope);
    if (!input.ok) return failed(frame, input.failure);
    const result = state.result ?? input.value;
    return leave(frame, state, outputOfResult(state.flow, frame, result, scope), result, scope);
  },
};
