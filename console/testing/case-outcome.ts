/** Whether what TestState answered is what a case expects, and what is different. */
import type { TestStateCommandOutput } from '@aws-sdk/client-sfn';
import type { TestCase } from '../../src/base/stepwell-api.ts';

export type Expected = NonNullable<TestCase['expected']>;
export type Answer = Pick<TestStateCommandOutput, 'status' | 'output' | 'error' | 'nextState'>;

/** What a case that is saved now will expect later. */
export function expectedOf({ status = 'SUCCEEDED', output, error, nextState }: Answer): Expected {
  return {
    status,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(nextState !== undefined && { nextState }),
  };
}

export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** JSON is compared as data: blanks and the order of members do not matter. */
export function differences(expected: Expected, answer: Answer): readonly Difference[] {
  const actual = expectedOf(answer);
  const compared = [
    ['Status', expected.status, actual.status],
    ['Next state', expected.nextState, actual.nextState],
    ['Error', expected.error, actual.error],
    ['Output', canonical(expected.output), canonical(actual.output)],
  ] as const;
  return compared
    .filter(([, before, now]) => before !== now)
    .map(([what, before = 'none', now = 'none']) => ({ what, expected: before, actual: now }));
}

function canonical(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  return JSON.stringify(sorted(JSON.parse(json)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}
