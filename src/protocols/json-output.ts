/** Operation outputs to JSON text: dates as epoch seconds, bytes as base64, stored JSON as it stands. */
import { JsonNumber } from '../base/json.ts';
import { RawJson } from '../base/service.ts';

/** Undefined members are left out, as `JSON.stringify` does. */
export function encodeJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : encodeObject(value);
    default:
      return 'null';
  }
}

function encodeObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(',')}]`;
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (value instanceof RawJson || value instanceof JsonNumber) return value.text;
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  let text = '';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    text += `${text === '' ? '{' : ','}${JSON.stringify(name)}:${encodeJson(member)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}
