import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonNumber, parseJson } from '../../base/json.ts';
import { compareNumbers } from './number-order.ts';

const number = (text: string) => parseJson(text) as number | JsonNumber;

test.each<[string, string, number]>([
  ['1', '1.00', 0],
  ['1e2', '100', 0],
  ['-0', '0', 0],
  ['0.10', '0.1', 0],
  ['9007199254740992', '9007199254740993', -1],
  ['-9007199254740993', '-9007199254740992', -1],
  ['0.1000000000000000055511151231257827', '0.1', 1],
  ['1e400', '1e399', 1],
  ['-1e400', '1e-400', -1],
  ['1e-400', '0', 1],
  ['2', '10', -1],
])('%s against %s is %d', (a, b, order) => {
  expect(compareNumbers(number(a), number(b))).toBe(order);
  expect(compareNumbers(number(b), number(a))).toBe(order === 0 ? 0 : -order);
});

test('integers of any length are ordered as BigInt orders them', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      expect(compareNumbers(number(`${a}`), number(`${b}`))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});
