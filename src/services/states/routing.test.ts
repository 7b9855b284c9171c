import { expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { chooseVersion } from './routing.ts';

const STARTS = 10_000;

test.each([
  [100, 0],
  [0, 100],
  [90, 10],
  [50, 50],
])('of many starts each version gets its share: %d and %d per cent', (first, second) => {
  const random = seededRandom('5eed');
  const routes = [
    { version: 7, weight: first },
    { version: 3, weight: second },
  ];
  const chosen = Array.from({ length: STARTS }, () => chooseVersion(routes, random));
  const share = chosen.filter((version) => version === 7).length / STARTS;
  expect(chosen.every((version) => version === 7 || version === 3)).toBe(true);
  if (first % 100 === 0) expect(share).toBe(first / 100);
  else expect(Math.abs(share - first / 100)).toBeLessThan(0.02);
});
