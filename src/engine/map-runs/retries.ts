/** Tries again what the store could not do, later and later, until the process ends. */
import { type Clock, elapsed } from '../../base/clock.ts';

const DELAY_MS_MIN = 50;
const DELAY_MS_MAX = 5_000;

/** The process ends before it could be done. */
class ClosedError extends Error {}

export class Retries {
  readonly #clock: Clock;
  readonly #onDefect: (error: unknown) => void;
  #closed = false;

  constructor({ clock, onDefect }: { readonly clock: Clock; readonly onDefect: (error: unknown) => void }) {
    this.#clock = clock;
    this.#onDefect = onDefect;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  /** @throws what is final, and ClosedError when the process ends */
  async until<T>(work: () => Promise<T>, isFinal: (error: unknown) => boolean = () => false): Promise<T> {
    for (let delayMs = DELAY_MS_MIN; !this.#closed; delayMs = Math.min(delayMs * 2, DELAY_MS_MAX)) {
      try {
        return await work();
      } catch (error) {
        if (isFinal(error)) throw error;
        if (!this.#closed) this.#onDefect(error);
      }
      await elapsed(this.#clock, delayMs);
    }
    throw new ClosedError('the process ends');
  }
}
