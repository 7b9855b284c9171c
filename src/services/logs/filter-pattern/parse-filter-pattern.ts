/**
 * Filter patterns (CloudWatch Logs User Guide, "Filter pattern syntax"): words and phrases, `{ $.member = value }` for
 * messages that are JSON, `[field, field = value, ...]` for messages of fields between blanks, `%regex%`.
 */

import { RegexSyntaxError } from '../../../store/linear-regex.ts';
import type { LogFilter } from '../../../store/log-filter.ts';
import { errors } from '../errors.ts';
import { parseFieldsPattern } from './fields-pattern.ts';
import { parseJsonPattern } from './json-pattern.ts';
import { FilterPatternError } from './pattern-scanner.ts';
import { parseTerms } from './terms-pattern.ts';

/** Undefined matches everything. @throws ServiceError when the pattern is malformed */
export function parseFilterPattern(pattern: string): LogFilter | undefined {
  const text = pattern.trim();
  try {
    if (text === '') return undefined;
    if (text.startsWith('{')) return parseJsonPattern(text);
    if (text.startsWith('[')) return parseFieldsPattern(text);
    return parseTerms(text);
  } catch (error) {
    if (error instanceof FilterPatternError || error instanceof RegexSyntaxError) {
      throw errors.invalidFilterPattern(error.message);
    }
    throw error;
  }
}
