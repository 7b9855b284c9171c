/** Reads what stands in `[?(...)]`: comparisons and existence tests joined by `&&`, `||` and `!`. */
import { type Json, parseJson } from '../../base/json.ts';
import { type Comparator, type FilterOperand, type FilterPath, type FilterTest, isDefinite } from './path.ts';
import type { PathParser } from './path-parser.ts';

const COMPARATOR = /==|!=|<=|>=|<|>|in\b|nin\b/iy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])/y;
const WORD = /[\p{L}\p{N}_-]+/uy;
const WORDS: Readonly<Record<string, Json>> = { true: true, false: false, null: null };
const DEPTH_MAX = 50;

export class FilterParser {
  readonly #text: PathParser;
  #depth = 0;

  constructor(text: PathParser) {
    this.#text = text;
  }

  /** `( test )` */
  grouped(): FilterTest | undefined {
    if (this.#depth >= DEPTH_MAX || !this.#text.take('(')) return undefined;
    this.#depth++;
    const test = this.#or();
    this.#depth--;
    this.#text.skipBlanks();
    return test !== undefined && this.#text.take(')') ? test : undefined;
  }

  #or(): FilterTest | undefined {
    return this.#joined('or', '||', () => this.#joined('and', '&&', () => this.#unary()));
  }

  #joined(type: 'and' | 'or', operator: string, part: () => FilterTest | undefined): FilterTest | undefined {
    const tests: FilterTest[] = [];
    do {
      const test = part();
      if (test === undefined) return undefined;
      tests.push(test);
    } while (this.#operator(operator));
    return tests.length === 1 ? tests[0] : { type, tests };
  }

  #unary(): FilterTest | undefined {
    let negated = false;
    while (this.#operator('!')) negated = !negated;
    this.#text.skipBlanks();
    const test = this.#text.next === '(' ? this.grouped() : this.#comparison();
    return test !== undefined && negated ? { type: 'not', test } : test;
  }

  #comparison(): FilterTest | undefined {
    const left = this.#operand();
    if (left === undefined) return undefined;
    this.#text.skipBlanks();
    const comparator = this.#text.match(COMPARATOR)?.toLowerCase() as Comparator | undefined;
    if (comparator === undefined) return left.type === 'path' ? { type: 'exists', path: left.path } : undefined;
    const right = this.#operand();
    return right && { type: 'comparison', left, comparator, right };
  }

  #operand(): FilterOperand | undefined {
    const text = this.#text;
    text.skipBlanks();
    if (text.take('@')) return this.#path('item');
    if (text.take('$')) return this.#path('root');
    const value = text.next === '[' ? this.#list() : this.#literal();
    return value === undefined ? undefined : { type: 'constant', value };
  }

  #path(from: FilterPath['from']): FilterOperand | undefined {
    const segments = this.#text.segmentsInFilter();
    return segments && { type: 'path', path: { from, segments, definite: isDefinite(segments) } };
  }

  #literal(): Json | undefined {
    const text = this.#text;
    const quote = text.next;
    if (quote === "'" || quote === '"') return this.#string(quote);
    const number = text.match(NUMBER);
    if (number !== undefined) return parseJson(number);
    // a bare word is a string: definitions that were accepted write `@.Language==es`
    const word = text.match(WORD);
    return word !== undefined && Object.hasOwn(WORDS, word) ? WORDS[word] : word;
  }

  #string(quote: string): string | undefined {
    const text = this.#text;
    let value = '';
    for (let i = text.at + 1; i < text.text.length; i++) {
      const char = text.text[i] as string;
      if (char === quote) {
        text.at = i + 1;
        return value;
      }
      value += char === '\\' && i + 1 < text.text.length ? text.text[++i] : char;
    }
    return undefined;
  }

  #list(): Json | undefined {
    const text = this.#text;
    text.take('[');
    text.skipBlanks();
    const items: Json[] = [];
    if (text.take(']')) return items;
    do {
      text.skipBlanks();
      const item = this.#literal();
      if (item === undefined) return undefined;
      items.push(item);
      text.skipBlanks();
    } while (text.take(','));
    return text.take(']') ? items : undefined;
  }

  #operator(operator: string): boolean {
    this.#text.skipBlanks();
    return this.#text.take(operator);
  }
}
