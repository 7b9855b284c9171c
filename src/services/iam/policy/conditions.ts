/** The Condition element: a table of operators, and how sets, missing keys and `IfExists` combine their answers. */
import { BlockList, isIP } from 'node:net';
import { type Glob, globMatches, globOf } from './glob.ts';
import { type ConditionContext, hasVariables, substitute } from './variables.ts';

/** Whether all operators of a Condition hold. */
export type ConditionCheck = (context: ConditionContext) => boolean;

/** One policy value against one value of the request. `expected` has its variables resolved. */
type Comparison = (actual: string, expected: Glob) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** True when the request's value must fit none of the policy's. */
  readonly negated?: boolean;
}

const equals: Comparison = (actual, expected) => actual === expected;
const equalsIgnoringCase: Comparison = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const like: Comparison = (actual, expected) => globMatches(expected, actual);
const number =
  (compare: (a: number, b: number) => boolean): Comparison =>
  (actual, expected) =>
    compare(numberOf(actual), numberOf(expected));
const date =
  (compare: (a: number, b: number) => boolean): Comparison =>
  (actual, expected) =>
    compare(timeOf(actual), timeOf(expected));

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: like, negated: true },
  NumericEquals: { compare: number((a, b) => a === b) },
  NumericNotEquals: { compare: number((a, b) => a === b), negated: true },
  NumericLessThan: { compare: number((a, b) => a < b) },
  NumericLessThanEquals: { compare: number((a, b) => a <= b) },
  NumericGreaterThan: { compare: number((a, b) => a > b) },
  NumericGreaterThanEquals: { compare: number((a, b) => a >= b) },
  DateEquals: { compare: date((a, b) => a === b) },
  DateNotEquals: { compare: date((a, b) => a === b), negated: true },
  DateLessThan: { compare: date((a, b) => a < b) },
  DateLessThanEquals: { compare: date((a, b) => a <= b) },
  DateGreaterThan: { compare: date((a, b) => a > b) },
  DateGreaterThanEquals: { compare: date((a, b) => a >= b) },
  Bool: { compare: equalsIgnoringCase },
  BinaryEquals: { compare: equals },
  IpAddress: { compare: isInNetwork },
  NotIpAddress: { compare: isInNetwork, negated: true },
  // AWS: ArnEquals and ArnLike behave alike.
  ArnEquals: { compare: arnLike },
  ArnLike: { compare: arnLike },
  ArnNotEquals: { compare: arnLike, negated: true },
  ArnNotLike: { compare: arnLike, negated: true },
};

/** `ForAllValues:StringLikeIfExists` taken apart. */
interface OperatorName {
  readonly base: string;
  readonly set: 'all' | 'any' | undefined;
  readonly ifExists: boolean;
}

function parseOperatorName(name: string): OperatorName {
  const colon = name.indexOf(':');
  const prefix = name.slice(0, Math.max(colon, 0));
  const rest = name.slice(colon + 1);
  const ifExists = rest.endsWith('IfExists');
  const set = prefix === 'ForAllValues' ? 'all' : prefix === 'ForAnyValue' ? 'any' : undefined;
  const base = ifExists ? rest.slice(0, -'IfExists'.length) : rest;
  return { base: colon >= 0 && set === undefined ? name : base, set, ifExists };
}

export function isConditionOperator(name: string): boolean {
  const { base, ifExists } = parseOperatorName(name);
  return (base === 'Null' && !ifExists) || Object.hasOwn(operators, base);
}

/**
 * All operators and all of their keys must hold.
 * @param withVariables Whether the document's version has policy variables.
 */
export function compileConditions(
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  withVariables: boolean,
): ConditionCheck {
  const checks = Object.entries(conditions).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(name, key.toLowerCase(), values, withVariables)),
  );
  return (context) => checks.every((check) => check(context));
}

function compileCondition(
  name: string,
  key: string,
  values: readonly string[],
  withVariables: boolean,
): ConditionCheck {
  const { base, set, ifExists } = parseOperatorName(name);
  if (base === 'Null') return (context) => values.some((value) => (value === 'true') === isMissing(context(key)));
  const operator = operators[base];
  if (operator === undefined) return () => false;
  const { compare, negated = false } = operator;
  const mayVary = withVariables && takesVariables(base);
  const expectations = values.map((text) =>
    mayVary && hasVariables(text) ? { text } : { text, glob: literalFor(base, text) },
  );
  return (context) => {
    const actual = context(key);
    if (isMissing(actual)) return ifExists || set === 'all' || (negated && set === undefined);
    const fits = (value: string) =>
      expectations.some(({ text, glob }) => {
        const expected = glob ?? substituteFor(base, text, context);
        return expected !== undefined && compare(value, expected);
      }) !== negated;
    if (set === 'all' || (negated && set === undefined)) return actual.every(fits);
    return actual.some(fits);
  };
}

function isMissing(values: readonly string[] | undefined): values is undefined {
  return values === undefined || values.length === 0;
}

/** User guide, "Policy variables": in operators of strings and ARNs only. */
function takesVariables(base: string): boolean {
  return base.startsWith('String') || base.startsWith('Arn');
}

/** Stars are wildcards to the Like and Arn operators only. */
function hasWildcards(base: string): boolean {
  return base.includes('Like') || base.startsWith('Arn');
}

function literalFor(base: string, value: string): Glob {
  return hasWildcards(base) ? globOf(value) : value;
}

function substituteFor(base: string, text: string, context: ConditionContext): Glob | undefined {
  return substitute(text, context, hasWildcards(base) ? globOf : (literal) => literal);
}

/** NaN, which compares with nothing, for what is no number. */
function numberOf(text: string): number {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

const ISO_DATE = /^\d{4}(-\d\d){0,2}(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Seconds since 1970, or ISO 8601 as W3C has it. */
function timeOf(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && text.length !== 4) return Number(text) * 1000;
  return ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;
}

/** Each of the six parts of an ARN must match for itself: a star does not reach over a colon, but in the last part. */
function arnLike(actual: string, expected: Glob): boolean {
  const actualParts = arnParts(actual);
  const expectedParts = arnParts(expected);
  if (actualParts === undefined) return false;
  if (expectedParts === undefined) return globMatches(expected, actual);
  return expectedParts.every((part, i) => globMatches(part, actualParts[i] as string));
}

function arnParts(text: string): string[] | undefined {
  const parts = text.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function isInNetwork(actual: string, expected: string): boolean {
  const [address = '', prefix] = expected.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const bitsMax = family === 'ipv6' ? 128 : 32;
  const bits = prefix === undefined ? bitsMax : numberOf(prefix);
  if (isIP(address) === 0 || isIP(actual) === 0 || !Number.isInteger(bits) || bits < 0 || bits > bitsMax) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family);
  return network.check(actual, isIP(actual) === 6 ? 'ipv6' : 'ipv4');
}
