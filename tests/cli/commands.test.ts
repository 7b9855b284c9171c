/** The commands that work on a server, each as a user meets it: a process, its output and its exit code. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStateMachineCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { callCenter, RunningCommand, stepwell } from './stepwell-command.ts';

const CLOSED = '{"Case":"001","Status":1,"Message":"Case 001: opened...assigned...resolved...closed."}';
const LINES_OF_CALL_CENTER = 8;

const root = mkdtempSync(join(tmpdir(), 'stepwell-commands-'));
let server: ServerProcess;
let sfn: SFNClient;

beforeAll(async () => {
  server = await startServer(['--memory']);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sfn = new SFNClient({ endpoint: server.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  sfn.destroy();
  await server.stop();
  rmSync(root, { recursive: true });
});

const command = (...args: readonly string[]) => stepwell(server.url, ...args);
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

/** A machine without functions, in a folder of its name. */
function machineFolder(name: string, states: Readonly<Record<string, object>>): string {
  const folder = join(root, name);
  const role = readFileSync(join(callCenter, 'roles', 'step_functions_basic_execution.json'), 'utf8');
  mkdirSync(join(folder, 'roles'), { recursive: true });
  writeFileSync(join(folder, 'roles', `${name}-role.json`), role);
  const definition = { StartAt: Object.keys(states)[0], States: states };
  writeFileSync(join(folder, 'definition.asl.json'), JSON.stringify(definition));
  return folder;
}

describe('stepwell deploy', () => {
  test('creates everything, then changes only what differs', async () => {
    const folder = join(root, 'call-center');
    cpSync(callCenter, folder, { recursive: true });
    const outcomes = async () => {
      const { code, stdout, stderr } = await command('deploy', folder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.at(-1)).toBe(arnOf('call-center'));
      return lines.slice(0, LINES_OF_CALL_CENTER).map((line) => line.split(/ {2,}/));
    };
    const created = await outcomes();
    expect(created).toHaveLength(LINES_OF_CALL_CENTER);
    expect(new Set(created.map(([outcome]) => outcome))).toEqual(new Set(['created']));
    expect(new Set((await outcomes()).map(([outcome]) => outcome))).toEqual(new Set(['unchanged']));

    writeFileSync(join(folder, 'functions', 'OpenCaseFunction.js'), 'exports.handler = async () => ({});');
    writeFileSync(
      join(folder, 'functions', 'CloseCaseFunction.json'),
      '{"Timeout":7,"Environment":{"Variables":{"TABLE":"cases"}}}',
    );
    const role = join(folder, 'roles', 'lambda_basic_execution.json');
    const inlinePolicies = {
      own: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
    };
    writeFileSync(role, JSON.stringify({ ...JSON.parse(readFileSync(role, 'utf8')), inlinePolicies }));
    const changed = (await outcomes()).filter(([outcome]) => outcome === 'updated').map(([, ...what]) => what);
    expect(changed).toEqual([
      ['role', 'lambda_basic_execution'],
      ['function', 'CloseCaseFunction'],
      ['function', 'OpenCaseFunction'],
    ]);
    expect(new Set((await outcomes()).map(([outcome]) => outcome))).toEqual(new Set(['unchanged']));
  });

  test('puts the ARNs of the functions in the places of their states', async () => {
    const stateMachineArn = arnOf('Named');
    expect((await command('deploy', callCenter, '--name', 'Named')).code).toBe(0);
    const { definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const { States } = JSON.parse(definition) as { States: Record<string, { Resource?: string }> };
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function';
    expect(States['Work on Case']?.Resource).toBe(`${arn}:WorkOnCaseFunction`);
    expect(definition).not.toContain('FUNCTION_NAME');
  });

  test('changes nothing when a file is wrong', async () => {
    const folder = machineFolder('wrong', { A: { Type: 'Succeed' } });
    writeFileSync(join(folder, 'roles', 'wrong-role.json'), '{"trustPolicy":{},"managedPolicies":[]}');
    const { code, stdout, stderr } = await command('deploy', folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: the state machine needs one role .*states\.amazonaws\.com; none does\n$/);
  });

  test('passes on what the service refuses, in one line', async () => {
    const { code, stderr } = await command('deploy', machineFolder('refused', { A: { Type: 'Pass', Next: 'B' } }));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: state machine refused: InvalidDefinition: .*MISSING_TRANSITION_TARGET.*\n$/);
  });
});

describe('stepwell run', () => {
  test('shows the history and the outcome, and exits with 0 or with 2', async () => {
    await command('deploy', callCenter, '--name', 'Runs');
    const seen = new Map<number | null, string>();
    for (let n = 1; seen.size < 2 && n <= 100; n++) {
      const { code, stdout } = await command('run', 'Runs', '--input', '{"inputCaseID":"001"}', '--name', `n${n}`);
      seen.set(code, stdout);
    }
    const [succeeded, failed] = [seen.get(0) ?? '', seen.get(2) ?? ''];
    expect(succeeded).toMatch(/^arn:aws:states:us-east-1:000000000000:execution:Runs:n\d+\n/);
    expect(succeeded).toMatch(/^24 {2}ExecutionSucceeded {2}/m);
    expect(succeeded).toMatch(/^15 {2}LambdaFunctionSucceeded {2}Work on Case {6}WorkOnCaseFunction {2}/m);
    expect(succeeded.trimEnd().split('\n').slice(-2)).toEqual([
      expect.stringMatching(/^SUCCEEDED after \d+ ms$/),
      CLOSED,
    ]);
    expect(failed).toMatch(/\nFAILED after \d+ ms\ncause: Engage Tier 2 Support\.\n$/);
    const ids = [...failed.matchAll(/^ *(\d+) {2}[A-Z]/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  });

  test('follows while it runs, and says how it was ended by others', async () => {
    const folder = machineFolder('waits', { Wait: { Type: 'Wait', Seconds: 3600, End: true } });
    await command('deploy', folder);
    const running = new RunningCommand(server.url, ['run', 'waits', '--name', 'stopped']);
    await vi.waitFor(() => expect(running.stdout).toContain('WaitStateEntered'), { timeout: 20_000 });
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:waits:stopped';
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'no patience' }));
    const { code, stdout } = await running.ended();
    expect(code).toBe(4);
    expect(stdout).toMatch(/\nABORTED after \d+ ms\nerror: Enough\ncause: no patience\n$/);
  });

  test('leaves the execution running on Ctrl-C', async () => {
    const running = new RunningCommand(server.url, ['run', 'waits', '--name', 'left']);
    await vi.waitFor(() => expect(running.stdout).toContain('WaitStateEntered'), { timeout: 20_000 });
    running.kill('SIGINT');
    const { code, stderr } = await running.ended();
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringMatching(/goes on: .*:waits:left\n$/) });
  });

  test('says in one line what cannot be run', async () => {
    const { code, stderr } = await command('run', 'nobody');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: StateMachineDoesNotExist: .*nobody'\n$/);
    expect((await command('run', 'waits', '--input', '{')).stderr).toMatch(/^error: .*--input.*Give JSON\. .*\n$/);
  });
});

describe('stepwell list', () => {
  test('shows state machines and functions, and that there are none', async () => {
    await command('deploy', callCenter, '--name', 'Listed');
    const { code, stdout } = await command('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Listed {2,}STANDARD {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
    expect(stdout).toMatch(/^OpenCaseFunction {2,}nodejs22\.x {2}\d{4}-/m);
    expect((await command('list', '--region', 'eu-west-1')).stdout.match(/^none$/gm)).toHaveLength(2);
  });
});

describe('an endpoint', () => {
  test('where nothing answers is named', async () => {
    const idle = await startServer(['--memory']);
    await idle.stop();
    const { code, stderr } = await stepwell(undefined, 'list', '--endpoint', idle.url);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^error: nothing answers at ${idle.url} .*ECONNREFUSED.*stepwell start.*\\n$`));
  });

  test('that is no URL is refused', async () => {
    expect((await stepwell('nowhere', 'list')).stderr).toMatch(/^error: .*AWS_ENDPOINT_URL.*Give a URL.*\n$/);
  });
});
