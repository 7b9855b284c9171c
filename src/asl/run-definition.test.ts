import { describe, expect, test } from 'vitest';
import { Payload } from '../base/payload.ts';
import { parseDefinition, type RunOptions, runDefinition } from './index.ts';
import { definitionOf, FUNCTION_ARN, machineOf } from './run-machine.testing.ts';

const task = { Type: 'Task', Resource: FUNCTION_ARN };
const run = (states: Parameters<typeof definitionOf>[0], options: RunOptions = {}) =>
  runDefinition(machineOf(definitionOf(states)), options);

describe('a definition runs on its own', () => {
  test('with the answers that the caller gives its tasks', async () => {
    const calls: unknown[] = [];
    const result = await run(
      { A: { ...task, Parameters: { 'n.$': '$.n' }, ResultPath: '$.a', Next: 'B' }, B: { ...task, End: true } },
      {
        input: { n: 1 },
        task: async (call) => {
          calls.push([call.stateName, call.resource, call.input]);
          return { output: `${call.stateName} done` };
        },
      },
    );
    expect(calls).toEqual([
      ['A', FUNCTION_ARN, { n: 1 }],
      ['B', FUNCTION_ARN, { n: 1, a: 'A done' }],
    ]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: Payload.of('B done') });
    expect(result.events.map(({ id }) => id)).toEqual(result.events.map((_, i) => i + 1));
  });

  test('where a task fails as the caller says, and Retriers and Catchers do their part', async () => {
    const retryCounts: number[] = [];
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 2 }];
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const result = await run(
      { T: { ...task, Retry, Catch, End: true }, Caught: { Type: 'Pass', End: true } },
      {
        startMs: 0,
        task: ({ retryCount }) => {
          retryCounts.push(retryCount);
          return { error: 'Busy', cause: 'later' };
        },
      },
    );
    expect(retryCounts).toEqual([0, 1, 2]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: Payload.of({ Error: 'Busy', Cause: 'later' }) });
    expect(result.stopMs).toBe((60 + 120) * 1000);
  });

  test('where waiting takes no time, and a task that is never answered runs into its timeout', async () => {
    const result = await run(
      { W: { Type: 'Wait', Seconds: 31_536_000, Next: 'T' }, T: { ...task, TimeoutSeconds: 5, End: true } },
      { startMs: 0, task: () => 'never' },
    );
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout', stopMs: 31_536_005_000 });
  });

  test.each(['sqs:sendMessage.waitForTaskToken', 'states:startExecution.sync:2', 'lambda:invoke'])(
    'whatever ends its task: %s',
    async (resource) => {
      const Parameters = { MessageBody: {}, QueueUrl: 'q', StateMachineArn: 'm', FunctionName: 'f', Input: {} };
      const result = await run(
        { T: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters, End: true } },
        { task: () => ({ output: { done: true } }) },
      );
      expect(result).toMatchObject({ status: 'SUCCEEDED', output: Payload.of({ done: true }) });
    },
  );

  test('where tasks of branches are under way at the same time', async () => {
    const branch = (name: string) => definitionOf({ [name]: { ...task, End: true } });
    let bothBegun = () => {};
    const both = new Promise<void>((resolve) => {
      bothBegun = resolve;
    });
    let begun = 0;
    const result = await run(
      { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } },
      {
        task: async ({ stateName }) => {
          if (++begun === 2) bothBegun();
          await both;
          return { output: stateName };
        },
      },
    );
    expect(result).toMatchObject({ output: Payload.of(['A', 'B']) });
  });

  test('in JSONata too, the same each time with the same seed', async () => {
    const text = JSON.stringify({
      QueryLanguage: 'JSONata',
      ...definitionOf({ P: { Type: 'Pass', Output: '{% [$random(), $uuid()] %}', End: true } }),
    });
    const { machine } = parseDefinition(text);
    const outputs = await Promise.all(['1', '1', '2'].map((seed) => runDefinition(machine!, { seed })));
    const [first, again, other] = outputs.map(({ output }) => output?.text);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('for 40,000 iterations of a Map, where a history without a limit is asked for', async () => {
    const items = Array.from({ length: 40_000 }, (_, i) => i);
    const M = { Type: 'Map', ItemProcessor: definitionOf({ T: { ...task, End: true } }), End: true };
    const done = (type: 'STANDARD' | 'EXPRESS') =>
      run({ M }, { input: items, type, task: ({ input }) => ({ output: (input as number) * 2 }) });
    const express = await done('EXPRESS');
    expect(express.status).toBe('SUCCEEDED');
    expect(express.output?.value).toEqual(items.map((item) => item * 2));
    expect(await done('STANDARD')).toMatchObject({
      status: 'FAILED',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  test('until a task function throws', async () => {
    const failing = { task: () => Promise.reject(new Error('no such table')) };
    await expect(run({ T: { ...task, End: true } }, failing)).rejects.toThrow('no such table');
    await expect(run({ T: { ...task, End: true } })).rejects.toThrow('No task function was given, and T needs one.');
  });
});
