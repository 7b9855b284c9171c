import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonSyntaxError } from './json.ts';
import { EMPTY_OBJECT, Payload } from './payload.ts';

describe('a payload', () => {
  test('made of a text keeps it exactly', () => {
    const text = '{ "a" : 0.0 }';
    expect(Payload.ofText(text).text).toBe(text);
    expect(Payload.parse(text).text).toBe(text);
  });

  test('made of a text is looked into only when its value is needed', () => {
    const payload = Payload.ofText('not JSON');
    expect(payload.bytes).toBe(8);
    expect(() => payload.value).toThrow(JsonSyntaxError);
    expect(() => Payload.parse('not JSON')).toThrow(JsonSyntaxError);
  });

  test('made of a value prints it once', () => {
    const payload = Payload.of({ a: [1, null] });
    expect(payload.text).toBe('{"a":[1,null]}');
    expect(payload.value).toBe(payload.value);
  });

  test.each(['null', 'false', '0', '""'])('holds %s like any other value', (text) => {
    expect(Payload.ofText(text).value).toBe(JSON.parse(text));
    expect(Payload.of(JSON.parse(text)).text).toBe(text);
  });

  test('can be the empty object', () => {
    expect(EMPTY_OBJECT.value).toEqual({});
    expect(EMPTY_OBJECT.bytes).toBe(2);
  });
});

describe('the depth', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  test('of more than 1000 levels is too much for state data, and found without parsing', () => {
    expect(Payload.ofText(nested(1000)).isTooDeep).toBe(false);
    expect(Payload.ofText(nested(1001)).isTooDeep).toBe(true);
    expect(Payload.ofText(nested(200_000)).isTooDeep).toBe(true);
    expect(Payload.of([Payload.ofText(nested(1000)).value]).isTooDeep).toBe(true);
  });

  test('may be passed for a while by what templates and joins make', () => {
    expect(Payload.ofText(nested(1500)).value).toBeInstanceOf(Array);
    expect(() => Payload.parse(nested(1001))).toThrow(JsonSyntaxError);
  });
});

describe('the size in bytes', () => {
  test.each(['a', 'é', '中', '😀', '\ud800', '\ud800é', '\ud800中', '\udc00\ud800', '\ud800\ud83d\ude00'])(
    'of %j is that of its UTF-8',
    (text) => {
      expect(Payload.ofText(text).bytes).toBe(Buffer.byteLength(text));
    },
  );

  test('of any text, halves of characters included, is that of its UTF-8', () => {
    const unit = fc.oneof(
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
      fc.integer({ min: 0xd7fe, max: 0xe001 }).map((code) => String.fromCharCode(code)),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join('');
        expect(Payload.ofText(text).bytes).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
