/** Roles of state machines as the whole server treats them: on whose behalf they are assumed, and what audit mode says. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, expect, test, vi } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import type { AccessMode } from '../../src/base/service.ts';

const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:missing';
const definition = JSON.stringify({
  StartAt: 'Call',
  States: { Call: { Type: 'Task', Resource: FUNCTION, End: true } },
});

let stepwell: RunningStepwell;
afterEach(() => stepwell.close({ drainTimeoutMs: 0 }));

async function start(iamMode: AccessMode) {
  stepwell = await startStepwell({ port: 0, iam: iamMode });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: stepwell.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const iam = new IAMClient(config);
  const sfn = new SFNClient(config);
  return {
    async createRole(RoleName: string, condition: object = {}): Promise<string> {
      const statement = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
      const document = { Version: '2012-10-17', Statement: [{ ...statement, ...condition }] };
      const AssumeRolePolicyDocument = JSON.stringify(document);
      const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      return Role?.Arn ?? '';
    },
    createMachine: (name: string, roleArn: string) =>
      sfn.send(new CreateStateMachineCommand({ name, roleArn, definition })),
    async run(name: string) {
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn(name) }));
      return vi.waitFor(async () => {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        expect(execution.status).not.toBe('RUNNING');
        return execution;
      });
    },
  };
}

test('a trust policy may name the state machine it trusts', async () => {
  const { createRole, createMachine, run } = await start('enforce');
  const roleArn = await createRole('only-one', {
    Condition: { ArnEquals: { 'aws:SourceArn': machineArn('One') } },
  });
  await createMachine('One', roleArn);
  await expect(createMachine('Other', roleArn)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const { cause } = await run('One');
  expect(cause).toMatch(/is not authorized to perform: lambda:InvokeFunction/);
});

test('audit mode lets pass what would be denied, and prints it once', async () => {
  const printed: string[] = [];
  const consoleError = vi.spyOn(console, 'error').mockImplementation((line) => void printed.push(String(line)));
  try {
    const { createRole, createMachine, run } = await start('audit');
    await createMachine('Audited', await createRole('powerless'));
    for (let n = 0; n < 2; n++) expect((await run('Audited')).error).toBe('Lambda.ResourceNotFoundException');
    expect(printed.map((line) => line.replace(/powerless\/\w+/, 'powerless/SESSION'))).toEqual([
      `audit: would be denied: User: arn:aws:sts::000000000000:assumed-role/powerless/SESSION is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION} because no identity-based policy allows the lambda:InvokeFunction action`,
    ]);
  } finally {
    consoleError.mockRestore();
  }
});
