/** The parts of the benchmark. Each has a server and a data directory of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startBenchServer, withBenchServer } from './bench-server.ts';
import { createFunctions, deployResolvingCallCenter } from './call-center.ts';
import { type Figure, figures } from './figure.ts';
import type { ExecutionFigures, InvocationFigures, LoadTask } from './load.ts';
import { processUsage } from './process-usage.ts';
import { quantile } from './quantile.ts';

export interface Settings {
  /** Shorter, and less exact. */
  readonly quick: boolean;
  /** The folder in which each part makes its data directory. */
  readonly folder: string;
}

export async function measureStartUp({ quick, folder }: Settings): Promise<readonly Figure[]> {
  const starts: { readonly readyMs: number; readonly residentMb: number | undefined }[] = [];
  for (let i = 0; i < (quick ? 3 : 11); i++)
    await withBenchServer(folder, async ({ readyMs, pid }) => {
      starts.push({ readyMs, residentMb: processUsage(pid)?.residentMb });
    });
  return figures({
    'ready after': [
      quantile(
        starts.map(({ readyMs }) => readyMs),
        0.5,
      ),
      'ms',
    ],
    'server memory, idle': [starts.at(-1)?.residentMb, 'MB'],
  });
}

export function measureInvocations({ quick, folder }: Settings): Promise<readonly Figure[]> {
  return withBenchServer(folder, async (server) => {
    await deployResolvingCallCenter(server.url);
    const coldFunctions = await createFunctions(server.url, quick ? 4 : 20);
    const task: LoadTask = { type: 'invocations', endpoint: server.url, coldFunctions, warmCount: quick ? 200 : 2000 };
    const { coldMs, warmMs } = await load<InvocationFigures>(task);
    return figures({
      'invocation, cold: p50': [quantile(coldMs, 0.5), 'ms'],
      'invocation, cold: highest': [quantile(coldMs, 1), 'ms'],
      'invocation, warm: p50': [quantile(warmMs, 0.5), 'ms'],
      'invocation, warm: p99': [quantile(warmMs, 0.99), 'ms'],
    });
  });
}

/** One unit is StartExecution until the execution has ended, five functions and 24 events later. */
export async function measureExecutions(concurrency: number, { quick, folder }: Settings): Promise<readonly Figure[]> {
  const server = await startBenchServer(folder);
  try {
    const stateMachineArn = await deployResolvingCallCenter(server.url);
    const bytesBefore = server.dataBytes();
    const task: LoadTask = {
      type: 'executions',
      endpoint: server.url,
      stateMachineArn,
      concurrency,
      warmUpMs: quick ? 1000 : 4000,
      measuredMs: quick ? 2000 : 15_000,
    };
    const usageBefore = processUsage(server.pid);
    const run = await load<ExecutionFigures>(task);
    const usage = processUsage(server.pid);
    await server.stop();
    const bytes = server.dataBytes() - bytesBefore;
    const perExecution = (before?: number, after?: number) =>
      before === undefined || after === undefined ? undefined : (after - before) / run.startedCount;
    const name = `call center, ${concurrency} at a time`;
    return figures({
      [name]: [(1000 * run.latenciesMs.length) / task.measuredMs, '/s'],
      [`${name}: p50`]: [quantile(run.latenciesMs, 0.5), 'ms'],
      [`${name}: p99`]: [quantile(run.latenciesMs, 0.99), 'ms'],
      [`${name}: server CPU per execution`]: [perExecution(usageBefore?.cpuMs, usage?.cpuMs), 'ms'],
      [`${name}: functions' CPU per execution`]: [
        perExecution(usageBefore?.descendantsCpuMs, usage?.descendantsCpuMs),
        'ms',
      ],
      [`${name}: load process' CPU per execution`]: [run.cpuMs / run.startedCount, 'ms'],
      [`${name}: ListExecutions per execution`]: [run.pollCount / run.startedCount, ''],
      [`${name}: server memory, highest`]: [usage?.residentMbMax, 'MB'],
      [`${name}: on disk per execution`]: [bytes / run.startedCount / 1024, 'KiB'],
    });
  } finally {
    await server.remove();
  }
}

async function load<Result extends ExecutionFigures | InvocationFigures>(task: LoadTask): Promise<Result> {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the load process ended with code ${code}`);
  });
  exited.catch(() => {});
  const answered = once(child, 'message');
  child.send(task);
  const [result] = await Promise.race([answered, exited]);
  return result as Result;
}
