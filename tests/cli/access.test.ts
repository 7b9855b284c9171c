/** `stepwell why` and `stepwell policy`: from a refusal to the policy that lets it pass. */
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { callCenter, stepwell } from './stepwell-command.ts';

const ACCOUNT = '000000000000';
const RoleName = 'powerless';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:OpenCaseFunction`;
const NAMED = { FunctionName: 'AssignCaseFunction', 'Payload.$': '$' };
const definition = {
  StartAt: 'Open',
  States: {
    Open: { Type: 'Task', Resource: FUNCTION, Next: 'Assign' },
    Assign: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: NAMED, End: true },
  },
};

let server: ServerProcess;
let iam: IAMClient;
beforeAll(async () => {
  server = await startServer(['--memory']);
  const config = {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  iam = new IAMClient(config);
  await stepwell(server.url, 'deploy', callCenter);
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: trust });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const sfn = new SFNClient(config);
  const machine = { name: 'Refused', definition: JSON.stringify(definition), roleArn: ROLE };
  await sfn.send(new CreateStateMachineCommand(machine));
  sfn.destroy();
});
afterAll(async () => {
  iam.destroy();
  await server.stop();
});

const runMachine = () => stepwell(server.url, 'run', 'Refused', '--input', '{"inputCaseID":"001"}');
const put = (PolicyName: string, PolicyDocument: string) =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));

test('nothing is denied at first', async () => {
  expect(await stepwell(server.url, 'why')).toEqual({ code: 0, stdout: 'Nothing was denied.\n', stderr: '' });
});

test('each denial names the statement that lets the execution come further', async () => {
  const runs: (number | null)[] = [];
  for (let attempt = 1; attempt <= 3; attempt++) {
    runs.push((await runMachine()).code);
    if (runs.at(-1) === 0) break;
    const { stdout } = await stepwell(server.url, 'why', '--last', '1');
    expect(stdout).toContain(`  who       ${ROLE}\n`);
    expect(stdout).toContain(`for       arn:aws:states:us-east-1:${ACCOUNT}:execution:Refused:`);
    expect(stdout).toContain('why       because no identity-based policy allows the lambda:InvokeFunction action\n');
    const statement = stdout.slice(stdout.indexOf('    {'));
    await put(`step${attempt}`, `{"Version":"2012-10-17","Statement":${statement}}`);
  }
  expect(runs).toEqual([2, 2, 0]);
  const { stdout } = await stepwell(server.url, 'why', '--principal', ROLE);
  expect(stdout.match(/denied$/gm)).toHaveLength(2);
});

test('the policy of a definition is what its executions use', async () => {
  const { code, stdout, stderr } = await stepwell(server.url, 'policy', 'Refused');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const assign = FUNCTION.replace('OpenCase', 'AssignCase');
  expect(JSON.parse(stdout)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [assign, FUNCTION] }],
  });
  const observed = await stepwell(
    server.url,
    'policy',
    `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:Refused`,
    '--observed',
  );
  expect(observed).toEqual({ code: 0, stdout, stderr: '' });
});

test('the call center runs with nothing but its own policy', async () => {
  const role = { RoleName: 'step_functions_basic_execution' };
  const { stdout } = await stepwell(server.url, 'policy', 'call-center');
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
  await iam.send(new DetachRolePolicyCommand({ ...role, PolicyArn }));
  const run = () => stepwell(server.url, 'run', 'call-center', '--input', '{"inputCaseID":"001"}');
  expect((await run()).stdout).toMatch(/not authorized to perform: lambda:InvokeFunction/);
  await iam.send(new PutRolePolicyCommand({ ...role, PolicyName: 'least', PolicyDocument: stdout }));
  expect((await run()).stdout).not.toMatch(/not authorized/);
  await iam.send(new AttachRolePolicyCommand({ ...role, PolicyArn }));
});

test('a state machine that does not exist has no policy', async () => {
  const { code, stderr } = await stepwell(server.url, 'policy', 'Nowhere');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: StateMachineDoesNotExist: /);
});
