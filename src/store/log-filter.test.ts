import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, compileLogFilter, type MemberTest, type ValueTest } from './log-filter.ts';

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** As it is searched, and the long way round: a pair of negations hides it from what looks for its texts. */
function bothWays(where: Condition<MemberTest>, message: string): readonly boolean[] {
  const never: Condition<MemberTest> = { type: 'test', test: { path: ['no such member'], test: { type: 'exists' } } };
  const hidden: Condition<MemberTest> = { type: 'any', of: [where, never] };
  return [where, hidden].map((condition) => compileLogFilter({ type: 'json', where: condition })(message));
}

const equals = (text: string): ValueTest => ({
  ...{ type: 'equals', text, openStart: false, openEnd: false, negated: false },
  ...(/^\d+$/.test(text) && { number: Number(text) }),
});
const valueTest = fc
  .record({
    text: one('ERROR', 'ä', 'a"b', 'true', '4', 'e', '', 'x4', 'Inf', '12'),
    openStart: fc.boolean(),
    openEnd: fc.boolean(),
    negated: one(false, false, true),
  })
  .map(
    ({ text, ...open }): ValueTest => ({
      // Only a whole value is compared as a number.
      ...(open.openStart || open.openEnd ? { type: 'equals', text } : equals(text)),
      ...open,
      type: 'equals',
      text,
    }),
  );
const leaf = fc
  .record({ path: one<MemberTest['path']>(['level'], ['n', 'code'], [{ each: true }]), test: valueTest })
  .map((member): Condition<MemberTest> => ({ type: 'test', test: member }));
const condition: fc.Arbitrary<Condition<MemberTest>> = fc.oneof(
  leaf,
  fc.record({ type: one('all' as const, 'any' as const), of: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
);
const scalar = one<string | number | boolean | null>(
  'ERROR',
  'an ERROR',
  'ä',
  'a"b',
  true,
  false,
  4,
  45,
  12,
  1e21,
  null,
  'x4y',
  'e',
);
const message = fc
  .record({ level: scalar, n: fc.record({ code: scalar }), other: scalar }, { requiredKeys: [] })
  .chain((value) => one(JSON.stringify(value), escaped(JSON.stringify(value)), JSON.stringify(value, null, 1)));

/** The same JSON with every letter outside of ASCII, and every E, as an escape. */
function escaped(json: string): string {
  return json.replace(/[^ -~]|E(?=RR)/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

test('a search for texts in JSON finds what parsing every message finds', () => {
  fc.assert(
    fc.property(condition, message, (where, text) => {
      const [searched, parsed] = bothWays(where, text);
      expect(searched).toBe(parsed);
    }),
    { numRuns: 3000 },
  );
});

test('a text that is written as an escape is found', () => {
  const where: Condition<MemberTest> = { type: 'test', test: { path: ['level'], test: equals('ERROR') } };
  expect(bothWays(where, '{"level":"\\u0045RROR"}')).toEqual([true, true]);
  expect(bothWays(where, '{"level":"INFO"}')).toEqual([false, false]);
});
