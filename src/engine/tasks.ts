/**
 * Tasks between the interpreter and the world: a place is taken before the commit when one is free, the task is done only
 * after its Started event is durable, and a place nobody needs any more is given back.
 */

import type { Input } from '../asl/advance.ts';
import type { Effect } from '../asl/draft.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import { assert } from '../base/assert.ts';
import type { EffectPort, ReadyTask } from './effect-port.ts';
import type { MachineRevision } from './machine-source.ts';
import type { TaskPlaces } from './record.ts';
import { isAwaited, taskRequest } from './task-request.ts';

type Deliver<Owner> = (record: Owner, input: Input) => void;

export class Tasks<Owner extends TaskPlaces> {
  readonly #port: EffectPort;
  readonly #deliver: Deliver<Owner>;
  #running = 0;
  #draining = false;
  #onIdle: (() => void) | undefined;

  constructor(port: EffectPort, deliver: Deliver<Owner>) {
    this.#port = port;
    this.#deliver = deliver;
  }

  /** Takes a place for the task if one is free at once; then the caller may count it as started. */
  tryHold(record: Owner, revision: MachineRevision, state: ExecutionState, effectId: string): boolean {
    if (this.#draining) return false;
    const request = taskRequest(revision, state, effectId);
    const ready = request === undefined ? undefined : this.#port.tryPrepare(request);
    if (ready === undefined) return false;
    record.held.set(effectId, ready);
    return true;
  }

  /** Does what a durable step asked for, unless its state waits for it no longer. */
  perform(record: Owner, revision: MachineRevision, state: ExecutionState, effects: readonly Effect[]): void {
    this.#withdrawClosed(record, state);
    for (const { type, id } of effects) {
      if (type === 'run') this.#run(record, id);
      else if (type === 'schedule' && !record.held.has(id) && !record.running.has(id))
        this.#schedule(record, revision, state, id);
    }
  }

  /** A task whose Started event is durable is done again: at-least-once, for those who asked for it. */
  rerun(record: Owner, revision: MachineRevision, state: ExecutionState, effectId: string): void {
    this.#schedule(record, revision, state, effectId, () => this.#run(record, effectId));
  }

  /** Gives back every place that was not used yet. */
  releaseAll(record: Owner): void {
    for (const id of [...record.held.keys(), ...record.queued.keys()]) this.#withdraw(record, id);
  }

  /** The input for a task that had begun when the process died. */
  unknownOutcome(revision: MachineRevision, state: ExecutionState, effectId: string): Input {
    const request = taskRequest(revision, state, effectId);
    assert(request !== undefined, `effect ${effectId} is not open`);
    return { type: 'failed', effectId, ...this.#port.unknownOutcome(request.resource) };
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
    onHeld = () => this.#deliver(record, { type: 'started', effectId }),
  ): void {
    if (this.#draining || record.queued.has(effectId)) return;
    const request = taskRequest(revision, state, effectId);
    if (request === undefined) return;
    const controller = new AbortController();
    record.queued.set(effectId, controller);
    void this.#port.prepare(request, controller.signal).then((ready: ReadyTask) => {
      if (controller.signal.aborted || this.#draining) return ready.release();
      record.queued.delete(effectId);
      record.held.set(effectId, ready);
      onHeld();
    });
  }

  #run(record: Owner, effectId: string): void {
    const ready = record.held.get(effectId);
    if (ready === undefined) return;
    record.held.delete(effectId);
    record.running.add(effectId);
    this.#running++;
    void ready.run().then((outcome) => {
      record.running.delete(effectId);
      this.#deliver(record, { ...outcome, effectId });
      if (--this.#running === 0) this.#onIdle?.();
    });
  }

  /** A task that timed out, or lost its branch, gives its place back or its turn up. */
  #withdrawClosed(record: Owner, state: ExecutionState): void {
    for (const id of [...record.held.keys(), ...record.queued.keys()])
      if (!isAwaited(state, id)) this.#withdraw(record, id);
  }

  #withdraw(record: Owner, effectId: string): void {
    record.held.get(effectId)?.release();
    record.held.delete(effectId);
    record.queued.get(effectId)?.abort();
    record.queued.delete(effectId);
  }
}
