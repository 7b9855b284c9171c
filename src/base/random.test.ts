import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Random, RandomStream, seededRandom, systemRandom } from './random.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe.each<[string, Random]>([
  ['the system’s', systemRandom],
  ['a seeded', seededRandom('7')],
])('%s source', (_, random) => {
  test('gives seeds of 128 bits and version 4 UUIDs, each time others', () => {
    const seeds = Array.from({ length: 100 }, () => random.seed());
    const uuids = Array.from({ length: 100 }, () => random.uuid());
    for (const seed of seeds) expect(seed).toMatch(/^[0-9a-f]{32}$/);
    for (const uuid of uuids) expect(uuid).toMatch(UUID);
    expect(new Set([...seeds, ...uuids]).size).toBe(200);
  });
});

test('equal seeds give equal sources', () => {
  const [a, b] = [seededRandom('c0ffee'), seededRandom('c0ffee')];
  expect([a.seed(), a.uuid(), a.seed()]).toEqual([b.seed(), b.uuid(), b.seed()]);
  expect(seededRandom('c0ffed').seed()).not.toBe(seededRandom('c0ffee').seed());
});

describe('a stream', () => {
  const seed = fc.stringMatching(/^[0-9a-f]{32}$/);

  test('is decided by its seed', () => {
    fc.assert(
      fc.property(seed, (given) => {
        const [a, b] = [new RandomStream(given), new RandomStream(given)];
        for (let i = 0; i < 5; i++) {
          expect(a.nextWord()).toBe(b.nextWord());
          expect(a.nextFraction()).toBe(b.nextFraction());
          expect(a.uuid()).toBe(b.uuid());
        }
      }),
    );
  });

  test('stays what it is from release to release: stored executions replay it', () => {
    const stream = new RandomStream('000102030405060708090a0b0c0d0e0f');
    expect([stream.nextWord(), stream.nextWord(), stream.nextFraction(), stream.uuid()]).toEqual([
      858807458,
      1403912697,
      0.4298002122319755,
      'a1157f11-1f13-447a-99c9-3cadad8104ba',
    ]);
  });

  test('gives words of 32 bits, fractions below one, UUIDs of version 4', () => {
    fc.assert(
      fc.property(seed, (given) => {
        const stream = new RandomStream(given);
        const word = stream.nextWord();
        expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true);
        const fraction = stream.nextFraction();
        expect(fraction >= 0 && fraction < 1).toBe(true);
        expect(stream.uuid()).toMatch(UUID);
      }),
    );
  });

  test('spreads its fractions evenly', () => {
    const stream = new RandomStream('5eed');
    const tenths = Array(10).fill(0) as number[];
    for (let i = 0; i < 10_000; i++) tenths[Math.floor(stream.nextFraction() * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
