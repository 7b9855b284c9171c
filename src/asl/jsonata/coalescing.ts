/**
 * The library's parser copies what stands on the left of `??`, so that `((a ?? b) ?? c) ?? d`, thirty deep, would keep it busy
 * for ever. This counts the copies in the text before the parser sees it; of all of its grammar it needs to know brackets, and
 * where strings and regular expressions end.
 */

const OPERATORS = new Set('.[]{}(),@#;:?+-*/%|=<>^&!~');
const OPENING = new Set('([{');
const CLOSING = new Set(')]}');
/** Wildcards, and the parent operator, where a value is expected. */
const OPERANDS = new Set('*%');
const WORD_OPERATORS = new Set(['and', 'or', 'in']);

/** How many nodes the parser makes of `??` alone. */
export function coalescingWork(text: string): number {
  return new Scanner(text).work();
}

/** Between two brackets: what is left of the next `??`, and what cannot be any more. */
interface Level {
  current: number;
  done: number;
}

class Scanner {
  readonly #text: string;
  readonly #levels: Level[] = [{ current: 0, done: 0 }];
  #at = 0;
  /** A value ends here, so that `/` divides. */
  #afterOperand = false;

  constructor(text: string) {
    this.#text = text;
  }

  work(): number {
    while (this.#at < this.#text.length) this.#token();
    return this.#levels.reduce((sum, { current, done }) => sum + current + done, 0);
  }

  #token(): void {
    const char = this.#text.charAt(this.#at);
    if (/\s/.test(char)) this.#at++;
    else if (this.#text.startsWith('/*', this.#at)) this.#skipTo('*/', 2);
    else if (char === '"' || char === "'") this.#string(char);
    else if (char === '`') this.#operand(() => this.#skipTo('`', 1));
    else if (char === '/' && !this.#afterOperand) this.#operand(() => this.#regex());
    else if (OPERATORS.has(char)) this.#operator(char);
    else this.#word();
  }

  #operator(char: string): void {
    const level = this.#levels.at(-1) as Level;
    const coalescing = this.#text.startsWith('??', this.#at);
    this.#at += coalescing ? 2 : 1;
    if (coalescing) this.#end(level, 2 * level.current + 1);
    else if (OPENING.has(char)) this.#levels.push({ current: 0, done: 0 });
    else if (CLOSING.has(char)) this.#close();
    else if (char === ',' || char === ';') this.#end(level, level.current);
    this.#afterOperand = CLOSING.has(char) || (OPERANDS.has(char) && !this.#afterOperand);
  }

  #end(level: Level, work: number): void {
    level.done += work;
    level.current = 0;
  }

  #close(): void {
    if (this.#levels.length === 1) return;
    const { current, done } = this.#levels.pop() as Level;
    (this.#levels.at(-1) as Level).current += current + done;
  }

  #word(): void {
    const start = this.#at;
    while (
      this.#at < this.#text.length &&
      !/\s/.test(this.#text.charAt(this.#at)) &&
      !OPERATORS.has(this.#text.charAt(this.#at))
    )
      this.#at++;
    this.#afterOperand = !(this.#afterOperand && WORD_OPERATORS.has(this.#text.slice(start, this.#at)));
  }

  #operand(skip: () => void): void {
    skip();
    this.#afterOperand = true;
  }

  #skipTo(end: string, from: number): void {
    const found = this.#text.indexOf(end, this.#at + from);
    this.#at = found === -1 ? this.#text.length : found + end.length;
  }

  #string(quote: string): void {
    this.#at++;
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== quote) {
      this.#at += this.#text.charAt(this.#at) === '\\' ? 2 : 1;
    }
    this.#at++;
    this.#afterOperand = true;
  }

  /** As the library finds its end: a slash that is neither escaped nor inside of brackets. */
  #regex(): void {
    let depth = 0;
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at);
      if (char === '/' && depth === 0 && !this.#isEscaped()) break;
      if (this.#text.charAt(this.#at - 1) === '\\') continue;
      if (OPENING.has(char)) depth++;
      if (CLOSING.has(char)) depth--;
    }
    this.#at++;
  }

  #isEscaped(): boolean {
    let backslashes = 0;
    while (this.#text.charAt(this.#at - 1 - backslashes) === '\\') backslashes++;
    return backslashes % 2 === 1;
  }
}
