/** What functions cost: their start in each isolation, the way into one that runs, how many run per second, and their memory. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { systemRandom } from '../src/base/random.ts';
import type { FunctionVersion } from '../src/runtimes/function-version.ts';
import { Interpreters } from '../src/runtimes/interpreters.ts';
import { chooseIsolation } from '../src/runtimes/isolation/choose-isolation.ts';
import type { IsolationMode } from '../src/runtimes/isolation/isolation.ts';
import { usedBytes } from '../src/runtimes/memory.ts';
import { TEXT_LOGGING } from '../src/runtimes/platform-log.ts';
import { EnvironmentPool } from '../src/runtimes/pool.ts';
import { withBenchServer } from './bench-server.ts';
import { createFunctions } from './call-center.ts';
import { type Figure, figures } from './figure.ts';
import type { Settings } from './measurements.ts';
import { processUsage } from './process-usage.ts';
import { quantile } from './quantile.ts';
import { invokeRequest, measureRequests } from './raw-client.ts';

const ISOLATIONS: readonly IsolationMode[] = ['process', 'bwrap'];

/** Starts without spare processes, so that what is measured is a start; in pairs with a plain `node -e 0`. */
export async function measureColdStarts({ quick, folder }: Settings): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true });
  const code = mkdtempSync(join(folder, 'functions-'));
  writeFileSync(join(code, 'index.cjs'), 'exports.handler = async (event) => event;');
  const measured: Figure[] = [];
  for (const mode of ISOLATIONS) {
    const isolation = await chooseIsolation(mode, code).catch(() => undefined);
    if (isolation === undefined) continue;
    const pool = new EnvironmentPool(
      {
        clock: systemClock,
        random: systemRandom,
        endpoint: () => '',
        logSink: { write() {} },
        credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
        interpreters: new Interpreters(),
        isolation,
      },
      { sparesMax: 0 },
    );
    const [plainMs, coldMs]: [number[], number[]] = [[], []];
    for (let i = 0; i < (quick ? 5 : 20); i++) {
      plainMs.push(await timed(async () => void spawnSync(process.execPath, ['-e', '0'])));
      coldMs.push(await timed(() => invoke(pool, fn(`cold-${i}`, code))));
    }
    const warm = fn('warm', code);
    for (let i = 0; i < 500; i++) await invoke(pool, warm);
    const warmMs: number[] = [];
    for (let i = 0; i < (quick ? 1000 : 10_000); i++) warmMs.push(await timed(() => invoke(pool, warm)));
    measured.push(
      ...figures({
        [`${mode}: node -e 0: p50`]: [quantile(plainMs, 0.5), 'ms'],
        [`${mode}: cold start: p50`]: [quantile(coldMs, 0.5), 'ms'],
        [`${mode}: cold start by node -e 0`]: [quantile(coldMs, 0.5) / quantile(plainMs, 0.5), ''],
        [`${mode}: warm overhead: p50`]: [quantile(warmMs, 0.5), 'ms'],
        [`${mode}: warm overhead: p99`]: [quantile(warmMs, 0.99), 'ms'],
        [`${mode}: memory per environment`]: [meanMb(pool.pids), 'MB'],
      }),
    );
    await pool.close();
    isolation.close();
  }
  rmSync(code, { recursive: true });
  return measured;
}

/** Over raw HTTP with connections that stay open; the function does nothing. */
export async function measureThroughput({ quick, folder }: Settings): Promise<readonly Figure[]> {
  const measured: Figure[] = [];
  for (const mode of ISOLATIONS) {
    const run = withBenchServer(
      folder,
      async ({ url, pid }) => {
        const names = await createFunctions(url, 8);
        const measure = (functionNames: readonly string[]) => {
          const requests = Array.from({ length: 32 }, (_, i) =>
            invokeRequest(url, functionNames[i % functionNames.length] as string, '{"inputCaseID":"001"}'),
          );
          return measureRequests(url, requests, quick ? 1000 : 5000);
        };
        const before = processUsage(pid);
        const one = await measure(names.slice(0, 1));
        const after = processUsage(pid);
        const cpuMs = before && after && (after.cpuMs - before.cpuMs) / one.answeredCount;
        const functionsCpuMs =
          before && after && (after.descendantsCpuMs - before.descendantsCpuMs) / one.answeredCount;
        return figures({
          [`${mode}: invocations, one function`]: [one.perSecond, '/s'],
          [`${mode}: server CPU per invocation`]: [cpuMs, 'ms'],
          [`${mode}: functions' CPU per invocation`]: [functionsCpuMs, 'ms'],
          [`${mode}: invocations, eight functions`]: [(await measure(names)).perSecond, '/s'],
        });
      },
      ['--isolation', mode, '--iam', 'off'],
    );
    measured.push(...(await run.catch(() => [])));
  }
  return measured;
}

async function invoke(pool: EnvironmentPool, version: FunctionVersion): Promise<void> {
  const lease = await pool.acquire(version);
  const { payload, functionError } = await lease.invoke({
    requestId: 'r',
    event: '{"a":1}',
    invokedFunctionArn: 'arn',
  });
  if (functionError !== undefined) throw new Error(payload);
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await act();
  return performance.now() - startMs;
}

function meanMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (usedBytes(pid) ?? 0), 0) / pids.length / 1024 / 1024;
}

function fn(key: string, directory: string): FunctionVersion {
  return {
    key,
    name: key,
    version: '$LATEST',
    region: 'us-east-1',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    memoryMb: 128,
    timeoutMs: 10_000,
    roleArn: 'role',
    variables: {},
    logGroup: key,
    logging: TEXT_LOGGING,
    ephemeralMb: 512,
    codeDirectory: async () => directory,
  };
}
