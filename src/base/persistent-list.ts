/**
 * An immutable list whose versions share structure: `set` copies one path of a 32-ary tree, so that a step that changes one
 * of n frames costs O(log n), not O(n).
 */

const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

type Node<T> = readonly (Node<T> | T | undefined)[];

export class PersistentList<T> implements Iterable<T> {
  /** One more than the highest index that was ever set. */
  readonly length: number;
  readonly #root: Node<T>;
  /** Bits of the index that the root resolves, less one level. */
  readonly #shift: number;

  private constructor(root: Node<T>, shift: number, length: number) {
    this.#root = root;
    this.#shift = shift;
    this.length = length;
  }

  static of<T>(items: Iterable<T>): PersistentList<T> {
    let list = new PersistentList<T>([], 0, 0);
    for (const item of items) list = list.set(list.length, item);
    return list;
  }

  get(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    let node: Node<T> | undefined = this.#root;
    for (let shift = this.#shift; shift > 0; shift -= BITS) {
      node = node[(index >>> shift) & MASK] as Node<T> | undefined;
      if (node === undefined) return undefined;
    }
    return node[index & MASK] as T | undefined;
  }

  /** `undefined` empties the place; indexes of others do not change. */
  set(index: number, value: T | undefined): PersistentList<T> {
    let root = this.#root;
    let shift = this.#shift;
    while (index >>> (shift + BITS) > 0) {
      root = [root];
      shift += BITS;
    }
    return new PersistentList<T>(withValue(root, shift, index, value), shift, Math.max(this.length, index + 1));
  }

  /** The filled places, in order of index. */
  *[Symbol.iterator](): Iterator<T> {
    for (let index = 0; index < this.length; index++) {
      const item = this.get(index);
      if (item !== undefined) yield item;
    }
  }
}

function withValue<T>(node: Node<T>, shift: number, index: number, value: T | undefined): Node<T> {
  const copy = node.slice();
  const slot = (index >>> shift) & MASK;
  copy[slot] = shift === 0 ? value : withValue((copy[slot] as Node<T> | undefined) ?? [], shift - BITS, index, value);
  return copy;
}
