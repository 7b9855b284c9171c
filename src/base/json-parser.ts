/**
 * A JSON parser that hands each number's text to its caller and words its errors as the service does (recorded answers of
 * StartExecution and Invoke). Slower than `JSON.parse`; `json.ts` calls it only when that one would lose something or failed.
 */
import type { Json } from './json.ts';

export class JsonSyntaxError extends Error {
  /** 1-based position of the offending character, or behind the offending word (recorded). */
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

const VALUE_KINDS = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'";
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

interface Reading {
  readonly numberOf: (text: string) => Json;
  /** Arrays and objects nested deeper are refused instead of overflowing the stack. */
  readonly depthMax: number;
}

export function parseStrictly(text: string, reading: Reading): Json {
  return new Parser(text, reading).document();
}

class Parser {
  readonly #text: string;
  readonly #reading: Reading;
  #at = 0;

  constructor(text: string, reading: Reading) {
    this.#text = text;
    this.#reading = reading;
  }

  document(): Json {
    this.#skipBlanks();
    if (this.#at >= this.#text.length) throw this.#error('No content to map due to end-of-input');
    const value = this.#value(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#unexpected(`expected a valid value (${VALUE_KINDS})`);
    return value;
  }

  #value(depth: number): Json {
    const char = this.#text[this.#at];
    const { depthMax } = this.#reading;
    if (depth === depthMax && (char === '{' || char === '[')) {
      throw this.#error(`Document nesting depth exceeds the maximum allowed (${depthMax})`);
    }
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"') return this.#string();
    if (char === undefined) throw this.#endOfInput();
    if (char === '-' || (char >= '0' && char <= '9')) return this.#number();
    return this.#word(char);
  }

  #object(depth: number): Json {
    const result: Record<string, Json> = {};
    this.#at++;
    this.#skipBlanks();
    if (this.#take('}')) return result;
    for (;;) {
      if (this.#text[this.#at] !== '"') throw this.#unexpected('was expecting double-quote to start field name');
      const key = this.#string();
      this.#skipBlanks();
      if (!this.#take(':')) throw this.#unexpected('was expecting a colon to separate field name and value');
      this.#skipBlanks();
      const value = this.#value(depth + 1);
      Object.defineProperty(result, key, { value, writable: true, enumerable: true, configurable: true });
      this.#skipBlanks();
      if (this.#take('}')) return result;
      if (!this.#take(',')) throw this.#unexpected('was expecting comma to separate Object entries');
      this.#skipBlanks();
    }
  }

  #array(depth: number): Json {
    const result: Json[] = [];
    this.#at++;
    this.#skipBlanks();
    if (this.#take(']')) return result;
    for (;;) {
      result.push(this.#value(depth + 1));
      this.#skipBlanks();
      if (this.#take(']')) return result;
      if (!this.#take(',')) throw this.#unexpected('was expecting comma to separate Array entries');
      this.#skipBlanks();
    }
  }

  #string(): string {
    let result = '';
    this.#at++;
    for (;;) {
      PLAIN_STRING.lastIndex = this.#at;
      const plain = PLAIN_STRING.exec(this.#text)?.[0] ?? '';
      result += plain;
      this.#at += plain.length;
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#at++;
        return result;
      }
      if (char === undefined)
        throw this.#error('Unexpected end-of-input: was expecting closing quote for a string value');
      if (char !== '\\') {
        throw this.#error(
          `Illegal unquoted character ((CTRL-CHAR, code ${char.charCodeAt(0)})): has to be escaped using backslash to be included in string value`,
        );
      }
      result += this.#escape();
    }
  }

  #escape(): string {
    const char = this.#text[this.#at + 1];
    if (char === undefined) throw this.#error('Unexpected end-of-input in character escape sequence');
    if (char === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) {
        throw this.#unexpected('expected a hex-digit for character escape sequence');
      }
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const escaped = ESCAPES[char];
    if (escaped === undefined) {
      throw this.#error(`Unrecognized character escape '${char}' (code ${char.charCodeAt(0)})`);
    }
    this.#at += 2;
    return escaped;
  }

  #number(): Json {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined)
      throw this.#unexpected('expected digit (0-9) to follow minus sign, for valid numeric value');
    const next = this.#text[this.#at + text.length];
    if (next !== undefined && /[0-9]/.test(next))
      throw this.#error('Invalid numeric value: Leading zeroes not allowed');
    this.#at += text.length;
    return this.#reading.numberOf(text);
  }

  #word(char: string): Json {
    const word = /^[A-Za-z_$][\w$]*/.exec(this.#text.slice(this.#at, this.#at + 256))?.[0];
    if (word === undefined) throw this.#unexpected(`expected a valid value (${VALUE_KINDS})`, char);
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#at += word.length;
      return word === 'null' ? null : word === 'true';
    }
    throw this.#error(`Unrecognized token '${word}': was expecting (${VALUE_KINDS})`, this.#at + word.length);
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #unexpected(expectation: string, char = this.#text[this.#at]): JsonSyntaxError {
    if (char === undefined) return this.#endOfInput();
    const code = char.charCodeAt(0);
    const shown = code < 0x20 || (code >= 0x7f && code < 0xa0) ? '(CTRL-CHAR, code ' : `'${char}' (code `;
    return this.#error(`Unexpected character (${shown}${code})): ${expectation}`);
  }

  #endOfInput(): JsonSyntaxError {
    return this.#error('Unexpected end-of-input');
  }

  #error(message: string, at = this.#at): JsonSyntaxError {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    return new JsonSyntaxError(message, line, at - before.lastIndexOf('\n'));
  }
}
