/** Removes events that have expired, once an hour, and what deleted groups and streams have left, soon after. */
import type { Clock, Timer } from '../../base/clock.ts';
import type { LogStore } from '../../store/log-store.ts';

export interface RetentionSweepDeps {
  readonly logs: LogStore;
  readonly clock: Clock;
  readonly onDefect: (error: unknown) => void;
}

const INTERVAL_MS = 3600_000;

export class RetentionSweep {
  readonly #deps: RetentionSweepDeps;
  #timer: Timer | undefined;
  #sweeping: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(deps: RetentionSweepDeps) {
    this.#deps = deps;
  }

  /** Begins to sweep, or sweeps once more when it is at it. */
  start(): void {
    this.#again = true;
    if (this.#sweeping !== undefined || this.#closed) return;
    this.#timer?.cancel();
    this.#sweeping = this.#sweep()
      .catch(this.#deps.onDefect)
      .finally(() => {
        this.#sweeping = undefined;
        if (!this.#closed) this.#timer = this.#deps.clock.schedule(INTERVAL_MS, () => this.start());
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      if (await this.#deps.logs.sweep(this.#deps.clock.nowMs())) this.#again = true;
    }
  }
}
