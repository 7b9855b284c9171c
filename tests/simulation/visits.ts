/** A history taken apart: each visit of a state, with the attempts at its work. */
import type { WireEvent } from '../../src/engine/codec.ts';

/** An attempt at a task. */
export interface Attempt {
  readonly scheduledMs: number;
  started: boolean;
  outcome?: { readonly output: string } | { readonly error: string; readonly cause: string };
  endedMs?: number;
}

export interface Visit {
  readonly state: string;
  /** Where it lies: see `Visits`. */
  readonly scope: number;
  readonly enteredMs: number;
  exitedMs?: number;
  readonly attempts: Attempt[];
  /** The attempts of a Parallel: the scopes of its branches, by the id of their ParallelStateStarted event. */
  readonly scopes: number[];
}

/**
 * Visits by state within a scope: 0 for the machine, else the ParallelStateStarted event of the branches it belongs to. In a
 * scope no state is visited twice, since plans have no loops.
 */
export class Visits {
  readonly all: Visit[] = [];
  /** The visit an event belongs to. */
  readonly #visitAt = new Map<number, Visit>();
  /** The scope of whatever follows an event. */
  readonly #scopeAfter = new Map<number, number>([[0, 0]]);
  /** The Parallel whose branches a scope holds. */
  readonly #owners = new Map<number, Visit>();

  constructor(events: readonly WireEvent[]) {
    for (const event of events) this.#read(event);
  }

  find(state: string, scope: number): Visit | undefined {
    return this.all.find((visit) => visit.state === state && visit.scope === scope);
  }

  #read(event: WireEvent): void {
    const { id, previousEventId, type } = event;
    const scope = this.#scopeAfter.get(previousEventId) ?? 0;
    const nowMs = Math.round(event.timestamp * 1000);
    if (type.endsWith('StateEntered')) return this.#enter(event, scope, nowMs);
    const before = this.#visitAt.get(previousEventId);
    const visit = /^ParallelState(?!Aborted)/.test(type) ? this.#parallelOf(event, scope, before) : before;
    if (visit !== undefined) this.#visitAt.set(id, visit);
    this.#scopeAfter.set(id, visit?.scope ?? scope);
    if (visit === undefined) return;
    if (type === 'ParallelStateStarted') {
      visit.scopes.push(id);
      this.#owners.set(id, visit);
      this.#scopeAfter.set(id, id);
    } else if (type.endsWith('StateExited')) visit.exitedMs = nowMs;
    else note(visit, event, nowMs);
  }

  #enter({ id, ...event }: WireEvent, scope: number, enteredMs: number): void {
    const { name } = event['stateEnteredEventDetails'] as { name: string };
    const visit: Visit = { state: name, scope, enteredMs, attempts: [], scopes: [] };
    this.all.push(visit);
    this.#visitAt.set(id, visit);
    this.#scopeAfter.set(id, scope);
  }

  /** Events of a Parallel that follow one of its branches lie outside of these again. */
  #parallelOf({ type }: WireEvent, scope: number, before: Visit | undefined): Visit | undefined {
    const isFirstAttempt =
      type === 'ParallelStateStarted' && before?.state.startsWith('Parallel') && before.scopes.length === 0;
    if (isFirstAttempt) return before;
    const hasFailed = type === 'ParallelStateExited' && before?.state.startsWith('Parallel');
    return hasFailed ? before : this.#owners.get(scope);
  }
}

function note(visit: Visit, event: WireEvent, nowMs: number): void {
  if (event.type === 'LambdaFunctionScheduled') {
    visit.attempts.push({ scheduledMs: nowMs, started: false });
    return;
  }
  const attempt = visit.attempts.at(-1);
  if (attempt === undefined) return;
  if (event.type === 'LambdaFunctionStarted') attempt.started = true;
  const outcome = outcomeOf(event);
  if (outcome === undefined) return;
  attempt.outcome = outcome;
  attempt.endedMs = nowMs;
}

function outcomeOf(event: WireEvent): Attempt['outcome'] {
  switch (event.type) {
    case 'LambdaFunctionSucceeded':
      return event['lambdaFunctionSucceededEventDetails'] as { output: string };
    case 'LambdaFunctionFailed':
      return event['lambdaFunctionFailedEventDetails'] as { error: string; cause: string };
    case 'LambdaFunctionTimedOut':
      return { error: 'States.Timeout', cause: '' };
    default:
      return undefined;
  }
}
