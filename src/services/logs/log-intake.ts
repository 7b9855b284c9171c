/**
 * The way of events into the store. What functions print is posted: it gathers for a moment and goes in one transaction with
 * what others printed, and nobody waits. The room in which it gathers is bounded; whoever fills it waits for the store.
 */
import type { Clock, Timer } from '../../base/clock.ts';
import type { LogAppend, LogAppendResult, LogStore } from '../../store/log-store.ts';

export interface LogIntakeDeps {
  readonly logs: LogStore;
  readonly clock: Clock;
  /** Told when the store has failed to take what was posted. */
  readonly onDefect: (error: unknown) => void;
}

/** How long posted events gather: transactions cost more than what is in them. */
const GATHER_MS = 20;
/** Of what was posted and is not stored yet, in characters. */
const CHARACTERS_MAX = 4 * 1024 * 1024;

const nothing = () => {};

/** What goes into one transaction. */
class Batch {
  readonly appends: LogAppend[] = [];
  readonly stored: Promise<readonly LogAppendResult[]>;
  characters = 0;
  /** Somebody waits for it. */
  isUrgent = false;
  #settle: (results: Promise<readonly LogAppendResult[]>) => void = nothing;

  constructor() {
    this.stored = new Promise((resolve) => {
      this.#settle = resolve;
    });
    // Whoever waits sees a failure; it need not be anybody.
    this.stored.catch(nothing);
  }

  add(append: LogAppend): number {
    for (const { message } of append.events) this.characters += message.length;
    return this.appends.push(append) - 1;
  }

  store(logs: LogStore, nowMs: number): Promise<readonly LogAppendResult[]> {
    this.#settle(logs.append(nowMs, this.appends));
    return this.stored;
  }
}

/** Told what has been stored, and when it arrived. */
export type LogListener = (append: LogAppend, ingestionMs: number) => void;

export class LogIntake {
  readonly #deps: LogIntakeDeps;
  readonly #listeners = new Set<LogListener>();
  #gathering = new Batch();
  #inFlight: Batch | undefined;
  #timer: Timer | undefined;

  constructor(deps: LogIntakeDeps) {
    this.#deps = deps;
  }

  /** Stores the events at once. @throws what the store throws */
  async append(append: LogAppend): Promise<LogAppendResult> {
    const batch = this.#gathering;
    const index = batch.add(append);
    this.#hurry();
    return (await batch.stored)[index] as LogAppendResult;
  }

  /** Returns a promise when too much waits to be stored: until it resolves the writer should hold back. Never rejects. */
  post(append: LogAppend): Promise<void> | undefined {
    const batch = this.#gathering;
    batch.add(append);
    if (batch.characters + (this.#inFlight?.characters ?? 0) < CHARACTERS_MAX) {
      this.#timer ??= this.#deps.clock.schedule(GATHER_MS, () => this.#hurry());
      return undefined;
    }
    this.#hurry();
    return batch.stored.then(nothing, nothing);
  }

  /** Resolves when everything that was posted before is stored. */
  async settle(): Promise<void> {
    const batch = this.#gathering.appends.length > 0 ? this.#gathering : this.#inFlight;
    this.#hurry();
    await batch?.stored.catch(nothing);
  }

  /** @returns what ends it */
  listen(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stores what has gathered as soon as the batch before it is stored. */
  #hurry(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#gathering.isUrgent = this.#gathering.appends.length > 0;
    if (this.#inFlight === undefined) void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#gathering.isUrgent) {
      this.#inFlight = this.#gathering;
      this.#gathering = new Batch();
      try {
        const nowMs = this.#deps.clock.nowMs();
        const results = await this.#inFlight.store(this.#deps.logs, nowMs);
        if (this.#listeners.size > 0) this.#tell(this.#inFlight, results, nowMs);
      } catch (error) {
        this.#deps.onDefect(error);
      }
    }
    this.#inFlight = undefined;
  }

  #tell({ appends }: Batch, results: readonly LogAppendResult[], ingestionMs: number): void {
    for (const [i, append] of appends.entries()) {
      if (results[i] === 'appended') for (const listener of this.#listeners) listener(append, ingestionMs);
    }
  }
}
