/** Which state each event of a history belongs to. Few events name it; the others follow from what caused them. */
import type { HistoryEvent } from '../aws/operations.ts';

/** Events of a Parallel or Map that do not name it. */
const OF_SCOPE = /^(ParallelState|MapState|MapRun)/;
/** Their causes that are events of the same Parallel or Map; any other cause happened inside of it. */
const CAUSE_OF_SAME_SCOPE = /^(ParallelState(Entered|Started)|MapState(Entered|Started)|MapIteration|MapRun)/;
/** What comes before the first state of a branch or an iteration. */
const OPENS_SCOPE = /^(ParallelStateStarted|MapIterationStarted)$/;

interface Seen {
  readonly type: string;
  readonly step: string;
}

const NOTHING: Seen = { type: '', step: '-' };

export class StepNames {
  readonly #events = new Map<number, Seen>();
  /** The Parallel or Map around a state. */
  readonly #enclosing = new Map<string, string>();

  /** @param event each one once, in order of id */
  stepOf(event: HistoryEvent): string {
    const cause = this.#events.get(event.previousEventId ?? 0) ?? NOTHING;
    const step = this.#stepOf(event, cause);
    this.#events.set(event.id, { type: event.type, step });
    return step;
  }

  #stepOf(event: HistoryEvent, cause: Seen): string {
    if (event.type.startsWith('Execution')) return NOTHING.step;
    const entered = event.stateEnteredEventDetails?.name;
    if (entered !== undefined) {
      const enclosing = OPENS_SCOPE.test(cause.type) ? cause.step : this.#enclosing.get(cause.step);
      if (enclosing !== undefined) this.#enclosing.set(entered, enclosing);
      return entered;
    }
    const named = event.stateExitedEventDetails ?? mapIterationOf(event);
    if (named !== undefined) return named.name;
    if (!OF_SCOPE.test(event.type) || CAUSE_OF_SAME_SCOPE.test(cause.type)) return cause.step;
    return this.#enclosing.get(cause.step) ?? cause.step;
  }
}

function mapIterationOf(event: HistoryEvent): { readonly name: string } | undefined {
  return (
    event.mapIterationStartedEventDetails ??
    event.mapIterationSucceededEventDetails ??
    event.mapIterationFailedEventDetails ??
    event.mapIterationAbortedEventDetails
  );
}
