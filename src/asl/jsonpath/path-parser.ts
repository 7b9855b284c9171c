/**
 * Reads a path from a text, up to where it cannot go on: at the end for a field, at a comma or parenthesis inside an intrinsic
 * function, at an operator inside a filter. Every method answers undefined for what is not well-formed.
 */
import { FilterParser } from './filter-parser.ts';
import { isDefinite, type Path, type Root, type Segment } from './path.ts';
import { TextCursor } from './text-cursor.ts';

/** A name after a dot: anything up to what ends it. Inside a filter operators end it as well. */
const NAME = /[^\s.[\](),'"*?]+/y;
const NAME_IN_FILTER = /[^\s.[\](),'"*?=<>!&|~]+/y;
const VARIABLE = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const INTEGER = /-?\d{1,15}/y;
/** Filters may hold paths that hold filters. */
const NESTING_MAX = 20;
/** Longer paths are refused, so that walking one cannot overflow the stack. */
const SEGMENTS_MAX = 1000;

export class PathParser extends TextCursor {
  #nesting = 0;

  path(): Path | undefined {
    const start = this.at;
    const root = this.#root();
    const segments = root && this.segments(NAME);
    if (root === undefined || segments === undefined) return undefined;
    return { text: this.text.slice(start, this.at), root, segments, definite: isDefinite(segments) };
  }

  /** The segments of a path inside a filter. */
  segmentsInFilter(): readonly Segment[] | undefined {
    return this.segments(NAME_IN_FILTER);
  }

  segments(name: RegExp): readonly Segment[] | undefined {
    const segments: Segment[] = [];
    for (;;) {
      if (this.take('..')) segments.push({ type: 'descent' });
      else if (this.take('.')) {
        // `$.[0]` and `$.['a']` are accepted like `$[0]` and `$['a']`
      } else if (this.next !== '[') return segments;
      const segment = this.next === '[' ? this.#bracket() : this.#dotted(name);
      if (segment === undefined || segments.length >= SEGMENTS_MAX) return undefined;
      segments.push(segment);
    }
  }

  #root(): Root | undefined {
    if (this.take('$$')) return { type: 'context' };
    if (!this.take('$')) return undefined;
    const name = this.match(VARIABLE);
    return name === undefined ? { type: 'input' } : { type: 'variable', name };
  }

  #dotted(pattern: RegExp): Segment | undefined {
    if (this.take('*')) return { type: 'wildcard' };
    const name = this.match(pattern);
    // what follows a name without a dot, as the parenthesis of a function, ends the path; the caller does not expect it
    return name === undefined ? undefined : { type: 'name', name };
  }

  #bracket(): Segment | undefined {
    this.at++;
    this.skipBlanks();
    const segment = this.#selector();
    this.skipBlanks();
    return segment !== undefined && this.take(']') ? segment : undefined;
  }

  #selector(): Segment | undefined {
    const first = this.next;
    if (first === "'" || first === '"') return this.#names();
    if (first === '*') return this.take('*') ? { type: 'wildcard' } : undefined;
    if (first === '?') return this.#filter();
    return this.#indexes();
  }

  #names(): Segment | undefined {
    const names: string[] = [];
    do {
      this.skipBlanks();
      const name = this.#quoted();
      if (name === undefined) return undefined;
      names.push(name);
      this.skipBlanks();
    } while (this.take(','));
    const [name] = names;
    return names.length === 1 && name !== undefined ? { type: 'name', name } : { type: 'names', names };
  }

  /**
   * A quoted name. A backslash stands for itself (recorded: `$['Test\""Name"']` finds the member `Test\""Name"`), except
   * before the quote that would end the name.
   */
  #quoted(): string | undefined {
    const quote = this.next;
    if (quote !== "'" && quote !== '"') return undefined;
    let name = '';
    for (let i = this.at + 1; i < this.text.length; i++) {
      const char = this.text[i] as string;
      if (char === '\\' && this.text[i + 1] === quote) {
        name += quote;
        i++;
      } else if (char === quote) {
        this.at = i + 1;
        return name;
      } else name += char;
    }
    return undefined;
  }

  #indexes(): Segment | undefined {
    const indexes: number[] = [];
    do {
      this.skipBlanks();
      const index = this.match(INTEGER);
      this.skipBlanks();
      if (indexes.length === 0 && this.take(':')) return this.#slice(index);
      if (index === undefined) return undefined;
      indexes.push(Number(index));
    } while (this.take(','));
    const [index] = indexes;
    return indexes.length === 1 && index !== undefined ? { type: 'index', index } : { type: 'indexes', indexes };
  }

  #slice(from: string | undefined): Segment {
    this.skipBlanks();
    const to = this.match(INTEGER);
    return {
      type: 'slice',
      ...(from === undefined ? {} : { from: Number(from) }),
      ...(to === undefined ? {} : { to: Number(to) }),
    };
  }

  #filter(): Segment | undefined {
    if (this.#nesting >= NESTING_MAX || !this.take('?')) return undefined;
    this.#nesting++;
    this.skipBlanks();
    const test = this.next === '(' ? new FilterParser(this).grouped() : undefined;
    this.#nesting--;
    return test === undefined ? undefined : { type: 'filter', test };
  }
}
