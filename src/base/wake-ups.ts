/** One timer for all deadlines: a heap of moments by key, of which the earliest is armed. */
import type { Clock, Timer } from './clock.ts';

interface Entry {
  readonly key: string;
  readonly dueMs: number;
}

/** Stale entries wait for their moment, which may be days away, unless they outnumber the others. */
const STALE_MIN = 1000;

export class WakeUps {
  readonly #clock: Clock;
  readonly #onDue: (key: string) => void;
  /** The moment that counts for each key; entries of the heap that differ from it are stale. */
  readonly #current = new Map<string, number>();
  #heap: Entry[] = [];
  #armed: { readonly timer: Timer; readonly dueMs: number } | undefined;

  constructor(clock: Clock, onDue: (key: string) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Replaces the key's moment; undefined takes it away. */
  set(key: string, dueMs: number | undefined): void {
    if (this.#current.get(key) === dueMs) return;
    if (dueMs === undefined) {
      this.#current.delete(key);
      return;
    }
    this.#current.set(key, dueMs);
    this.#push({ key, dueMs });
    if (this.#heap.length > 2 * this.#current.size + STALE_MIN) this.#dropStale();
    this.#arm();
  }

  /** How many entries are held, stale ones included. */
  get size(): number {
    return this.#heap.length;
  }

  close(): void {
    this.#armed?.timer.cancel();
    this.#current.clear();
    this.#heap = [];
  }

  /** In order of time, which is a heap. */
  #dropStale(): void {
    const entries = [...this.#current].map(([key, dueMs]) => ({ key, dueMs }));
    this.#heap = entries.sort((a, b) => a.dueMs - b.dueMs);
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || (this.#armed !== undefined && this.#armed.dueMs <= first.dueMs)) return;
    this.#armed?.timer.cancel();
    const timer = this.#clock.schedule(first.dueMs - this.#clock.nowMs(), () => this.#fire());
    this.#armed = { timer, dueMs: first.dueMs };
  }

  #fire(): void {
    this.#armed = undefined;
    const nowMs = this.#clock.nowMs();
    for (let first = this.#heap[0]; first !== undefined && first.dueMs <= nowMs; first = this.#heap[0]) {
      this.#pop();
      if (this.#current.get(first.key) !== first.dueMs) continue;
      this.#current.delete(first.key);
      this.#onDue(first.key);
    }
    this.#arm();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as Entry).dueMs <= entry.dueMs) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Entry).dueMs < (heap[child] as Entry).dueMs) child++;
      if ((heap[child] as Entry).dueMs >= last.dueMs) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}
