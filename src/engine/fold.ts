/** Several inputs of one execution become one step. */
import { advance, type Input, type Step } from '../asl/advance.ts';
import type { Machine } from '../asl/definition.ts';
import type { Effect, Stamp } from '../asl/draft.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import type { HistoryEvent } from '../asl/history-event.ts';
import { awaitsCallback } from '../asl/open-effects.ts';

export interface Folded {
  readonly state: ExecutionState;
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  readonly changed: ReadonlySet<number>;
  /** Inputs that came with the token of a task which did not wait for them, and redrives of what cannot be redriven. */
  readonly refused: ReadonlySet<Input>;
}

interface Folding {
  readonly machine: Machine;
  readonly state: ExecutionState;
  readonly inputs: readonly Input[];
  readonly stamp: () => Stamp;
  /** The input that starts a task which was just scheduled, if it may count as started at once. */
  readonly tryStart: (state: ExecutionState, effectId: string) => Input | undefined;
}

/** Promises appear only where a machine evaluates asynchronously. */
export async function fold({ machine, state: before, inputs, stamp, tryStart }: Folding): Promise<Folded> {
  const pending = [...inputs];
  const events: HistoryEvent[] = [];
  const effects: Effect[] = [];
  const changed = new Set<number>();
  const refused = new Set<Input>();
  let state = before;
  for (let input = pending.shift(); input !== undefined; input = pending.shift()) {
    if (isFromWorker(input) && !awaitsCallback(state, input.effectId)) {
      refused.add(input);
      continue;
    }
    const outcome = advance(machine, state, input, stamp());
    const step: Step = outcome instanceof Promise ? await outcome : outcome;
    if (input.type === 'redrive' && step.state === state) refused.add(input);
    state = step.state;
    events.push(...step.events);
    effects.push(...step.effects);
    for (const no of step.changed) changed.add(no);
    const scheduled = step.effects.filter(({ type }) => type === 'schedule');
    const started = scheduled.flatMap(({ id }) => tryStart(step.state, id) ?? []);
    pending.unshift(...started);
  }
  return { state, events, effects, changed, refused };
}

/** What a worker says with a task's token, and wants to know whether it was heard. */
function isFromWorker(input: Input): input is Extract<Input, { readonly effectId: string }> {
  return input.type === 'heartbeat' || ('byToken' in input && input.byToken === true);
}
