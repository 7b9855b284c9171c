/** `{ $.errorCode = 4* && ($.user.id != 1 || $.items[0].name NOT EXISTS) }` */
import type { LogFilter, MemberPath, MemberTest } from '../../../store/log-filter.ts';
import { parseComparison, parseCondition } from './condition.ts';
import { PatternScanner } from './pattern-scanner.ts';

export function parseJsonPattern(text: string): LogFilter {
  const scanner = new PatternScanner(text);
  scanner.expect('{');
  const where = parseCondition(scanner, () => parseMemberTest(scanner));
  scanner.expect('}');
  if (!scanner.isAtEnd) throw scanner.error('nothing may follow the closing brace');
  return { type: 'json', where };
}

const WORD_TESTS = {
  'IS NULL': 'null',
  'IS TRUE': 'true',
  'IS FALSE': 'false',
  'NOT EXISTS': 'missing',
  EXISTS: 'exists',
} as const;

function parseMemberTest(scanner: PatternScanner): MemberTest {
  const path = parsePath(scanner);
  const test = parseComparison(scanner);
  if (test !== undefined) return { path, test };
  const words =
    scanner
      .match(/(IS|NOT)\s+\w+|EXISTS/iy)
      ?.toUpperCase()
      .replace(/\s+/, ' ') ?? '';
  if (!Object.hasOwn(WORD_TESTS, words)) throw scanner.error('an operator is missing');
  return { path, test: { type: WORD_TESTS[words as keyof typeof WORD_TESTS] } };
}

function parsePath(scanner: PatternScanner): MemberPath {
  scanner.expect('$');
  const path: MemberPath[number][] = [];
  for (;;) {
    const step = scanner.match(/\.\*|\[\*\]|\.?\[\s*("[^"]*"|'[^']*')\s*\]|\[\d+\]|\.[^\s.[\]=!<>&|(){}"]+/y);
    if (step === undefined) break;
    path.push(stepOf(step));
  }
  if (path.length === 0) throw scanner.error('a member is missing behind "$"');
  return path;
}

function stepOf(text: string): MemberPath[number] {
  if (text === '.*' || text === '[*]') return { each: true };
  const [, quoted] = /\[\s*["'](.*)["']\s*\]/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  return text.startsWith('[') ? Number(text.slice(1, -1)) : text.slice(1);
}
