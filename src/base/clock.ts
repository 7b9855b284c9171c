/** Time as a port, so that tests and the simulation can own it. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls `run` once, `delayMs` from now at the earliest; any delay is fine, also one above 24.8 days. */
  schedule(delayMs: number, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** What `setTimeout` takes at most; longer delays are re-armed. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule(delayMs, run) {
    let handle: NodeJS.Timeout;
    const arm = (restMs: number) => {
      handle = setTimeout(
        () => (restMs > TIMEOUT_MS_MAX ? arm(restMs - TIMEOUT_MS_MAX) : run()),
        Math.min(Math.max(restMs, 0), TIMEOUT_MS_MAX),
      );
      handle.unref();
    };
    arm(delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Resolves when so much time has passed. */
export function elapsed(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(delayMs, resolve);
  });
}

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #timers = new Map<number, { dueMs: number; run: () => void }>();

  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): Timer {
    const key = this.#order++;
    this.#timers.set(key, { dueMs: this.#nowMs + Math.max(delayMs, 0), run });
    return { cancel: () => void this.#timers.delete(key) };
  }

  /** When the next timer is due; undefined without timers. */
  get nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const { dueMs } of this.#timers.values()) if (next === undefined || dueMs < next) next = dueMs;
    return next;
  }

  /** Moves time forward and runs what came due, in order of time. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      let first: [number, { dueMs: number; run: () => void }] | undefined;
      for (const entry of this.#timers) {
        if (entry[1].dueMs <= endMs && (first === undefined || entry[1].dueMs < first[1].dueMs)) first = entry;
      }
      if (first === undefined) break;
      this.#timers.delete(first[0]);
      this.#nowMs = Math.max(this.#nowMs, first[1].dueMs);
      first[1].run();
    }
    this.#nowMs = endMs;
  }
}
