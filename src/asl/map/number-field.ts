/**
 * The number fields of a Map: each is a number in the definition, or a `...Path` to one in the state's effective input.
 * Texts as recorded (asl.md section 13).
 */
import { isJsonNumber, type Json, stringifyJson } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import { resolvePath } from '../data-flow.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure, type StateScope } from '../jsonpath/scope.ts';
import { readReferencePath } from '../parse/read-flow.ts';
import { exclusive, readInteger, readNumber, type StateSource } from '../parse/state-source.ts';

interface NumberRule {
  readonly kind: 'integer' | 'float';
  readonly min: number;
  readonly max: number;
  /** What is said of a value out of range that a path points to. */
  readonly refusal: string;
}

const UNLIMITED = Number.POSITIVE_INFINITY;

const RULES = {
  MaxConcurrency: { kind: 'integer', min: 0, max: UNLIMITED, refusal: 'MaxConcurrency cannot be negative.' },
  ToleratedFailureCount: {
    kind: 'integer',
    min: 0,
    max: UNLIMITED,
    refusal: 'ToleratedFailureCount cannot be negative.',
  },
  ToleratedFailurePercentage: {
    kind: 'float',
    min: 0,
    max: 100,
    refusal: 'ToleratedFailurePercentage must be between 0 and 100.',
  },
  MaxItems: { kind: 'integer', min: 0, max: 100_000_000, refusal: 'field MaxItems must be positive' },
  MaxItemsPerBatch: { kind: 'integer', min: 1, max: UNLIMITED, refusal: 'field MaxItemsPerBatch must be positive' },
  MaxInputBytesPerBatch: {
    kind: 'integer',
    min: 1,
    max: 262_144,
    refusal: 'field MaxInputBytesPerBatch must be positive',
  },
} as const satisfies Readonly<Record<string, NumberRule>>;

export type NumberFieldName = keyof typeof RULES;

export type NumberField = { readonly name: NumberFieldName } & ({ readonly value: number } | { readonly path: Path });

/** Undefined when neither form of the field is there. */
export function readNumberField(source: StateSource, name: NumberFieldName): NumberField | undefined {
  const pathField = `${name}Path`;
  exclusive(source, name, pathField);
  const { kind, ...range } = RULES[name];
  const value =
    kind === 'integer' ? readInteger(source, name, range) : readNumber(source, name, { ...range, decimals: 1 });
  if (value !== undefined) return { name, value };
  const path = readReferencePath(source, pathField);
  return path === undefined ? undefined : { name, path };
}

/** A string of digits counts as a number too (measured). */
export function resolveNumberField(field: NumberField, input: Payload, scope: StateScope): Evaluated<number> {
  if ('value' in field) return { ok: true, value: field.value };
  const found = resolvePath(field.path, input, scope);
  if (!found.ok) return found;
  const { kind, min, max, refusal }: NumberRule = RULES[field.name];
  const text = shown(found.value);
  const value = isJsonNumber(found.value) || typeof found.value === 'string' ? numberOf(text, kind) : undefined;
  if (value === undefined) {
    const article = kind === 'integer' ? 'integer' : 'float';
    return runtimeFailure(
      `The ${field.name}Path field refers to value "${text}" which is not a valid ${article}: ${field.path.text}`,
    );
  }
  return value < min || value > max ? runtimeFailure(refusal) : { ok: true, value };
}

const PATTERNS = { integer: /^[+-]?\d+$/, float: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/ };

function numberOf(text: string, kind: NumberRule['kind']): number | undefined {
  return PATTERNS[kind].test(text) ? Number(text) : undefined;
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}
