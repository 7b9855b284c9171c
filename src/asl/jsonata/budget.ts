/** Counts what one evaluation has cost, ends it when that is too much, and lets other work have its turn meanwhile. */
import { nextTurn } from '../../base/next-turn.ts';
import { LENGTH_PER_STEP, LimitExceeded, STEPS_MAX, STEPS_PER_TURN } from './limits.ts';
import { ValueSizes } from './value-sizes.ts';

export class Budget {
  readonly #sizes = new ValueSizes();
  #left = STEPS_MAX;
  #sinceTurn = 0;
  #turn: Promise<void> | undefined;

  /** @throws LimitExceeded */
  spend(steps: number): void {
    this.#left -= steps;
    this.#sinceTurn += steps;
    if (this.#left < 0) throw new LimitExceeded(`The evaluation takes more than ${STEPS_MAX} steps.`);
  }

  /**
   * A value has come up. Its size counts when it is seen for the first time; later it costs what going through its surface
   * does, or its whole depth when that is looked at.
   */
  spendOn(value: unknown, { deep }: { readonly deep: boolean }): void {
    const before = this.#sizes.known;
    const size = this.#sizes.of(value);
    const fresh = this.#sizes.known - before;
    this.spend(((deep ? size : surfaceOf(value)) + fresh) / LENGTH_PER_STEP);
  }

  /**
   * Undefined while nothing else need have its turn. All parts of an evaluation wait for the same turn, so that their order
   * does not depend on the time.
   */
  pause(): Promise<void> | undefined {
    if (this.#turn === undefined && this.#sinceTurn >= STEPS_PER_TURN) {
      this.#turn = nextTurn().then(() => {
        this.#turn = undefined;
        this.#sinceTurn = 0;
      });
    }
    return this.#turn;
  }

  /** Parts of an evaluation that failed may still be under way: they end at their next step. */
  close(): void {
    this.#left = Number.NEGATIVE_INFINITY;
  }
}

function surfaceOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}
