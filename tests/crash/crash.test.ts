/**
 * kill -9 of the real process, on SQLite, while hundreds of executions run: nothing that was acknowledged is lost, no function
 * runs twice for one attempt, and no history has a gap. STEPWELL_CRASH_SEED repeats the choice of moments.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { RandomStream, systemRandom } from '../../src/base/random.ts';
import { attemptsOf } from './attempts.ts';
import { deploy, type Machines, TIER_2, UNKNOWN_OUTCOME } from './case-machine.ts';

const EXECUTIONS = 500;
const CLIENTS = 16;
const KILLS_WHILE_STARTING = 4;
const KILLS_AFTERWARDS = 2;
/** How long an answer or an end may take on a busy machine before the test gives up. */
const PATIENCE_MS = 120_000;

interface Start {
  readonly name: string;
  readonly machine: keyof Machines;
  readonly arn: string;
  readonly input: string;
  /** When it was acknowledged: the start date in the answer. */
  startMs?: number;
  /** A start was asked for, and no answer came. */
  inDoubt: boolean;
}

interface Ended {
  readonly start: Start;
  readonly execution: DescribeExecutionCommandOutput;
  readonly history: readonly HistoryEvent[];
}

describe('kill -9 while executions run', () => {
  const seed = process.env['STEPWELL_CRASH_SEED'] ?? systemRandom.seed();
  const random = new RandomStream(seed);
  const upTo = (max: number) => Math.floor(random.nextFraction() * max);
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-crash-'));
  const runsFile = join(folder, 'runs');
  const args = ['--data-dir', join(folder, 'data'), '--isolation', 'process'];
  let server: ServerProcess;
  let sfn: SFNClient;
  let machines: Machines;
  let starts: readonly Start[];
  /** Starts that were not answered. */
  let doubts = 0;
  const refusals: SFNServiceException[] = [];
  let ended: readonly Ended[];
  let runs: ReadonlyMap<string, number>;

  beforeAll(async () => {
    console.log(`STEPWELL_CRASH_SEED=${seed}`);
    await boot();
    machines = await deploy(configOf(server.url), runsFile);
    starts = Array.from({ length: EXECUTIONS }, (_, i) => {
      const machine = i % 2 === 0 ? 'retrying' : 'plain';
      const name = `case-${i}`;
      const arn = `${machines[machine].replace(':stateMachine:', ':execution:')}:${name}`;
      return { name, machine, arn, input: JSON.stringify({ resolved: i % 3 !== 0 }), inDoubt: false };
    });
    await startAndKill();
    for (let i = 0; i < KILLS_AFTERWARDS; i++) {
      await pause(upTo(500));
      await killAndBoot();
    }
    await untilAllEnded();
    await settleDoubts();
    await untilAllEnded();
    ended = await readAll();
    runs = countRuns();
  }, 3 * PATIENCE_MS);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the kills met starts without an answer and functions that ran, and nothing else went wrong', () => {
    expect(refusals).toEqual([]);
    expect(doubts).toBeGreaterThan(0);
    const attempts = ended.flatMap(({ history }) => attemptsOf(history));
    expect(attempts.filter(({ error }) => error === UNKNOWN_OUTCOME).length).toBeGreaterThan(0);
    const others = attempts.filter(({ error }) => error !== undefined && error !== UNKNOWN_OUTCOME);
    expect(others).toEqual([]);
  });

  test('every acknowledged execution reaches the end that its definition demands', () => {
    const endings = ended.map(({ start, execution, history }) => {
      const { status, cause, error, output } = execution;
      const interrupted = attemptsOf(history).some((attempt) => attempt.error === UNKNOWN_OUTCOME);
      if (start.machine === 'plain' && interrupted) return [start.name, status, error] as const;
      return [start.name, status, status === 'SUCCEEDED' ? output : cause] as const;
    });
    const demanded = ended.map(({ start, history }) => {
      const interrupted = attemptsOf(history).some((attempt) => attempt.error === UNKNOWN_OUTCOME);
      if (start.machine === 'plain' && interrupted) return [start.name, 'FAILED', UNKNOWN_OUTCOME];
      return start.input === '{"resolved":true}'
        ? [start.name, 'SUCCEEDED', '{"resolved":true,"last":"Close"}']
        : [start.name, 'FAILED', TIER_2];
    });
    expect(ended).toHaveLength(EXECUTIONS);
    expect(endings).toEqual(demanded);
  });

  test('no function ran twice for one attempt, and none without its Started event', () => {
    const twice = [...runs].filter(([, count]) => count > 1);
    expect(twice).toEqual([]);
    const attempts = ended.flatMap(({ start, history }) =>
      attemptsOf(history).map((attempt) => ({ key: `${start.name} ${attempt.state} ${attempt.no}`, ...attempt })),
    );
    const started = new Set(attempts.filter((attempt) => attempt.started).map(({ key }) => key));
    expect([...runs.keys()].filter((key) => !started.has(key))).toEqual([]);
    const succeeded = attempts.filter(({ outcome }) => outcome === 'succeeded').map(({ key }) => key);
    expect(succeeded.filter((key) => !runs.has(key))).toEqual([]);
    expect(attempts.filter(({ outcome }) => outcome === 'open')).toEqual([]);
  });

  test('no history has a gap', () => {
    for (const { execution, history } of ended) {
      expect(history.map(({ id }) => id)).toEqual(history.map((_, i) => i + 1));
      for (const { id = 0, previousEventId = -1 } of history) {
        expect(previousEventId).toBeGreaterThanOrEqual(0);
        expect(previousEventId).toBeLessThan(id);
      }
      expect(history[0]?.type).toBe('ExecutionStarted');
      expect(history.at(-1)?.type).toBe(`Execution${execution.status === 'SUCCEEDED' ? 'Succeeded' : 'Failed'}`);
    }
  });

  test('an execution is the same in its answer, in Describe and in the list', async () => {
    const listed = new Map<string, unknown>();
    for (const stateMachineArn of Object.values(machines)) {
      for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
        for (const { executionArn = '', status, startDate, stopDate } of executions)
          listed.set(executionArn, { status, startDate, stopDate });
    }
    expect(listed.size).toBe(EXECUTIONS);
    for (const { start, execution } of ended) {
      const { status, startDate, stopDate } = execution;
      expect(listed.get(start.arn)).toEqual({ status, startDate, stopDate });
      expect(startDate?.getTime()).toBe(start.startMs);
    }
  });

  test('a name that was used stays taken', async () => {
    for (const start of starts.slice(0, 20))
      await expect(startOne(start)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  async function boot(): Promise<void> {
    server = await startServer(args);
    sfn?.destroy();
    sfn = new SFNClient(configOf(server.url));
  }

  async function killAndBoot(): Promise<void> {
    await server.stop('SIGKILL');
    await boot();
  }

  /** Clients start one execution after the other; the server is killed when so many are acknowledged, or a little later. */
  async function startAndKill(): Promise<void> {
    const moments = Array.from({ length: KILLS_WHILE_STARTING }, () => upTo(EXECUTIONS)).sort((a, b) => a - b);
    const rest = starts.values();
    let killing: Promise<void> | undefined;
    const client = async () => {
      for (const start of rest) {
        await killing;
        await startOne(start).catch((error) => {
          // A refusal is no crash.
          if (error instanceof SFNServiceException) refusals.push(error);
        });
        if (killing === undefined && acknowledged().length >= (moments[0] ?? Number.POSITIVE_INFINITY)) {
          moments.shift();
          killing = pause(upTo(100))
            .then(killAndBoot)
            .finally(() => {
              killing = undefined;
            });
        }
      }
      await killing;
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  function acknowledged(): readonly Start[] {
    return starts.filter(({ startMs }) => startMs !== undefined);
  }

  async function startOne(start: Start): Promise<void> {
    const { name, machine, input } = start;
    start.inDoubt = start.startMs === undefined;
    const request = new StartExecutionCommand({ stateMachineArn: machines[machine], name, input });
    const { executionArn, startDate } = await sfn.send(request, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
    expect(executionArn).toBe(start.arn);
    start.startMs = startDate?.getTime() ?? 0;
    start.inDoubt = false;
  }

  /** What was not acknowledged is there wholly or not at all; asked for again, it is answered accordingly. */
  async function settleDoubts(): Promise<void> {
    for (const start of starts.filter(({ inDoubt }) => inDoubt)) {
      doubts++;
      const existing = await describeOne(start);
      const again = await startOne(start).catch((error: Error) => error.name);
      expect(again).toBe(existing === undefined ? undefined : 'ExecutionAlreadyExists');
      if (existing !== undefined) start.startMs = existing.startDate?.getTime() ?? 0;
    }
  }

  async function describeOne({ arn }: Start): Promise<DescribeExecutionCommandOutput | undefined> {
    try {
      return await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  async function untilAllEnded(): Promise<void> {
    const giveUpMs = Date.now() + PATIENCE_MS;
    for (const stateMachineArn of Object.values(machines)) {
      const request = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
      while (((await sfn.send(request)).executions ?? []).length > 0) {
        if (Date.now() > giveUpMs) throw new Error('some executions do not end');
        await pause(100);
      }
    }
  }

  async function readAll(): Promise<readonly Ended[]> {
    const read: Ended[] = [];
    for (const start of starts) {
      const execution = await describeOne(start);
      if (execution === undefined) continue;
      const history: HistoryEvent[] = [];
      for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn }, { executionArn: start.arn }))
        history.push(...events);
      read.push({ start, execution, history });
    }
    return read;
  }

  function countRuns(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    const lines = existsSync(runsFile) ? readFileSync(runsFile, 'utf8').split('\n') : [];
    for (const line of lines.filter((text) => text !== '')) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  }
});

function configOf(endpoint: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
