import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { parseDefinition } from '../parse/parse-definition.ts';
import { definitionOf, FUNCTION_ARN } from '../run-machine.testing.ts';
import { detailsOf, type QueryRunOptions, runStates } from './query.testing.ts';

/** It ends its line of control unless it has a Next. */
const pass = (fields: JsonObject): JsonObject => ({
  Type: 'Pass',
  ...('Next' in fields ? {} : { End: true }),
  ...fields,
});
const task = (fields: JsonObject): JsonObject => ({ Type: 'Task', Resource: FUNCTION_ARN, End: true, ...fields });
const succeeded = (output: Json) => ({ status: 'SUCCEEDED', output });
const endingOf = async (states: JsonObject, options?: QueryRunOptions) => (await runStates(states, options)).ending;
const WHERE = (state: string, id: number) =>
  `An error occurred while executing the state '${state}' (entered at the event id #${id}). `;
const nothing = (expression: string, field: string) =>
  `The JSONata expression '${expression}' specified for the field '${field}' returned nothing (undefined).`;

describe('what a state is left with is', () => {
  test.each<[string, JsonObject, Json, QueryRunOptions?]>([
    ['its input without Output', pass({}), { n: 1 }],
    [
      'its Output, expressions at any depth',
      pass({ Output: { a: ['{% $states.input.n + 1 %}', 'x'] } }),
      { a: [2, 'x'] },
    ],
    ['its Output as one expression', pass({ Output: '{% $states.input.n %}' }), 1],
    ['its Output, texts that only look like paths as they are', pass({ Output: { 'a.$': '$.n' } }), { 'a.$': '$.n' }],
    ['a constant', pass({ Output: null }), null],
    ['$states as a whole', pass({ Output: '{% $keys($states) %}' }), ['input', 'context']],
    ['a Succeed’s Output', { Type: 'Succeed', Output: '{% $states.input.n %}' }, 1],
    ['a Task’s result without Output', task({}), { r: 2 }, { answers: [{ output: { r: 2 } }] }],
    [
      'a Task’s Output over its result',
      task({ Output: '{% $states.result.r + $states.input.n %}' }),
      3,
      { answers: [{ output: { r: 2 } }] },
    ],
    [
      'a Parallel’s results',
      {
        Type: 'Parallel',
        Branches: [definitionOf({ P: pass({ Output: '{% $states.input %}' }) })],
        Arguments: 5,
        End: true,
      },
      [5],
    ],
  ])('%s', async (_, state, output, options) => {
    expect(await endingOf({ S: state }, { input: { n: 1 }, ...options })).toEqual(succeeded(output));
  });

  test('the matching rule’s Output of a Choice, or the state’s own for Default', async () => {
    const C = {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 5 %}', Next: 'Z', Output: 'large' },
        { Condition: false, Next: 'Z', Output: 'never' },
        { Condition: '{% $states.input.n = 1 %}', Next: 'Z' },
      ],
      Default: 'Z',
      Output: 'default',
    };
    const states = { C, Z: { Type: 'Succeed' } };
    expect(await endingOf(states, { input: { n: 9 } })).toEqual(succeeded('large'));
    expect(await endingOf(states, { input: { n: 1 } })).toEqual(succeeded({ n: 1 }));
    expect(await endingOf(states, { input: { n: 2 } })).toEqual(succeeded('default'));
  });
});

test('a Task is given its Arguments, or its input', async () => {
  const Arguments = { sum: '{% $sum($states.input.ns) %}', name: '{% $states.context.Execution.Name %}' };
  const options = { input: { ns: [1, 2] }, answers: [{ output: 1 }] };
  const given = async (fields: JsonObject) =>
    detailsOf(await runStates({ T: task(fields) }, options), 'LambdaFunctionScheduled');
  expect(await given({ Arguments })).toMatchObject({ input: '{"sum":3,"name":"x"}' });
  expect(await given({ Arguments: {} })).toMatchObject({ input: '{}' });
  expect(await given({})).toMatchObject({ input: '{"ns":[1,2]}' });
});

test('the seconds of a Task can be expressions', async () => {
  const fields = { TimeoutSeconds: '{% $states.input.t %}', HeartbeatSeconds: '{% $states.input.t - 1 %}' };
  const run = await runStates({ T: task(fields) }, { input: { t: 30 }, answers: [{ output: 1 }] });
  expect(detailsOf(run, 'LambdaFunctionScheduled')).toMatchObject({ timeoutInSeconds: 30, heartbeatInSeconds: 29 });
});

test('a Wait waits for seconds or for a moment', async () => {
  const seconds = await runStates(
    { W: { Type: 'Wait', Seconds: '{% $states.input.s * 2 %}', End: true } },
    { input: { s: 5 } },
  );
  const [, entered, exited] = seconds.events;
  expect((exited?.timestampMs ?? 0) - (entered?.timestampMs ?? 0)).toBe(10_000);
  const moment = { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 3000) %}', End: true };
  const timed = await runStates({ W: moment });
  expect((timed.events[2]?.timestampMs ?? 0) - (timed.events[1]?.timestampMs ?? 0)).toBe(3_000);
});

test('a Fail names its error and cause by expressions', async () => {
  const F = { Type: 'Fail', Error: "{% 'E' & $states.input.n %}", Cause: '{% $states.input.why %}' };
  const ending = await endingOf({ F }, { input: { n: 1, why: 'because' } });
  expect(ending).toEqual({ status: 'FAILED', error: 'E1', cause: 'because' });
});

describe('a Map', () => {
  const M: JsonObject = {
    Type: 'Map',
    Items: '{% $states.input.items %}',
    ItemSelector: { v: '{% $states.context.Map.Item.Value * $states.input.by %}' },
    ItemProcessor: definitionOf({ I: pass({ Output: '{% [$states.input.v, $states.context.Map.Item.Index] %}' }) }),
    MaxConcurrency: '{% $states.input.by - 9 %}',
    End: true,
  };

  test('iterates over its Items, gives each its ItemSelector, and sees the results', async () => {
    const states = { M: { ...M, Output: '{% $states.result %}' } };
    const run = await runStates(states, { input: { items: [1, 2], by: 10 } });
    expect(run.ending).toEqual(
      succeeded([
        [10, 0],
        [20, 1],
      ]),
    );
    expect(run.lines.filter((line) => line.includes('IterationStarted'))).toEqual([
      '4←3 MapIterationStarted',
      '8←6 MapIterationStarted',
    ]);
  });

  test('takes its input for Items, which have to be an array', async () => {
    const { Items: _, ItemSelector: __, MaxConcurrency: ___, ...rest } = M;
    const Bare = { ...rest, ItemProcessor: definitionOf({ I: pass({}) }) };
    expect(await endingOf({ M: Bare }, { input: [1, [2]] })).toEqual(succeeded([1, [2]]));
    const run = await runStates({ M: Bare }, { input: { a: 1 } });
    const cause = `${WHERE('M', 2)}Map state input must be an array but was: {"a":1}`;
    expect(run.lines).toEqual([
      '1←0 ExecutionStarted',
      '2←0 MapStateEntered',
      '3←2 EvaluationFailed',
      '4←3 MapStateFailed',
      '5←4 ExecutionFailed',
    ]);
    expect(detailsOf(run, 'EvaluationFailed')).toEqual({ error: 'States.QueryEvaluationError', cause, state: 'M' });
  });

  test.each<[Json, string]>([
    [{ items: 1, by: 10 }, "Expected 'array', but was 'number' for value: 1"],
    [{ items: { a: 1.5 }, by: 10 }, `Expected 'array', but was 'object' for value: {"a":1.5}`],
    [{ items: null, by: 10 }, "Expected 'array', but was 'null' for value: null"],
    [{ items: 'x', by: 10 }, `Expected 'array', but was 'string' for value: "x"`],
  ])('fails when its Items are something else: %j', async (input, problem) => {
    const cause = `${WHERE('M', 2)}The JSONata expression '$states.input.items' specified for the field 'Items' returned an unexpected result type. ${problem}`;
    expect(await endingOf({ M }, { input })).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
  });
});

describe('an expression that fails', () => {
  test('fails its state, which EvaluationFailed tells before', async () => {
    const run = await runStates({
      A: pass({ Next: 'B' }),
      B: pass({ Output: { a: [1, '{% $no %}'] } }),
    });
    expect(run.lines.slice(3)).toEqual(['4←3 PassStateEntered', '5←4 EvaluationFailed', '6←5 ExecutionFailed']);
    const cause = WHERE('B', 4) + nothing('$no', 'Output/a[1]');
    const failure = { error: 'States.QueryEvaluationError', cause };
    expect(detailsOf(run, 'EvaluationFailed')).toEqual({ ...failure, location: 'Output/a[1]', state: 'B' });
    expect(run.ending).toEqual({ status: 'FAILED', ...failure });
  });

  test('before the work is tried again and caught, each time without a TaskScheduled', async () => {
    const T = task({
      Arguments: { a: '{% $no %}' },
      Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z', Output: '{% $states.errorOutput.Error %}' }],
    });
    const run = await runStates({ T, Z: { Type: 'Succeed' } });
    expect(run.lines.slice(1, 5)).toEqual([
      '2←0 TaskStateEntered',
      '3←2 EvaluationFailed',
      '4←3 EvaluationFailed',
      '5←4 TaskStateExited',
    ]);
    expect(run.ending).toEqual(succeeded('States.QueryEvaluationError'));
  });

  test('after the work follows its success', async () => {
    const run = await runStates({ T: task({ Output: '{% $no %}' }) }, { answers: [{ output: 1 }] });
    expect(run.lines.slice(4)).toEqual(['5←4 LambdaFunctionSucceeded', '6←5 EvaluationFailed', '7←6 ExecutionFailed']);
  });

  test('in a branch fails the Parallel', async () => {
    const P = { Type: 'Parallel', Branches: [definitionOf({ I: pass({ Output: '{% $no %}' }) })], End: true };
    const run = await runStates({ P });
    expect(run.lines.slice(3)).toEqual([
      '4←3 PassStateEntered',
      '5←4 EvaluationFailed',
      '6←5 ParallelStateFailed',
      '7←6 ExecutionFailed',
    ]);
  });

  test('in a Catcher fails the state once more, and is not caught (measured)', async () => {
    const P = {
      Type: 'Parallel',
      Branches: [definitionOf({ I: { Type: 'Fail', Error: 'E' } })],
      Catch: [
        { ErrorEquals: ['F'], Next: 'Z' },
        { ErrorEquals: ['E'], Next: 'Z', Output: { v: '{% $no %}' } },
        { ErrorEquals: ['States.ALL'], Next: 'Z' },
      ],
      End: true,
    };
    const run = await runStates({ P, Z: { Type: 'Succeed' } });
    expect(run.lines.slice(3)).toEqual([
      '4←3 FailStateEntered',
      '5←4 ParallelStateFailed',
      '6←4 EvaluationFailed',
      '7←6 ParallelStateFailed',
      '8←7 ExecutionFailed',
    ]);
    expect(detailsOf(run, 'EvaluationFailed')).toMatchObject({ location: 'Catch[1]/Output/v', state: 'P' });
  });

  test.each<[string, JsonObject, string, string]>([
    [
      'a Condition',
      { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'Z' }] },
      'Choices[0]/Condition',
      "Expected 'boolean', but was 'number' for value: 1",
    ],
    [
      'Seconds',
      { Type: 'Wait', Seconds: "{% '1' %}", Next: 'Z' },
      'Seconds',
      `Expected 'number', but was 'string' for value: "1"`,
    ],
    [
      'a Timestamp',
      { Type: 'Wait', Timestamp: '{% true %}', Next: 'Z' },
      'Timestamp',
      "Expected 'string', but was 'boolean' for value: true",
    ],
    ['a Cause', { Type: 'Fail', Cause: '{% [1] %}' }, 'Cause', "Expected 'string', but was 'array' for value: [1]"],
  ])('to give %s its type', async (_, state, location, problem) => {
    const run = await runStates({ S: state, ...(state['Type'] === 'Fail' ? {} : { Z: { Type: 'Succeed' } }) });
    expect(detailsOf(run, 'EvaluationFailed')).toMatchObject({
      location,
      cause: expect.stringContaining(
        `specified for the field '${location}' returned an unexpected result type. ${problem}`,
      ),
    });
  });

  test('to give a date fails a Wait', async () => {
    const W = { Type: 'Wait', Timestamp: '{% $states.input %}', End: true };
    const cause = `${WHERE('W', 2)}The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-13-05T21:29:29Z`;
    expect(await endingOf({ W }, { input: '2016-13-05T21:29:29Z' })).toMatchObject({ cause });
  });
});

describe('a variable', () => {
  test('is assigned at the exit, from the values at the entry', async () => {
    const states = {
      A: pass({ Assign: { x: 1, y: '{% $states.input.n %}' }, Next: 'B' }),
      B: pass({
        Assign: { x: '{% $y %}', y: '{% $x %}' },
        Output: '{% [$x, $y] %}',
        Next: 'C',
      }),
      C: pass({ Output: { now: '{% [$x, $y] %}', before: '{% $states.input %}' } }),
    };
    const run = await runStates(states, { input: { n: 2 } });
    expect(run.ending).toEqual(succeeded({ now: [2, 1], before: [1, 2] }));
    expect(detailsOf(run, 'PassStateExited')).toMatchObject({ assignedVariables: { x: '1', y: '2' } });
  });

  test('of a Catcher is assigned in place of the state’s', async () => {
    const T = task({
      Assign: { x: 'state' },
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Next: 'Z',
          Assign: { y: '{% $states.errorOutput %}', z: '{% $states.input %}' },
        },
      ],
    });
    const Z = pass({ Output: '{% [$exists($x), $y, $z, $states.input] %}' });
    const error = { Error: 'E', Cause: 'c' };
    const ending = await endingOf({ T, Z }, { input: 7, answers: [{ error: 'E', cause: 'c' }] });
    expect(ending).toEqual(succeeded([false, error, 7, error]));
  });

  test('of a branch is gone at its end, the one around it is seen inside', async () => {
    const branch = definitionOf({
      I: pass({ Assign: { inner: '{% $outer + 1 %}' }, Next: 'J' }),
      J: pass({ Output: '{% $inner %}' }),
    });
    const states = {
      A: pass({ Assign: { outer: 1 }, Next: 'P' }),
      P: { Type: 'Parallel', Branches: [branch], Next: 'Z' },
      Z: pass({ Output: '{% [$states.input[0], $exists($inner)] %}' }),
    };
    expect(await endingOf(states)).toEqual(succeeded([2, false]));
  });

  test('of JSONPath and JSONata states is the same', async () => {
    const { machine, diagnostics } = parseDefinition(
      JSON.stringify(
        definitionOf({
          A: { Type: 'Pass', Assign: { 'x.$': '$.n' }, Next: 'B' },
          B: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $x + 1 %}', End: true },
        }),
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(machine?.variableReferences).toEqual(new Map([['B', ['x']]]));
  });

  test.each([
    ['of more than 256 KiB', { x: "{% $pad('', 262145) %}" }],
    ['of an Assign of more than 256 KiB', { x: "{% $pad('', 140000) %}", y: "{% $pad('', 140000) %}" }],
  ])('%s fails the execution', async (_, Assign) => {
    const ending = await endingOf({ A: pass({ Assign }) });
    expect(ending).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('fails the execution once all of them are more than 10 MiB', async () => {
    const large = "{% $pad('', 262000) %}";
    const assigning = (count: number): JsonObject => {
      const names = Array.from({ length: count }, (_, i) => `S${i}`);
      const states = names.map((name, i) => [
        name,
        { Type: 'Pass', Assign: { [`v${i}`]: large }, Next: names[i + 1] ?? 'Z' },
      ]);
      return { ...Object.fromEntries(states), Z: { Type: 'Succeed' } };
    };
    expect(await endingOf(assigning(40))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await endingOf(assigning(41))).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('a definition is refused with', () => {
  const problemsOf = (states: JsonObject) =>
    parseDefinition(JSON.stringify({ QueryLanguage: 'JSONata', ...definitionOf(states) })).diagnostics.map(
      ({ code, message, location }) => `${code}: ${message} at ${location}`,
    );

  test.each<[JsonObject, string]>([
    [pass({ Output: '{% 1 + %}' }), 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/S/Output'],
    [
      pass({ Output: { v: ['{% phone %}'] } }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/S/Output/v[0]",
    ],
    [
      pass({ Assign: { x: '{% $states.errorOutput.Error %}' } }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$states.errorOutput' is not supported outside of a Catcher. at /States/S/Assign/x",
    ],
    [
      pass({ Parameters: {} }),
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/S",
    ],
    [
      pass({ Assign: { 'x.y': 1 } }),
      "SCHEMA_VALIDATION_FAILED: 'x.y' is not a valid variable name at /States/S/Assign",
    ],
    [
      pass({ Assign: { states: 1 } }),
      "SCHEMA_VALIDATION_FAILED: 'states' is not a valid variable name at /States/S/Assign",
    ],
    [
      pass({ Assign: { ['x'.repeat(81)]: 1 } }),
      `SCHEMA_VALIDATION_FAILED: '${'x'.repeat(81)}' is not a valid variable name at /States/S/Assign`,
    ],
    [
      { Type: 'Wait', Timestamp: 'tomorrow', End: true },
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp',
    ],
    [
      { Type: 'Choice', Choices: [{ Next: 'S' }], Default: 'S' },
      'SCHEMA_VALIDATION_FAILED: These fields are required: [Condition] at /States/S/Choices[0]',
    ],
    [
      { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'S' }], Default: 'S' },
      'SCHEMA_VALIDATION_FAILED: Expected value of type Boolean at /States/S/Choices[0]/Condition',
    ],
    [
      task({ Catch: [{ ErrorEquals: ['E'], Next: 'S', ResultPath: '$.e' }] }),
      "SCHEMA_VALIDATION_FAILED: Field 'ResultPath' is not supported at /States/S/Catch[0]",
    ],
    [task({ TimeoutSeconds: 0 }), 'SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/S/TimeoutSeconds'],
    [
      task({ Credentials: { RoleArn: '{% $$ %}' } }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/S/Credentials/RoleArn",
    ],
  ])('%j', (state, problem) => {
    expect(problemsOf({ S: state })[0]).toBe(problem);
  });

  test('an assignment in a branch of what may be assigned before it', () => {
    const branch = definitionOf({ I: pass({ Assign: { x: 1 } }) });
    const P = { Type: 'Parallel', Branches: [branch] };
    const refusal =
      "SCHEMA_VALIDATION_FAILED: Variable 'x' is assigned in an outer scope and cannot be assigned here at /States/P/Branches[0]/States/I/Assign";
    const before = pass({ Assign: { x: 0 }, Next: 'P' });
    expect(problemsOf({ A: before, P: { ...P, End: true } })).toEqual([refusal]);
    expect(problemsOf({ P: { ...P, Next: 'A' }, A: { ...before, Next: 'P' }, Z: { Type: 'Succeed' } })).toContain(
      refusal,
    );
    expect(problemsOf({ P: { ...P, Assign: { x: 2 }, Next: 'A' }, A: pass({ Assign: { x: 0 } }) })).toEqual([]);
  });

  test('nothing when errorOutput stands in a Catcher', () => {
    const Catch = [
      {
        ErrorEquals: ['E'],
        Next: 'Z',
        Output: '{% $states.errorOutput %}',
        Assign: { e: '{% $states.errorOutput.Cause %}' },
      },
    ];
    expect(problemsOf({ T: task({ Catch }), Z: { Type: 'Succeed' } })).toEqual([]);
  });
});
