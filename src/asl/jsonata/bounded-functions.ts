/**
 * Functions of the library that could take time or memory out of all proportion to their arguments, in a form that cannot: same
 * results, but linear, or with turns for other work in between, or checked first.
 */
import { FunctionError, type FunctionScope, type OwnFunction } from './function-scope.ts';
import type { Focus } from './library.ts';
import { LimitExceeded, VALUE_LENGTH_MAX } from './limits.ts';
import { isFunction } from './value-sizes.ts';

/** Without a function to call; one that is called counts by itself. */
const STEPS_PER_COMPARISON = 0.1;

type Comparator = (a: unknown, b: unknown) => boolean | Promise<boolean>;

/** What a regular expression gives for a match; `next` looks for the following one. */
interface Match {
  readonly next: () => Match | undefined | Promise<Match | undefined>;
}

/** The pictures of `$toMillis` become regular expressions; these make them ambiguous when there are many. */
const LETTER_COMPONENTS = /\[\s*(?:[FP]|[A-Za-z][NnAaIiWw])/g;
const LETTER_COMPONENTS_MAX = 4;
const TIMESTAMP_LENGTH_MAX = 100;

export const BOUNDED_FUNCTIONS: Readonly<Record<string, OwnFunction>> = {
  sort: {
    signature: '<af?:a>',
    make:
      ({ budget }) =>
      async (array: readonly unknown[] | undefined, comparator: Comparator | undefined) => {
        if (array === undefined || array.length <= 1) return array;
        if (comparator === undefined && !isOfOneType(array)) throw NOT_SORTABLE;
        return mergeSort(array, comparator ?? isGreater, () => {
          budget.spend(STEPS_PER_COMPARISON);
          return budget.pause();
        });
      },
  },

  /** Equal are values of the same JSON, members in any order. */
  distinct: {
    signature: '<x:x>',
    make: () =>
      function (this: Focus, values: unknown) {
        if (!Array.isArray(values) || values.length <= 1) return values;
        const seen = new Set<string>();
        const result = 'sequence' in values ? this.createSequence() : [];
        for (const value of values) {
          const key = keyOf(value);
          if (!seen.has(key)) result.push(value);
          seen.add(key);
        }
        return result;
      },
  },

  spread: {
    signature: '<x-:a<o>>',
    make: () =>
      function (this: Focus, value: unknown) {
        if (!Array.isArray(value) && !isPlainObject(value)) return value;
        const sequence = this.createSequence();
        for (const part of [value].flat(Number.POSITIVE_INFINITY)) {
          if (!isPlainObject(part)) sequence.push(part);
          else for (const [key, member] of Object.entries(part)) sequence.push({ [key]: member });
        }
        return sequence;
      },
  },

  pad: {
    signature: '<s-ns?:s>',
    make: ({ library }) =>
      function (this: Focus, str: string, width: number, char: string) {
        requireLength(Math.abs(width) * Math.max(char?.length ?? 1, 1));
        return library('pad').call(this, str as never, width as never, char as never);
      },
  },

  join: {
    signature: '<a<s>s?:s>',
    make: ({ library }) =>
      function (this: Focus, strs: readonly string[], separator: string) {
        requireLength((strs?.length ?? 0) * (separator?.length ?? 0));
        return library('join').call(this, strs as never, separator as never);
      },
  },

  toMillis: {
    signature: '<s-s?:n>',
    make: ({ library }) =>
      function (this: Focus, timestamp: string, picture: string) {
        const components = picture?.match(LETTER_COMPONENTS)?.length ?? 0;
        if (components > LETTER_COMPONENTS_MAX || timestamp?.length > TIMESTAMP_LENGTH_MAX) {
          throw new LimitExceeded('The timestamp or its picture is too long.');
        }
        return library('toMillis').call(this, timestamp as never, picture as never);
      },
  },

  match: {
    signature: '<s-f<s:o>n?:a<o>>',
    make: (scope) =>
      function (this: Focus, str: string, regex: unknown, limit: number) {
        return scope.library('match').call(this, str as never, inTurns(regex, scope) as never, limit as never);
      },
  },

  split: {
    signature: '<s-(sf)n?:a<s>>',
    make: (scope) =>
      function (this: Focus, str: string, separator: unknown, limit: number) {
        return scope.library('split').call(this, str as never, inTurns(separator, scope) as never, limit as never);
      },
  },

  replace: {
    signature: '<s-(sf)(sf)n?:s>',
    make: (scope) =>
      function (this: Focus, str: string, pattern: unknown, replacement: unknown, limit: number) {
        const matcher = inTurns(pattern, scope);
        return scope
          .library('replace')
          .call(this, str as never, matcher as never, replacement as never, limit as never);
      },
  },
};

const NOT_SORTABLE = new FunctionError(
  'D3070',
  'The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function',
);

function isOfOneType(array: readonly unknown[]): boolean {
  const type = typeof array[0];
  return (type === 'number' || type === 'string') && array.every((item) => typeof item === type);
}

const isGreater: Comparator = (a, b) => (a as number) > (b as number);

/** Stable. `isAfter` says whether its second argument belongs before the first. */
async function mergeSort(
  array: readonly unknown[],
  isAfter: Comparator,
  pause: () => Promise<void> | undefined,
): Promise<unknown[]> {
  if (array.length <= 1) return [...array];
  const middle = Math.floor(array.length / 2);
  const left = await mergeSort(array.slice(0, middle), isAfter, pause);
  const right = await mergeSort(array.slice(middle), isAfter, pause);
  const merged: unknown[] = [];
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    await pause();
    const takeRight = l === left.length || (r < right.length && (await isAfter(left[l], right[r])));
    merged.push(takeRight ? right[r++] : left[l++]);
  }
  return merged;
}

function keyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join(',')}]`;
  if (!isPlainObject(value)) return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'undefined');
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${keyOf(value[key])}`).join(',')}}`;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isFunction(value);
}

function requireLength(length: number): void {
  if (length > VALUE_LENGTH_MAX) throw new LimitExceeded(`A value is longer than ${VALUE_LENGTH_MAX} characters.`);
}

/** A matcher whose further matches are looked for with turns in between; anything else as it is. */
function inTurns(matcher: unknown, { budget }: FunctionScope): unknown {
  if (typeof matcher !== 'function') return matcher;
  const turning = (match: Match | undefined): Match | undefined => {
    if (typeof match?.next !== 'function') return match;
    const { next } = match;
    return {
      ...match,
      next: async () => {
        await budget.pause();
        return turning(await next());
      },
    };
  };
  return async (text: string) => turning(await matcher(text));
}
