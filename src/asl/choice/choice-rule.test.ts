import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, parseJson } from '../../base/json.ts';
import { RandomStream } from '../../base/random.ts';
import { compileChoiceRule, evaluateChoiceRule, pathsOfChoiceRule } from './choice-rule.ts';
import { OPERATORS } from './operators.ts';

function compile(json: Json) {
  const compiled = compileChoiceRule(json);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.rule;
}

function decide(json: Json, input: Json) {
  const result = evaluateChoiceRule(compile(json), {
    input,
    context: () => ({ Execution: { Input: input } }),
    variables: new Map<string, Json>([['limit', 10]]),
    random: () => new RandomStream('1'),
  });
  return result.ok ? result.value : `${result.failure.error}: ${result.failure.cause}`;
}

/** Values of every kind, among them those that look like another one: as in the recorded operator cases. */
const VALUES: readonly Json[] = [
  null,
  0,
  parseJson('0.0'),
  1,
  1.1,
  '',
  ' ',
  'HelloWorld',
  '2012-10-09T19:00:55',
  '2012-10-09T19:00:55Z',
  '2012-10-09T19:00:55+01:00',
  '2023-02-24',
  [],
  [''],
  {},
  { A: 0 },
  true,
  false,
];

describe('comparisons', () => {
  test.each<[string, Json, Json, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringLessThan', 'b', 'a', true],
    ['StringLessThan', 'B', 'a', false],
    ['StringGreaterThanEquals', 'a', 'a', true],
    ['NumericEquals', 1, parseJson('1.0'), true],
    ['NumericEquals', parseJson('9007199254740993'), parseJson('9007199254740992'), false],
    ['NumericLessThan', parseJson('9007199254740993'), parseJson('9007199254740992'), true],
    ['NumericLessThanEquals', 2, 2, true],
    ['NumericGreaterThan', 2, -3, false],
    ['BooleanEquals', false, false, true],
    ['TimestampEquals', '2023-01-01T00:00:00Z', '2023-01-01T01:00:00.000+01:00', true],
    ['TimestampLessThan', '2023-01-01T00:00:00Z', '2022-12-31T23:59:59.999999999Z', true],
    ['TimestampGreaterThan', '2023-01-01T00:00:00Z', '2023-01-01T00:00:00', false],
  ])('%s %j of %j is %s, from a literal and from a path', (operator, operand, value, expected) => {
    expect(decide({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(expected);
    expect(decide({ Variable: '$.v', [`${operator}Path`]: '$.o' }, { v: value, o: operand })).toBe(expected);
  });

  test.each<[string, Json, (value: Json) => boolean]>([
    ['StringGreaterThanEquals', '', (value) => typeof value === 'string'],
    ['NumericLessThan', 1e9, (value) => typeof value === 'number' || value === VALUES[2]],
    ['BooleanEquals', true, (value) => value === true],
    ['TimestampGreaterThan', '2000-01-01T00:00:00Z', (value) => value === VALUES[9] || value === VALUES[10]],
    ['IsNull', true, (value) => value === null],
    ['IsNumeric', true, (value) => typeof value === 'number' || value === VALUES[2]],
    ['IsString', true, (value) => typeof value === 'string'],
    ['IsBoolean', true, (value) => typeof value === 'boolean'],
    ['IsTimestamp', true, (value) => value === VALUES[9] || value === VALUES[10]],
    ['IsPresent', true, () => true],
  ])('%s %j holds for values of its type only', (operator, operand, holds) => {
    for (const v of VALUES) expect([v, decide({ Variable: '$.v', [operator]: operand }, { v })]).toEqual([v, holds(v)]);
  });

  test('a type test with false holds for all other values', () => {
    expect(decide({ Variable: '$.v', IsString: false }, { v: 1 })).toBe(true);
    expect(decide({ Variable: '$.v', IsTimestamp: false }, { v: 'x' })).toBe(true);
    expect(decide({ Variable: '$.v', IsNull: false }, { v: null })).toBe(false);
  });

  test('variables and the context object can be compared', () => {
    expect(decide({ Variable: '$limit', NumericEquals: 10 }, {})).toBe(true);
    expect(decide({ Variable: '$$.Execution.Input.n', NumericLessThanPath: '$limit' }, { n: 9 })).toBe(true);
  });
});

describe('StringMatches', () => {
  test.each<[string, Json, boolean]>([
    ['invoice-*.json', 'invoice-2025.json', true],
    ['invoice-*.json', 'invoice-.json', true],
    ['invoice-*.json', 'report-2025.json', false],
    ['logs-*-*-done', 'logs-2025-04-done', true],
    ['file\\*name.txt', 'file*name.txt', true],
    ['file\\*name.txt', 'fileXname.txt', false],
    ['a\\\\*', 'a\\b', true],
    ['*', '', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*ab*ab*', 'abab', true],
    ['a.c', 'abc', false],
    ['', '', true],
    ['123', 123, false],
  ])('%s against %j is %s', (pattern, value, expected) => {
    expect(decide({ Variable: '$.v', StringMatches: pattern }, { v: value })).toBe(expected);
  });
});

describe('combinations', () => {
  const isOne = { Variable: '$.a', NumericEquals: 1 };
  const missing = { Variable: '$.none', NumericEquals: 1 };

  test.each<[Json, boolean]>([
    [{ And: [isOne, { Not: { Variable: '$.a', IsString: true } }] }, true],
    [{ Or: [{ Variable: '$.a', NumericEquals: 2 }, isOne] }, true],
    [{ Not: isOne }, false],
    [{ And: [{ Variable: '$.none', IsPresent: true }, missing] }, false],
    [{ Or: [{ Variable: '$.none', IsPresent: false }, missing] }, true],
    [{ Variable: '$.list[0]', IsPresent: true }, false],
  ])('%j is %s', (rule, expected) => {
    expect(decide(rule, { a: 1, list: [] })).toBe(expected);
  });

  test('a path that leads nowhere fails, the operand’s as well as the variable’s', () => {
    const failure = (path: string) =>
      `States.Runtime: Invalid path '${path}': The choice state's condition path references an invalid value.`;
    expect(decide(missing, {})).toBe(failure('$.none'));
    expect(decide({ Variable: '$.missing', IsTimestamp: true }, {})).toBe(failure('$.missing'));
    expect(decide({ Variable: '$.left', BooleanEqualsPath: '$.right' }, { left: true })).toBe(failure('$.right'));
    expect(decide({ Not: { Or: [missing] } }, {})).toBe(failure('$.none'));
  });
});

describe('problems', () => {
  test.each<[Json, string, string]>([
    [{ Variable: 'status', StringEquals: 'a' }, '/Variable', 'Value is not a Reference Path'],
    [{ StringEquals: 'a' }, '/Variable', 'Value is not a Reference Path'],
    [{ Variable: '$.a', StringEqualsPath: 'b' }, '/StringEqualsPath', 'Value is not a Reference Path'],
    [{ Variable: '$.a', NumericEquals: '1' }, '/NumericEquals', 'Expected value of type Number'],
    [{ Variable: '$.a', TimestampEquals: '2016-03-14' }, '/TimestampEquals', 'String does not match RFC3339 timestamp'],
    [{ Variable: '$.a', IsNull: 'yes' }, '/IsNull', 'Expected value of type Boolean'],
    [{ Variable: '$.a', IsNull: true, Output: 1 }, '', "Field 'Output' is not supported"],
    [{ And: [] }, '/And', 'Expected a non-empty Array'],
    [{ Not: { And: [{ Variable: '$.a', IsNull: true, Next: 'B' }] } }, '/Not/And/0', "Field 'Next' is not supported"],
    [{ Or: [1] }, '/Or/0', 'Expected value of type Object'],
  ])('%j at %s', (rule, pointer, message) => {
    expect(compileChoiceRule(rule)).toEqual({ ok: false, problems: [{ pointer, message }] });
  });

  test.each<[Json]>([[{ Variable: '$.a', Next: 'B' }], [{ Variable: '$.a', IsNull: true, IsString: true }], [{}]])(
    '%j has not exactly one test',
    (rule) => {
      expect(compileChoiceRule(rule)).toMatchObject({
        problems: [{ pointer: '', message: expect.stringMatching(/^A Choice rule must have exactly one/) }],
      });
    },
  );

  test('what happens on a match may stand beside the test', () => {
    compile({ Variable: '$.a', IsNull: true, Next: 'B', Assign: { x: 1 }, Comment: 'why' });
  });
});

test('the paths of a rule are listed', () => {
  const rule = compile({
    And: [{ Variable: '$a', StringEqualsPath: '$b.c' }, { Not: { Variable: '$$.d', IsPresent: true } }],
  });
  expect(pathsOfChoiceRule(rule).map(({ text }) => text)).toEqual(['$a', '$b.c', '$$.d']);
});

test('there are the 39 operators of the specification', () => {
  expect(OPERATORS.size).toBe(39);
});

test('compiling never throws, and neither does evaluating what compiled', () => {
  const leaf = fc.record({
    Variable: fc.constantFrom('$.v', '$.none', '$$', '$.v[*]', 'bad'),
    operator: fc.constantFrom(...OPERATORS.keys()),
    operand: fc.oneof(fc.jsonValue(), fc.constantFrom('$.o', '*a\\', true)),
  });
  const rule = fc.oneof(
    fc.jsonValue(),
    leaf.map(({ Variable, operator, operand }) => ({ And: [{ Variable, [operator]: operand }] })),
  );
  fc.assert(
    fc.property(rule, fc.jsonValue(), fc.jsonValue(), (json, v, o) => {
      if (compileChoiceRule(json as Json).ok) decide(json as Json, { v: v as Json, o: o as Json });
    }),
    { numRuns: 1000 },
  );
});
