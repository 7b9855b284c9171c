/**
 * What Stepwell counts and measures of itself. Counting is an addition and measuring a few comparisons; names and text are made
 * when somebody looks, and what can be asked at any time (queues, environments) is asked then.
 */
import type { ExecutionState } from '../asl/execution-state.ts';
import type { HistoryEvent } from '../asl/history-event.ts';
import type { EngineObserver } from '../engine/observer.ts';
import { Distribution } from './distribution.ts';
import { processMetrics } from './process-metrics.ts';
import { type Metric, PROMETHEUS_CONTENT_TYPE, prometheusText, type Sample } from './prometheus-text.ts';

/** What is read when somebody looks. */
export interface Readings {
  readonly standardExecutions: () => number;
  readonly expressExecutions: () => number;
  readonly environments: () => number;
  readonly waitingInvocations: () => number;
  readonly waitingActivityTasks: () => number;
}

export type TaskEnd = 'succeeded' | 'failed' | 'submitted' | 'handed-over';

/** Of one state machine. */
interface MachineTally {
  started: number;
  transitions: number;
  readonly ended: Record<EndStatus, number>;
}

type EndStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

const END_EVENTS: Readonly<Record<string, EndStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

const TASK_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const COMMIT_WRITES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

export class Metrics implements EngineObserver {
  readonly contentType = PROMETHEUS_CONTENT_TYPE;
  readonly #readings: Readings;
  readonly #process = processMetrics();
  /** By ARN. */
  readonly #machines = new Map<string, MachineTally>();
  /** By Resource, and then by end. */
  readonly #tasks = new Map<string, Map<TaskEnd, Distribution>>();
  readonly #commitSeconds = new Distribution(COMMIT_SECONDS);
  readonly #commitWrites = new Distribution(COMMIT_WRITES);

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  stepped({ identity }: ExecutionState, events: readonly HistoryEvent[]): void {
    const tally = entryOf(this.#machines, identity.machineArn, newTally);
    for (const { type } of events) {
      if (type.endsWith('StateEntered')) tally.transitions++;
      else if (type === 'ExecutionStarted') tally.started++;
      else if (Object.hasOwn(END_EVENTS, type)) tally.ended[END_EVENTS[type] as EndStatus]++;
    }
  }

  committed(writes: number, durationMs: number): void {
    this.#commitWrites.observe(writes);
    this.#commitSeconds.observe(durationMs / 1000);
  }

  /** The call that a task makes is over. */
  taskEnded(resource: string, end: TaskEnd, durationMs: number): void {
    const ends = entryOf(this.#tasks, resource, () => new Map<TaskEnd, Distribution>());
    entryOf(ends, end, () => new Distribution(TASK_SECONDS)).observe(durationMs / 1000);
  }

  render(): string {
    return prometheusText([
      ...this.#ofMachines(),
      this.#ofTasks(),
      ...this.#ofCommits(),
      ...this.#read(),
      ...this.#process(),
    ]);
  }

  #ofMachines(): readonly Metric[] {
    const perMachine = (samplesOf: (tally: MachineTally, machine: string) => readonly Sample[]) =>
      [...this.#machines].flatMap(([machine, tally]) => samplesOf(tally, machine));
    return [
      {
        name: 'stepwell_executions_started_total',
        help: 'Executions that were started',
        type: 'counter',
        samples: perMachine(({ started }, machine) => [{ labels: { machine }, value: started }]),
      },
      {
        name: 'stepwell_executions_ended_total',
        help: 'Executions that ended, by status',
        type: 'counter',
        samples: perMachine(({ ended }, machine) =>
          Object.entries(ended).map(([status, value]) => ({ labels: { machine, status }, value })),
        ),
      },
      {
        name: 'stepwell_state_transitions_total',
        help: 'States that executions entered',
        type: 'counter',
        samples: perMachine(({ transitions }, machine) => [{ labels: { machine }, value: transitions }]),
      },
    ];
  }

  #ofTasks(): Metric {
    const samples = [...this.#tasks].flatMap(([resource, ends]) =>
      [...ends].flatMap(([end, distribution]) => [...distribution.samples({ resource, end })]),
    );
    return {
      name: 'stepwell_task_duration_seconds',
      help: 'How long the call of a task took, by its Resource and how it ended',
      type: 'histogram',
      samples,
    };
  }

  #ofCommits(): readonly Metric[] {
    return [
      {
        name: 'stepwell_commit_duration_seconds',
        help: 'How long a commit took',
        type: 'histogram',
        samples: this.#commitSeconds.samples(),
      },
      {
        name: 'stepwell_commit_writes',
        help: 'How many steps were committed together',
        type: 'histogram',
        samples: this.#commitWrites.samples(),
      },
    ];
  }

  #read(): readonly Metric[] {
    return Object.entries(GAUGES).map(([reading, [name, help]]) => ({
      name,
      help,
      type: 'gauge',
      samples: [{ value: this.#readings[reading as keyof Readings]() }],
    }));
  }
}

const GAUGES: Readonly<Record<keyof Readings, readonly [name: string, help: string]>> = {
  standardExecutions: ['stepwell_standard_executions_in_memory', 'Standard executions that are worked on'],
  expressExecutions: ['stepwell_express_executions_running', 'Express executions that run'],
  environments: ['stepwell_environments', 'Execution environments of functions'],
  waitingInvocations: ['stepwell_invocations_waiting', 'Invocations that wait for an environment'],
  waitingActivityTasks: ['stepwell_activity_tasks_waiting', 'Tasks of activities that wait for a worker'],
};

function newTally(): MachineTally {
  return { started: 0, transitions: 0, ended: { SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 } };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
