import { describe, expect, test } from 'vitest';
import { matchesError } from './error-matcher.ts';
import { failureOf } from './failure.ts';

const matches = (errorEquals: readonly string[], error: string) => matchesError({ errorEquals }, failureOf(error, ''));

describe('ErrorEquals', () => {
  test.each<[readonly string[], string, boolean]>([
    [['E'], 'E', true],
    [['E'], 'e', false],
    [['Other', 'E'], 'E', true],
    [['States.ALL'], 'E', true],
    [['States.ALL'], 'States.Timeout', true],
    [['States.ALL'], 'States.DataLimitExceeded', true],
    [['States.TaskFailed'], 'E', true],
    [['States.TaskFailed'], 'Lambda.Unknown', true],
    [['States.TaskFailed'], 'States.TaskFailed', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.TaskFailed', 'States.Timeout'], 'States.Timeout', true],
    [['States.Timeout'], 'States.Timeout', true],
    [['States.Timeout'], 'E', false],
  ])('%j and %s: %s', (errorEquals, error, expected) => {
    expect(matches(errorEquals, error)).toBe(expected);
  });

  test.each(['States.ALL', 'States.TaskFailed', 'States.Runtime'])('%s does not match States.Runtime', (name) => {
    expect(matches([name], 'States.Runtime')).toBe(false);
  });

  test('with a wildcard matches a failure without a name', () => {
    expect(matchesError({ errorEquals: ['States.ALL'] }, { final: false })).toBe(true);
    expect(matchesError({ errorEquals: ['E'] }, { final: false })).toBe(false);
  });

  test.each(['__proto__', '__defineGetter__', 'constructor', 'toString'])('may name %s', (name) => {
    expect(matches([name], 'E')).toBe(false);
    expect(matches([name], name)).toBe(true);
  });
});
