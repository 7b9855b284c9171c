/** How measured values are spread over fixed buckets: what a histogram of Prometheus is made of. */
import type { Labels, Sample } from './prometheus-text.ts';

export class Distribution {
  /** Ascending; a value belongs to the first bound that is not below it. */
  readonly #bounds: readonly number[];
  /** One more than bounds: the last is for what is above them all. */
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] as number)) bucket++;
    (this.#counts[bucket] as number)++;
    this.#sum += value;
  }

  /** Buckets count what is at or below their bound. */
  *samples(labels: Labels = {}): Iterable<Sample> {
    let count = 0;
    for (const [i, inBucket] of this.#counts.entries()) {
      count += inBucket;
      yield { suffix: '_bucket', labels: { ...labels, le: String(this.#bounds[i] ?? '+Inf') }, value: count };
    }
    yield { suffix: '_sum', labels, value: this.#sum };
    yield { suffix: '_count', labels, value: count };
  }
}
