/** Several inputs of one execution become one step. */
import { advance, type Input, type Step } from '../asl/advance.ts';
import type { Machine } from '../asl/definition.ts';
import type { Effect, Stamp } from '../asl/draft.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import type { HistoryEvent } from '../asl/history-event.ts';

export interface Folded {
  readonly state: ExecutionState;
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  readonly changed: ReadonlySet<number>;
}

interface Folding {
  readonly machine: Machine;
  readonly state: ExecutionState;
  readonly inputs: readonly Input[];
  readonly stamp: () => Stamp;
  /** Whether a task that was just scheduled may count as started at once. */
  readonly tryStart: (state: ExecutionState, effectId: string) => boolean;
}

/** Promises appear only where a machine evaluates asynchronously. */
export async function fold({ machine, state: before, inputs, stamp, tryStart }: Folding): Promise<Folded> {
  const pending = [...inputs];
  const events: HistoryEvent[] = [];
  const effects: Effect[] = [];
  const changed = new Set<number>();
  let state = before;
  for (let input = pending.shift(); input !== undefined; input = pending.shift()) {
    const outcome = advance(machine, state, input, stamp());
    const step: Step = outcome instanceof Promise ? await outcome : outcome;
    state = step.state;
    events.push(...step.events);
    effects.push(...step.effects);
    for (const no of step.changed) changed.add(no);
    const started = step.effects.filter(({ type, id }) => type === 'schedule' && tryStart(step.state, id));
    pending.unshift(...started.map(({ id }) => ({ type: 'started', effectId: id }) as const));
  }
  return { state, events, effects, changed };
}
