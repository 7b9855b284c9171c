/**
 * What a search asks of a log message, as plain data, so that it can be sent to where the messages are. Compiled once per
 * search into a predicate.
 */
import { compileLinearRegex } from './linear-regex.ts';

export type LogFilter =
  | { readonly type: 'contains'; readonly text: string }
  | { readonly type: 'regex'; readonly source: string }
  | { readonly type: 'all' | 'any'; readonly of: readonly LogFilter[] }
  | { readonly type: 'not'; readonly filter: LogFilter }
  /** The message is JSON and its members satisfy this. */
  | { readonly type: 'json'; readonly where: Condition<MemberTest> }
  /** The message is fields between blanks. */
  | ({ readonly type: 'fields' } & FieldsTest);

/** Tests joined by AND and OR. */
export type Condition<T> =
  | { readonly type: 'test'; readonly test: T }
  | { readonly type: 'all' | 'any'; readonly of: readonly Condition<T>[] };

/** Steps into a JSON value: a member, an item, or each of them. */
export type MemberPath = readonly (string | number | { readonly each: true })[];

export interface MemberTest {
  readonly path: MemberPath;
  readonly test: ValueTest | { readonly type: 'exists' | 'missing' | 'null' | 'true' | 'false' };
}

export interface FieldsTest {
  readonly before: readonly (Condition<ValueTest> | undefined)[];
  /** Absent: the message has exactly the fields of `before`. Present: any number of others lie between. */
  readonly after?: readonly (Condition<ValueTest> | undefined)[];
}

export type ValueTest =
  | {
      readonly type: 'equals';
      readonly text: string;
      /** Anything may stand in front, and behind. */
      readonly openStart: boolean;
      readonly openEnd: boolean;
      /** What numbers are compared with; absent when the text is none. */
      readonly number?: number;
      readonly negated: boolean;
    }
  | { readonly type: 'order'; readonly operator: '<' | '<=' | '>' | '>='; readonly number: number }
  | { readonly type: 'regex'; readonly source: string; readonly negated: boolean };

export type MessageTest = (message: string) => boolean;

export function compileLogFilter(filter: LogFilter): MessageTest {
  switch (filter.type) {
    case 'contains':
      return (message) => message.includes(filter.text);
    case 'regex':
      return compileLinearRegex(filter.source);
    case 'all': {
      const tests = filter.of.map(compileLogFilter);
      return (message) => tests.every((test) => test(message));
    }
    case 'any': {
      const tests = filter.of.map(compileLogFilter);
      return (message) => tests.some((test) => test(message));
    }
    case 'not': {
      const test = compileLogFilter(filter.filter);
      return (message) => !test(message);
    }
    case 'json':
      return jsonTest(compileCondition(filter.where, compileMember), textsOf(filter.where));
    case 'fields':
      return fieldsTest(filter);
  }
}

type Test = (value: unknown) => boolean;

function compileCondition<T>(condition: Condition<T>, compile: (test: T) => Test): Test {
  if (condition.type === 'test') return compile(condition.test);
  const tests = condition.of.map((part) => compileCondition(part, compile));
  return condition.type === 'all'
    ? (value) => tests.every((test) => test(value))
    : (value) => tests.some((test) => test(value));
}

function jsonTest(test: Test, texts: readonly string[] | undefined): MessageTest {
  return (message) => {
    // Most messages are not JSON, and an exception per message would be dear.
    if (!/^\s*[{[]/.test(message)) return false;
    // Parsing is dear, too. Escapes may hide what is looked for.
    if (texts !== undefined && !texts.some((text) => message.includes(text)) && !message.includes('\\')) return false;
    let value: unknown;
    try {
      value = JSON.parse(message);
    } catch {
      return false;
    }
    return test(value);
  };
}

/** Texts one of which stands in every message that satisfies the condition; undefined when that cannot be told. */
function textsOf(condition: Condition<MemberTest>): readonly string[] | undefined {
  if (condition.type === 'test') return textOf(condition.test);
  const parts = condition.of.map(textsOf);
  if (condition.type === 'all') return parts.find((part) => part !== undefined);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** What could be a number, or part of one, may be written in many ways. */
function textOf({ test }: MemberTest): readonly string[] | undefined {
  if (test.type !== 'equals' || test.negated || test.number !== undefined) return undefined;
  return /[^\d.eE+-]/.test(test.text) && !'Infinity'.includes(test.text) ? [test.text] : undefined;
}

function compileMember({ path, test }: MemberTest): Test {
  const passes = compileMemberTest(test);
  return (root) => valuesAt(root, path).some(passes);
}

function compileMemberTest(test: MemberTest['test']): Test {
  switch (test.type) {
    case 'exists':
      return (value) => value !== undefined;
    case 'missing':
      return (value) => value === undefined;
    case 'null':
      return (value) => value === null;
    case 'true':
      return (value) => value === true;
    case 'false':
      return (value) => value === false;
    default:
      return compileValueTest(test);
  }
}

/** One value, or undefined when there is none; several behind a `*`. */
function valuesAt(root: unknown, path: MemberPath): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const step of path) {
    values = values.flatMap((value) => (typeof step === 'object' ? itemsOf(value) : [memberOf(value, step)]));
  }
  return values;
}

function itemsOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function memberOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[step];
}

/** Objects, arrays and what is not there pass no test, a negated one neither (AWS's documentation, of arrays). */
function compileValueTest(test: ValueTest): Test {
  const passes = compileScalarTest(test);
  return (value) =>
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && passes(value);
}

type Scalar = string | number | boolean;

function compileScalarTest(test: ValueTest): (value: Scalar) => boolean {
  switch (test.type) {
    case 'equals': {
      const equals = compileEquals(test);
      return test.negated ? (value) => !equals(value) : equals;
    }
    case 'order': {
      const compare = ORDER[test.operator];
      return (value) => compare(numberOf(value), test.number);
    }
    case 'regex': {
      const matches = compileLinearRegex(test.source);
      return (value) => matches(String(value)) !== test.negated;
    }
  }
}

const ORDER: Readonly<Record<'<' | '<=' | '>' | '>=', (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** NaN, which no comparison holds for, when the value is not a number. */
function numberOf(value: Scalar): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function compileEquals(test: Extract<ValueTest, { type: 'equals' }>): (value: Scalar) => boolean {
  const { text, number, openStart, openEnd } = test;
  if (number !== undefined) return (value) => numberOf(value) === number;
  if (openStart && openEnd) return (value) => String(value).includes(text);
  if (openStart) return (value) => String(value).endsWith(text);
  if (openEnd) return (value) => String(value).startsWith(text);
  return (value) => String(value) === text;
}

function fieldsTest({ before, after }: FieldsTest): MessageTest {
  const compile = (condition: Condition<ValueTest> | undefined) =>
    condition === undefined ? () => true : compileCondition(condition, compileValueTest);
  const first = before.map(compile);
  const last = (after ?? []).map(compile);
  return (message) => {
    const fields = fieldsOf(message);
    const fits = after === undefined ? fields.length === first.length : fields.length >= first.length + last.length;
    if (!fits || !first.every((test, i) => test(fields[i]))) return false;
    const offset = fields.length - last.length;
    return last.every((test, i) => test(fields[offset + i]));
  };
}

/** What stands in brackets or quotes is one field, without them. */
function fieldsOf(message: string): readonly string[] {
  return Array.from(message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g), ([, bracketed, quoted, plain]) => {
    return bracketed ?? quoted ?? plain ?? '';
  });
}
