/**
 * State data on its way through a machine: JSON text, and the value parsed when somebody first looks inside. What only
 * passes through is never parsed or printed again, which keeps its text exactly and makes it fast.
 */
import { isNestedDeeper, type Json, parseJson, stringifyJson } from './json.ts';
import { JSON_DEPTH_MAX } from './limits.ts';

/** What a state makes of its data may be nested deeper for a while: templates and joins add levels, its exit refuses them. */
const PASSING_DEPTH_MAX = 2 * JSON_DEPTH_MAX;

export class Payload {
  #text: string | undefined;
  #value: Json | undefined;
  #bytes: number | undefined;

  private constructor(text: string | undefined, value: Json | undefined) {
    this.#text = text;
    this.#value = value;
  }

  /** `text` has to be valid JSON; that is found out when the value is first needed. */
  static ofText(text: string): Payload {
    return new Payload(text, undefined);
  }

  static of(value: Json): Payload {
    return new Payload(undefined, value);
  }

  /** @throws JsonSyntaxError */
  static parse(text: string): Payload {
    return new Payload(text, parseJson(text));
  }

  get text(): string {
    this.#text ??= stringifyJson(this.#value as Json);
    return this.#text;
  }

  /** @throws JsonSyntaxError when made from a text that is not JSON. */
  get value(): Json {
    if (this.#value === undefined) this.#value = parseJson(this.#text as string, PASSING_DEPTH_MAX);
    return this.#value;
  }

  /** Nested deeper than JSON that comes from outside may be. */
  get isTooDeep(): boolean {
    return isNestedDeeper(this.text, JSON_DEPTH_MAX);
  }

  /** Length of the text in UTF-8. */
  get bytes(): number {
    this.#bytes ??= utf8Bytes(this.text);
    return this.#bytes;
  }
}

export const EMPTY_OBJECT = Payload.parse('{}');

/** Works in browsers and Node without allocating the encoded text. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else {
      bytes += 2;
      if (startsPair(code, text.charCodeAt(i + 1))) i++;
    }
  }
  return bytes;
}

/** Two units that make one character of four bytes. A unit alone is encoded as the replacement character, in three. */
function startsPair(unit: number, next: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;
}
