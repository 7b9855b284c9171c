import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, stringifyJson } from '../base/json.ts';
import { RandomStream } from '../base/random.ts';
import type { EvaluationScope } from './jsonpath/scope.ts';
import {
  compileExpression,
  compileTemplate,
  evaluateExpression,
  evaluateTemplate,
  pathsOfTemplate,
} from './payload-template.ts';

function scopeOf(input: Json): EvaluationScope {
  return {
    input,
    context: () => ({ State: { Name: 'S' } }),
    variables: new Map<string, Json>([['x', { y: 42 }]]),
    random: () => new RandomStream('1'),
  };
}

function template(json: Json) {
  const compiled = compileTemplate(json);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.template;
}

const evaluate = (json: Json, input: Json) => evaluateTemplate(template(json), scopeOf(input));

describe('evaluating', () => {
  test('replaces members that end in .$ and leaves all others, at any depth', () => {
    const json = {
      Comment: 'data, too',
      'path.$': '$.a',
      'context.$': '$$.State.Name',
      'variable.$': '$x.y',
      'intrinsic.$': "States.Format('<{}>', $.a)",
      literal: '$.a',
      nested: [{ 'all.$': '$' }, 'States.UUID()', null, [{ 'none.$': '$.list[*]' }]],
    };
    expect(evaluate(json, { a: 1 })).toEqual({
      ok: true,
      value: {
        Comment: 'data, too',
        path: 1,
        context: 'S',
        variable: 42,
        intrinsic: '<1>',
        literal: '$.a',
        nested: [{ all: { a: 1 } }, 'States.UUID()', null, [{ none: [] }]],
      },
    });
  });

  test('gives the same value each time when nothing in the template is dynamic', () => {
    const constant = template({ a: [{ b: 1 }], c: {} });
    expect(constant.constant?.text).toBe('{"a":[{"b":1}],"c":{}}');
    const [first, second] = [evaluateTemplate(constant, scopeOf(1)), evaluateTemplate(constant, scopeOf(2))];
    expect(first.ok && second.ok && first.value === second.value).toBe(true);
  });

  test('takes an element past the end of an array for null', () => {
    expect(evaluate({ 'v.$': '$.items[5]' }, { items: [1] })).toEqual({ ok: true, value: { v: null } });
  });

  test.each<[Json, string]>([
    [
      { 'value.$': '$.no_such' },
      `The JSONPath '$.no_such' specified for the field 'value.$' could not be found in the input '{"int-literal":0}'`,
    ],
    [
      { Item: { 'id.$': '$.a.b' } },
      `The JSONPath '$.a.b' specified for the field 'Item.id.$' could not be found in the input '{"int-literal":0}'`,
    ],
    [
      { list: [{ 'v.$': '$$.Nope' }] },
      `The JSONPath '$$.Nope' specified for the field 'list[0].v.$' could not be found in the input '{"State":{"Name":"S"}}'`,
    ],
  ])('%j misses its path', (json, cause) => {
    expect(evaluate(json, { 'int-literal': 0 })).toEqual({ ok: false, failure: { error: 'States.Runtime', cause } });
  });

  test('a key __proto__ is data', () => {
    const result = evaluate({ '__proto__.$': '$' }, { polluted: true });
    expect(result.ok && stringifyJson(result.value)).toBe('{"__proto__":{"polluted":true}}');
  });
});

describe('problems', () => {
  test('all are reported, each with the object that holds it', () => {
    const json = {
      'a.$': 'no path',
      'b.$': 1,
      c: [{ d: 1, 'd.$': '$' }],
      'e/f': { 'g.$': "States.StringToJson('\\\"')" },
    };
    expect(compileTemplate(json)).toEqual({
      ok: false,
      problems: [
        {
          pointer: '',
          message: "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
        },
        {
          pointer: '',
          message: "The value for the field 'b.$' must be a STRING that contains a JSONPath but was a NUMBER",
        },
        { pointer: '/c/0', message: "Duplicate field 'd'" },
        {
          pointer: '/e~1f',
          message: "The value for the field 'g.$' must be a valid JSONPath or a valid intrinsic function call",
        },
      ],
    });
  });
});

test('an expression by itself is worded with the name of its field', () => {
  const expression = compileExpression('$.NoSuchCausePath');
  if (expression === undefined) throw new Error('does not compile');
  expect(evaluateExpression(expression, 'CausePath', scopeOf({}))).toEqual({
    ok: false,
    failure: {
      error: 'States.Runtime',
      cause:
        "The JSONPath '$.NoSuchCausePath' specified for the field 'CausePath' could not be found in the input '{}'",
    },
  });
});

test('the paths of a template are listed, those inside intrinsic calls too', () => {
  const json = { 'a.$': '$x', b: [{ 'c.$': 'States.Array($y.z, States.Array($$))' }] };
  expect(pathsOfTemplate(template(json)).map(({ text }) => text)).toEqual(['$x', '$y.z', '$$']);
});

test('compiling never throws, a template without .$ keys is its own value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const compiled = compileTemplate(json as Json);
      if (compiled.ok && !stringifyJson(json as Json).includes('.$"')) {
        expect(evaluateTemplate(compiled.template, scopeOf({}))).toEqual({ ok: true, value: json });
      }
    }),
  );
});
