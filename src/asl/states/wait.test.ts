import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { parseJson } from '../../base/json.ts';
import { definitionOf, MachineRun, START_MS } from '../run-machine.testing.ts';

const DAY_MS = 24 * 3600 * 1000;
const inDays = (days: number) => new Date(START_MS + days * DAY_MS).toISOString();
const runOf = (fields: JsonObject, input: JsonObject = {}) =>
  new MachineRun(definitionOf({ W: { Type: 'Wait', End: true, ...fields } }), { input });
const prefix = "An error occurred while executing the state 'W' (entered at the event id #2). ";

describe('a Wait', () => {
  test.each<[string, JsonObject, JsonObject, number]>([
    ['of Seconds', { Seconds: 90 }, {}, 90],
    ['of seconds in the input', { SecondsPath: '$.s' }, { s: 90 }, 90],
    ['of seconds in the input as text', { SecondsPath: '$.s' }, { s: '90' }, 90],
    ['of seconds in the effective input', { InputPath: '$.a', SecondsPath: '$.s' }, { a: { s: 3 } }, 3],
    ['until a Timestamp', { Timestamp: inDays(1) }, {}, 86_400],
    ['until a timestamp in the input', { TimestampPath: '$.t' }, { t: '2026-01-01T01:00:00.25+01:00' }, 0.25],
    ['until a timestamp in the context', { TimestampPath: '$$.Execution.Input.t' }, { t: inDays(2) }, 172_800],
    ['of the longest time there is', { TimestampPath: '$.t' }, { t: inDays(24_855) }, 24_855 * 86_400],
    ['of 2^31-1 seconds', { SecondsPath: '$.s' }, { s: 2 ** 31 - 1 }, 2 ** 31 - 1],
  ])('%s goes on then, not before', (_, fields, input, waitsSeconds) => {
    const run = runOf(fields, input);
    expect(run.secondsToWake).toBe(waitsSeconds);
    run.passSeconds(waitsSeconds - 0.001);
    expect(run.give({ type: 'wake' }).events).toEqual([]);
    run.wake();
    expect(run.lines.slice(1)).toEqual(['2←0 WaitStateEntered', '3←2 WaitStateExited', '4←3 ExecutionSucceeded']);
    expect(run.state.stopMs).toBe(START_MS + waitsSeconds * 1000);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['of no time', { Seconds: 0 }, {}],
    ['of no time in the input', { SecondsPath: '$.s' }, { s: 0 }],
    ['until a Timestamp that has passed', { Timestamp: '1970-01-01T00:00:00Z' }, {}],
    ['until now', { TimestampPath: '$.t' }, { t: inDays(0) }],
    ['until a past timestamp in the input', { TimestampPath: '$.t' }, { t: inDays(-1) }],
  ])('%s goes on at once', (_, fields, input) => {
    expect(runOf(fields, input).ending).toEqual({ status: 'SUCCEEDED', output: input });
  });

  test('hands on what InputPath and OutputPath select', () => {
    const run = runOf({ Seconds: 1, InputPath: '$.a', OutputPath: '$.b' }, { a: { b: 1 } }).toEnd();
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  test('assigns variables from its effective input when it ends', () => {
    const states = {
      W: { Type: 'Wait', Seconds: 1, InputPath: '$.a', Assign: { 'x.$': '$.b' }, Next: 'P' },
      P: { Type: 'Pass', Parameters: { 'x.$': '$x' }, End: true },
    };
    const run = new MachineRun(definitionOf(states), { input: { a: { b: 1 } } }).toEnd();
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { x: 1 } });
  });
});

const notADate = (path: string, value: string) =>
  `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${value}`;

describe('a Wait that cannot know how long fails the execution in the recorded words', () => {
  test.each([
    ['$.s', '{}', 'The SecondsPath parameter does not reference an input value: $.s'],
    ['$.s', '{"s":null}', 'The SecondsPath parameter does not reference an input value: $.s'],
    ['$.s', '{"s":-1}', 'The SecondsPath parameter references a negative value: $.s == -1'],
    ['$.s', '{"s":1.5}', 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    ['$.s', '{"s":1.0}', 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.0'],
    ['$.s', '{"s":"soon"}', 'The SecondsPath parameter cannot be parsed as a long value: $.s == soon'],
    ['$.s', '{"s":true}', 'The SecondsPath parameter cannot be parsed as a long value: $.s == true'],
    ['$.s', '{"s":2147483648}', 'Wait state delay is too long.'],
  ])('SecondsPath %s of %s', (SecondsPath, input, text) => {
    const run = runOf({ SecondsPath }, parseJson(input) as JsonObject);
    expect(run.lines.slice(1)).toEqual(['2←0 WaitStateEntered', '3←2 ExecutionFailed']);
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: prefix + text });
  });

  test.each<[JsonObject, string]>([
    [{ t: '2026-01-01' }, notADate('$.t', '2026-01-01')],
    [{ t: '2026-01-01T00:00:00' }, notADate('$.t', '2026-01-01T00:00:00')],
    [{ t: '2026-02-30T00:00:00Z' }, notADate('$.t', '2026-02-30T00:00:00Z')],
    [{ t: 5 }, notADate('$.t', '5')],
    [{ t: inDays(24_856) }, 'Wait state delay is too long.'],
  ])('TimestampPath $.t of %j', (input, text) => {
    const run = runOf({ TimestampPath: '$.t' }, input);
    expect(run.lines.slice(1)).toEqual(['2←0 WaitStateEntered', '3←2 ExecutionFailed']);
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: prefix + text });
  });

  test('a Timestamp too far ahead', () => {
    expect(runOf({ Timestamp: inDays(24_856) }).ending).toMatchObject({
      cause: `${prefix}Wait state delay is too long.`,
    });
  });
});
