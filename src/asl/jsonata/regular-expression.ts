/**
 * Regular expressions in linear time: JavaScript's own can take for ever on a short text, and nothing stops them. Lookahead and
 * references back, which linear time rules out, are refused when they are evaluated.
 */
import { type Matcher, RE2JS } from 're2js';
import type { Budget } from './budget.ts';
import { LimitExceeded, REGEX_WORK_MAX, REGEX_WORK_PER_STEP } from './limits.ts';

/** What the evaluator uses of a RegExp. */
export interface RegexEngine {
  lastIndex: number;
  exec(text: string): RegexMatch | null;
}

const UNBOUNDED = /[*+]|,\}/;

type RegexMatch = (string | undefined)[] & { index: number };

/** Compiled forms by what the parser made of the text. */
export type CompiledRegexes = WeakMap<RegExp, RE2JS>;

/** The class whose instances the evaluator makes from the parser's RegExp objects. */
export function regexEngineOf(budget: Budget, regexes: CompiledRegexes): new (source: RegExp) => RegexEngine {
  return class LinearRegex implements RegexEngine {
    readonly #compiled: RE2JS;
    /** Repetitions without a bound: to find even a short match, the search may go through all the text. */
    readonly #mayLookAhead: boolean;
    #text = '';
    #matcher: Matcher | undefined;
    lastIndex = 0;

    constructor(source: RegExp) {
      const known = regexes.get(source);
      this.#compiled = known ?? RE2JS.compile(RE2JS.translateRegExp(source), RE2JS.LOOKBEHINDS);
      this.#mayLookAhead = UNBOUNDED.test(source.source);
      regexes.set(source, this.#compiled);
    }

    exec(text: string): RegexMatch | null {
      const from = this.lastIndex;
      const rest = this.#workOn(text.length - from);
      if (rest > REGEX_WORK_MAX) throw new LimitExceeded('The text is too long for the regular expression.');
      if (this.#mayLookAhead) budget.spend(rest / REGEX_WORK_PER_STEP);
      const matcher = this.#matcherOf(text);
      const found = matcher.find(from);
      this.lastIndex = found ? matcher.end() : 0;
      budget.spend(1 + this.#workOn((found ? matcher.end() : text.length) - from) / REGEX_WORK_PER_STEP);
      if (!found) return null;
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
      return Object.assign(groups, { index: matcher.start() });
    }

    #workOn(length: number): number {
      return length * this.#compiled.programSize();
    }

    #matcherOf(text: string): Matcher {
      if (this.#matcher === undefined || this.#text !== text) this.#matcher = this.#compiled.matcher(text);
      this.#text = text;
      return this.#matcher;
    }
  };
}
