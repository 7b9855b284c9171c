/**
 * kill -9 of the real process, on SQLite, while events are accepted and run: each that was acknowledged is run, and its
 * outcome reaches the function that is its destination. STEPWELL_CRASH_SEED repeats the choice of moments.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { RandomStream, systemRandom } from '../../src/base/random.ts';

const EVENTS = 300;
const CLIENTS = 8;
const KILLS = 3;
const PATIENCE_MS = 60_000;

const WORK = `exports.handler = async ({ number }) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return number;
};`;
const WRITE_DOWN = `exports.handler = async ({ requestContext, requestPayload, responsePayload }) => {
  const line = [requestPayload.number, responsePayload, requestContext.condition].join(' ');
  require('node:fs').appendFileSync(process.env.OUTCOMES_FILE, line + '\\n');
};`;

describe('kill -9 while events are queued', () => {
  const seed = process.env['STEPWELL_CRASH_SEED'] ?? systemRandom.seed();
  const random = new RandomStream(seed);
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-crash-events-'));
  const outcomesFile = join(folder, 'outcomes');
  let server: ServerProcess;
  let lambda: LambdaClient;
  /** While the server is dead, clients wait. */
  let booting: Promise<void> | undefined;
  const acknowledged = new Set<number>();
  let unanswered = 0;

  beforeAll(async () => {
    console.log(`STEPWELL_CRASH_SEED=${seed}`);
    await boot();
    await deploy();
    const sent = sendAll();
    for (let i = 0; i < KILLS; i++) {
      await pause(100 + random.nextFraction() * 500);
      booting = server.stop('SIGKILL').then(boot);
      await booting;
    }
    await sent;
  }, 3 * PATIENCE_MS);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('each acknowledged event is run, and its outcome arrives', { timeout: PATIENCE_MS }, async () => {
    expect(acknowledged.size).toBeGreaterThan(EVENTS / 2);
    expect(unanswered).toBeGreaterThan(0);
    const missing = () => [...acknowledged].filter((number) => !outcomes().has(`${number} ${number} Success`));
    await expect.poll(missing, { timeout: PATIENCE_MS, interval: 200 }).toEqual([]);
  });

  function outcomes(): ReadonlySet<string> {
    return new Set(existsSync(outcomesFile) ? readFileSync(outcomesFile, 'utf8').split('\n') : []);
  }

  async function boot(): Promise<void> {
    server = await startServer(['--data-dir', join(folder, 'data'), '--isolation', 'process']);
    lambda = new LambdaClient(config());
  }

  function config() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  }

  async function deploy(): Promise<void> {
    const iam = new IAMClient(config());
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'functions', AssumeRolePolicyDocument }));
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'functions', PolicyArn }));
    const create = async (FunctionName: string, code: string) => {
      const { FunctionArn } = await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Runtime: 'nodejs20.x',
          Handler: 'index.handler',
          Role: Role?.Arn,
          Environment: { Variables: { OUTCOMES_FILE: outcomesFile } },
          Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
        }),
      );
      await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
      return FunctionArn;
    };
    const Destination = await create('write-down', WRITE_DOWN);
    await create('work', WORK);
    const DestinationConfig = { OnSuccess: { Destination } };
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'work', DestinationConfig }));
  }

  async function sendAll(): Promise<void> {
    let next = 0;
    const client = async () => {
      while (next < EVENTS) {
        const number = next++;
        await booting;
        try {
          const Payload = JSON.stringify({ number });
          await lambda.send(new InvokeCommand({ FunctionName: 'work', InvocationType: 'Event', Payload }));
          acknowledged.add(number);
        } catch {
          unanswered++;
        }
        await pause(20);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
});
