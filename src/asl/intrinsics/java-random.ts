/**
 * `java.util.Random`, as its documentation specifies it: the generator behind a seeded States.MathRandom. Recorded, and met by
 * it: (1, 100, 42) gives 63, (1, 1000, 1) gives 106, (1, 1000, 2) gives 806, (1, 10, 0) gives 7, (1, 10, -10) gives 1.
 */
const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const STATE_BITS = 48;
const INT_MAX = 2 ** 31 - 1;

export class JavaRandom {
  #state: bigint;

  /** An integer. */
  constructor(seed: number) {
    this.#state = BigInt.asUintN(STATE_BITS, BigInt(seed) ^ MULTIPLIER);
  }

  /** In [from, to), both 32-bit integers. */
  nextIntBetween(from: number, to: number): number {
    const span = to - from;
    if (span <= INT_MAX) return from + this.#nextBelow(span);
    for (;;) {
      const value = this.#next(32);
      if (value >= from && value < to) return value;
    }
  }

  #nextBelow(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n);
    for (;;) {
      const bits = this.#next(31);
      const value = bits % bound;
      // the last, incomplete stretch of numbers would favour small values
      if (bits - value + (bound - 1) <= INT_MAX) return value;
    }
  }

  #next(bits: number): number {
    this.#state = BigInt.asUintN(STATE_BITS, this.#state * MULTIPLIER + INCREMENT);
    return Number(BigInt.asIntN(32, this.#state >> BigInt(STATE_BITS - bits)));
  }
}
