/** `[ip, user, ..., status = 4* && status != 404, bytes > 1000]` */
import type { FieldsTest, LogFilter } from '../../../store/log-filter.ts';
import { parseComparison, parseCondition } from './condition.ts';
import { PatternScanner } from './pattern-scanner.ts';

type Field = FieldsTest['before'][number];

export function parseFieldsPattern(text: string): LogFilter {
  const scanner = new PatternScanner(text);
  scanner.expect('[');
  const before: Field[] = [];
  let after: Field[] | undefined;
  do {
    if (scanner.take('...')) {
      if (after !== undefined) throw scanner.error('only one "..." is allowed');
      after = [];
    } else (after ?? before).push(parseField(scanner));
  } while (scanner.take(','));
  scanner.expect(']');
  if (!scanner.isAtEnd) throw scanner.error('nothing may follow the closing bracket');
  return { type: 'fields', before, ...(after !== undefined && { after }) };
}

/** A name alone, or nothing, is any field. */
function parseField(scanner: PatternScanner): Field {
  skipName(scanner);
  if (scanner.isNext(',') || scanner.isNext(']')) return undefined;
  return parseCondition(scanner, () => {
    skipName(scanner);
    const test = parseComparison(scanner);
    if (test === undefined) throw scanner.error('a comparison is missing');
    return test;
  });
}

/** Fields are told apart by their places: a condition is about the field it stands with, whatever name it uses. */
function skipName(scanner: PatternScanner): void {
  scanner.skipBlanks();
  scanner.match(/[\w$\-.#@:]+/y);
}
