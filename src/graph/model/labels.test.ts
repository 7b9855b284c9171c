import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../base/json.ts';
import { catchLabel, ruleLabel } from './labels.ts';

const isOne = { Variable: '$.a', NumericEquals: 1 };
const isX = { Variable: '$.b', StringEquals: 'x' };

test.each<[JsonObject, string]>([
  [{ ...isOne, Next: 'A', Comment: 'why' }, '$.a == 1'],
  [{ Variable: '$.a', NumericGreaterThanEquals: parseJson('1.50') }, '$.a >= 1.50'],
  [{ Variable: '$.a', StringLessThan: 'm' }, '$.a < "m"'],
  [{ Variable: '$.a', BooleanEquals: false }, '$.a == false'],
  [{ Variable: '$.a', TimestampGreaterThanPath: '$.b' }, '$.a > $.b'],
  [{ Variable: '$.a', StringMatches: 'log-*' }, '$.a matches "log-*"'],
  [{ Variable: '$.a', IsPresent: true }, '$.a is present'],
  [{ Variable: '$.a', IsNull: false }, '$.a is not null'],
  [{ And: [isOne, isX] }, '$.a == 1 and $.b == "x"'],
  [{ Or: [isOne, { And: [isOne, isX] }] }, '$.a == 1 or ($.a == 1 and $.b == "x")'],
  [{ And: [isOne] }, '$.a == 1'],
  [{ Not: isOne }, '$.a != 1'],
  [{ Not: { Variable: '$.a', IsPresent: true } }, '$.a is not present'],
  [{ Not: { Variable: '$.a', IsPresent: false } }, '$.a is present'],
  [{ Not: { Variable: '$.a', StringMatches: '*' } }, '$.a does not match "*"'],
  [{ Not: { Or: [isOne, isX] } }, '$.a != 1 and $.b != "x"'],
  [{ Not: { Not: { Variable: '$.a', NumericLessThan: 2 } } }, '$.a < 2'],
  [{ Condition: '{% $n > 3\n  and $ok %}' }, '$n > 3 and $ok'],
  [{ Condition: '{% $n >' }, '$n >'],
  [{ Variable: '$.a' }, '$.a'],
  [{ NumericEquals: 1 }, '? == 1'],
  [{ And: [1, null] }, '… and …'],
  [{}, '?'],
])('%j reads %s', (rule, words) => {
  expect(ruleLabel(rule)).toBe(words);
});

test('rules inside of rules are written out to a limit', () => {
  let rule: JsonObject = isOne;
  for (let depth = 0; depth < 5000; depth++) rule = { Not: rule };
  expect(ruleLabel(rule)).toBe('…');
});

test.each<[JsonObject, string]>([
  [{ ErrorEquals: ['States.ALL'], Next: 'A' }, 'Catch: States.ALL'],
  [{ ErrorEquals: ['Declined', 'States.Timeout'] }, 'Catch: Declined, States.Timeout'],
  [{ ErrorEquals: [1, {}] }, 'Catch'],
  [{}, 'Catch'],
])('the Catcher %j reads %s', (catcher, words) => {
  expect(catchLabel(catcher)).toBe(words);
});

test('any JSON has a label', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('And', 'Not', 'Or', 'Variable', 'IsNull', 'x'), fc.jsonValue()),
      (json) => {
        expect(typeof ruleLabel(json as JsonObject)).toBe('string');
      },
    ),
  );
});
