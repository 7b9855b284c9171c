/**
 * Runs a machine in tests: gives `advance` its inputs under a clock that the test moves, plays the world that does the
 * tasks, and keeps every event and effect. Not part of what is built.
 */
import { assert } from '../base/assert.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { advance, type Input, initialState, type Step } from './advance.ts';
import { nextWake, outstanding } from './deadlines.ts';
import type { Machine } from './definition.ts';
import type { Effect, Stamp } from './draft.ts';
import type { ExecutionIdentity, ExecutionState } from './execution-state.ts';
import type { HistoryEvent } from './history-event.ts';
import { parseDefinition } from './parse/parse-definition.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:f';
export const START_MS = Date.UTC(2026, 0, 1);

export const IDENTITY: ExecutionIdentity = {
  arn: 'arn:aws:states:eu-central-1:123456789012:execution:m:x',
  name: 'x',
  roleArn: 'arn:aws:iam::123456789012:role/r',
  machineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:m',
  machineName: 'm',
  startMs: START_MS,
};

/** What the world says of a task. */
type Outcome = { readonly output: Json } | { readonly error: string; readonly cause: string };
/** What becomes of a task; SILENT ones are begun and never heard of again. */
export type Answer = Outcome | typeof SILENT;
export const SILENT = 'silent';
export const succeeds = (output: Json): Outcome => ({ output });
export const fails = (error: string, cause = ''): Outcome => ({ error, cause });

/** The answers for the tasks of each state, in order; the last one stays. */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

/** `3←2 TaskStarted`, and the details with their data as JSON text. */
export type ShownEvent = readonly [string] | readonly [string, object];

/** No test makes an execution that needs more steps. */
const STEPS_MAX = 100_000;

/** A definition that starts with the first of its states. */
export function definitionOf(states: JsonObject): JsonObject {
  return { StartAt: Object.keys(states)[0] as string, States: states };
}

export function machineOf(definition: Json): Machine {
  const { machine, diagnostics } = parseDefinition(JSON.stringify(definition));
  if (machine === undefined) throw new Error(JSON.stringify(diagnostics));
  return machine;
}

export interface RunOptions {
  readonly input?: Json;
  readonly seed?: string;
  /** There is no activity at all. */
  readonly deadActivities?: boolean;
}

export class MachineRun {
  readonly machine: Machine;
  readonly events: HistoryEvent[] = [];
  readonly effects: Effect[] = [];
  state: ExecutionState;
  nowMs = START_MS;
  readonly #stamp: Omit<Stamp, 'nowMs'>;
  readonly #tasksDone = new Map<string, number>();

  /** The execution has taken its start. */
  constructor(definition: Json, { input = {}, seed = '5eed', deadActivities = false }: RunOptions = {}) {
    this.machine = machineOf(definition);
    this.#stamp = { seed, activityExists: () => !deadActivities };
    this.state = initialState(this.machine, IDENTITY, Payload.of(input));
    this.give({ type: 'start' });
  }

  give(input: Input, stamp: Partial<Stamp> = {}): Step {
    const step = advance(this.machine, this.state, input, { nowMs: this.nowMs, ...this.#stamp, ...stamp });
    assert(!(step instanceof Promise), 'the machine evaluates asynchronously');
    this.state = step.state;
    this.events.push(...step.events);
    this.effects.push(...step.effects);
    return step;
  }

  /** Moves the clock without waking the execution. */
  passSeconds(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  get nextWakeMs(): number | undefined {
    return nextWake(this.state);
  }

  /** Seconds until the execution wants to be woken. */
  get secondsToWake(): number | undefined {
    return this.nextWakeMs === undefined ? undefined : (this.nextWakeMs - this.nowMs) / 1000;
  }

  /** Moves the clock to the next wake-up and gives it. */
  wake(): Step {
    const wakeMs = this.nextWakeMs;
    assert(wakeMs !== undefined, 'the execution waits for no moment');
    this.nowMs = Math.max(this.nowMs, wakeMs);
    return this.give({ type: 'wake' });
  }

  /** Ids of the effects that are open, by the state whose task it is. */
  get openEffects(): Readonly<Record<string, string>> {
    return Object.fromEntries(outstanding(this.state).map(({ frame, effect }) => [frame.stateName, effect.id]));
  }

  begin(stateName: string): Step {
    return this.give({ type: 'started', effectId: this.#effectOf(stateName) });
  }

  answer(stateName: string, answer: Outcome): Step {
    const effectId = this.#effectOf(stateName);
    return 'output' in answer
      ? this.give({ type: 'succeeded', effectId, output: Payload.of(answer.output) })
      : this.give({ type: 'failed', effectId, ...answer });
  }

  /** Begins and answers tasks in the order in which they were scheduled, and wakes the execution, until it has ended. */
  toEnd(answers: Answers = {}): this {
    for (let steps = 0; this.#step(answers); steps++) assert(steps < STEPS_MAX, 'the execution does not end');
    return this;
  }

  #step(answers: Answers): boolean {
    if (this.state.status !== 'RUNNING') return false;
    if (this.state.ready.length > 0) return this.give({ type: 'continue' }) !== undefined;
    for (const { frame, effect } of outstanding(this.state)) {
      if (!effect.started) return this.begin(frame.stateName) !== undefined;
      const answer = this.#nextAnswer(frame.stateName, answers);
      if (answer !== SILENT) return this.answer(frame.stateName, answer) !== undefined;
    }
    return this.wake() !== undefined;
  }

  #nextAnswer(stateName: string, answers: Answers): Answer {
    const done = this.#tasksDone.get(stateName) ?? 0;
    this.#tasksDone.set(stateName, done + 1);
    const all = answers[stateName] ?? [];
    const answer = all[done] ?? all.at(-1);
    assert(answer !== undefined, `no answer for the task of ${stateName}`);
    return answer;
  }

  #effectOf(stateName: string): string {
    const id = this.openEffects[stateName];
    assert(id !== undefined, `${stateName} has no open task`);
    return id;
  }

  /** `3←2 TaskStarted` and so on. */
  get lines(): readonly string[] {
    return this.events.map(lineOf);
  }

  get history(): readonly ShownEvent[] {
    return this.events.map((event) =>
      event.details === undefined ? [lineOf(event)] : [lineOf(event), shownDetails(event.details)],
    );
  }

  /** What the execution ended with. */
  get ending(): Json {
    const { status, output, failure } = this.state;
    return { status, ...(output === undefined ? {} : { output: output.value }), ...failure };
  }
}

function lineOf({ id, previousEventId, type }: HistoryEvent): string {
  return `${id}←${previousEventId} ${type}`;
}

function shownDetails(details: object): object {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      key === 'assignedVariables' ? shownDetails(value) : shown(value),
    ]),
  );
}

const shown = (value: unknown) => (value instanceof Payload ? value.text : value);

/** Details as events have them. */
export const inputDetails = (input: Json) => ({ input: Payload.of(input).text, inputDetails: { truncated: false } });
export const outputDetails = (output: Json) => ({
  output: Payload.of(output).text,
  outputDetails: { truncated: false },
});
export const entered = (name: string, input: Json) => ({ name, ...inputDetails(input) });
export const exited = (name: string, output: Json) => ({ name, ...outputDetails(output) });
export const started = (input: Json) => ({ ...inputDetails(input), roleArn: IDENTITY.roleArn });
