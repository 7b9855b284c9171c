/** The tutorial from its first step to its last with the AWS CLI, against a real server that verifies its signatures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { skips } from '../optional-parts.ts';
import { type Connection, runAwsCli } from '../support/aws-clients.ts';
import {
  createAdministrator,
  definition,
  deniedCause,
  deployed,
  FUNCTION_ROLE_ARN,
  FUNCTION_ROLE_NAME,
  FUNCTIONS,
  LAMBDA_POLICY_ARN,
  LOGS_POLICY,
  LOGS_POLICY_NAME,
  MACHINE_ARN,
  NAME,
  placeholderDefinition,
  ROLE_ARN,
  ROLE_NAME,
  readExample,
  trusting,
  zipOf,
} from './call-center.ts';
import { CLOSED, INPUT, resolvedHistory, unresolvedHistory } from './expected-history.ts';

/** The members that are used of the CLI's answers. */
interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

describe.skipIf(skips('awsCli'))('the tutorial with the AWS CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-cli-'));
  const ended = new Map<string, Execution>();
  let server: ServerProcess;
  let connection: Connection;

  beforeAll(async () => {
    server = await startServer(['--data-dir', join(folder, 'data')]);
    connection = { url: server.url, ...(await createAdministrator(server.url)) };
  });

  afterAll(async () => {
    expect(await server.stop()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  /** An operation that answers. */
  async function aws<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await runAwsCli(connection, args)) as T;
  }

  /** An operation that answers nothing. */
  async function awsQuietly(...args: readonly string[]): Promise<void> {
    expect(await runAwsCli(connection, args)).toBe('');
  }

  test('the key is its user', async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/administrator',
    });
  });

  test('step 2: a role that Step Functions may assume', async () => {
    const description = 'Allows Step Functions to access AWS resources on your behalf.';
    const document = trusting('states.amazonaws.com');
    const created = await aws<{ Role: object }>(
      ...['iam', 'create-role', '--role-name', ROLE_NAME, '--description', description],
      ...['--assume-role-policy-document', document],
    );
    const role = { Arn: ROLE_ARN, Description: description, AssumeRolePolicyDocument: JSON.parse(document) };
    expect(created.Role).toMatchObject(role);
    await awsQuietly('iam', 'attach-role-policy', '--role-name', ROLE_NAME, '--policy-arn', LAMBDA_POLICY_ARN);
    expect(await aws('iam', 'get-role', '--role-name', ROLE_NAME)).toMatchObject({ Role: role });
    expect(await aws('iam', 'list-attached-role-policies', '--role-name', ROLE_NAME)).toEqual({
      AttachedPolicies: [{ PolicyName: 'AWSLambdaRole', PolicyArn: LAMBDA_POLICY_ARN }],
    });
  });

  test('step 3: a state machine whose functions do not exist yet', async () => {
    const created = await aws<{ stateMachineArn: string }>(
      ...['stepfunctions', 'create-state-machine', '--name', NAME, '--role-arn', ROLE_ARN],
      ...['--definition', placeholderDefinition],
    );
    expect(created.stateMachineArn).toBe(MACHINE_ARN);
    expect(await aws('stepfunctions', 'describe-state-machine', '--state-machine-arn', MACHINE_ARN)).toMatchObject({
      name: NAME,
      status: 'ACTIVE',
      definition: placeholderDefinition,
    });
  });

  test('step 4: five functions, and the role they share', async () => {
    const document = trusting('lambda.amazonaws.com');
    const role = ['--role-name', FUNCTION_ROLE_NAME];
    await aws('iam', 'create-role', ...role, '--assume-role-policy-document', document);
    const inline = ['--policy-name', LOGS_POLICY_NAME, '--policy-document', LOGS_POLICY];
    await awsQuietly('iam', 'put-role-policy', ...role, ...inline);
    for (const name of Object.values(FUNCTIONS)) {
      const zip = join(folder, `${name}.zip`);
      writeFileSync(zip, zipOf(readExample(`functions/${name}.js`)));
      const created = await aws<{ FunctionArn: string }>(
        ...['lambda', 'create-function', '--function-name', name, '--runtime', 'nodejs4.3'],
        ...['--handler', 'index.handler', '--role', FUNCTION_ROLE_ARN, '--zip-file', `fileb://${zip}`],
      );
      expect(created.FunctionArn).toBe(deployed.functionArn(name));
      await awsQuietly('lambda', 'wait', 'function-active-v2', '--function-name', name);
    }
    const { Functions } = await aws<{ Functions: { FunctionName: string }[] }>('lambda', 'list-functions');
    expect(Functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(Object.values(FUNCTIONS).sort());
  });

  test('a function can be invoked by itself', async () => {
    const answerFile = join(folder, 'answer.json');
    const answer = await aws(
      ...['lambda', 'invoke', '--function-name', 'OpenCaseFunction', '--payload', INPUT, answerFile],
    );
    expect(answer).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  });

  test('step 5: the functions take their places in the state machine', async () => {
    await aws(
      ...['stepfunctions', 'update-state-machine', '--state-machine-arn', MACHINE_ARN],
      ...['--definition', definition],
    );
  });

  test('step 6: executions until both outcomes were seen, each with the history of the tutorial', async () => {
    for (let n = 1; ended.size < 2 && n <= 100; n++) {
      const execution = await run(`case-${n}`);
      ended.set(execution.status, execution);
    }
    const resolved = ended.get('SUCCEEDED') as Execution;
    expect(resolved.output).toBe(CLOSED);
    expect(await historyOf(resolved)).toEqual(resolvedHistory(deployed));
    const unresolved = ended.get('FAILED') as Execution;
    expect(unresolved.cause).toBe('Engage Tier 2 Support.');
    expect(await historyOf(unresolved)).toEqual(unresolvedHistory(deployed));
  });

  test('what the functions did stands in their logs', async () => {
    const group = ['--log-group-name', '/aws/lambda/OpenCaseFunction'];
    const { logStreams } = await aws<{ logStreams: { logStreamName: string }[] }>(
      ...['logs', 'describe-log-streams', ...group],
    );
    expect(logStreams.length).toBeGreaterThan(0);
    const { events } = await aws<{ events: { message: string }[] }>('logs', 'filter-log-events', ...group);
    for (const line of [/^START RequestId: /, /^END RequestId: /, /^REPORT RequestId: /]) {
      expect(events.some(({ message }) => line.test(message))).toBe(true);
    }
    expect(await runAwsCli(connection, ['logs', 'tail', '/aws/lambda/OpenCaseFunction'])).toMatch(/REPORT RequestId: /);
  });

  test('a role without permission fails the task, and says what it lacks', async () => {
    const document = trusting('states.amazonaws.com');
    await aws('iam', 'create-role', '--role-name', 'powerless', '--assume-role-policy-document', document);
    await useRole('arn:aws:iam::000000000000:role/powerless');
    const execution = await run('without-permission');
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
    expect(execution.cause).toMatch(deniedCause('powerless', 'OpenCaseFunction'));
    await useRole(ROLE_ARN);
    await awsQuietly('iam', 'delete-role', '--role-name', 'powerless');
  });

  test('a role that does not trust Step Functions is refused', async () => {
    await expect(useRole(FUNCTION_ROLE_ARN)).rejects.toThrow(
      /\(AccessDeniedException\).*Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role./,
    );
  });

  test('step 7: state machine, functions and roles are deleted', async () => {
    const machine = ['--state-machine-arn', MACHINE_ARN];
    await awsQuietly('stepfunctions', 'delete-state-machine', ...machine);
    await vi.waitFor(
      async () => {
        expect(await aws('stepfunctions', 'list-state-machines')).toEqual({ stateMachines: [] });
      },
      { timeout: 30_000 },
    );
    for (const name of Object.values(FUNCTIONS)) await awsQuietly('lambda', 'delete-function', '--function-name', name);
    expect(await aws('lambda', 'list-functions')).toEqual({ Functions: [] });
    await expect(aws('lambda', 'get-function', '--function-name', 'OpenCaseFunction')).rejects.toThrow(
      /\(ResourceNotFoundException\) when calling the GetFunction operation: Function not found: /,
    );

    const role = ['--role-name', ROLE_NAME];
    await expect(awsQuietly('iam', 'delete-role', ...role)).rejects.toThrow(
      /\(DeleteConflict\) when calling the DeleteRole operation: Cannot delete entity, must detach all policies first\./,
    );
    await awsQuietly('iam', 'detach-role-policy', ...role, '--policy-arn', LAMBDA_POLICY_ARN);
    await awsQuietly('iam', 'delete-role', ...role);
    const functionRole = ['--role-name', FUNCTION_ROLE_NAME];
    await expect(awsQuietly('iam', 'delete-role', ...functionRole)).rejects.toThrow(
      /\(DeleteConflict\).*Cannot delete entity, must delete policies first\./,
    );
    await awsQuietly('iam', 'delete-role-policy', ...functionRole, '--policy-name', LOGS_POLICY_NAME);
    await awsQuietly('iam', 'delete-role', ...functionRole);
    expect(await aws('iam', 'list-roles')).toEqual({ Roles: [] });
    await expect(aws('iam', 'get-role', ...role)).rejects.toThrow(
      `(NoSuchEntity) when calling the GetRole operation: The role with name ${ROLE_NAME} cannot be found.`,
    );
  });

  async function useRole(roleArn: string): Promise<void> {
    await aws('stepfunctions', 'update-state-machine', '--state-machine-arn', MACHINE_ARN, '--role-arn', roleArn);
  }

  async function run(name: string): Promise<Execution> {
    const { executionArn } = await aws<{ executionArn: string }>(
      ...['stepfunctions', 'start-execution', '--state-machine-arn', MACHINE_ARN, '--name', name, '--input', INPUT],
    );
    const look = async () => {
      const execution = await aws<Execution>('stepfunctions', 'describe-execution', '--execution-arn', executionArn);
      expect(execution.status).not.toBe('RUNNING');
      return execution;
    };
    return vi.waitFor(look, { timeout: 30_000 });
  }

  async function historyOf({ executionArn }: Execution): Promise<readonly Omit<HistoryEvent, 'timestamp'>[]> {
    const { events } = await aws<{ events: HistoryEvent[] }>(
      ...['stepfunctions', 'get-execution-history', '--execution-arn', executionArn],
    );
    return events.map(({ timestamp: _, ...event }) => event);
  }
});
