/**
 * Lossless JSON. A number whose text JavaScript would not print again as it stood (`0.0`, `12345678901234567890`, `1e3`)
 * is kept as a `JsonNumber`; every other value is the plain JavaScript one. Parser errors read as AWS words them.
 */
import { DEPTH_MAX, JsonSyntaxError, parseStrictly } from './json-parser.ts';

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
export function parseJson(text: string): Json {
  if (!RISKY_NUMBER.test(text)) {
    try {
      const value = JSON.parse(text) as Json;
      // a level takes two characters, so that small texts need no look
      if (text.length <= 2 * DEPTH_MAX || !isDeeper(value, DEPTH_MAX)) return value;
    } catch {
      // parsed again below, for the message
    }
  }
  return parseStrictly(text, numberOf);
}

/** Whether arrays and objects are nested more than so many levels deep. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const member of Object.values(value)) if (isDeeper(member as Json, levels - 1)) return true;
  return false;
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
