/**
 * kill -9 of the real process, on SQLite, while executions start others and wait for their end: none is started twice, each end
 * reaches whoever waits for it, and what a stopped one had started is stopped. STEPWELL_CRASH_SEED repeats the choice of moments.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { RandomStream, systemRandom } from '../../src/base/random.ts';
import { createMachineRole } from '../support/machine-role.ts';

const PARENTS = 150;
const CLIENTS = 8;
const KILLS = 6;
/** Every so many parents one is stopped while it may wait for its child. */
const STOPPED_EVERY = 5;
const PATIENCE_MS = 60_000;
const ROLE = 'arn:aws:iam::000000000000:role/everything';
const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const CHILD = {
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Done' }, Done: { Type: 'Pass', End: true } },
};
const PARENT = {
  StartAt: 'Start',
  States: {
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Parameters: { StateMachineArn: machineArn('child'), Input: { 'parent.$': '$$.Execution.Id' } },
      ResultSelector: { 'parent.$': '$.Output.parent' },
      End: true,
    },
  },
};

describe('kill -9 while executions wait for others', () => {
  const seed = process.env['STEPWELL_CRASH_SEED'] ?? systemRandom.seed();
  const random = new RandomStream(seed);
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-crash-nested-'));
  let server: ServerProcess;
  let sfn: SFNClient;
  let parents: readonly DescribeExecutionCommandOutput[];
  let children: readonly DescribeExecutionCommandOutput[];
  const stopped = new Set<string>();

  beforeAll(async () => {
    console.log(`STEPWELL_CRASH_SEED=${seed}`);
    await boot();
    await deploy();
    const work = startAll();
    for (let i = 0; i < KILLS; i++) {
      await pause(random.nextFraction() * 700);
      await server.stop('SIGKILL');
      await boot();
    }
    await work;
    await untilNoneRuns('parent');
    await untilNoneRuns('child');
    parents = await describeAll('parent');
    children = await describeAll('child');
  }, 3 * PATIENCE_MS);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('each parent that was not stopped saw the end of its own child', () => {
    const unfinished = parents.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'ABORTED');
    expect(unfinished).toEqual([]);
    const went = parents.filter(({ status }) => status === 'SUCCEEDED');
    expect(went.length).toBeGreaterThanOrEqual(PARENTS - stopped.size);
    for (const { executionArn, output } of went) expect(output).toBe(`{"parent":"${executionArn}"}`);
  });

  test('no parent has two children', () => {
    const owners = children.map(({ input = '' }) => JSON.parse(input).parent as string);
    expect(owners.filter((owner, i) => owners.indexOf(owner) !== i)).toEqual([]);
    expect(children.length).toBeGreaterThanOrEqual(PARENTS - stopped.size);
  });

  test('the children of stopped parents were stopped, unless they had ended', () => {
    const ends = new Set(children.map(({ status }) => status));
    expect([...ends].sort()).toEqual(['ABORTED', 'SUCCEEDED']);
    const aborted = children.filter(({ status }) => status === 'ABORTED');
    for (const { input = '' } of aborted) expect(stopped).toContain(JSON.parse(input).parent);
  });

  async function boot(): Promise<void> {
    server = await startServer(['--data-dir', join(folder, 'data')]);
    sfn = new SFNClient(config());
  }

  function config() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  }

  async function deploy(): Promise<void> {
    await createMachineRole(new IAMClient(config()), 'everything', 'states:*');
    for (const [name, definition] of Object.entries({ child: CHILD, parent: PARENT })) {
      await sfn.send(new CreateStateMachineCommand({ name, roleArn: ROLE, definition: JSON.stringify(definition) }));
    }
  }

  /** Starts every parent, however often the server dies, and stops some. */
  async function startAll(): Promise<void> {
    const numbers = Array.from({ length: PARENTS }, (_, n) => n).values();
    const lines = Array.from({ length: CLIENTS }, async () => {
      for (const n of numbers) {
        const name = `p${n}`;
        const executionArn = `arn:aws:states:us-east-1:000000000000:execution:parent:${name}`;
        await persistently(() => start(name));
        if (n % STOPPED_EVERY !== 0) continue;
        stopped.add(executionArn);
        await persistently(() => sfn.send(new StopExecutionCommand({ executionArn })));
      }
    });
    await Promise.all(lines);
  }

  /** A start whose answer was lost may have ended by now. */
  async function start(name: string): Promise<void> {
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn('parent'), name }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  async function untilNoneRuns(name: string): Promise<void> {
    const deadlineMs = Date.now() + PATIENCE_MS;
    while ((await listAll(name, 'RUNNING')).length > 0) {
      if (Date.now() > deadlineMs) throw new Error(`executions of ${name} do not end`);
      await pause(50);
    }
  }

  async function listAll(name: string, statusFilter?: 'RUNNING'): Promise<readonly string[]> {
    const arns: string[] = [];
    const query = { stateMachineArn: machineArn(name), ...(statusFilter === undefined ? {} : { statusFilter }) };
    for await (const { executions = [] } of paginateListExecutions({ client: sfn }, query)) {
      arns.push(...executions.map(({ executionArn = '' }) => executionArn));
    }
    return arns;
  }

  async function describeAll(name: string): Promise<readonly DescribeExecutionCommandOutput[]> {
    const arns = await listAll(name);
    return Promise.all(arns.map((executionArn) => sfn.send(new DescribeExecutionCommand({ executionArn }))));
  }
});

/** Until the server lives and answers. */
async function persistently<T>(call: () => Promise<T>): Promise<T> {
  for (const deadlineMs = Date.now() + PATIENCE_MS; ; ) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await pause(50);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
