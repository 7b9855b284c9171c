import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json.ts';
import { EMPTY_OBJECT, Payload } from '../base/payload.ts';
import { RandomStream } from '../base/random.ts';
import { applyInputPath, applyOutputPath, applyResultPath, applyTemplate, resolvePath } from './data-flow.ts';
import { compilePath } from './jsonpath/compile-path.ts';
import { WHOLE_INPUT } from './jsonpath/path.ts';
import { compileReferencePath } from './jsonpath/reference-path.ts';
import type { Evaluated, StateScope } from './jsonpath/scope.ts';
import { compileTemplate } from './payload-template.ts';

const scope: StateScope = {
  context: () => ({ Execution: { Input: 'given' } }),
  variables: new Map<string, Json>([['x', [1]]]),
  random: () => new RandomStream('1'),
};
/** Not JSON: looking inside would throw. */
const UNREAD = Payload.ofText('never parsed');

function path(text: string) {
  const compiled = compilePath(text);
  if (compiled === undefined) throw new Error(text);
  return compiled;
}

function value(result: Evaluated<Payload>): Json | string {
  return result.ok ? result.value.value : `${result.failure.error}: ${result.failure.cause}`;
}

describe('InputPath and OutputPath', () => {
  test('by default hand the same payload on, unparsed', () => {
    expect(applyInputPath(WHOLE_INPUT, UNREAD, scope)).toEqual({ ok: true, value: UNREAD });
    expect(applyOutputPath(path('$'), UNREAD, scope)).toEqual({ ok: true, value: UNREAD });
  });

  test('null stands for the empty object', () => {
    expect(applyOutputPath(null, UNREAD, scope)).toEqual({ ok: true, value: EMPTY_OBJECT });
  });

  test('select from the data, the context object or a variable', () => {
    expect(value(applyInputPath(path('$.a'), Payload.of({ a: [1] }), scope))).toEqual([1]);
    expect(value(applyInputPath(path('$$.Execution.Input'), UNREAD, scope))).toBe('given');
    expect(value(applyOutputPath(path('$x[0]'), UNREAD, scope))).toBe(1);
  });

  test.each([
    ['$.NoSuch', "States.Runtime: Invalid path '$.NoSuch' : No results for path: $['NoSuch']"],
    ['$.no.such', "States.Runtime: Invalid path '$.no.such' : Missing property in path $['no']"],
  ])('%s that leads nowhere fails in the service’s words', (text, failure) => {
    expect(value(applyInputPath(path(text), Payload.of({}), scope))).toBe(failure);
    const read = resolvePath(path(text), Payload.of({}), scope);
    expect(!read.ok && `${read.failure.error}: ${read.failure.cause}`).toBe(failure);
  });
});

describe('templates', () => {
  test('without one, and with a constant one, the data is not looked at', () => {
    expect(applyTemplate(undefined, UNREAD, scope)).toEqual({ ok: true, value: UNREAD });
    const compiled = compileTemplate({ a: 1 });
    if (!compiled.ok) throw new Error('does not compile');
    const first = applyTemplate(compiled.template, UNREAD, scope);
    expect(value(first)).toEqual({ a: 1 });
    expect(applyTemplate(compiled.template, UNREAD, scope)).toEqual(first);
  });

  test('see the data as $', () => {
    const compiled = compileTemplate({ 'a.$': '$.b' });
    if (!compiled.ok) throw new Error('does not compile');
    expect(value(applyTemplate(compiled.template, Payload.of({ b: 2 }), scope))).toEqual({ a: 2 });
  });
});

describe('ResultPath', () => {
  const at = (text: string) => {
    const compiled = compileReferencePath(text);
    if (compiled === undefined) throw new Error(text);
    return compiled;
  };

  test('by default replaces the input; null keeps it as it came', () => {
    expect(applyResultPath(at('$'), UNREAD, Payload.of(1))).toEqual({ ok: true, value: Payload.of(1) });
    expect(applyResultPath(null, UNREAD, Payload.of(1))).toEqual({ ok: true, value: UNREAD });
  });

  test('inserts into the input and makes objects on the way', () => {
    expect(value(applyResultPath(at('$.b.c'), Payload.of({ a: 1 }), Payload.of(2)))).toEqual({ a: 1, b: { c: 2 } });
  });

  test('that does not fit fails', () => {
    expect(value(applyResultPath(at('$.a.b'), Payload.of({ a: 1 }), Payload.of(2)))).toBe(
      'States.ResultPathMatchFailure: Unable to apply step "b" to input {"a":1}',
    );
  });
});
