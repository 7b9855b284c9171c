/** A JSON body as form data: members of members in brackets, arrays in one of four ways (documented). */
import { isJsonArray, isJsonObject, type Json, stringifyJson } from '../../base/json.ts';
import { percentEncode } from '../../protocols/percent.ts';

type Pair = readonly [name: string, value: string];

/** The name of each element of an array. */
const ARRAY_FORMATS = {
  INDICES: (name: string, index: number) => `${name}[${index}]`,
  REPEAT: (name: string) => name,
  BRACKETS: (name: string) => `${name}[]`,
  /** Its elements are the value of one name. */
  COMMAS: undefined,
} as const;

export type ArrayFormat = keyof typeof ARRAY_FORMATS;

export function isArrayFormat(value: unknown): value is ArrayFormat {
  return typeof value === 'string' && Object.hasOwn(ARRAY_FORMATS, value);
}

export function formEncoded(body: Json, format: ArrayFormat): string {
  const pairs = isJsonObject(body) ? Object.entries(body).flatMap(([name, value]) => pairsOf(name, value, format)) : [];
  return pairs.map(([name, value]) => `${percentEncode(name)}=${value}`).join('&');
}

/** Values are encoded already, since the commas between those of one name are not. */
function pairsOf(name: string, value: Json, format: ArrayFormat): readonly Pair[] {
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([member, inner]) => pairsOf(`${name}[${member}]`, inner, format));
  }
  if (!isJsonArray(value)) return value === null ? [] : [[name, percentEncode(textOf(value))]];
  const nameOf = ARRAY_FORMATS[format];
  if (nameOf === undefined) return [[name, value.map((element) => percentEncode(textOf(element))).join(',')]];
  return value.flatMap((element, index) => pairsOf(nameOf(name, index), element, format));
}

/** A scalar as it stands; anything else as JSON. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  return stringifyJson(value);
}
