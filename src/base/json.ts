/**
 * Lossless JSON. A number whose text JavaScript would not print again as it stood (`0.0`, `12345678901234567890`, `1e3`)
 * is kept as a `JsonNumber`; every other value is the plain JavaScript one. Parser errors read as AWS words them.
 */
import { JsonSyntaxError, parseStrictly } from './json-parser.ts';
import { JSON_DEPTH_MAX } from './limits.ts';

export { JsonSyntaxError };

/** A number that keeps the digits it was written with. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  valueOf(): number {
    return Number(this.text);
  }
}

export type Json = null | boolean | number | JsonNumber | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Text in which each number, if there is one, survives `JSON.parse` and `JSON.stringify` unchanged. Errs on the safe side. */
const RISKY_NUMBER = /\d[.eE]|\d{16}|-0/;

/** @throws JsonSyntaxError with AWS's wording of what is wrong. */
export function parseJson(text: string, depthMax = JSON_DEPTH_MAX): Json {
  if (!RISKY_NUMBER.test(text) && !isNestedDeeper(text, depthMax)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // parsed again below, for the message
    }
  }
  return parseStrictly(text, { numberOf, depthMax });
}

/** Whether arrays and objects in a JSON text are nested more than so many levels deep. */
export function isNestedDeeper(text: string, levels: number): boolean {
  if (text.length <= 2 * levels) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case OPENING_BRACKET:
      case OPENING_BRACE:
        if (++depth > levels) return true;
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth--;
        break;
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPENING_BRACKET, CLOSING_BRACKET] = [0x5b, 0x5d];
const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];

/** Where the string that begins at `start` has its closing quote, or where the text ends. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
  }
  return text.length;
}

function numberOf(text: string): Json {
  const value = Number(text);
  return String(value) === text ? value : new JsonNumber(text);
}

/** JSON text without blanks. `undefined` members are left out, as `JSON.stringify` does. */
export function stringifyJson(value: Json): string {
  return keepsDigits(value) ? print(value) : JSON.stringify(value);
}

function keepsDigits(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof JsonNumber) return true;
  if (Array.isArray(value)) return value.some(keepsDigits);
  for (const member of Object.values(value as JsonObject)) if (keepsDigits(member)) return true;
  return false;
}

function print(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(print).join(',')}]`;
  const members: string[] = [];
  for (const [key, member] of Object.entries(value as JsonObject)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${print(member)}`);
  }
  return `{${members.join(',')}}`;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isJsonNumber(value: Json | undefined): value is number | JsonNumber {
  return typeof value === 'number' || value instanceof JsonNumber;
}

/** Sets an own member, `__proto__` included, which plain assignment would not. */
export function setMember(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

/** Equality of JSON values; numbers compare by value, members in any order. */
export function jsonEquals(a: Json, b: Json): boolean {
  if (isJsonNumber(a) && isJsonNumber(b)) return Number(a) === Number(b);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => jsonEquals(item, b[i] as Json));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key] as Json, b[key] as Json))
  );
}
