/**
 * The number fields of a Map: each is a number in the definition, a `...Path` to one in the state's effective input, or an
 * expression. Texts as recorded (asl.md section 13).
 */
import { isJsonNumber, type Json, stringifyJson } from '../../base/json.ts';
import { resolvePath } from '../data-flow.ts';
import { constant, type Evaluator, type FlowScope } from '../flow.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure } from '../jsonpath/scope.ts';
import { readQueryNumber } from '../parse/read-jsonata.ts';
import { readReferencePath } from '../parse/read-jsonpath.ts';
import { exclusive, readInteger, readNumber, type StateSource } from '../parse/state-source.ts';

interface NumberRule {
  readonly kind: 'integer' | 'float';
  readonly min: number;
  readonly max: number;
  /** What is said of a value out of range that a path or an expression gives. */
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

/** Undefined when neither form of the field is there. */
export function readNumberField(source: StateSource, name: NumberFieldName): Evaluator<number> | undefined {
  const rule: NumberRule = RULES[name];
  if (source.language === 'JSONata') return readQueryNumber(source, name, rule, rule.refusal);
  exclusive(source, name, `${name}Path`);
  const { kind, ...range } = rule;
  const value =
    kind === 'integer' ? readInteger(source, name, range) : readNumber(source, name, { ...range, decimals: 1 });
  if (value !== undefined) return constant(value);
  const path = readReferencePath(source, `${name}Path`);
  return path && ((scope) => numberAt(path, name, scope));
}

/** A string of digits counts as a number too (measured). */
function numberAt(path: Path, name: NumberFieldName, scope: FlowScope): Evaluated<number> {
  const found = resolvePath(path, scope.data, scope);
  if (!found.ok) return found;
  const { kind, min, max, refusal }: NumberRule = RULES[name];
  const text = shown(found.value);
  const value = isJsonNumber(found.value) || typeof found.value === 'string' ? numberOf(text, kind) : undefined;
  if (value === undefined) {
    const article = kind === 'integer' ? 'integer' : 'float';
    return runtimeFailure(
      `The ${name}Path field refers to value "${text}" which is not a valid ${article}: ${path.text}`,
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
