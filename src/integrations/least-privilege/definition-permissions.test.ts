import { expect, test } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { definitionPermissions } from './definition-permissions.ts';
import { observedPermissions } from './observed-permissions.ts';
import { policyOf } from './policy-statements.ts';

const place = {
  region: 'us-east-1',
  account: '111111111111',
  machineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:M',
};
const FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:f';

const task = (Resource: string, more: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource, End: true, ...more });
const scope = (states: JsonObject): JsonObject => ({ StartAt: Object.keys(states)[0] ?? '', States: states });

/** The statements of the machine's own role, without their Effect. */
function statementsOf(states: JsonObject) {
  const [own] = definitionPermissions(scope(states), place).roles;
  const statements = policyOf(own?.permissions ?? [])?.['Statement'] as unknown as readonly JsonObject[] | undefined;
  return statements?.map(({ Effect: _, ...statement }) => statement);
}

test.each<[string, JsonObject, readonly object[] | undefined]>([
  ['a function', task(FUNCTION), [{ Action: 'lambda:InvokeFunction', Resource: FUNCTION }]],
  [
    'a function by name and qualifier',
    task('arn:aws:states:::lambda:invoke', { Parameters: { FunctionName: 'f', Qualifier: 'live' } }),
    [{ Action: 'lambda:InvokeFunction', Resource: `${FUNCTION}:live` }],
  ],
  [
    'a function in JSONata',
    task('arn:aws:states:::lambda:invoke', { Arguments: { FunctionName: '{% $name %}' } }),
    [{ Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:us-east-1:111111111111:function:*' }],
  ],
  ['an activity', task('arn:aws:states:us-east-1:111111111111:activity:a'), undefined],
  [
    'a nested execution that is waited for',
    task('arn:aws:states:::states:startExecution.sync:2', { Parameters: { StateMachineArn: place.machineArn } }),
    [
      {
        Action: ['states:DescribeExecution', 'states:StopExecution'],
        Resource: 'arn:aws:states:us-east-1:111111111111:execution:M:*',
      },
      { Action: 'states:StartExecution', Resource: place.machineArn },
    ],
  ],
  [
    'calls of the SDK',
    {
      Type: 'Parallel',
      End: true,
      Branches: [
        scope({
          A: task('arn:aws:states:::aws-sdk:sfn:describeStateMachine', {
            Parameters: { StateMachineArn: 'arn:aws:states:x' },
          }),
        }),
        scope({ B: task('arn:aws:states:::aws-sdk:s3:getObject', { Parameters: { Bucket: 'b', 'Key.$': '$.k' } }) }),
        scope({ C: task('arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups') }),
      ],
    },
    [
      { Action: 'logs:DescribeLogGroups', Resource: '*' },
      { Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
      { Action: 'states:DescribeStateMachine', Resource: 'arn:aws:states:x' },
    ],
  ],
  [
    'messages and items',
    {
      Type: 'Map',
      End: true,
      ItemProcessor: scope({
        Q: task('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
          Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/q' },
        }),
        T: task('arn:aws:states:::dynamodb:putItem', { Parameters: { TableName: 't' } }),
      }),
    },
    [
      { Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:us-east-1:111111111111:table/t' },
      { Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:222222222222:q' },
    ],
  ],
  [
    'a distributed Map',
    {
      Type: 'Map',
      End: true,
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'in', Key: 'items.json' } },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...scope({ P: { Type: 'Pass', End: true } }) },
    },
    [
      { Action: 's3:GetObject', Resource: 'arn:aws:s3:::in/items.json' },
      {
        Action: ['states:DescribeExecution', 'states:StopExecution'],
        Resource: 'arn:aws:states:us-east-1:111111111111:execution:M:*',
      },
      { Action: 'states:StartExecution', Resource: place.machineArn },
    ],
  ],
  ['nothing to be allowed', { Type: 'Pass', End: true }, undefined],
])('%s', (_what, state, statements) => {
  expect(statementsOf({ S: state })).toEqual(statements);
});

test('permissions of one action stand together, without what a wildcard covers', () => {
  const invoke = (FunctionName: string) => task('arn:aws:states:::lambda:invoke', { Parameters: { FunctionName } });
  expect(statementsOf({ A: task(FUNCTION), B: invoke('g'), C: task(FUNCTION) })).toEqual([
    { Action: 'lambda:InvokeFunction', Resource: [FUNCTION, FUNCTION.replace(/f$/, 'g')] },
  ]);
  const any = task('arn:aws:states:::lambda:invoke', { Parameters: { 'FunctionName.$': '$.f' } });
  expect(statementsOf({ A: task(FUNCTION), B: any })).toEqual([
    { Action: 'lambda:InvokeFunction', Resource: FUNCTION.replace(/f$/, '*') },
  ]);
});

test('an HTTP task is allowed its endpoint and method, with its connection', () => {
  const ConnectionArn = 'arn:aws:events:us-east-1:111111111111:connection/c/1';
  const Parameters = { ApiEndpoint: 'https://example.com', Method: 'GET', Authentication: { ConnectionArn } };
  const statements = statementsOf({ H: task('arn:aws:states:::http:invoke', { Parameters }) }) ?? [];
  expect(statements).toContainEqual({
    Action: 'states:InvokeHTTPEndpoint',
    Resource: place.machineArn,
    Condition: {
      StringEquals: {
        'states:HTTPEndpoint': ['https://example.com', 'https://example.com/'],
        'states:HTTPMethod': 'GET',
      },
    },
  });
  expect(statements).toContainEqual({ Action: 'events:RetrieveConnectionCredentials', Resource: ConnectionArn });
});

test('what a task does as another role, that role needs', () => {
  const RoleArn = 'arn:aws:iam::222222222222:role/Other';
  const { roles, notes } = definitionPermissions(scope({ S: task(FUNCTION, { Credentials: { RoleArn } }) }), place);
  expect(roles).toEqual([
    { roleArn: undefined, permissions: [{ action: 'sts:AssumeRole', resource: RoleArn }] },
    { roleArn: RoleArn, permissions: [{ action: 'lambda:InvokeFunction', resource: FUNCTION }] },
  ]);
  expect(notes).toEqual([]);
});

test('what is only known when it runs is said', () => {
  const states = {
    A: task('arn:aws:states:::lambda:invoke', { Parameters: { 'FunctionName.$': '$.f' } }),
    B: task(FUNCTION, { Credentials: { 'RoleArn.$': '$.role' } }),
    C: task('nothing'),
  };
  expect(definitionPermissions(scope(states), place).notes).toEqual([
    '"A" says only when it runs what it needs lambda:InvokeFunction on; the policy has arn:aws:lambda:us-east-1:111111111111:function:*',
    '"B" says only when it runs which role it works as; the policy lets it assume any',
    '"C" has a Resource that names nothing: nothing',
  ]);
});

test('histories show what was needed', () => {
  const [own, other] = observedPermissions(
    [
      {},
      { lambdaFunctionScheduledEventDetails: { resource: FUNCTION } },
      {
        taskScheduledEventDetails: {
          resourceType: 'lambda',
          resource: 'invoke',
          parameters: '{"FunctionName":"g","Payload":{}}',
          taskCredentials: { roleArn: 'arn:role' },
        },
      },
    ],
    place,
  );
  expect(own?.permissions).toEqual([
    { action: 'lambda:InvokeFunction', resource: FUNCTION },
    { action: 'sts:AssumeRole', resource: 'arn:role' },
  ]);
  expect(other).toEqual({
    roleArn: 'arn:role',
    permissions: [{ action: 'lambda:InvokeFunction', resource: FUNCTION.replace(/f$/, 'g') }],
  });
});
