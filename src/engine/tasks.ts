/**
 * Tasks between the interpreter and the world: a place is taken before the commit when one is free, the task is done only
 * after its Started event is durable, and a place nobody needs any more is given back. Jobs that tasks set going are waited
 * for, and stopped when nobody needs them any more.
 */

import type { Input } from '../asl/advance.ts';
import type { Effect } from '../asl/draft.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import { frameWaitingFor } from '../asl/open-effects.ts';
import type { EffectPort, ReadyTask } from './effect-port.ts';
import type { MachineRevision } from './machine-source.ts';
import type { TaskPlaces } from './record.ts';
import { isAwaited, type TaskTokens, taskRequest } from './task-request.ts';

type Deliver<Owner> = (record: Owner, input: Input) => void;

export class Tasks<Owner extends TaskPlaces> {
  readonly #port: EffectPort;
  readonly #deliver: Deliver<Owner>;
  readonly #tokenOf: TaskTokens;
  #running = 0;
  #draining = false;
  #onIdle: (() => void) | undefined;

  constructor(port: EffectPort, tokenOf: TaskTokens, deliver: Deliver<Owner>) {
    this.#port = port;
    this.#tokenOf = tokenOf;
    this.#deliver = deliver;
  }

  /** Takes a place for the task if one is free at once: then it may count as started. */
  tryHold(record: Owner, revision: MachineRevision, state: ExecutionState, effectId: string): Input | undefined {
    if (this.#draining) return undefined;
    const request = taskRequest(revision, state, effectId, this.#tokenOf);
    const ready = request === undefined ? undefined : this.#port.tryPrepare(request);
    if (request === undefined || ready === undefined) return undefined;
    record.held.set(effectId, { request, ready });
    return startedInput(ready, effectId);
  }

  /** Does what a durable step asked for, unless its state waits for it no longer. */
  perform(record: Owner, revision: MachineRevision, state: ExecutionState, effects: readonly Effect[]): void {
    for (const { type, id } of effects) if (type === 'withdraw') this.#abandon(record, id);
    this.#withdrawClosed(record, state);
    for (const { type, id } of effects) {
      if (type === 'run') this.#run(record, id);
      else if (type === 'watch') this.watch(record, revision, state, id);
      else if (type === 'schedule' && !record.held.has(id) && !record.running.has(id))
        this.#schedule(record, revision, state, id);
    }
  }

  /** Waits for the end of the job that a submitted task set going, unless its state waits for it no longer. */
  watch(record: Owner, revision: MachineRevision, state: ExecutionState, effectId: string): void {
    const submitted = frameWaitingFor(state, effectId)?.effect.submitted;
    const request = taskRequest(revision, state, effectId, this.#tokenOf);
    if (submitted === undefined || request === undefined || record.jobs.has(effectId)) return;
    if (!isAwaited(state, effectId)) return this.#port.cancel(request, submitted);
    const controller = new AbortController();
    record.jobs.set(effectId, { request, submitted, controller });
    void this.#port.watch(request, submitted, controller.signal).then((end) => {
      if (controller.signal.aborted) return;
      record.jobs.delete(effectId);
      this.#deliver(record, { ...end, effectId });
    });
  }

  /** A task whose Started event is durable is done again: at-least-once, for those who asked for it. */
  rerun(record: Owner, revision: MachineRevision, state: ExecutionState, effectId: string): void {
    this.#schedule(record, revision, state, effectId, () => this.#run(record, effectId));
  }

  /** Gives back every place that was not used yet, and waits for no job any more. */
  releaseAll(record: Owner): void {
    for (const id of idsOf(record)) this.#withdraw(record, id);
  }

  /** The input for a task that had begun when the process died; undefined for one that can be done again. */
  unknownOutcome(resource: string, effectId: string): Input | undefined {
    const unknown = this.#port.unknownOutcome(resource);
    return unknown && { type: 'failed', effectId, ...unknown };
  }

  /** From now on no place is taken; what has its place already is still done. */
  beginNoMore(): void {
    this.#draining = true;
  }

  /** Resolves when no task is being done. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #schedule(
    record: Owner,
    revision: MachineRevision,
    state: ExecutionState,
    effectId: string,
    onHeld = (ready: ReadyTask) => this.#deliver(record, startedInput(ready, effectId)),
  ): void {
    if (this.#draining || record.queued.has(effectId)) return;
    const request = taskRequest(revision, state, effectId, this.#tokenOf);
    if (request === undefined) return;
    const controller = new AbortController();
    record.queued.set(effectId, controller);
    void this.#port.prepare(request, controller.signal).then((ready: ReadyTask) => {
      if (controller.signal.aborted || this.#draining) return ready.release();
      record.queued.delete(effectId);
      record.held.set(effectId, { request, ready });
      onHeld(ready);
    });
  }

  #run(record: Owner, effectId: string): void {
    const held = record.held.get(effectId);
    if (held === undefined) return;
    record.held.delete(effectId);
    record.running.add(effectId);
    this.#running++;
    void held.ready.run().then((outcome) => {
      record.running.delete(effectId);
      const isUnwanted = record.unwanted.delete(effectId);
      if (isUnwanted && outcome.type === 'submitted') this.#port.cancel(held.request, outcome.output);
      if (outcome.type !== 'handed-over') this.#deliver(record, { ...outcome, effectId });
      if (--this.#running === 0) this.#onIdle?.();
    });
  }

  /** The job a task set going is stopped; so is the one that a call still under way will set going. */
  #abandon(record: Owner, effectId: string): void {
    const job = record.jobs.get(effectId);
    if (job !== undefined) this.#port.cancel(job.request, job.submitted);
    if (record.running.has(effectId)) record.unwanted.add(effectId);
  }

  /** A task that timed out, or lost its branch, gives its place back or its turn up. */
  #withdrawClosed(record: Owner, state: ExecutionState): void {
    for (const id of idsOf(record)) if (!isAwaited(state, id)) this.#withdraw(record, id);
  }

  #withdraw(record: Owner, effectId: string): void {
    record.held.get(effectId)?.ready.release();
    record.held.delete(effectId);
    record.queued.get(effectId)?.abort();
    record.queued.delete(effectId);
    record.jobs.get(effectId)?.controller.abort();
    record.jobs.delete(effectId);
  }
}

function idsOf({ held, queued, jobs }: TaskPlaces): readonly string[] {
  return [...held.keys(), ...queued.keys(), ...jobs.keys()];
}

function startedInput({ workerName }: ReadyTask, effectId: string): Input {
  return { type: 'started', effectId, ...(workerName === undefined ? {} : { workerName }) };
}
