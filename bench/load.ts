/**
 * The load process: does one task that the benchmark sends it and answers with what it measured. It runs apart from the
 * benchmark and the server, so that its own work can be told from theirs.
 */
import { LoadedExecutions } from './loaded-executions.ts';
import { SignedClient } from './signed-client.ts';

export type LoadTask =
  | {
      readonly type: 'executions';
      readonly endpoint: string;
      readonly stateMachineArn: string;
      readonly concurrency: number;
      /** Not measured: functions start, code gets compiled. */
      readonly warmUpMs: number;
      readonly measuredMs: number;
    }
  | {
      readonly type: 'invocations';
      readonly endpoint: string;
      /** One invocation each, of functions that have never run. */
      readonly coldFunctions: readonly string[];
      /** Invocations of the last of them, one after the other. */
      readonly warmCount: number;
    };

export interface ExecutionFigures {
  /** Of those that ended within the measured time. */
  readonly latenciesMs: readonly number[];
  /** All of the process' life, warm-up included. */
  readonly startedCount: number;
  readonly pollCount: number;
  readonly cpuMs: number;
}

export interface InvocationFigures {
  readonly coldMs: readonly number[];
  readonly warmMs: readonly number[];
}

const PAYLOAD = '{"inputCaseID":"001"}';

process.once('message', async (task: LoadTask) => {
  const figures = task.type === 'executions' ? await measureExecutions(task) : await measureInvocations(task);
  process.send?.(figures);
});

async function measureExecutions(task: Extract<LoadTask, { type: 'executions' }>): Promise<ExecutionFigures> {
  const client = new SignedClient(task.endpoint, task.concurrency + 1);
  const executions = new LoadedExecutions(client, task.stateMachineArn);
  const fromMs = performance.now() + task.warmUpMs;
  const untilMs = fromMs + task.measuredMs;
  const latenciesMs: number[] = [];
  const worker = async (): Promise<void> => {
    for (let startMs = performance.now(); startMs < untilMs; startMs = performance.now()) {
      await executions.run(PAYLOAD);
      const endMs = performance.now();
      if (endMs >= fromMs && endMs < untilMs) latenciesMs.push(endMs - startMs);
    }
  };
  await Promise.all(Array.from({ length: task.concurrency }, worker));
  const { user, system } = process.cpuUsage();
  await executions.verifyAllSucceeded();
  client.close();
  const { startedCount, pollCount } = executions;
  return { latenciesMs, startedCount, pollCount, cpuMs: (user + system) / 1000 };
}

async function measureInvocations(task: Extract<LoadTask, { type: 'invocations' }>): Promise<InvocationFigures> {
  const client = new SignedClient(task.endpoint, 1);
  const timed = async (functionName: string): Promise<number> => {
    const startMs = performance.now();
    await client.invoke(functionName, PAYLOAD);
    return performance.now() - startMs;
  };
  const coldMs: number[] = [];
  for (const functionName of task.coldFunctions) coldMs.push(await timed(functionName));
  const warmFunction = task.coldFunctions.at(-1)!;
  for (let i = 0; i < 50; i++) await timed(warmFunction);
  const warmMs: number[] = [];
  for (let i = 0; i < task.warmCount; i++) warmMs.push(await timed(warmFunction));
  client.close();
  return { coldMs, warmMs };
}
