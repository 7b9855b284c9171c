/**
 * Words and phrases: all of them must be in the message, none of those with a minus; of those with a question mark one.
 * A word is found inside of others: `ERROR` matches `ERRORCODE` (User Guide).
 */
import type { LogFilter } from '../../../store/log-filter.ts';
import { PatternScanner } from './pattern-scanner.ts';

type Kind = 'required' | 'optional' | 'excluded';

export function parseTerms(text: string): LogFilter {
  const scanner = new PatternScanner(text);
  const terms: Record<Kind, LogFilter[]> = { required: [], optional: [], excluded: [] };
  while (!scanner.isAtEnd) {
    const kind: Kind = scanner.take('?') ? 'optional' : scanner.take('-') ? 'excluded' : 'required';
    terms[kind].push(parseTerm(scanner));
  }
  const { required, optional, excluded } = terms;
  // GUESS: optional terms count for nothing beside required ones (the User Guide calls them ignored).
  const wanted = required.length > 0 || optional.length === 0 ? required : [{ type: 'any', of: optional } as const];
  return { type: 'all', of: [...wanted, ...excluded.map((filter) => ({ type: 'not', filter }) as const)] };
}

function parseTerm(scanner: PatternScanner): LogFilter {
  scanner.skipBlanks();
  const source = scanner.regex();
  if (source !== undefined) return { type: 'regex', source };
  const term = scanner.quoted() ?? scanner.match(/[^\s"]+/y);
  if (term === undefined) throw scanner.error('a term is missing');
  return { type: 'contains', text: term };
}
