/** A whole server with the clients of Step Functions and IAM, and a role that state machines may have. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  type CreateStateMachineInput,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionInput,
} from '@aws-sdk/client-sfn';
import { expect, vi } from 'vitest';
import { type StartOptions, startStepwell } from '../../src/app.ts';

export const ACCOUNT = '000000000000';
export const machineArn = (name: string) => `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/machines`;

/** A machine that gives `result`. */
export const giving = (result: unknown): string =>
  JSON.stringify({ StartAt: 'Give', States: { Give: { Type: 'Pass', Result: result, End: true } } });

/** A machine that goes on for an hour. */
export const WAITING = JSON.stringify({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
});

export async function startStatesServer(options: StartOptions = {}) {
  const stepwell = await startStepwell({ port: 0, ...options });
  const config = (accessKeyId = 'test', secretAccessKey = 'test') => ({
    endpoint: stepwell.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    disableHostPrefix: true,
  });
  const sfn = new SFNClient(config());
  const iam = new IAMClient(config());
  return {
    url: stepwell.url,
    sfn,
    iam,
    sfnAs: (accessKeyId = '', secretAccessKey = '') => new SFNClient(config(accessKeyId, secretAccessKey)),
    createRole: async () => {
      const statement = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
      const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await iam.send(new CreateRoleCommand({ RoleName: 'machines', AssumeRolePolicyDocument: document }));
    },
    createMachine: (name: string, input: Partial<CreateStateMachineInput> = {}) =>
      sfn.send(new CreateStateMachineCommand({ name, roleArn: ROLE, definition: giving('made'), ...input })),
    start: async (input: StartExecutionInput) =>
      (await sfn.send(new StartExecutionCommand(input))).executionArn as string,
    ended: (executionArn: string) =>
      vi.waitFor(async () => {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        expect(execution.status).not.toBe('RUNNING');
        return execution;
      }),
    history: async (executionArn: string) =>
      (await sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? [],
    close: () => stepwell.close({ drainTimeoutMs: 0 }),
  };
}

export type StatesServer = Awaited<ReturnType<typeof startStatesServer>>;
