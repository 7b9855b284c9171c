/** What JSON and field patterns say alike: comparisons with values, joined by `&&` and `||`, in parentheses or not. */
import type { Condition, ValueTest } from '../../../store/log-filter.ts';
import type { PatternScanner } from './pattern-scanner.ts';

/** `&&` binds closer than `||`. */
export function parseCondition<T>(scanner: PatternScanner, parseTest: () => T): Condition<T> {
  const either = [parseAll(scanner, parseTest)];
  while (scanner.take('||')) either.push(parseAll(scanner, parseTest));
  return either.length === 1 ? (either[0] as Condition<T>) : { type: 'any', of: either };
}

function parseAll<T>(scanner: PatternScanner, parseTest: () => T): Condition<T> {
  const all = [parseOne(scanner, parseTest)];
  while (scanner.take('&&')) all.push(parseOne(scanner, parseTest));
  return all.length === 1 ? (all[0] as Condition<T>) : { type: 'all', of: all };
}

function parseOne<T>(scanner: PatternScanner, parseTest: () => T): Condition<T> {
  if (!scanner.take('(')) return { type: 'test', test: parseTest() };
  const inner = parseCondition(scanner, parseTest);
  scanner.expect(')');
  return inner;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Operator and value; undefined when no operator comes next. */
export function parseComparison(scanner: PatternScanner): ValueTest | undefined {
  scanner.skipBlanks();
  const operator = scanner.match(/!=|=!?|<=?|>=?/y);
  switch (operator) {
    case undefined:
      return undefined;
    case '=':
      return parseValue(scanner, false);
    case '!=':
    case '=!':
      return parseValue(scanner, true);
    default:
      return { type: 'order', operator: operator as '<' | '<=' | '>' | '>=', number: parseNumber(scanner) };
  }
}

function parseNumber(scanner: PatternScanner): number {
  const text = parseText(scanner).text;
  if (!NUMBER.test(text)) throw scanner.error('a number is expected');
  return Number(text);
}

function parseValue(scanner: PatternScanner, negated: boolean): ValueTest {
  scanner.skipBlanks();
  const source = scanner.regex();
  if (source !== undefined) return { type: 'regex', source, negated };
  const { text, isQuoted } = parseText(scanner);
  const openStart = text.startsWith('*');
  const openEnd = text.length > 1 && text.endsWith('*');
  return {
    type: 'equals',
    text: text.slice(openStart ? 1 : 0, openEnd ? -1 : undefined),
    openStart,
    openEnd,
    ...(!isQuoted && NUMBER.test(text) && { number: Number(text) }),
    negated,
  };
}

function parseText(scanner: PatternScanner): { readonly text: string; readonly isQuoted: boolean } {
  scanner.skipBlanks();
  const quoted = scanner.quoted();
  const text = quoted ?? scanner.match(/[^\s"&|(){}[\],]+/y);
  if (text === undefined) throw scanner.error('a value is missing');
  return { text, isQuoted: quoted !== undefined };
}
