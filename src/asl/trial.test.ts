import { describe, expect, test } from 'vitest';
import { assert } from '../base/assert.ts';
import type { Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import type { TaskResult } from './execution-state.ts';
import type { Mock } from './mocked.ts';
import { formatDiagnostics } from './parse/diagnostic.ts';
import { parseState } from './parse/parse-definition.ts';
import { IDENTITY, START_MS } from './run-machine.testing.ts';
import { enterTrial, judgeTrial, resumeTrial, type TrialSetup } from './trial.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const STAMP = { nowMs: START_MS, seed: '5eed' };

interface Tried {
  readonly input?: Json;
  readonly variables?: Readonly<Record<string, Json>>;
  readonly retryCount?: number;
  readonly context?: Json;
  readonly mock?: Mock;
}

function setUp(definition: object, { input = {}, variables = {}, retryCount = 0, context }: Tried = {}) {
  const { machine, diagnostics } = parseState('Tried', JSON.stringify(definition));
  assert(machine !== undefined, formatDiagnostics(diagnostics));
  const stages = new Map<string, Json>();
  const setup: TrialSetup = {
    machine,
    stateName: 'Tried',
    identity: IDENTITY,
    input: Payload.of(input),
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, Payload.of(value)])),
    retryCount,
    ...(context !== undefined && { context }),
    observe: (stage, value) => stages.set(stage, value instanceof Payload ? value.value : value),
  };
  return { setup, stages };
}

async function tryOut(definition: object, tried: Tried = {}) {
  const { setup, stages } = setUp(definition, tried);
  const step = await enterTrial(setup, STAMP, tried.mock);
  const { output, variables, ...verdict } = await judgeTrial(setup, step, STAMP);
  const values = Object.entries(variables).map(([name, { value }]) => [name, value]);
  return { verdict, output: output?.value, variables: Object.fromEntries(values), stages: [...stages] };
}

const gives = (output: Json): Mock => ({ result: { type: 'succeeded', output: Payload.of(output) } });
const FAILED: TaskResult = { type: 'failed', error: 'Broken', cause: 'as asked' };
const fails: Mock = { result: FAILED };

describe('the stages that are observed', () => {
  test('of a JSONPath Task are those from InputPath to ResultPath', async () => {
    const definition = {
      Type: 'Task',
      Resource: FUNCTION,
      InputPath: '$.a',
      Parameters: { 'x.$': '$.b' },
      ResultSelector: { 'y.$': '$.c' },
      ResultPath: '$.r',
      OutputPath: '$.r',
      Next: 'Elsewhere',
    };
    const { stages, verdict, output } = await tryOut(definition, { input: { a: { b: 1 } }, mock: gives({ c: 2 }) });
    expect(stages).toEqual([
      ['InputPath', { b: 1 }],
      ['Parameters', { x: 1 }],
      ['Result', { c: 2 }],
      ['ResultSelector', { y: 2 }],
      ['ResultPath', { a: { b: 1 }, r: { y: 2 } }],
    ]);
    expect(verdict).toEqual({ status: 'SUCCEEDED', next: 'Elsewhere' });
    expect(output).toEqual({ y: 2 });
  });

  test('of a JSONata Task are Arguments and the result', async () => {
    const definition = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: FUNCTION,
      Arguments: { x: '{% $states.input.a %}' },
      Output: '{% $states.result.c %}',
      End: true,
    };
    const { stages, output } = await tryOut(definition, { input: { a: 1 }, mock: gives({ c: 2 }) });
    expect(stages).toEqual([
      ['Arguments', { x: 1 }],
      ['Result', { c: 2 }],
    ]);
    expect(output).toBe(2);
  });

  test('end where a field cannot be evaluated, and the cause does not name a place in a history', async () => {
    const { stages, verdict } = await tryOut({ Type: 'Pass', Parameters: { 'x.$': '$.b' }, End: true });
    expect(stages).toEqual([['InputPath', {}]]);
    expect(verdict).toEqual({
      status: 'FAILED',
      failure: {
        error: 'States.Runtime',
        cause: "The JSONPath '$.b' specified for the field 'x.$' could not be found in the input '{}'",
      },
    });
  });

  test('of a Map are its items, its numbers and what each iteration is given', async () => {
    const definition = {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
      MaxConcurrency: 2,
      ToleratedFailureCount: 1,
      ItemProcessor: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } },
      End: true,
    };
    const { stages, output } = await tryOut(definition, { input: { items: ['a', 'b'] }, mock: gives([1, 2]) });
    expect(stages).toEqual([
      ['InputPath', { items: ['a', 'b'] }],
      ['ItemsPath', ['a', 'b']],
      ['MaxConcurrency', 2],
      ['ToleratedFailureCount', 1],
      [
        'ItemSelector',
        [
          { item: 'a', index: 0 },
          { item: 'b', index: 1 },
        ],
      ],
      ['Result', [1, 2]],
      ['ResultSelector', [1, 2]],
      ['ResultPath', [1, 2]],
    ]);
    expect(output).toEqual([1, 2]);
  });
});

describe('what the state sees', () => {
  test('are the variables it is given, and the verdict has those it assigns as well', async () => {
    const definition = { Type: 'Pass', Parameters: { 'x.$': '$known' }, Assign: { 'new.$': '$.x' }, End: true };
    const { output, variables } = await tryOut(definition, { variables: { known: 7 } });
    expect(output).toEqual({ x: 7 });
    expect(variables).toEqual({ known: 7, new: 7 });
  });

  test('is the context object it is given, and nothing more', async () => {
    const definition = { Type: 'Pass', Parameters: { 'all.$': '$$' }, End: true };
    const { output } = await tryOut(definition, { context: { Execution: {} } });
    expect(output).toEqual({ all: { Execution: {} } });
  });

  test('is how often it was tried before', async () => {
    const definition = {
      Type: 'Task',
      Resource: FUNCTION,
      ResultSelector: { 'n.$': '$$.State.RetryCount' },
      End: true,
    };
    const { output } = await tryOut(definition, { retryCount: 3, mock: gives('done') });
    expect(output).toEqual({ n: 3 });
  });
});

describe('a failure', () => {
  const task = {
    Type: 'Task',
    Resource: FUNCTION,
    Retry: [
      { ErrorEquals: ['Other'], MaxAttempts: 9 },
      { ErrorEquals: ['Broken'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 5 },
    ],
    Catch: [
      { ErrorEquals: ['Other'], Next: 'Nowhere' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Handle' },
    ],
    End: true,
  };
  const failure = { error: 'Broken', cause: 'as asked' };

  test('is retried by the first Retrier that matches, after the delay of that attempt', async () => {
    const { verdict } = await tryOut(task, { retryCount: 4, mock: fails });
    expect(verdict).toEqual({ status: 'RETRIABLE', failure, retryIndex: 1, retryDelayMs: 16_000 });
  });

  test('is caught when its Retrier is exhausted', async () => {
    const { verdict, output } = await tryOut(task, { input: { a: 1 }, retryCount: 5, mock: fails });
    expect(verdict).toEqual({ status: 'CAUGHT_ERROR', failure, next: 'Handle', retryIndex: 1, catchIndex: 1 });
    expect(output).toEqual({ a: 1, error: { Error: 'Broken', Cause: 'as asked' } });
  });

  test('stands when nothing takes it, and names the exhausted Retrier', async () => {
    const { Catch: _, ...uncaught } = task;
    const { verdict } = await tryOut(uncaught, { retryCount: 5, mock: fails });
    expect(verdict).toEqual({ status: 'FAILED', failure, retryIndex: 1 });
  });

  test('in a Catcher is not caught again', async () => {
    const definition = { ...task, Retry: [], Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.x.y', Next: 'N' }] };
    const { verdict } = await tryOut(definition, { input: 'text', mock: fails });
    expect(verdict).toMatchObject({ status: 'FAILED', failure: { error: 'States.ResultPathMatchFailure' } });
  });

  test('is what output beyond the limit comes to', async () => {
    const large = 'x'.repeat(200_000);
    const definition = { Type: 'Pass', Parameters: { 'a.$': '$.large', 'b.$': '$.large' }, End: true };
    const { verdict } = await tryOut(definition, { input: { large } });
    expect(verdict).toMatchObject({ status: 'FAILED', failure: { error: 'States.DataLimitExceeded' } });
  });
});

describe('iterations of a Map that are said to have failed', () => {
  const map = (tolerated: object) => ({
    Type: 'Map',
    ItemProcessor: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } },
    Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'Handle' }],
    End: true,
    ...tolerated,
  });
  const statusOf = async (tolerated: object, failedIterations: number, mock = gives([0, 0, 1, 1])) =>
    (await tryOut(map(tolerated), { input: [1, 2, 3, 4], mock: { ...mock, failedIterations } })).verdict.status;

  test('count against ToleratedFailureCount', async () => {
    expect(await statusOf({ ToleratedFailureCount: 2 }, 2)).toBe('SUCCEEDED');
    expect(await statusOf({ ToleratedFailureCount: 1 }, 2)).toBe('CAUGHT_ERROR');
  });

  test('count against ToleratedFailurePercentage', async () => {
    expect(await statusOf({ ToleratedFailurePercentage: 50 }, 2)).toBe('SUCCEEDED');
    expect(await statusOf({ ToleratedFailurePercentage: 49.9 }, 2)).toBe('CAUGHT_ERROR');
  });

  test('are all tolerated by a Map that says nothing of them', async () => {
    expect(await statusOf({}, 4)).toBe('SUCCEEDED');
  });

  test('do not matter beside an error that is mocked', async () => {
    expect(await statusOf({ ToleratedFailureCount: 1 }, 2, fails)).toBe('FAILED');
  });
});

test('what an ItemReader would have read takes the place of the items', async () => {
  const definition = {
    Type: 'Map',
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } },
    ItemSelector: { 'n.$': '$$.Map.Item.Value' },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Each',
      States: { Each: { Type: 'Pass', End: true } },
    },
    End: true,
  };
  const { stages } = await tryOut(definition, { mock: { ...gives([]), itemsRead: [1, 2] } });
  expect(stages).toContainEqual(['ItemSelector', [{ n: 1 }, { n: 2 }]]);
});

test('a state that waits goes on when it is told to', async () => {
  const { setup } = setUp({ Type: 'Wait', Seconds: 10, Next: 'Elsewhere' }, { input: { a: 1 } });
  const waiting = await enterTrial(setup, STAMP);
  expect(waiting.outcome).toMatchObject({ type: 'paused', frame: { wakeMs: START_MS + 10_000 } });
  const left = await resumeTrial(setup, waiting.state, { type: 'elapsed' }, STAMP);
  expect(await judgeTrial(setup, left, STAMP)).toMatchObject({ status: 'SUCCEEDED', next: 'Elsewhere' });
});

test('where a state on its own leads to is not looked for, what is nested in it is checked', () => {
  const problem = (definition: object) =>
    formatDiagnostics(parseState('Tried', JSON.stringify(definition)).diagnostics);
  expect(problem({ Type: 'Pass', Next: 'Nowhere' })).toBe('');
  expect(problem({ Type: 'Parallel', Branches: [], End: true })).toBe(
    'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/Tried/Branches',
  );
  const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } };
  expect(problem({ Type: 'Parallel', Branches: [branch], End: true })).toContain("Missing 'Next' target: Nowhere");
});
