import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  JsonNumber,
  JsonSyntaxError,
  jsonEquals,
  parseJson,
  setMember,
  stringifyJson,
} from './json.ts';

const roundTrip = (text: string) => stringifyJson(parseJson(text));

function refusal(text: string): string {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return `${error.message} (${error.line}:${error.column})`;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
}

describe('numbers', () => {
  test.each(['0.0', '-0', '-0.0', '1e3', '1E+3', '12345678901234567890', '9007199254740993', '1.10', '0.1e-400'])(
    '%s keeps its text',
    (text) => {
      expect(roundTrip(text)).toBe(text);
      expect(roundTrip(`{"a":[${text}]}`)).toBe(`{"a":[${text}]}`);
      expect(Number(parseJson(text))).toBe(Number(text));
    },
  );

  test.each(['0', '-1', '3.25', '9007199254740991', '1e+21'])('%s is a plain number', (text) => {
    expect(parseJson(text)).toBe(Number(text));
  });

  test('text that only looks like a number stays text', () => {
    expect(parseJson('["1.0","-0"]')).toEqual(['1.0', '-0']);
  });
});

describe('objects', () => {
  test('of keys given twice the last one wins', () => {
    expect(parseJson('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
    expect(roundTrip('{"a":1.0,"b":2,"a":3.0}')).toBe('{"a":3.0,"b":2}');
  });

  test.each(['{"__proto__":{"x":1}}', '{"__proto__":{"x":1.0}}', '{"constructor":1.0,"toString":null}'])(
    '%s has no special members',
    (text) => {
      const value = parseJson(text);
      expect(roundTrip(text)).toBe(text);
      expect((value as { x?: unknown }).x).toBeUndefined();
    },
  );

  test('setMember makes __proto__ an own member', () => {
    const target: Record<string, Json> = {};
    setMember(target, '__proto__', { x: 1 });
    setMember(target, 'a', 2);
    expect(stringifyJson(target)).toBe('{"__proto__":{"x":1},"a":2}');
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  });
});

describe('nesting', () => {
  const nested = (levels: number, innermost: string) => '['.repeat(levels) + innermost + ']'.repeat(levels);

  test.each(['', '1', '1.0'])('of 1000 levels around "%s" is accepted, and printed again', (innermost) => {
    expect(roundTrip(nested(1000, innermost))).toBe(nested(1000, innermost));
  });

  test.each(['', '1', '1.0'])('of more levels around "%s" is refused', (innermost) => {
    for (const levels of [1001, 100_000]) {
      expect(refusal(nested(levels, innermost))).toBe(
        'Document nesting depth exceeds the maximum allowed (1000) (1:1001)',
      );
    }
  });

  test('counts levels, not brackets', () => {
    const text = `[${Array(2000).fill('[{"a":"[[[\\\\\\"[[["}]').join(',')}]`;
    expect(roundTrip(text)).toBe(text);
  });
});

describe('what is no JSON is refused in the service’s words', () => {
  const kinds = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

  test.each([
    // both recorded, the place of the second one too
    ["{'a':1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name (1:2)"],
    ['not a definition', `Unrecognized token 'not': was expecting ${kinds} (1:4)`],
    ['{"a":tru}', `Unrecognized token 'tru': was expecting ${kinds} (1:9)`],
    ['', 'No content to map due to end-of-input (1:1)'],
    ['  ', 'No content to map due to end-of-input (1:3)'],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value (1:6)"],
    ['{"a":1\n"b":2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries (2:1)"],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries (1:4)"],
    ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${kinds} (1:4)`],
    ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name (1:8)"],
    ['\u0099', `Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ${kinds} (1:1)`],
    ['1 2', `Unexpected character ('2' (code 50)): expected a valid value ${kinds} (1:3)`],
    ['[1', 'Unexpected end-of-input (1:3)'],
    ['{"a":', 'Unexpected end-of-input (1:6)'],
    ['"a', 'Unexpected end-of-input: was expecting closing quote for a string value (1:3)'],
    ['"\\x"', "Unrecognized character escape 'x' (code 120) (1:2)"],
    ['"\\', 'Unexpected end-of-input in character escape sequence (1:2)'],
    ['01', 'Invalid numeric value: Leading zeroes not allowed (1:1)'],
    [
      '"a\nb"',
      'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value (1:3)',
    ],
  ])('%j', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  test('whatever the text, it parses as JSON.parse would or is refused with a place', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '1.0',
      '-',
      'e',
      'null',
      '\\u00',
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        let expected: unknown;
        try {
          expected = JSON.parse(candidate);
        } catch {
          expect(refusal(candidate)).toMatch(/ \(\d+:\d+\)$/);
          return;
        }
        expect(JSON.parse(roundTrip(candidate))).toEqual(expected);
      }),
    );
  });
});

/** JSON text without blanks whose keys are not integers, which JavaScript objects would sort. */
const jsonText = fc.letrec<{ value: string; number: string; array: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    tie('number'),
    fc.constantFrom('null', 'true', 'false'),
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    tie('array'),
    tie('object'),
  ),
  number: fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/),
  array: fc.array(tie('value')).map((items) => `[${items.join(',')}]`),
  object: fc
    .uniqueArray(fc.tuple(fc.string(), tie('value')), { selector: ([key]) => key })
    .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(`k${key}`)}:${value}`).join(',')}}`),
})).value;

test('printing what was parsed gives the same text, every digit of every number included', () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      expect(roundTrip(text)).toBe(text);
    }),
  );
});

test('undefined members are left out, beside numbers that keep their digits too', () => {
  const members = { a: undefined, b: 1 } as unknown as Json;
  expect(stringifyJson(members)).toBe('{"b":1}');
  expect(stringifyJson([members, new JsonNumber('1.0')])).toBe('[{"b":1},1.0]');
});

test('kinds of values are told apart', () => {
  const kept = new JsonNumber('1.0');
  expect([kept, 1, '1', undefined].map(isJsonNumber)).toEqual([true, true, false, false]);
  expect([{}, [], null, kept, undefined].map(isJsonObject)).toEqual([true, false, false, false, false]);
  expect([[], {}, 'x', undefined].map(isJsonArray)).toEqual([true, false, false, false]);
});

describe('equality', () => {
  test.each<[string, string, boolean]>([
    ['1.0', '1', true],
    ['[1,2]', '[2,1]', false],
    ['[1]', '[1,2]', false],
    ['{"a":1,"b":[null]}', '{"b":[null],"a":1.00}', true],
    ['{"a":1}', '{"b":1}', false],
    ['{"__proto__":1}', '{"a":1}', false],
    ['{}', '[]', false],
    ['"1"', '1', false],
    ['null', 'false', false],
  ])('of %s and %s: %s', (a, b, equal) => {
    expect(jsonEquals(parseJson(a), parseJson(b))).toBe(equal);
    expect(jsonEquals(parseJson(b), parseJson(a))).toBe(equal);
  });
});
