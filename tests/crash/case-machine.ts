/** What the crash test deploys: functions that write down each run, and two machines like the call center. */
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';

export const UNKNOWN_OUTCOME = 'Lambda.SdkClientException';
export const TIER_2 = 'Engage Tier 2 Support.';

/** Appends `EXECUTION STATE ATTEMPT` before it does its work, which takes up to SLOW_MS. */
const FUNCTION_CODE = `
  const { appendFileSync } = require('node:fs');
  exports.handler = async ({ execution, state, attempt, resolved }) => {
    appendFileSync(process.env.RUNS_FILE, execution + ' ' + state + ' ' + attempt + '\\n');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * process.env.SLOW_MS));
    return { resolved, last: state };
  };`;

/** Milliseconds a function may take. */
const FUNCTIONS = { quick: 0, slow: 40 } as const;

const RETRY = [{ ErrorEquals: [UNKNOWN_OUTCOME], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 20 }];

export interface Machines {
  /** Tries again what a crash interrupted. */
  readonly retrying: string;
  /** Fails then. */
  readonly plain: string;
}

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export async function deploy(config: ClientConfig, runsFile: string): Promise<Machines> {
  const iam = new IAMClient(config);
  const machineRole = await createRole(iam, 'machine', 'states.amazonaws.com');
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: 'machine',
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole',
    }),
  );
  const functionRole = await createRole(iam, 'function', 'lambda.amazonaws.com');

  const lambda = new LambdaClient(config);
  const arns: Record<string, string> = {};
  for (const [FunctionName, slowMs] of Object.entries(FUNCTIONS)) {
    const { FunctionArn = '' } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Role: functionRole,
        Timeout: 60,
        Environment: { Variables: { RUNS_FILE: runsFile, SLOW_MS: String(slowMs) } },
        Code: { ZipFile: zipSync({ 'index.js': strToU8(FUNCTION_CODE) }) },
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
    arns[FunctionName] = FunctionArn;
  }

  const sfn = new SFNClient(config);
  const create = async (name: string, retry: readonly object[]) => {
    const definition = JSON.stringify(definitionOf(arns, retry));
    const { stateMachineArn = '' } = await sfn.send(
      new CreateStateMachineCommand({ name, definition, roleArn: machineRole }),
    );
    return stateMachineArn;
  };
  return { retrying: await create('Retrying', RETRY), plain: await create('Plain', []) };
}

function definitionOf(arns: Readonly<Record<string, string>>, retry: readonly object[]): object {
  const task = (fn: keyof typeof FUNCTIONS, next: object) => ({
    Type: 'Task',
    Resource: arns[fn],
    Parameters: {
      'execution.$': '$$.Execution.Name',
      'state.$': '$$.State.Name',
      'attempt.$': '$$.State.RetryCount',
      'resolved.$': '$.resolved',
    },
    ...(retry.length === 0 ? {} : { Retry: retry }),
    ...next,
  });
  return {
    StartAt: 'Open',
    States: {
      Open: task('quick', { Next: 'Assign' }),
      Assign: task('slow', { Next: 'Work' }),
      Work: task('slow', { Next: 'Resolved' }),
      Resolved: {
        Type: 'Choice',
        Choices: [{ Variable: '$.resolved', BooleanEquals: true, Next: 'Close' }],
        Default: 'Escalate',
      },
      Close: task('quick', { End: true }),
      Escalate: task('quick', { Next: 'Fail' }),
      Fail: { Type: 'Fail', Cause: TIER_2 },
    },
  };
}

async function createRole(iam: IAMClient, RoleName: string, service: string): Promise<string> {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role?.Arn ?? '';
}
