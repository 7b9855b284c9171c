/**
 * The comparison operators of a Choice rule (asl.md section 7), compiled to a test of the variable's value. Values of another
 * type than the operator's never pass (491 recorded cases).
 */
import { isJsonNumber, type Json } from '../../base/json.ts';
import { compareNumbers } from '../jsonpath/number-order.ts';
import { compareTimestamps, parseTimestamp } from '../timestamp.ts';
import { compilePattern, matchesPattern } from './string-pattern.ts';

/** Decides about the variable's value and, for an operator that ends in Path, the other path's. */
export type Test = (value: Json, other: Json) => boolean;

export interface Operator {
  /** The operand has to be a path; its value is the test's second argument. */
  readonly byPath: boolean;
  /** From the operand of an operator that takes no path; a text says what is wrong with it. */
  compile(operand: Json): Test | string;
}

/** A type of values that can be compared: how one is read, and their order. */
interface Family<T> {
  readonly name: string;
  readonly relations: readonly string[];
  /** What is wrong with a literal that cannot be read. */
  readonly refusal: string;
  read(value: Json): T | undefined;
  compare(a: T, b: T): number;
}

const RELATIONS: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};
const ALL_RELATIONS = Object.keys(RELATIONS);

const STRINGS: Family<string> = {
  name: 'String',
  relations: ALL_RELATIONS,
  refusal: 'Expected value of type String',
  read: (value) => (typeof value === 'string' ? value : undefined),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
};
const NUMBERS: Family<Parameters<typeof compareNumbers>[0]> = {
  name: 'Numeric',
  relations: ALL_RELATIONS,
  refusal: 'Expected value of type Number',
  read: (value) => (isJsonNumber(value) ? value : undefined),
  compare: compareNumbers,
};
const BOOLEANS: Family<boolean> = {
  name: 'Boolean',
  relations: ['Equals'],
  refusal: 'Expected value of type Boolean',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  compare: (a, b) => Number(a) - Number(b),
};
const TIMESTAMPS: Family<NonNullable<ReturnType<typeof parseTimestamp>>> = {
  name: 'Timestamp',
  relations: ALL_RELATIONS,
  refusal: 'String does not match RFC3339 timestamp',
  read: (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined),
  compare: compareTimestamps,
};

const TYPE_TESTS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: isJsonNumber,
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => TIMESTAMPS.read(value) !== undefined,
  // a path that leads nowhere is seen before the test runs
  IsPresent: () => true,
};

function operatorsOf<T>(family: Family<T>): [string, Operator][] {
  return family.relations.flatMap((relation): [string, Operator][] => {
    const holds = RELATIONS[relation] as (order: number) => boolean;
    const compare = (value: Json, b: T | undefined): boolean => {
      const a = family.read(value);
      return a !== undefined && b !== undefined && holds(family.compare(a, b));
    };
    const name = family.name + relation;
    return [
      [name, { byPath: false, compile: (operand) => againstLiteral(family, compare, operand) }],
      [`${name}Path`, { byPath: true, compile: () => (value, other) => compare(value, family.read(other)) }],
    ];
  });
}

function againstLiteral<T>(family: Family<T>, compare: (a: Json, b: T) => boolean, operand: Json): Test | string {
  const literal = family.read(operand);
  return literal === undefined ? family.refusal : (value) => compare(value, literal);
}

const stringMatches: Operator = {
  byPath: false,
  compile: (operand) => {
    if (typeof operand !== 'string') return STRINGS.refusal;
    const pattern = compilePattern(operand);
    return (value) => typeof value === 'string' && matchesPattern(pattern, value);
  },
};

function typeTest(is: (value: Json) => boolean): Operator {
  return {
    byPath: false,
    compile: (operand) =>
      typeof operand === 'boolean' ? (value) => is(value) === operand : 'Expected value of type Boolean',
  };
}

export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...operatorsOf(STRINGS),
  ...operatorsOf(NUMBERS),
  ...operatorsOf(BOOLEANS),
  ...operatorsOf(TIMESTAMPS),
  ['StringMatches', stringMatches],
  ...Object.entries(TYPE_TESTS).map(([name, is]): [string, Operator] => [name, typeTest(is)]),
]);
