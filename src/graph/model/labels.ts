/** Edge labels in words: what a Choice rule asks, which errors a Catcher takes. */
import { isJsonArray, isJsonNumber, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/** Rules inside of rules that are written out; a label has room for fewer. */
const RULE_DEPTH_MAX = 8;

const COMPARISON =
  /^(?:Boolean|Numeric|String|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(?:Path)?$/;

/** Each sign, and the one that says the opposite. */
const SIGNS: Readonly<Record<string, readonly [sign: string, opposite: string]>> = {
  Equals: ['==', '!='],
  LessThan: ['<', '>='],
  LessThanEquals: ['<=', '>'],
  GreaterThan: ['>', '<='],
  GreaterThanEquals: ['>=', '<'],
};

const TYPE_TESTS: Readonly<Record<string, string>> = {
  IsPresent: 'present',
  IsNull: 'null',
  IsString: 'a string',
  IsNumeric: 'a number',
  IsBoolean: 'a boolean',
  IsTimestamp: 'a timestamp',
};

/** `$.Status == 1`, `$.a > 0 and $.b is present`, or a JSONata condition without its brackets. */
export function ruleLabel(rule: JsonObject): string {
  return conditionOf(rule, 0, false).text;
}

export function catchLabel(catcher: JsonObject): string {
  const { ErrorEquals: errors } = catcher;
  const names = isJsonArray(errors) ? errors.filter((name) => typeof name === 'string') : [];
  return names.length === 0 ? 'Catch' : `Catch: ${names.join(', ')}`;
}

interface Condition {
  readonly text: string;
  /** Several conditions, which need brackets where they are part of another one. */
  readonly isCombined: boolean;
}

function conditionOf(rule: Json | undefined, depth: number, negated: boolean): Condition {
  if (!isJsonObject(rule) || depth > RULE_DEPTH_MAX) return simple('…');
  const { Condition: condition, And: and, Or: or, Not: not } = rule;
  if (typeof condition === 'string') return simple(withoutBrackets(condition));
  if (isJsonObject(not)) return conditionOf(not, depth + 1, !negated);
  if (isJsonArray(and)) return combined(and, negated ? 'or' : 'and', depth, negated);
  if (isJsonArray(or)) return combined(or, negated ? 'and' : 'or', depth, negated);
  return simple(testOf(rule, negated));
}

/** By De Morgan's laws, "not (a and b)" becomes "not a or not b", which is shorter with signs that have an opposite. */
function combined(rules: readonly Json[], word: 'and' | 'or', depth: number, negated: boolean): Condition {
  const parts = rules.map((rule) => conditionOf(rule, depth + 1, negated));
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  return { text: parts.map(bracketed).join(` ${word} `), isCombined: true };
}

function bracketed({ text, isCombined }: Condition): string {
  return isCombined ? `(${text})` : text;
}

function simple(text: string): Condition {
  return { text, isCombined: false };
}

function testOf(rule: JsonObject, negated: boolean): string {
  const variable = typeof rule['Variable'] === 'string' ? rule['Variable'] : '?';
  for (const [field, operand] of Object.entries(rule)) {
    const [sign, opposite] = SIGNS[COMPARISON.exec(field)?.[1] ?? ''] ?? [];
    if (sign !== undefined) return `${variable} ${negated ? opposite : sign} ${operandOf(field, operand)}`;
    if (field === 'StringMatches')
      return `${variable} ${negated ? 'does not match' : 'matches'} ${operandOf(field, operand)}`;
    const type = Object.hasOwn(TYPE_TESTS, field) ? TYPE_TESTS[field] : undefined;
    if (type !== undefined) return `${variable} is ${(operand === false) === negated ? '' : 'not '}${type}`;
  }
  return variable;
}

function operandOf(field: string, operand: Json): string {
  if (typeof operand === 'string') return field.endsWith('Path') ? operand : JSON.stringify(operand);
  if (isJsonNumber(operand)) return typeof operand === 'number' ? String(operand) : operand.text;
  return typeof operand === 'boolean' ? String(operand) : '…';
}

function withoutBrackets(condition: string): string {
  return condition
    .replace(/^\s*\{%|%\}\s*$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
