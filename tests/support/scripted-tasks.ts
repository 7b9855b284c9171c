/** The world that does the tasks, as a test wants it: how many places it has, what it answers and when. */
import type { Json } from '../../src/base/json.ts';
import { Payload } from '../../src/base/payload.ts';
import type { EffectPort, ReadyTask, RunOutcome, TaskOutcome, TaskRequest } from '../../src/engine/effect-port.ts';

export const succeeded = (output: Json) => ({ type: 'succeeded', output: Payload.of(output) }) as const;
export const failed = (error: string, cause = ''): TaskOutcome => ({ type: 'failed', error, cause });

export const UNKNOWN_OUTCOME = { error: 'Lambda.SdkClientException', cause: 'nobody knows' };

/** A task that was begun and is not over yet. */
export interface BegunTask {
  readonly request: TaskRequest;
  finish(outcome: RunOutcome): void;
  /** It is over, but nobody ever hears of it. */
  lose(): void;
}

export class ScriptedTasks {
  /** All that were ever begun, by any process, in order. */
  readonly begun: BegunTask[] = [];
  /** Places that are free. */
  places = Number.POSITIVE_INFINITY;
  /** Places that were taken and given back without being used. */
  unused = 0;
  /** How a task ends as soon as it is begun; undefined: when the test says so. */
  answer: (request: TaskRequest) => RunOutcome | undefined = () => undefined;
  /** Resources whose tasks can be done again. */
  readonly repeatable = new Set<string>();
  /** Jobs that are waited for. */
  watches: { request: TaskRequest; submitted: Payload; finish(end: TaskOutcome): void }[] = [];
  /** `NAME EFFECT` of each task whose job was to be stopped. */
  readonly cancelled: string[] = [];
  #waiting: { isAlive(): boolean; take(): void }[] = [];

  /** `NAME EFFECT` of each task that was begun. */
  get runs(): readonly string[] {
    return this.begun.map(({ request }) => `${request.executionName} ${request.effectId}`);
  }

  /** Ends the latest task that was begun for the execution. */
  finish(executionName: string, outcome: RunOutcome): void {
    const task = this.begun.findLast(({ request }) => request.executionName === executionName);
    if (task === undefined) throw new Error(`no task of ${executionName} was begun`);
    task.finish(outcome);
  }

  /** More places, for those who wait longest. */
  addPlaces(count: number): void {
    this.places += count;
    this.#waiting = this.#waiting.filter(({ isAlive }) => isAlive());
    while (this.places > 0 && this.#waiting.length > 0) this.#waiting.shift()?.take();
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** What one process sees of it, while `isAlive`. */
  port(isAlive: () => boolean): EffectPort {
    return {
      tryPrepare: (request) => (isAlive() && this.places > 0 ? this.#ready(request, isAlive) : undefined),
      prepare: (request, signal) =>
        new Promise((resolve) => {
          const waiting = { isAlive, take: () => resolve(this.#ready(request, isAlive)) };
          this.#waiting.push(waiting);
          signal.addEventListener('abort', () => {
            this.#waiting = this.#waiting.filter((other) => other !== waiting);
          });
          this.addPlaces(0);
        }),
      unknownOutcome: (resource) => (this.repeatable.has(resource) ? undefined : UNKNOWN_OUTCOME),
      watch: (request, submitted, signal) =>
        new Promise((resolve) => {
          const watch = { request, submitted, finish: resolve };
          this.watches.push(watch);
          signal.addEventListener('abort', () => {
            this.watches = this.watches.filter((other) => other !== watch);
          });
        }),
      cancel: (request) => {
        if (isAlive()) this.cancelled.push(`${request.executionName} ${request.effectId}`);
      },
      activityExists: () => true,
    };
  }

  #ready(request: TaskRequest, isAlive: () => boolean): ReadyTask {
    this.places--;
    return {
      run: () =>
        new Promise((resolve) => {
          const finish = (outcome: RunOutcome) => {
            if (!isAlive()) return;
            this.addPlaces(1);
            resolve(outcome);
          };
          const lose = () => {
            if (isAlive()) this.addPlaces(1);
          };
          this.begun.push({ request, finish, lose });
          const outcome = this.answer(request);
          if (outcome !== undefined) finish(outcome);
        }),
      release: () => {
        if (!isAlive()) return;
        this.unused++;
        this.addPlaces(1);
      },
    };
  }
}
