import { expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { batch, childInput } from './child-inputs.ts';
import type { BatcherSettings } from './settings.ts';

const payloads = (...values: Json[]) => values.map((value) => Payload.of(value));

test('without a batcher each child has an item, as it is', () => {
  const items = [Payload.ofText('1.0'), Payload.of('b')];
  expect(batch(items, undefined)).toEqual({ full: [1, 1], rest: 0 });
  expect(childInput(items.slice(0, 1), undefined).text).toBe('1.0');
});

test.each<[string, BatcherSettings, number[], number]>([
  ['by number', { maxItems: 2 }, [2, 2], 1],
  ['by number, which fits', { maxItems: 5 }, [5], 0],
  // {"Items":["x","x"]} is 19 bytes
  ['by size', { maxInputBytes: 19 }, [2, 2], 1],
  ['by size, short by a byte', { maxInputBytes: 18 }, [1, 1, 1, 1], 1],
  ['by size, with what all batches get', { maxInputBytes: 36, batchInput: { a: 1 } }, [1, 1, 1, 1], 1],
  ['by size, an item that is larger alone', { maxInputBytes: 1 }, [1, 1, 1, 1], 1],
  ['by both', { maxItems: 3, maxInputBytes: 19 }, [2, 2], 1],
])('batches %s', (_, batcher, full, rest) => {
  expect(batch(payloads('x', 'x', 'x', 'x', 'x'), batcher)).toEqual({ full, rest });
});

test('a batch is a list beside what all batches get', () => {
  expect(childInput(payloads(1, 'b'), {}).text).toBe('{"Items":[1,"b"]}');
  expect(childInput(payloads(1), { batchInput: { f: 1 } }).text).toBe('{"BatchInput":{"f":1},"Items":[1]}');
});
