/** TestState through the SDK, against a whole server. */
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { TestStateCommand, type TestStateInput } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLE, type StatesServer, startStatesServer } from './states-server.ts';

let server: StatesServer;
beforeAll(async () => {
  server = await startStatesServer();
  await server.createRole();
});
afterAll(() => server.close());

type Request = Omit<TestStateInput, 'definition' | 'input'> & { readonly input?: unknown };

const testState = async (definition: object, { input = {}, ...request }: Request = {}) => {
  const command = { definition: JSON.stringify(definition), input: JSON.stringify(input), ...request };
  const { $metadata: _, ...answer } = await server.sfn.send(new TestStateCommand(command));
  return answer;
};
const refusal = (definition: object, request: Request = {}) =>
  testState(definition, request).then(
    () => undefined,
    ({ name, message }: Error) => ({ name, message }),
  );

const INVOKE = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'missing' },
  End: true,
};
const result = (value: unknown) => ({ mock: { result: JSON.stringify(value) } });
const invalid = (message: string) => ({ name: 'ValidationException', message });

describe('what is inspected', () => {
  const pass = { Type: 'Pass', InputPath: '$.a', Parameters: { 'x.$': '$' }, ResultPath: '$.r', Next: 'Elsewhere' };
  const answer = { status: 'SUCCEEDED', nextState: 'Elsewhere', output: '{"a":1,"r":{"x":1}}' };

  test('is nothing with INFO, which is the default', async () => {
    expect(await testState(pass, { input: { a: 1 } })).toEqual(answer);
    expect(await testState(pass, { input: { a: 1 }, inspectionLevel: 'INFO' })).toEqual(answer);
  });

  test('are the data after each stage with DEBUG', async () => {
    expect(await testState(pass, { input: { a: 1 }, inspectionLevel: 'DEBUG' })).toEqual({
      ...answer,
      inspectionData: {
        input: '{"a":1}',
        afterInputPath: '1',
        afterParameters: '{"x":1}',
        afterResultSelector: '{"x":1}',
        afterResultPath: '{"a":1,"r":{"x":1}}',
      },
    });
  });

  test('are the variables afterwards', async () => {
    const assigning = { Type: 'Pass', Assign: { 'sum.$': 'States.MathAdd($one, 1)' }, End: true };
    const { inspectionData } = await testState(assigning, { variables: '{"one":1}', inspectionLevel: 'TRACE' });
    expect(inspectionData?.variables).toBe('{"one":1,"sum":2}');
  });

  test('of a Pass with a Result begins with that', async () => {
    const { inspectionData } = await testState({ Type: 'Pass', Result: 1, End: true }, { inspectionLevel: 'DEBUG' });
    expect(inspectionData).toEqual({ input: '{}', result: '1', afterResultSelector: '1', afterResultPath: '1' });
  });
});

describe('a state of a whole definition', () => {
  const inner = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Result: 'in', End: true } } };
  const machine = {
    QueryLanguage: 'JSONPath',
    StartAt: 'Outer',
    States: { Outer: { Type: 'Parallel', Branches: [inner], Next: 'Last' }, Last: { Type: 'Succeed' } },
  };

  test('may lie in a branch', async () => {
    expect(await testState(machine, { stateName: 'Inner' })).toEqual({ status: 'SUCCEEDED', output: '"in"' });
  });

  test('has to be there', async () => {
    expect(await refusal(machine, { stateName: 'Other' })).toEqual(invalid('State not found in definition'));
  });

  test('has to be named: alone, the definition is that of a state', async () => {
    expect(await refusal(machine)).toMatchObject({ name: 'InvalidDefinition' });
  });
});

describe('a task without a mock', () => {
  test('is really done, as the given role', async () => {
    // which may not call functions
    expect(await testState(INVOKE, { roleArn: ROLE, inspectionLevel: 'DEBUG' })).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringContaining('assumed-role/machines'),
      inspectionData: { afterParameters: '{"FunctionName":"missing"}' },
    });
  });

  test('takes a role that Step Functions may assume', async () => {
    expect(await refusal(INVOKE)).toEqual(invalid('RoleArn must be specified when testing a Task state'));
    expect(await refusal(INVOKE, { roleArn: 'text' })).toMatchObject({ name: 'InvalidArn' });
    const roleArn = ROLE.replace('machines', 'nobody');
    expect(await refusal(INVOKE, { roleArn })).toMatchObject({ name: 'AccessDeniedException' });
  });

  test('cannot be one that ends later', async () => {
    for (const resource of ['states:::lambda:invoke.waitForTaskToken', 'states:us-east-1:000000000000:activity:a']) {
      const definition = { ...INVOKE, Resource: `arn:aws:${resource}` };
      expect(await refusal(definition, { roleArn: ROLE })).toMatchObject({ name: 'InvalidDefinition' });
    }
  });
});

describe('a mock', () => {
  test('takes the place of the work, and then no role is needed', async () => {
    const answer = await testState(INVOKE, { ...result({ Payload: 'p' }), inspectionLevel: 'DEBUG' });
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"Payload":"p"}' });
    expect(answer.inspectionData?.result).toBe('{"Payload":"p"}');
  });

  test('that fails is retried as often as it was not yet', async () => {
    const Retry = [{ ErrorEquals: ['Broken'], MaxAttempts: 5 }];
    const attempt = (retrierRetryCount: number) =>
      testState(
        { ...INVOKE, Retry },
        {
          mock: { errorOutput: { error: 'Broken', cause: 'as asked' } },
          stateConfiguration: { retrierRetryCount },
          inspectionLevel: 'DEBUG',
        },
      );
    const failure = { error: 'Broken', cause: 'as asked' };
    const retried = await attempt(4);
    expect(retried).toMatchObject({ status: 'RETRIABLE', ...failure });
    expect(retried.inspectionData?.errorDetails).toEqual({ retryIndex: 0, retryBackoffIntervalSeconds: 16 });
    expect(retried.output).toBeUndefined();
    const failed = await attempt(5);
    expect(failed).toMatchObject({ status: 'FAILED', ...failure });
    expect(failed.inspectionData?.errorDetails).toEqual({ retryIndex: 0 });
  });

  test('that fails is caught', async () => {
    const definition = { ...INVOKE, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Handle' }] };
    const mock = { errorOutput: { error: 'Broken', cause: 'as asked' } };
    const caught = await testState(definition, { input: { a: 1 }, mock, inspectionLevel: 'TRACE' });
    expect(caught).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'Broken',
      nextState: 'Handle',
      output: '{"a":1,"e":{"Error":"Broken","Cause":"as asked"}}',
      inspectionData: { errorDetails: { catchIndex: 0 } },
    });
  });

  test('lets the context object be given, which is otherwise that of an Express execution', async () => {
    const definition = { ...INVOKE, ResultSelector: { 'id.$': '$$.Execution.Id' } };
    const own = await testState(definition, result({}));
    expect(own.output).toMatch(/^{"id":"arn:aws:states:us-east-1:000000000000:express:[\w-]+:[\w-]+"}$/);
    const given = await testState(definition, { ...result({}), context: '{"Execution":{"Id":"mine"}}' });
    expect(given.output).toBe('{"id":"mine"}');
  });

  test('has to fit the state', async () => {
    const both = { mock: { result: '{}', errorOutput: { error: 'E' } } };
    const one = 'A test mock should have only one of the following fields: [result, errorOutput].';
    expect(await refusal(INVOKE, both)).toEqual(invalid(one));
    expect(await refusal({ Type: 'Succeed' }, result(1))).toEqual(
      invalid("State type 'Succeed' is not supported when a mock is specified"),
    );
    expect(await refusal(INVOKE, { mock: { result: 'text' } })).toEqual(invalid('Mocked result must be valid JSON'));
    expect(await refusal(INVOKE, result({ StatusCode: '200' }))).toEqual(
      invalid("Mock result schema validation error: Field 'StatusCode' must be a number"),
    );
  });
});

describe('a Map', () => {
  const map = {
    Type: 'Map',
    ToleratedFailureCount: 1,
    ItemProcessor: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } },
    End: true,
  };

  test('takes a mock', async () => {
    expect(await refusal(map)).toEqual({
      name: 'InvalidDefinition',
      message:
        'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    });
    expect(await testState(map, { input: [1], ...result([2]) })).toEqual({ status: 'SUCCEEDED', output: '[2]' });
  });

  test('fails when more iterations failed than it tolerates', async () => {
    const failing = (mapIterationFailureCount: number) => ({
      input: [1, 2],
      ...result([1, 2]),
      stateConfiguration: { mapIterationFailureCount },
    });
    expect(await testState(map, failing(1))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await testState(map, failing(2))).toEqual({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
    expect(await refusal(map, failing(3))).toEqual(
      invalid('Map iteration failure count must be less than or equal to the number of Map iterations'),
    );
  });
});

test('parts of a request that need a mock, or none, are refused without, or with it', async () => {
  expect(await refusal(INVOKE, { stateConfiguration: { mapIterationFailureCount: 1 } })).toEqual(
    invalid('TestState does not support MapIterationFailureCount when a mock is not specified.'),
  );
  expect(await refusal(INVOKE, { ...result({}), revealSecrets: true })).toEqual(
    invalid('TestState does not support RevealSecrets when a mock is specified.'),
  );
});

test('input, variables and definition have to be JSON', async () => {
  const pass = { definition: '{"Type":"Pass","End":true}' };
  const send = (request: TestStateInput) => server.sfn.send(new TestStateCommand(request));
  await expect(send({ ...pass, input: '{' })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  await expect(send({ ...pass, variables: '[]' })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(send({ definition: '{' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

test('secrets are revealed to those who may see them', async () => {
  await server.iam.send(new CreateUserCommand({ UserName: 'tester' }));
  const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName: 'tester' }));
  const allow = (Action: readonly string[]) =>
    server.iam.send(
      new PutUserPolicyCommand({
        UserName: 'tester',
        PolicyName: 'may',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
        }),
      }),
    );
  const tester = server.sfnAs(AccessKey?.AccessKeyId, AccessKey?.SecretAccessKey);
  const send = (revealSecrets: boolean) =>
    tester.send(new TestStateCommand({ definition: '{"Type":"Succeed"}', revealSecrets }));
  await allow(['states:TestState']);
  await expect(send(false)).resolves.toMatchObject({ status: 'SUCCEEDED' });
  await expect(send(true)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await allow(['states:TestState', 'states:RevealSecrets']);
  await expect(send(true)).resolves.toMatchObject({ status: 'SUCCEEDED' });
});
