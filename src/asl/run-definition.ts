/**
 * Runs a definition to its end without a server: the caller does the tasks, and time passes in jumps, so that a Wait of a year
 * takes no longer than a Pass. It keeps nothing and speaks to nobody: for tests of a definition, for tools, for a browser.
 */
import type { Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { advance, type Input, initialState, type Step } from './advance.ts';
import { nextWake } from './deadlines.ts';
import type { Machine } from './definition.ts';
import type { ExecutionIdentity, ExecutionState } from './execution-state.ts';
import type { HistoryEvent } from './history-event.ts';
import { frameWaitingFor } from './open-effects.ts';
import { completionOf, type Resource } from './resource.ts';

/** What a state asks the world for. */
export interface TaskCall {
  readonly stateName: string;
  /** The ARN in the state's Resource. */
  readonly resource: string;
  /** The task's input: Parameters or Arguments applied. */
  readonly input: Json;
  /** How often a Retrier has tried the state before. */
  readonly retryCount: number;
  /** Its token, `$$.Task.Token`. */
  readonly taskToken: string;
}

/** `never`: nobody answers, so that the task runs into its timeout. */
export type TaskAnswer =
  | { readonly output: Json | Payload }
  | { readonly error: string; readonly cause?: string }
  | 'never';

export interface RunOptions {
  /** Default: `{}`. A Payload keeps the digits of its numbers. */
  readonly input?: Json | Payload;
  /** Does one task. Tasks of branches and iterations are under way at the same time. */
  readonly task?: (call: TaskCall) => TaskAnswer | Promise<TaskAnswer>;
  /** EXPRESS: no limit of 25,000 history events. Default: STANDARD. */
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** When it starts, in milliseconds since 1970. Default: now. */
  readonly startMs?: number;
  /** 32 hexadecimal digits, from which all that is random follows. Default: zeros, so that runs are alike. */
  readonly seed?: string;
  /** What the context object says of the execution. */
  readonly identity?: Partial<Omit<ExecutionIdentity, 'express' | 'startMs'>>;
}

export interface RunResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** Of an execution that succeeded; `value` is the data, `text` its JSON. */
  readonly output?: Payload;
  readonly error?: string;
  readonly cause?: string;
  readonly events: readonly HistoryEvent[];
  /** When it ended: time that passed in Waits, retries and timeouts counts, time that tasks took does not. */
  readonly stopMs: number;
}

const IDENTITY = {
  arn: 'arn:aws:states:us-east-1:000000000000:execution:StateMachine:run',
  name: 'run',
  roleArn: 'arn:aws:iam::000000000000:role/StateMachineRole',
  machineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine',
  machineName: 'StateMachine',
};

/**
 * @param machine from `parseDefinition`
 * @throws what `task` throws; an Error when the execution waits for something that never comes
 */
export async function runDefinition(machine: Machine, options: RunOptions = {}): Promise<RunResult> {
  return new Run(machine, options).toEnd();
}

class Run {
  readonly #machine: Machine;
  readonly #task: NonNullable<RunOptions['task']>;
  readonly #seed: bigint;
  readonly #events: HistoryEvent[] = [];
  /** What is known of tasks and was not given to the interpreter yet. */
  readonly #news: Input[] = [];
  #underWay = 0;
  /** What a task function threw. */
  #failure: { readonly error: unknown } | undefined;
  #onAnswer: (() => void) | undefined;
  #state: ExecutionState;
  #nowMs: number;
  #steps = 0n;

  constructor(machine: Machine, options: RunOptions) {
    const { input = {}, type, startMs = Date.now(), seed = '', identity, task = unanswered } = options;
    this.#machine = machine;
    this.#task = task;
    this.#seed = BigInt(`0x0${seed}`);
    this.#nowMs = startMs;
    const fixed = { ...IDENTITY, ...identity, startMs, ...(type === 'EXPRESS' && { express: 'sync' as const }) };
    this.#state = initialState(machine, fixed, asPayload(input));
  }

  async toEnd(): Promise<RunResult> {
    await this.#give({ type: 'start' });
    while (this.#state.status === 'RUNNING') await this.#give(await this.#next());
    const { status, output, failure, stopMs = this.#nowMs } = this.#state;
    return { status, ...(output !== undefined && { output }), ...failure, events: this.#events, stopMs };
  }

  async #give(input: Input): Promise<void> {
    // each step needs a seed of its own
    const seed = ((this.#seed + this.#steps++) & SEED_MASK).toString(16).padStart(32, '0');
    const step: Step = await advance(this.#machine, this.#state, input, { nowMs: this.#nowMs, seed });
    this.#state = step.state;
    for (const event of step.events) this.#events.push(event);
    for (const { type, id } of step.effects) {
      if (type === 'schedule') this.#news.push({ type: 'started', effectId: id });
      else if (type === 'run') void this.#do(id);
    }
  }

  /** Transitions first, then what is known of tasks; time passes only when nothing else can happen. */
  async #next(): Promise<Input> {
    if (this.#state.ready.length > 0) return { type: 'continue' };
    while (this.#news.length === 0 && this.#underWay > 0 && this.#failure === undefined) await this.#answer();
    if (this.#failure !== undefined) throw this.#failure.error;
    const news = this.#news.shift();
    if (news !== undefined) return news;
    const wakeMs = nextWake(this.#state);
    if (wakeMs === undefined) throw new Error('The execution waits for something that never comes.');
    this.#nowMs = Math.max(this.#nowMs, wakeMs);
    return { type: 'wake' };
  }

  #answer(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAnswer = resolve;
    });
  }

  async #do(effectId: string): Promise<void> {
    const frame = frameWaitingFor(this.#state, effectId);
    const state = frame && this.#machine.states.get(frame.stateName);
    if (frame === undefined || state?.type !== 'Task') return;
    this.#underWay++;
    try {
      const { stateName, retryCount, effect } = frame;
      const { resource } = state;
      const call = {
        stateName,
        resource: resource.arn,
        input: effect.parameters.value,
        retryCount,
        taskToken: effectId,
      };
      this.#news.push(...inputsOf(resource, effectId, await this.#task(call)));
    } catch (error) {
      this.#failure = { error };
    }
    this.#underWay--;
    this.#onAnswer?.();
  }
}

const SEED_MASK = (1n << 128n) - 1n;

/** A job's or a callback's result comes after its call has returned. */
function inputsOf(resource: Resource, effectId: string, answer: TaskAnswer): readonly Input[] {
  if (answer === 'never') return [];
  const byToken = completionOf(resource) === 'callback';
  const result: Input =
    'output' in answer
      ? { type: 'succeeded', effectId, output: asPayload(answer.output), byToken }
      : { type: 'failed', effectId, ...answer, byToken };
  if (completionOf(resource) === 'call' || resource.type === 'activity') return [result];
  return [{ type: 'submitted', effectId, output: Payload.of({}) }, result];
}

function asPayload(value: Json | Payload): Payload {
  return value instanceof Payload ? value : Payload.of(value);
}

function unanswered({ stateName }: TaskCall): never {
  throw new Error(`No task function was given, and ${stateName} needs one.`);
}
