/** Which children are there for certain: a restart reads on from before the first one that is not. */
import type { MachineType } from '../../asl/definition.ts';
import type { MadeChildren, Position } from './child-maker.ts';

interface Chunk {
  readonly from: Position;
  /** How many of its children are not safe yet. */
  unsafe: number;
}

export class SafePosition {
  readonly #chunks: Chunk[] = [];
  readonly #chunkOf = new Map<number, Chunk>();

  /** Children that were made together. */
  add({ from }: MadeChildren, nos: readonly number[]): void {
    if (nos.length === 0) return;
    const chunk = { from, unsafe: nos.length };
    this.#chunks.push(chunk);
    for (const no of nos) this.#chunkOf.set(no, chunk);
  }

  /** The child need not be made again. Whether the safe position moved. */
  safe(no: number): boolean {
    const chunk = this.#chunkOf.get(no);
    if (chunk === undefined) return false;
    this.#chunkOf.delete(no);
    chunk.unsafe--;
    const isFirst = this.#chunks[0] === chunk;
    while (this.#chunks[0]?.unsafe === 0) this.#chunks.shift();
    return isFirst && this.#chunks[0] !== chunk;
  }

  /** @param next where the children begin that are not made yet */
  position(next: Position): Position {
    return this.#chunks[0]?.from ?? next;
  }
}

/** A Standard child is safe when it has durably begun, an Express one when its end is durable: it runs in memory. */
export function isSafeOnceBegun(executionType: MachineType): boolean {
  return executionType === 'STANDARD';
}
