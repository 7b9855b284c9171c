/** A cursor over a filter pattern, and the tokens that all kinds of patterns share. */
import { compileLinearRegex } from '../../../store/linear-regex.ts';

export class FilterPatternError extends Error {}

/** What regular expressions in patterns may consist of; parentheses are not among it. */
const REGEX_CHARACTERS = /^[A-Za-z0-9 :_#=@/;,\-^$?[\]{}|\\*+.]*$/;

export class PatternScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.skipBlanks();
    return this.#at >= this.#text.length;
  }

  skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  /** Whether `token` comes next, behind blanks. */
  isNext(token: string): boolean {
    this.skipBlanks();
    return this.#text.startsWith(token, this.#at);
  }

  take(token: string): boolean {
    if (!this.isNext(token)) return false;
    this.#at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.error(`"${token}" expected`);
  }

  /** Takes what the sticky expression matches right here. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** The text between quotes, in which a backslash keeps the next character. */
  quoted(): string | undefined {
    if (this.#text[this.#at] !== '"') return undefined;
    const token = this.match(/"(?:[^"\\]|\\.)*"/sy);
    if (token === undefined) throw this.error('a quotation mark is missing');
    return token.slice(1, -1).replace(/\\(.)/gs, '$1');
  }

  /** The expression between percent signs, which was found to be one. */
  regex(): string | undefined {
    if (this.#text[this.#at] !== '%') return undefined;
    const token = this.match(/%[^%]*%/y);
    if (token === undefined) throw this.error('a percent sign is missing');
    const source = token.slice(1, -1);
    if (!REGEX_CHARACTERS.test(source)) throw this.error(`"${source}" has characters that are not supported`);
    compileLinearRegex(source);
    return source;
  }

  error(reason: string): FilterPatternError {
    return new FilterPatternError(`${reason} at character ${this.#at + 1}`);
  }
}
