/**
 * kill -9 of the real process, on SQLite, while Express executions run and Standard ones are logged: each asynchronous Express
 * execution that was acknowledged is brought to its end, and no event of an acknowledged execution is missing in the log.
 * STEPWELL_CRASH_SEED repeats the choice of moments.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { RandomStream, systemRandom } from '../../src/base/random.ts';

const EXECUTIONS = 200;
const CLIENTS = 8;
const KILLS = 4;
const PATIENCE_MS = 60_000;
const TYPES = ['STANDARD', 'EXPRESS'] as const;
const DEFINITION = {
  StartAt: 'Before',
  States: {
    Before: { Type: 'Pass', Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: 1, Next: 'After' },
    After: { Type: 'Pass', End: true },
  },
};
/** The ids of an execution's events. */
const WHOLE = [1, 2, 3, 4, 5, 6, 7, 8];

describe('kill -9 while executions are logged', () => {
  const seed = process.env['STEPWELL_CRASH_SEED'] ?? systemRandom.seed();
  const random = new RandomStream(seed);
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-crash-express-'));
  let server: ServerProcess;
  let sfn: SFNClient;
  /** While the server is dead, clients wait. */
  let booting: Promise<void> | undefined;
  const machines: string[] = [];
  /** ARNs of executions that were acknowledged. */
  const acknowledged: string[] = [];
  /** Ids of the events in the log, by execution, in order of the log. */
  let logged: ReadonlyMap<string, readonly number[]>;

  beforeAll(async () => {
    console.log(`STEPWELL_CRASH_SEED=${seed}`);
    await boot();
    await deploy();
    const started = startAll();
    for (let i = 0; i < KILLS; i++) {
      await pause(random.nextFraction() * 700);
      booting = server.stop('SIGKILL').then(boot);
      await booting;
    }
    await started;
    await untilAllLogged();
  }, 3 * PATIENCE_MS);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the kills met executions that ran', () => {
    expect(acknowledged.length).toBeGreaterThan(EXECUTIONS / 2);
    const twice = [...logged.values()].filter((ids) => ids.filter((id) => id === 1).length > 1);
    expect(twice.length).toBeGreaterThan(0);
  });

  test('every acknowledged execution is logged whole, to its end', () => {
    const incomplete = acknowledged.filter((arn) => !isWhole(logged.get(arn) ?? []));
    expect(incomplete).toEqual([]);
  });

  test('no Standard execution’s log has a gap or another order', async () => {
    for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn: machines[0] })) {
      for (const { executionArn = '' } of executions) {
        // What is written twice was on its way when the process died.
        const firsts = [...new Set(logged.get(executionArn))];
        expect([executionArn, firsts]).toEqual([executionArn, WHOLE]);
      }
    }
  });

  async function boot(): Promise<void> {
    server = await startServer(['--data-dir', join(folder, 'data')]);
    sfn?.destroy();
    sfn = new SFNClient(config());
  }

  function config() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  }

  async function deploy(): Promise<void> {
    const iam = new IAMClient(config());
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const RoleName = 'machine';
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
    const PolicyDocument = document({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'logs', PolicyDocument }));
    await new CloudWatchLogsClient(config()).send(new CreateLogGroupCommand({ logGroupName: 'log' }));
    const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:log:*';
    for (const type of TYPES) {
      const { stateMachineArn = '' } = await sfn.send(
        new CreateStateMachineCommand({
          name: type,
          type,
          roleArn: Role?.Arn,
          definition: JSON.stringify(DEFINITION),
          loggingConfiguration: { level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] },
        }),
      );
      machines.push(stateMachineArn);
    }
  }

  /** What is not acknowledged, because the server is dead, may or may not run. */
  async function startAll(): Promise<void> {
    let next = 0;
    const client = async () => {
      while (next < EXECUTIONS) {
        await booting;
        const stateMachineArn = machines[next % machines.length];
        const name = `e${next++}`;
        const request = new StartExecutionCommand({ stateMachineArn, name });
        const answer = await sfn
          .send(request, { abortSignal: AbortSignal.timeout(PATIENCE_MS) })
          .catch(() => undefined);
        if (answer?.executionArn !== undefined) acknowledged.push(answer.executionArn);
        await pause(random.nextFraction() * 100);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  async function untilAllLogged(): Promise<void> {
    const giveUpMs = Date.now() + PATIENCE_MS;
    do {
      await pause(500);
      logged = await readLog();
    } while (acknowledged.some((arn) => !isWhole(logged.get(arn) ?? [])) && Date.now() < giveUpMs);
  }

  async function readLog(): Promise<ReadonlyMap<string, readonly number[]>> {
    const ids = new Map<string, number[]>();
    const client = new CloudWatchLogsClient(config());
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: 'log' })) {
      for (const { message = '' } of events) {
        const { id, execution_arn: arn } = JSON.parse(message);
        ids.set(arn, [...(ids.get(arn) ?? []), Number(id)]);
      }
    }
    return ids;
  }
});

const isWhole = (ids: readonly number[]) => WHOLE.every((id) => ids.includes(id));

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
