/** Random choices that a seed repeats. */
import { RandomStream } from '../../src/base/random.ts';

export class Dice {
  readonly #stream: RandomStream;

  constructor(seed: string) {
    this.#stream = new RandomStream(seed);
  }

  /** From `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.#stream.nextFraction() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.#stream.nextFraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)] as T;
  }

  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.#stream.nextFraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return this.pick(entries)[0];
  }
}
