/** What becomes of functions when the server is killed: no process of theirs is left, whatever they were doing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, InvokeCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { startServer } from '../../scripts/server-process.mjs';
import type { IsolationMode } from '../../src/runtimes/isolation/isolation.ts';
import { skips } from '../optional-parts.ts';
import { packageOf } from '../support/runtime-samples.ts';

/** The function and its child both show a number that nothing else does in a list of processes. */
const CODE = `exports.handler = async ({ mark, what }) => {
  process.title = mark;
  const { spawn } = require('node:child_process');
  const child = spawn('sleep', [mark], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('spawn', resolve));
  if (what === 'spin') for (;;);
  if (what === 'sleep') await new Promise((resolve) => setTimeout(resolve, 60_000));
};`;

const commands = () => spawnSync('ps', ['-axo', 'command='], { encoding: 'utf8' }).stdout.split('\n');
const processesWith = (text: string) => commands().filter((line) => line.includes(text)).length;

test('a server killed with -9 leaves no function behind', () => leavesNothing('process'));

test.skipIf(skips('bubblewrap'))('nor one in a sandbox', () => leavesNothing('bwrap'));

async function leavesNothing(isolation: IsolationMode): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-killed-'));
  const options = ['--data-dir', join(folder, 'data'), '--isolation', isolation, '--iam', 'off'];
  const server = await startServer(options);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const lambda = new LambdaClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const mark = `${Date.now()}.${isolation === 'bwrap' ? 1 : 2}`;
  const functions = ['idle', 'sleep', 'spin'];
  const invoked = functions.map(async (FunctionName) => {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/r',
        Code: { ZipFile: packageOf({ 'index.js': CODE }) },
        Timeout: 60,
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20, minDelay: 0.01, maxDelay: 1 }, { FunctionName });
    const Payload = JSON.stringify({ mark, what: FunctionName });
    await lambda.send(new InvokeCommand({ FunctionName, Payload })).catch(() => {});
  });
  await expect.poll(() => processesWith(mark), { timeout: 30_000 }).toBe(2 * functions.length);
  await server.stop('SIGKILL');
  await Promise.all(invoked);
  lambda.destroy();
  await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toBe(0);
  rmSync(folder, { recursive: true });
}
