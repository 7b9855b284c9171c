/**
 * Calls of intrinsic functions, compiled: `States.Format('{} of {}', $.name, States.ArrayLength($.items))`. Only names and
 * syntax are checked here. How many arguments a function takes, and of what type, it says when it runs, as the service does.
 */
import { type Json, parseJson } from '../../base/json.ts';
import type { Path } from '../jsonpath/path.ts';
import { PathParser } from '../jsonpath/path-parser.ts';
import { INTRINSIC_FUNCTIONS } from './functions.ts';
import type { IntrinsicFunction } from './intrinsic-function.ts';

export interface IntrinsicCall {
  /** As written in the definition; messages echo it. */
  readonly text: string;
  readonly name: string;
  readonly run: IntrinsicFunction;
  readonly args: readonly Argument[];
}

type Argument =
  | { readonly type: 'constant'; readonly value: Json }
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'call'; readonly call: IntrinsicCall };

/** AWS documentation, "Intrinsic functions": up to 10 nested ones. */
const NESTING_MAX = 10;
const FUNCTION_NAME = /States\.[A-Za-z0-9]+/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /(?:true|false|null)(?!\w)/y;
/** What a backslash may stand before; anything else does not compile (recorded for `\"` and `\n`). */
const ESCAPABLE = new Set(["'", '\\', '{', '}']);

/** Undefined when the text is no call of a known function. Never throws. */
export function compileIntrinsic(text: string): IntrinsicCall | undefined {
  const parser = new IntrinsicParser(text);
  parser.skipBlanks();
  const call = parser.call(1);
  parser.skipBlanks();
  return call !== undefined && parser.atEnd ? { ...call, text } : undefined;
}

/** All paths among the arguments, those of nested calls included. */
export function pathsOfCall(call: IntrinsicCall): readonly Path[] {
  return call.args.flatMap((arg) => {
    if (arg.type === 'path') return [arg.path];
    return arg.type === 'call' ? pathsOfCall(arg.call) : [];
  });
}

class IntrinsicParser extends PathParser {
  call(depth: number): IntrinsicCall | undefined {
    const start = this.at;
    const name = this.match(FUNCTION_NAME);
    const run = name === undefined ? undefined : INTRINSIC_FUNCTIONS.get(name);
    if (name === undefined || run === undefined || depth > NESTING_MAX) return undefined;
    this.skipBlanks();
    const args = this.take('(') ? this.#arguments(name, depth) : undefined;
    return args && { text: this.text.slice(start, this.at), name, run, args };
  }

  #arguments(name: string, depth: number): readonly Argument[] | undefined {
    const args: Argument[] = [];
    this.skipBlanks();
    if (this.take(')')) return args;
    do {
      this.skipBlanks();
      const arg = this.#argument(name === 'States.Format' && args.length === 0, depth);
      if (arg === undefined) return undefined;
      args.push(arg);
      this.skipBlanks();
    } while (this.take(','));
    return this.take(')') ? args : undefined;
  }

  #argument(isTemplate: boolean, depth: number): Argument | undefined {
    if (this.next === '$') {
      const path = this.path();
      return path && { type: 'path', path };
    }
    if (this.text.startsWith('States.', this.at)) {
      const call = this.call(depth + 1);
      return call && { type: 'call', call };
    }
    const value = this.next === "'" ? this.#string(isTemplate) : this.#literal();
    return value === undefined ? undefined : { type: 'constant', value };
  }

  #literal(): Json | undefined {
    const text = this.match(NUMBER) ?? this.match(WORD);
    return text === undefined ? undefined : parseJson(text);
  }

  /** A template keeps the backslashes that States.Format itself has to see. */
  #string(isTemplate: boolean): string | undefined {
    let value = '';
    for (let i = this.at + 1; i < this.text.length; i++) {
      const char = this.text[i] as string;
      if (char === "'") {
        this.at = i + 1;
        return value;
      }
      if (char !== '\\') value += char;
      else {
        const escaped = this.text[++i];
        if (escaped === undefined || !ESCAPABLE.has(escaped)) return undefined;
        value += isTemplate && escaped !== "'" ? `\\${escaped}` : escaped;
      }
    }
    return undefined;
  }
}
