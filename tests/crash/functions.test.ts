/** What becomes of functions when the server is killed: no process of theirs is left, whatever they were doing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, InvokeCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { startServer } from '../../scripts/server-process.mjs';
import { skips } from '../optional-parts.ts';
import { packageOf } from '../support/runtime-samples.ts';

/** What shows in a list of processes: a number of seconds that nothing else sleeps for. */
const CODE = `exports.handler = async ({ mark, what }) => {
  const { spawn } = require('node:child_process');
  const child = spawn('sleep', [mark], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('spawn', resolve));
  if (what === 'spin') for (;;);
  if (what === 'sleep') await new Promise((resolve) => setTimeout(resolve, 60_000));
};`;

const commands = () => spawnSync('ps', ['-axo', 'command='], { encoding: 'utf8' }).stdout.split('\n');
const processesWith = (text: string) => commands().filter((line) => line.includes(text)).length;

test.each([
  ['process', false],
  ['bwrap', skips('bubblewrap')],
])('a server killed with -9 leaves no function behind, isolation %s', async (isolation, skipped) => {
  if (skipped) return;
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
  await expect.poll(() => processesWith(mark), { timeout: 30_000 }).toBe(functions.length);
  // Everything the server has started is in its list of children, the functions' own processes below those.
  const before = processesWith('bootstrap.js');
  expect(before).toBeGreaterThanOrEqual(functions.length);
  await server.stop('SIGKILL');
  await Promise.all(invoked);
  lambda.destroy();
  await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toBe(0);
  await expect
    .poll(() => processesWith('bootstrap.js'), { timeout: 20_000 })
    .toBeLessThanOrEqual(before - functions.length);
  rmSync(folder, { recursive: true });
});
