/**
 * kill -9 of the real process, on SQLite, in the middle of Map Runs: every item is processed, by one child execution, and the
 * counts are right. STEPWELL_CRASH_SEED repeats the choice of moments.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeMapRunCommand,
  type DescribeMapRunCommandOutput,
  type ExecutionListItem,
  ListMapRunsCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { RandomStream, systemRandom } from '../../src/base/random.ts';
import { createMachineRole } from '../support/machine-role.ts';

const ITEMS = 3000;
const BATCH = 3;
const KILLS = 5;
const PATIENCE_MS = 60_000;
const ROLE = 'arn:aws:iam::000000000000:role/everything';
const TYPES = ['STANDARD', 'EXPRESS'] as const;

/** Some children are under way for a while, whenever the process is killed. */
const PROCESSOR = {
  StartAt: 'Kind',
  States: {
    Kind: {
      Type: 'Choice',
      Choices: [{ Variable: '$.Items[0]', StringMatches: '*7', Next: 'Slow' }],
      Default: 'Quick',
    },
    Slow: { Type: 'Wait', Seconds: 1, Next: 'Quick' },
    Quick: { Type: 'Pass', OutputPath: '$.Items', End: true },
  },
};

const definition = (ExecutionType: string) => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 50,
      ItemBatcher: { MaxItemsPerBatch: BATCH },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...PROCESSOR },
      End: true,
    },
  },
});

describe.each(TYPES)('kill -9 while a Map Run with %s children runs', (type) => {
  const seed = process.env['STEPWELL_CRASH_SEED'] ?? systemRandom.seed();
  const random = new RandomStream(seed);
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-crash-map-run-'));
  const items = Array.from({ length: ITEMS }, (_, i) => `${i}`);
  let server: ServerProcess;
  let sfn: SFNClient;
  let execution: DescribeExecutionCommandOutput;
  let mapRun: DescribeMapRunCommandOutput;
  /** How many items had been processed when the process was killed. */
  const seen: number[] = [];

  beforeAll(async () => {
    console.log(`STEPWELL_CRASH_SEED=${seed}`);
    await boot();
    const executionArn = await start();
    for (let i = 0; i < KILLS; i++) {
      await pause(200 + random.nextFraction() * 400);
      seen.push((await describeMapRun(executionArn))?.itemCounts?.succeeded ?? 0);
      await server.stop('SIGKILL');
      await boot();
    }
    execution = await ended(executionArn);
    mapRun = (await describeMapRun(executionArn)) as DescribeMapRunCommandOutput;
  }, 3 * PATIENCE_MS);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('it was killed while it was at work', () => {
    expect(seen.some((count) => count > 0 && count < ITEMS)).toBe(true);
  });

  test('every item is processed once, and the results stand in their order', () => {
    expect(execution.status).toBe('SUCCEEDED');
    expect((JSON.parse(execution.output ?? '') as string[][]).flat()).toEqual(items);
  });

  test('the counts are right', () => {
    expect(mapRun.status).toBe('SUCCEEDED');
    expect(mapRun.itemCounts).toMatchObject({ succeeded: ITEMS, total: ITEMS, running: 0, pending: 0 });
    expect(mapRun.executionCounts).toMatchObject({ succeeded: ITEMS / BATCH, total: ITEMS / BATCH });
  });

  test.skipIf(type === 'EXPRESS')('no item has two children', async () => {
    const children: ExecutionListItem[] = [];
    const { mapRunArn } = mapRun;
    for await (const page of paginateListExecutions({ client: sfn }, { mapRunArn }))
      children.push(...(page.executions ?? []));
    expect(children.map(({ status, itemCount }) => [status, itemCount])).toEqual(
      Array.from({ length: ITEMS / BATCH }, () => ['SUCCEEDED', BATCH]),
    );
  });

  async function boot(): Promise<void> {
    server = await startServer(['--data-dir', join(folder, 'data')]);
    sfn = new SFNClient(config());
  }

  function config() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  }

  async function start(): Promise<string> {
    await createMachineRole(new IAMClient(config()), 'everything', 'states:*');
    const created = await sfn.send(
      new CreateStateMachineCommand({ name: 'map', roleArn: ROLE, definition: JSON.stringify(definition(type)) }),
    );
    const { stateMachineArn } = created;
    const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(items) }));
    return started.executionArn ?? '';
  }

  async function describeMapRun(executionArn: string): Promise<DescribeMapRunCommandOutput | undefined> {
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    const [first] = mapRuns;
    return first && sfn.send(new DescribeMapRunCommand({ mapRunArn: first.mapRunArn }));
  }

  async function ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    for (const deadlineMs = Date.now() + PATIENCE_MS; ; ) {
      const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (described.status !== 'RUNNING') return described;
      if (Date.now() > deadlineMs) throw new Error('the execution does not end');
      await pause(50);
    }
  }
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
