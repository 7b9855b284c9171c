/** `stepwell logs`: what functions wrote. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { callCenter, RunningCommand, stepwell } from './stepwell-command.ts';

let server: ServerProcess;
let lambda: LambdaClient;
beforeAll(async () => {
  server = await startServer(['--memory']);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  lambda = new LambdaClient({ endpoint: server.url, region: 'us-east-1', credentials });
  await stepwell(server.url, 'deploy', callCenter);
});
afterAll(async () => {
  lambda.destroy();
  await server.stop();
});

const invoke = () => lambda.send(new InvokeCommand({ FunctionName: 'OpenCaseFunction', Payload: '{}' }));
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

test('a function that never ran has no log, and --follow waits for one', async () => {
  const { code, stderr } = await stepwell(server.url, 'logs', 'CloseCaseFunction');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: no log group \/aws\/lambda\/CloseCaseFunction: .*\n$/);

  const following = new RunningCommand(server.url, ['logs', 'OpenCaseFunction', '--follow']);
  await invoke();
  await vi.waitFor(() => expect(following.stdout).toMatch(/ {2}REPORT RequestId: /), { timeout: 20_000 });
  await invoke();
  await vi.waitFor(() => expect(count(following.stdout, / {2}REPORT /g)).toBe(2), { timeout: 20_000 });
  following.kill('SIGTERM');
  await following.ended();
  expect(count(following.stdout, / {2}START /g)).toBe(2);
});

test('lines carry their time, and a log group can be named whole', async () => {
  await invoke();
  const { code, stdout } = await stepwell(server.url, 'logs', '/aws/lambda/OpenCaseFunction', '--since', '1h');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}START RequestId: /m);
  expect((await stepwell(server.url, 'logs', 'OpenCaseFunction', '--since', 'x')).stderr).toMatch(/Give a duration/);
});

test('--export writes every event as a line of JSON', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-export-'));
  const file = join(folder, 'events.jsonl');
  const run = (name: string, target: string) => stepwell(server.url, 'logs', name, '--export', target);
  await invoke();
  expect(await run('OpenCaseFunction', file)).toEqual({ code: 0, stdout: '', stderr: '' });
  const text = readFileSync(file, 'utf8');
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(events.at(0)).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    logStreamName: expect.stringContaining('[$LATEST]'),
    message: expect.stringMatching(/^(INIT_START|START) /),
  });
  expect((await run('OpenCaseFunction', '-')).stdout).toBe(text);
  expect((await run('OpenCaseFunction', join(folder, 'no', 'file'))).stderr).toMatch(/^error: cannot write /);
  const missing = join(folder, 'missing.jsonl');
  expect((await run('AssignCaseFunction', missing)).code).toBe(1);
  expect(existsSync(missing)).toBe(false);
  rmSync(folder, { recursive: true });
});
