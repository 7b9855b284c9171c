import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { definitionOf, FUNCTION_ARN } from '../run-machine.testing.ts';
import { formatDiagnostics } from './diagnostic.ts';
import { parseDefinition } from './parse-definition.ts';
import { problemsOf, problemsOfState, schema } from './problems.testing.ts';

const target = (text: string) => `MISSING_TRANSITION_TARGET: ${text}`;
const PASS = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: FUNCTION_ARN, End: true };
const WAIT = { Type: 'Wait', End: true };

describe('text that is no JSON object', () => {
  test('is refused with the parser’s words and their place (recorded)', () => {
    const message =
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not a definition\"; line: 1, column: 4]";
    expect(parseDefinition('not a definition').diagnostics).toEqual([
      {
        severity: 'ERROR',
        code: 'INVALID_JSON_DESCRIPTION',
        message,
        location: '[Source: (String)"not a definition"; line: 1, column: 4]',
      },
    ]);
    expect(problemsOf('not a definition')).toEqual([`INVALID_JSON_DESCRIPTION: ${message}`]);
  });

  test.each(['', '  \n', '[]', 'null', '"text"', '1.0'])('%j is no definition, and has no place (recorded)', (text) => {
    expect(parseDefinition(text).diagnostics).toEqual([
      { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
    ]);
  });
});

describe('a machine', () => {
  test.each<[string, Json, readonly string[]]>([
    ['without StartAt (recorded)', { States: { A: PASS } }, [schema('These fields are required: [StartAt] at /')]],
    ['without anything (recorded)', {}, [schema('These fields are required: [States, StartAt] at /')]],
    [
      'with unknown fields',
      { ...definitionOf({ A: PASS }), Extra: 1, Timeout: 2 },
      [schema("Field 'Extra' is not supported at /"), schema("Field 'Timeout' is not supported at /")],
    ],
    [
      'with a TimeoutSeconds out of range',
      { ...definitionOf({ A: PASS }), TimeoutSeconds: -1 },
      [schema('Minimum value is 0 at /TimeoutSeconds')],
    ],
    [
      'with too large a TimeoutSeconds',
      { ...definitionOf({ A: PASS }), TimeoutSeconds: 100_000_000 },
      [schema('Maximum value is 99999999 at /TimeoutSeconds')],
    ],
    [
      'in a language that is none',
      { ...definitionOf({ A: PASS }), QueryLanguage: 'SQL' },
      [schema("The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata] at /")],
    ],
    [
      'in JSONata with a state in JSONPath (recorded)',
      { ...definitionOf({ A: { ...PASS, QueryLanguage: 'JSONPath' } }), QueryLanguage: 'JSONata' },
      [schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A")],
    ],
  ])('%s', (_, definition, problems) => {
    expect(problemsOf(definition)).toEqual(problems);
  });

  test('may have comments, a version, a timeout and a language', () => {
    const fields = { Comment: 'c', Version: '1.0', TimeoutSeconds: 99_999_999, QueryLanguage: 'JSONPath' };
    expect(problemsOf({ ...definitionOf({ A: { ...PASS, Comment: 'c' } }), ...fields })).toEqual([]);
    expect(parseDefinition(JSON.stringify({ ...definitionOf({ A: PASS }), TimeoutSeconds: 5 })).machine).toMatchObject({
      startAt: 'A',
      timeoutSeconds: 5,
    });
  });
});

describe('the graph (measured)', () => {
  test.each<[string, Json, readonly string[]]>([
    [
      'a Next without target',
      definitionOf({ A: { Type: 'Pass', Next: 'x' }, B: PASS }),
      [target("Missing 'Next' target: x at /States/A/Next"), target('State "B" is not reachable. at /States/B')],
    ],
    [
      'a StartAt without target',
      { StartAt: 'x', States: { A: PASS } },
      [target("Missing 'Next' target: x at /StartAt"), target('State "A" is not reachable. at /States/A')],
    ],
    [
      'a state nothing leads to',
      definitionOf({ A: PASS, C: PASS }),
      [target('State "C" is not reachable. at /States/C')],
    ],
    [
      'no terminal state',
      definitionOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
      ['MISSING_END_STATE: Workflow has no terminal state at null'],
    ],
    [
      'no states at all',
      { StartAt: 'A', States: {} },
      [target("Missing 'Next' target: A at /StartAt"), 'MISSING_END_STATE: Workflow has no terminal state at null'],
    ],
    [
      'targets in rules, Default and Catch',
      definitionOf({
        A: {
          ...TASK,
          Catch: [
            { ErrorEquals: ['E'], Next: 'x' },
            { ErrorEquals: ['States.ALL'], Next: 'B' },
          ],
        },
        B: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'y' }], Default: 'z' },
      }),
      [
        target("Missing 'Next' target: x at /States/A/Catch[0]/Next"),
        target("Missing 'Next' target: y at /States/B/Choices[0]/Next"),
        target("Missing 'Next' target: z at /States/B/Default"),
      ],
    ],
    [
      'a branch that leads out of itself',
      definitionOf({
        P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Z' } } }], Next: 'Z' },
        Z: PASS,
      }),
      [
        target("Missing 'Next' target: Z at /States/P/Branches[0]/States/A/Next"),
        'MISSING_END_STATE: Workflow has no terminal state at null',
      ],
    ],
  ])('%s', (_, definition, problems) => {
    expect(problemsOf(definition)).toEqual(problems);
  });

  test('may be a ring with a way out', () => {
    const C = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'S' }], Default: 'A' };
    expect(problemsOf(definitionOf({ A: { Type: 'Pass', Next: 'C' }, C, S: { Type: 'Succeed' } }))).toEqual([]);
  });

  test('may go through states called like members of Object', () => {
    const states = JSON.parse(
      '{"constructor":{"Type":"Pass","Next":"__proto__"},"__proto__":{"Type":"Pass","End":true}}',
    );
    expect(problemsOf(definitionOf(states))).toEqual([]);
  });
});

describe('a state', () => {
  test.each<[string, Json, readonly string[]]>([
    ['that is no object', 1, [schema('Expected value of type Object at /States/A')]],
    ['without a type', {}, [schema('These fields are required: [Type] at /States/A')]],
    [
      'of a type that is none (recorded)',
      { Type: 'Parralel' },
      [
        schema(
          "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A",
        ),
      ],
    ],
    [
      'that does not say where to go',
      { Type: 'Pass' },
      [schema('Exactly one of the following fields is required: [Next, End] at /States/A')],
    ],
    [
      'that does not end',
      { Type: 'Pass', End: false },
      [schema('Exactly one of the following fields is required: [Next, End] at /States/A')],
    ],
    [
      'that both goes on and ends',
      { Type: 'Pass', Next: 'S', End: true },
      [schema('There should only be one of the following fields: [Next, End] at /States/A')],
    ],
    [
      'with a field of another type of state',
      { ...PASS, TimeoutSeconds: 1 },
      [schema("Field 'TimeoutSeconds' is not supported at /States/A")],
    ],
    [
      'with Retry where there is none',
      { ...WAIT, Seconds: 1, Retry: [] },
      [schema("Field 'Retry' is not supported at /States/A")],
    ],
    [
      'with a field of Object',
      { ...PASS, constructor: 1 },
      [schema("Field 'constructor' is not supported at /States/A")],
    ],
    [
      'with a field of the other language (recorded)',
      { ...PASS, Output: {} },
      [
        schema(
          "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A",
        ),
      ],
    ],
    [
      'in the other language with a field of this one (recorded)',
      { ...PASS, QueryLanguage: 'JSONata', Parameters: {} },
      [
        schema(
          "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/A",
        ),
      ],
    ],
    [
      'with a path that is none',
      { ...PASS, InputPath: 'a' },
      [schema('Value is not a valid JSONPath at /States/A/InputPath')],
    ],
    [
      'with a ResultPath that is no reference path',
      { ...PASS, ResultPath: '$.a[*]' },
      [schema('Value is not a Reference Path at /States/A/ResultPath')],
    ],
    [
      'with a template member that is no path (recorded)',
      { ...PASS, Parameters: { a: { 'x.$': 'no' } } },
      [
        schema(
          "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/a",
        ),
      ],
    ],
    [
      'with a path of the wrong type',
      { ...PASS, OutputPath: 1 },
      [schema('Expected value of type String at /States/A/OutputPath')],
    ],
  ])('%s', (_, state, problems) => {
    expect(problemsOfState(state)).toEqual(problems);
  });

  test('has a name of 1 to 80 characters', () => {
    const long = 'x'.repeat(81);
    const length = 'State name must have a length between 1 and 80';
    expect(problemsOf(definitionOf({ ['x'.repeat(80)]: PASS }))).toEqual([]);
    expect(problemsOf(definitionOf({ [long]: PASS }))).toEqual([schema(`${length} at /States/${long}`)]);
    expect(problemsOf(definitionOf({ '': PASS }))).toEqual([schema(`${length} at /States/`)]);
  });

  test('has a name of its own in the whole machine', () => {
    const P = { Type: 'Parallel', Branches: [definitionOf({ A: PASS }), definitionOf({ A: PASS })], End: true };
    expect(problemsOf(definitionOf({ P }))).toEqual([
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/P/Branches[1]/States/A',
    ]);
  });
});

describe('a Task', () => {
  const notRecognized = (arn: string) =>
    schema(
      `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource`,
    );

  test.each([
    'arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME',
    `${FUNCTION_ARN}:1`,
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::aws-sdk:dynamodb:query',
    'arn:aws:states:eu-central-1:123456789012:activity:a',
  ])('may name %s', (Resource) => {
    expect(problemsOfState({ ...TASK, Resource })).toEqual([]);
  });

  test.each(['', 'f', 'arn:aws:states:::dynamodb:query', 'arn:aws:iam::1:role/r'])(
    'may not name %j (recorded for dynamodb:query)',
    (Resource) => {
      expect(problemsOfState({ ...TASK, Resource })).toEqual([notRecognized(Resource)]);
    },
  );

  test.each<[string, JsonObject, readonly string[]]>([
    [
      'without Resource',
      { Resource: undefined as unknown as Json },
      [schema('These fields are required: [Resource] at /States/A')],
    ],
    ['with a time of zero', { TimeoutSeconds: 0 }, [schema('Minimum value is 1 at /States/A/TimeoutSeconds')]],
    [
      'with too long a time',
      { HeartbeatSeconds: 100_000_000 },
      [schema('Maximum value is 99999999 at /States/A/HeartbeatSeconds')],
    ],
    [
      'with a time that is no number',
      { TimeoutSeconds: '5' },
      [schema('Expected value of type Number at /States/A/TimeoutSeconds')],
    ],
    [
      'with a time that is no integer',
      { TimeoutSeconds: 1.5 },
      [schema('Expected value of type Integer at /States/A/TimeoutSeconds')],
    ],
    [
      'with a time given twice',
      { TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' },
      [schema('There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at /States/A')],
    ],
    [
      'with Credentials without a role (recorded)',
      { Credentials: {} },
      [schema("The field 'RoleArn' is required but was missing at /States/A/Credentials")],
    ],
  ])('%s', (_, fields, problems) => {
    expect(problemsOfState({ ...TASK, ...fields })).toEqual(problems);
  });
});

describe('the other states', () => {
  test.each<[string, JsonObject, readonly string[]]>([
    [
      'a Wait without a time',
      WAIT,
      [
        schema(
          'Exactly one of the following fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath] at /States/A',
        ),
      ],
    ],
    [
      'a Wait with two',
      { ...WAIT, Seconds: 1, TimestampPath: '$.t' },
      [
        schema(
          'Exactly one of the following fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath] at /States/A',
        ),
      ],
    ],
    [
      'a Wait until no timestamp (recorded)',
      { ...WAIT, Timestamp: '2026-01-01 00:00:00Z' },
      [schema('String does not match RFC3339 timestamp at /States/A/Timestamp')],
    ],
    ['a Wait of negative seconds', { ...WAIT, Seconds: -1 }, [schema('Minimum value is 0 at /States/A/Seconds')]],
    [
      'a Choice without rules',
      { Type: 'Choice', Default: 'S' },
      [schema('These fields are required: [Choices] at /States/A')],
    ],
    [
      'a Choice with an empty list',
      { Type: 'Choice', Choices: [], Default: 'S' },
      [schema('Value cannot be empty at /States/A/Choices')],
    ],
    [
      'a rule without Next',
      { Type: 'Choice', Choices: [{ Variable: '$.n', IsNull: true }], Default: 'S' },
      [schema('These fields are required: [Next] at /States/A/Choices[0]')],
    ],
    [
      'a nested rule with Next',
      { Type: 'Choice', Choices: [{ Not: { Variable: '$.n', IsNull: true, Next: 'S' }, Next: 'S' }] },
      [schema("Field 'Next' is not supported at /States/A/Choices[0]/Not")],
    ],
    [
      'a Choice that ends',
      { Type: 'Choice', Choices: [{ Variable: '$.n', IsNull: true, Next: 'S' }], End: true },
      [schema("Field 'End' is not supported at /States/A")],
    ],
    [
      'a Parallel without branches (recorded)',
      { Type: 'Parallel', Branches: [], Next: 'S' },
      [schema('Value cannot be empty at /States/A/Branches')],
    ],
    [
      'a Parallel with a branch that is none',
      { Type: 'Parallel', Branches: [1], Next: 'S' },
      [schema('Expected value of type Object at /States/A/Branches[0]')],
    ],
    [
      'a branch with fields of a whole machine',
      { Type: 'Parallel', Branches: [{ ...definitionOf({ B: PASS }), TimeoutSeconds: 1 }], Next: 'S' },
      [schema("Field 'TimeoutSeconds' is not supported at /States/A/Branches[0]")],
    ],
    [
      'a Fail with its cause given twice',
      { Type: 'Fail', Cause: 'c', CausePath: '$.c' },
      [schema('There should only be one of the following fields: [Cause, CausePath] at /States/A')],
    ],
    [
      'a Fail with an ErrorPath that is none',
      { Type: 'Fail', ErrorPath: 'no' },
      [
        schema(
          "The value for the field 'ErrorPath' must be a valid JSONPath or a valid intrinsic function call at /States/A",
        ),
      ],
    ],
    ['a Fail that goes on', { Type: 'Fail', Next: 'S' }, [schema("Field 'Next' is not supported at /States/A")]],
  ])('%s', (_, state, problems) => {
    expect(problemsOfState(state).filter((it) => !it.startsWith('MISSING'))).toEqual(problems);
  });
});

test('all problems are told at once, in the order of the definition', () => {
  const definition = {
    StartAt: 'A',
    Extra: 1,
    States: {
      A: { Type: 'Pass', InputPath: 'x', Next: 'B' },
      B: { Type: 'Wait', Seconds: -1, Next: 'P' },
      P: { Type: 'Parallel', Branches: [{ StartAt: 'Z', States: { Y: { Type: 'Task', End: true } } }], End: true },
    },
  };
  const { diagnostics } = parseDefinition(JSON.stringify(definition));
  expect(formatDiagnostics(diagnostics)).toBe(
    [
      schema("Field 'Extra' is not supported at /"),
      schema('Value is not a valid JSONPath at /States/A/InputPath'),
      schema('Minimum value is 0 at /States/B/Seconds'),
      schema('These fields are required: [Resource] at /States/P/Branches[0]/States/Y'),
      target("Missing 'Next' target: Z at /States/P/Branches[0]/StartAt"),
      target('State "Y" is not reachable. at /States/P/Branches[0]/States/Y'),
    ].join(', '),
  );
});
