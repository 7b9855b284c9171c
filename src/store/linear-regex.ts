/**
 * Regular expressions without groups, as log searches have them, matched in time proportional to the text: an expression
 * that makes JavaScript's own engine try everything twice must not hold up the thread that stores logs.
 */

/** One character of the expression: it must be there, may be there, or may be there any number of times. */
interface Element {
  readonly accepts: (char: string) => boolean;
  readonly optional: boolean;
  readonly repeats: boolean;
}

interface Sequence {
  readonly elements: readonly Element[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

export class RegexSyntaxError extends Error {}

/** After `{m,n}` was written out. */
const ELEMENTS_MAX = 1000;

/** Finds the expression anywhere in a text, whose last line break does not count. @throws RegexSyntaxError */
export function compileLinearRegex(source: string): (text: string) => boolean {
  const sequences = new Parser(source).parse();
  return (text) => {
    const length = text.endsWith('\n') ? text.length - 1 : text.length;
    return sequences.some((sequence) => occurs(sequence, text, length));
  };
}

/** Follows all ways through the sequence at once. State `i`: what stands before element `i` was found. */
function occurs({ elements, atStart, atEnd }: Sequence, text: string, length: number): boolean {
  const end = elements.length;
  let states = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  const enter = (into: Uint8Array, state: number) => {
    for (let i = state; into[i] === 0; i++) {
      into[i] = 1;
      if (elements[i]?.optional !== true) return;
    }
  };
  for (let at = 0; at <= length; at++) {
    if (at === 0 || !atStart) enter(states, 0);
    if (states[end] === 1 && (!atEnd || at === length)) return true;
    if (at === length) break;
    const char = text[at] as string;
    next.fill(0);
    for (let i = 0; i < end; i++) {
      const element = elements[i] as Element;
      if (states[i] === 1 && element.accepts(char)) enter(next, element.repeats ? i : i + 1);
    }
    [states, next] = [next, states];
  }
  return false;
}

type CharTest = (char: string) => boolean;

const isDigit: CharTest = (char) => char >= '0' && char <= '9';
const isSpace: CharTest = (char) => /\s/.test(char);
const isWord: CharTest = (char) => /\w/.test(char);
const CLASSES: Readonly<Record<string, CharTest>> = {
  d: isDigit,
  D: (char) => !isDigit(char),
  s: isSpace,
  S: (char) => !isSpace(char),
  w: isWord,
  W: (char) => !isWord(char),
};

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): readonly Sequence[] {
    const sequences = [this.#sequence()];
    while (this.#take('|')) sequences.push(this.#sequence());
    return sequences;
  }

  #sequence(): Sequence {
    const atStart = this.#take('^');
    const elements: Element[] = [];
    let atEnd = false;
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|') {
      if (atEnd) throw new RegexSyntaxError('"$" must stand at the end');
      if (this.#take('$')) atEnd = true;
      else elements.push(...this.#repeated(this.#atom()));
      if (elements.length > ELEMENTS_MAX) throw new RegexSyntaxError('the repetitions are too many');
    }
    return { elements, atStart, atEnd };
  }

  #repeated(accepts: CharTest): readonly Element[] {
    const { min, max } = this.#quantifier();
    const once: Element = { accepts, optional: false, repeats: false };
    const required = Array<Element>(min).fill(once);
    if (max === undefined) return [...required, { accepts, optional: true, repeats: true }];
    return [...required, ...Array<Element>(max - min).fill({ accepts, optional: true, repeats: false })];
  }

  #quantifier(): { readonly min: number; readonly max: number | undefined } {
    if (this.#take('*')) return { min: 0, max: undefined };
    if (this.#take('+')) return { min: 1, max: undefined };
    if (this.#take('?')) return { min: 0, max: 1 };
    const counted = /^\{(\d{1,4})(,\s*(\d{1,4})?)?\}/.exec(this.#source.slice(this.#at));
    if (counted === null) return { min: 1, max: 1 };
    const [text, least, range, most] = counted;
    this.#at += text.length;
    const min = Number(least);
    if (range === undefined) return { min, max: min };
    if (most === undefined) return { min, max: undefined };
    if (Number(most) < min) throw new RegexSyntaxError(`"${text}" has its numbers in the wrong order`);
    return { min, max: Number(most) };
  }

  #atom(): CharTest {
    const char = this.#next();
    if (char === '.') return (other) => other !== '\n';
    if (char === '[') return this.#charClass();
    if (char === '\\') return this.#escape().accepts;
    if ('*+?'.includes(char)) throw new RegexSyntaxError(`"${char}" has nothing to repeat`);
    if ('()'.includes(char)) throw new RegexSyntaxError('parentheses are not supported');
    return (other) => other === char;
  }

  #charClass(): CharTest {
    const negated = this.#take('^');
    const tests: CharTest[] = [];
    while (!this.#take(']')) {
      const first = this.#member();
      const isRange = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']';
      if (!isRange || first.char === undefined) {
        tests.push(first.accepts);
        continue;
      }
      this.#at++;
      const from = first.char;
      const to = this.#member().char;
      if (to === undefined || to < from) throw new RegexSyntaxError('a range of characters is in the wrong order');
      tests.push((char) => char >= from && char <= to);
    }
    return (char) => tests.some((test) => test(char)) !== negated;
  }

  #member(): Escape {
    const char = this.#next();
    return char === '\\' ? this.#escape() : { char, accepts: (other) => other === char };
  }

  #escape(): Escape {
    const char = this.#next();
    const accepts = CLASSES[char];
    if (accepts !== undefined) return { char: undefined, accepts };
    const code = char === 'x' ? /^[0-9A-Fa-f]{2}/.exec(this.#source.slice(this.#at))?.[0] : undefined;
    if (code !== undefined) this.#at += code.length;
    const meant = code === undefined ? char : String.fromCharCode(Number.parseInt(code, 16));
    return { char: meant, accepts: (other) => other === meant };
  }

  #next(): string {
    const char = this.#source[this.#at++];
    if (char === undefined) throw new RegexSyntaxError('the expression is incomplete');
    return char;
  }

  #take(char: string): boolean {
    if (this.#source[this.#at] !== char) return false;
    this.#at++;
    return true;
  }
}

/** `char` is undefined for a class of characters. */
interface Escape {
  readonly char: string | undefined;
  readonly accepts: CharTest;
}
