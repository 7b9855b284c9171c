/**
 * Runs executions of Express workflows in memory: the interpreter of the engine, without commits. Nothing of an execution is
 * kept after its end but what its machine logs.
 */
import { type Input, initialState } from '../asl/advance.ts';
import { nextWake } from '../asl/deadlines.ts';
import type { ExecutionIdentity, ExecutionState, MapRunChild, StartedThrough } from '../asl/execution-state.ts';
import type { HistoryEvent } from '../asl/history-event.ts';
import type { Clock } from '../base/clock.ts';
import { EXPRESS_DURATION_MS_MAX } from '../base/limits.ts';
import { nextTurn } from '../base/next-turn.ts';
import type { Payload } from '../base/payload.ts';
import type { Random } from '../base/random.ts';
import { WakeUps } from '../base/wake-ups.ts';
import type { EffectPort } from './effect-port.ts';
import type { ExecutionLog } from './execution-log.ts';
import { fold } from './fold.ts';
import { guardedPort } from './guarded-port.ts';
import { logLines } from './log-lines.ts';
import type { MachineRevision } from './machine-source.ts';
import type { EngineObserver } from './observer.ts';
import { noPlaces, type TaskPlaces } from './record.ts';
import type { TaskTokens } from './task-request.ts';
import { Tasks } from './tasks.ts';

export interface ExpressRunnerOptions {
  readonly effects: EffectPort;
  readonly log: ExecutionLog;
  /** Counts; absent: nobody does. */
  readonly observer?: Pick<EngineObserver, 'stepped'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of an effect port that threw. */
  readonly onDefect: (error: unknown) => void;
}

export interface ExpressStart {
  readonly revision: MachineRevision;
  readonly arn: string;
  readonly name: string;
  readonly input: Payload;
  readonly startMs: number;
  /** Absent: through the machine itself. */
  readonly through?: StartedThrough;
  /** The Map Run that starts it. */
  readonly mapRun?: MapRunChild;
}

interface Running extends TaskPlaces {
  readonly revision: MachineRevision;
  state: ExecutionState;
  queue: Input[];
  /** Somebody is working the queue off. */
  busy: boolean;
  /** So that time never runs backwards within an execution. */
  lastStampMs: number;
  readonly resolve: (ended: ExecutionState) => void;
  readonly reject: (error: unknown) => void;
}

/** The server stops, and the execution with it. */
export class ExpressInterrupted extends Error {}

export class ExpressRunner {
  readonly #options: ExpressRunnerOptions;
  readonly #running = new Map<string, Running>();
  readonly #tasks: Tasks<Running>;
  readonly #wakeUps: WakeUps;
  #onIdle: (() => void) | undefined;
  #closed = false;

  constructor(options: ExpressRunnerOptions) {
    this.#options = options;
    const { effects, clock, onDefect } = options;
    this.#tasks = new Tasks(guardedPort(effects, onDefect), taskTokenOf, (running, input) =>
      this.#deliver(running, input),
    );
    this.#wakeUps = new WakeUps(clock, (arn) => this.#wake(arn));
  }

  /**
   * The state in which the execution ended. Its time counts from now, whenever it was started: it may be run again.
   * @throws ExpressInterrupted; a defect of ours, which ends this execution alone
   */
  run(start: ExpressStart, express: 'sync' | 'async'): Promise<ExecutionState> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(interrupted());
      const running: Running = {
        revision: start.revision,
        state: this.#initialState(start, express),
        queue: [],
        busy: false,
        lastStampMs: 0,
        ...noPlaces(),
        resolve,
        reject,
      };
      this.#running.set(start.arn, running);
      this.#deliver(running, { type: 'start' });
    });
  }

  /** Ends the execution, if it still runs; whoever runs it is told as ever. */
  stop(arn: string): void {
    const running = this.#running.get(arn);
    if (running !== undefined) this.#deliver(running, { type: 'stop' });
  }

  /** How many executions run now. */
  get runningCount(): number {
    return this.#running.size;
  }

  /** Lets executions end until `deadline` resolves, and interrupts the others. */
  async close(deadline: Promise<void>): Promise<void> {
    if (this.#running.size > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      await Promise.race([idle, deadline]);
    }
    this.#closed = true;
    for (const running of [...this.#running.values()]) {
      this.#forget(running);
      running.reject(interrupted());
    }
    this.#wakeUps.close();
  }

  #initialState(start: ExpressStart, express: 'sync' | 'async'): ExecutionState {
    const { revision, arn, name, input, startMs, through, mapRun } = start;
    const { machine, machineArn, machineName, roleArn } = revision;
    const fixed = { arn, name, roleArn, machineArn, machineName, startMs, express };
    const identity: ExecutionIdentity = { ...fixed, ...(through && { through }) };
    const durationMsMax = Math.min(
      (machine.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000,
      EXPRESS_DURATION_MS_MAX,
    );
    return {
      ...initialState(machine, identity, input),
      ...(mapRun && { mapRun }),
      deadlineMs: Math.max(startMs, this.#options.clock.nowMs()) + durationMsMax,
    };
  }

  #wake(arn: string): void {
    const running = this.#running.get(arn);
    if (running !== undefined) this.#deliver(running, { type: 'wake' });
  }

  /** Nobody waits for what comes after the end. */
  #deliver(running: Running, input: Input): void {
    if (!this.#isRunning(running)) return;
    running.queue.push(input);
    if (!running.busy) void this.#workOff(running);
  }

  #isRunning(running: Running): boolean {
    return this.#running.get(running.state.identity.arn) === running;
  }

  async #workOff(running: Running): Promise<void> {
    running.busy = true;
    try {
      while (running.queue.length > 0 && this.#isRunning(running)) await this.#step(running);
      if (this.#isRunning(running)) this.#wakeUps.set(running.state.identity.arn, nextWake(running.state));
    } catch (error) {
      this.#forget(running);
      running.reject(error);
    }
    running.busy = false;
  }

  async #step(running: Running): Promise<void> {
    const { revision, queue, state: before } = running;
    running.queue = [];
    const { state, events, effects } = await fold({
      machine: revision.machine,
      state: before,
      inputs: queue,
      stamp: () => this.#stamp(running),
      tryStart: (during, effectId) => this.#tasks.tryHold(running, revision, during, effectId),
    });
    running.state = state;
    this.#options.observer?.stepped(state, events);
    const room = this.#isRunning(running) ? this.#log(running, events) : undefined;
    if (room !== undefined) await room;
    if (!this.#isRunning(running)) return this.#tasks.releaseAll(running);
    if (state.status !== 'RUNNING') {
      this.#forget(running);
      return running.resolve(state);
    }
    this.#tasks.perform(running, revision, state, effects);
    if (state.ready.length === 0) return;
    await nextTurn();
    running.queue.push({ type: 'continue' });
  }

  #stamp(running: Running) {
    running.lastStampMs = Math.max(this.#options.clock.nowMs(), running.lastStampMs);
    return { nowMs: running.lastStampMs, seed: this.#options.random.seed() };
  }

  #log({ revision, state }: Running, events: readonly HistoryEvent[]): Promise<void> | undefined {
    if (revision.logging === undefined) return undefined;
    const { arn, startMs } = state.identity;
    const lines = logLines(revision.logging, { arn, startMs, redrives: [], revision }, events);
    return lines && this.#options.log.post(lines);
  }

  #forget(running: Running): void {
    const { arn } = running.state.identity;
    if (!this.#isRunning(running)) return;
    this.#running.delete(arn);
    this.#tasks.releaseAll(running);
    this.#wakeUps.set(arn, undefined);
    if (this.#running.size === 0) this.#onIdle?.();
  }
}

/** Nothing waits for a token here: it only tells one task from another. */
const taskTokenOf: TaskTokens = ({ arn }, effectId) => `${arn} ${effectId}`;

function interrupted(): ExpressInterrupted {
  return new ExpressInterrupted('the server stops');
}
