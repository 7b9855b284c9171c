/**
 * Makes the interpreter durable: load, advance, commit state and events in one transaction, and only then perform the
 * effects, whose results come back as inputs. The inputs of one execution are handled one at a time; those that gather while
 * its commit is in flight are folded into the next one.
 */

import type { Input } from '../asl/advance.ts';
import { nextWake, outstanding } from '../asl/deadlines.ts';
import type { Stamp } from '../asl/draft.ts';
import type { ExecutionState, ParentTask } from '../asl/execution-state.ts';
import { awaitsHeartbeat, restartHeartbeats } from '../asl/open-effects.ts';
import { completionOf } from '../asl/resource.ts';
import { elapsed } from '../base/clock.ts';
import { WakeUps } from '../base/wake-ups.ts';
import type { ExecutionWrite, Fence, StoredExecution, WriteResult } from '../store/execution-store.ts';
import { withChildRevisions } from './child-revision.ts';
import type { Parking } from './codec.ts';
import type { EngineOptions, StartRequest, StartResult, WorkerInput } from './engine-options.ts';
import { endedWrite, parkingWrite, stepWrite } from './execution-write.ts';
import { type Folded, fold } from './fold.ts';
import { GroupCommit } from './group-commit.ts';
import { guardedPort } from './guarded-port.ts';
import { isAbandoned, loadExecution } from './load.ts';
import { LogDeliveries } from './log-delivery.ts';
import type { MachineRevision } from './machine-source.ts';
import { performMapRuns } from './map-run-effects.ts';
import { freshlyLoaded, StartRefused } from './new-execution.ts';
import { isOwnResult, isResult, isStop, type QueuedInput, rejectAll, resolveAll } from './queued-input.ts';
import { type ExecutionRecord, type Loaded, newRecord } from './record.ts';
import { LONG_WAIT_MS, Recovery } from './recovery.ts';
import { shardOf } from './shard.ts';
import { StartsUnderWay } from './starts-under-way.ts';
import { isMapRun, resourceOf } from './task-request.ts';
import { Tasks } from './tasks.ts';

const RELOAD_DELAY_MS_MIN = 50;
const RELOAD_DELAY_MS_MAX = 5_000;

/** One step, and what makes it durable. */
interface Prepared {
  readonly step: Folded;
  readonly write: ExecutionWrite;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #records = new Map<string, ExecutionRecord>();
  /** The store's ids of the executions in memory. */
  readonly #residentIds = new Set<number>();
  readonly #starts = new StartsUnderWay();
  readonly #deletingMachines = new Set<string>();
  readonly #commits: GroupCommit;
  readonly #tasks: Tasks<ExecutionRecord>;
  readonly #wakeUps: WakeUps;
  readonly #recovery: Recovery;
  readonly #logs: LogDeliveries | undefined;
  #lastError: unknown;
  #closed = false;

  private constructor(given: EngineOptions, fence: Fence) {
    const options = { ...given, machines: withChildRevisions(given.machines) };
    this.#options = options;
    const { store, machines, effects, log, random, clock } = options;
    const onDefect = (error: unknown) => this.#report(error);
    this.#commits = new GroupCommit({
      store,
      fence,
      observer: options.observer,
      newOwner: () => random.uuid(),
      onTakenAgain: () => void this.#recovery.bringBackOpen().catch(onDefect),
    });
    this.#tasks = new Tasks(guardedPort(effects, onDefect), options.taskToken, (record, input) =>
      this.#enqueue(record, { input }),
    );
    this.#wakeUps = new WakeUps(clock, (arn) => this.deliver(arn, { type: 'wake' }));
    const owned = { store, clock, fence: () => this.#commits.fence, onDefect };
    this.#logs = log && new LogDeliveries({ ...owned, machines, log });
    this.#recovery = new Recovery({
      ...owned,
      isResident: (id) => this.#residentIds.has(id),
      adopt: (stored) => this.#adopt(stored),
    });
  }

  /** Takes ownership of the stored executions; `recover` sets them going. */
  static async open(options: EngineOptions): Promise<Engine> {
    return new Engine(options, await options.store.acquireShards(options.random.uuid()));
  }

  /** Brings every running execution back to work: the same path after a crash and after an orderly stop. */
  async recover(): Promise<void> {
    this.#logs?.resync();
    await this.#recovery.bringBackOpen();
    this.#recovery.watchDue();
  }

  /**
   * Resolves once the start is durable. Equal starts at the same time are one and get the same answer.
   * @throws when the store failed: whether it started is then unknown
   */
  start(request: StartRequest): Promise<StartResult> {
    return this.#starts.run(request, () => this.#startAlone(request));
  }

  async #startAlone(request: StartRequest): Promise<StartResult> {
    const { arn, revision } = request;
    // Looked at without a pause before the record is made: one that a stop has made meanwhile would end with its load.
    while (this.#records.has(arn)) if (await this.#isResident(arn)) return { type: 'name-taken' };
    if (this.#deletingMachines.has(revision.machineId)) return { type: 'machine-not-active' };
    const startMs = this.#options.clock.nowMs();
    const record = this.#recordOf(arn);
    record.loaded = freshlyLoaded(request, startMs);
    try {
      await this.#enqueueAndWait(record, { type: 'start' });
      return { type: 'started', startMs };
    } catch (error) {
      if (error instanceof StartRefused) return { type: error.result };
      throw error;
    }
  }

  /** Whether there is such a running execution in memory, once what is under way for it is durable. */
  async #isResident(arn: string): Promise<boolean> {
    for (let record = this.#records.get(arn); record !== undefined; record = this.#records.get(arn)) {
      await this.#enqueueAndWait(record, { type: 'continue' });
      if (this.#records.get(arn) === record) return true;
    }
    return false;
  }

  /** Hands an input to an execution, in memory or not. */
  deliver(arn: string, input: Input): void {
    this.#enqueue(this.#recordOf(arn), { input });
  }

  /**
   * Hands over what a worker says with a task's token. Resolves, once it is durable, with whether the task still waited for it.
   * @throws when the store failed
   */
  callBack(arn: string, input: WorkerInput): Promise<boolean> {
    return this.#enqueueAndWait(this.#recordOf(arn), input);
  }

  /** Resolves once the execution has durably ended, by this or by itself. @throws when the store failed */
  async stop(arn: string, reason: { readonly error?: string; readonly cause?: string }): Promise<void> {
    await this.#enqueueAndWait(this.#recordOf(arn), { type: 'stop', ...reason });
  }

  /** Writes down an execution that began and ended in memory. */
  async keepEnded(revision: MachineRevision, state: ExecutionState): Promise<WriteResult['type']> {
    const write = endedWrite(revision, state);
    return (await this.#commits.submit(write)).type;
  }

  /**
   * Takes up an execution that has ended without success. Resolves, once it is durable, with whether it runs again: it does not
   * when it runs already or cannot be redriven, nor when its machine is being deleted. @throws when the store failed
   */
  async redrive(arn: string, clientToken?: string): Promise<boolean> {
    if (await this.#isResident(arn)) return false;
    try {
      const input = { type: 'redrive', ...(clientToken !== undefined && { clientToken }) } as const;
      return await this.#enqueueAndWait(this.#recordOf(arn), input);
    } catch (error) {
      if (error instanceof StartRefused) return false;
      throw error;
    }
  }

  /**
   * Sets a parked execution going again, with the results that came meanwhile.
   * @throws the defect when it stops it again
   */
  async release(arn: string): Promise<void> {
    const record = this.#recordOf(arn);
    record.releasing = true;
    await this.#enqueueAndWait(record, { type: 'continue' });
  }

  /** From now on the machine's executions end at their next transition. */
  deleteMachine(machineId: string): void {
    this.#deletingMachines.add(machineId);
  }

  machineDeleted(machineId: string): void {
    this.#deletingMachines.delete(machineId);
  }

  /** How many executions are in memory. */
  get residentCount(): number {
    return this.#records.size;
  }

  /**
   * Begins no new task, waits for the running ones until `deadline` resolves, and commits their results. What still runs
   * then is treated as after a crash.
   */
  async close(deadline: Promise<void>): Promise<void> {
    await Promise.race([this.#drain(), deadline]);
    this.#closed = true;
    this.#recovery.close();
    this.#wakeUps.close();
    for (const record of this.#records.values()) {
      this.#tasks.releaseAll(record);
      rejectAll(record.queue, engineClosed());
    }
    await this.#logs?.close(deadline);
  }

  /** A task whose place was taken before has its Started event on the way: it is begun and waited for, too. */
  async #drain(): Promise<void> {
    this.#tasks.beginNoMore();
    await this.#settleAll();
    await this.#tasks.idle();
    await this.#settleAll();
  }

  /** Resolves when what is under way now is durable, or could not be made so. */
  async #settleAll(): Promise<void> {
    const records = [...this.#records.values()];
    await Promise.allSettled(records.map((record) => this.#enqueueAndWait(record, { type: 'continue' })));
  }

  #recordOf(arn: string): ExecutionRecord {
    let record = this.#records.get(arn);
    if (record === undefined) {
      record = newRecord(arn, shardOf(arn));
      this.#records.set(arn, record);
    }
    return record;
  }

  /** Resolves with whether the execution took it. */
  #enqueueAndWait(record: ExecutionRecord, input: Input): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#enqueue(record, { input, done: { resolve, reject } });
    });
  }

  #enqueue(record: ExecutionRecord, queued: QueuedInput): void {
    if (this.#closed) return queued.done?.reject(engineClosed());
    // The execution has ended: nobody waits for what its last tasks give.
    if (this.#records.get(record.arn) !== record) return queued.done?.resolve(false);
    record.queue.push(queued);
    if (!record.busy) void this.#workOff(record);
  }

  async #workOff(record: ExecutionRecord): Promise<void> {
    record.busy = true;
    for (let delayMs = RELOAD_DELAY_MS_MIN; record.queue.length > 0 && !this.#closed; ) {
      try {
        const loaded = record.loaded ?? (await this.#load(record));
        if (loaded === undefined) {
          this.#forget(record);
          this.#options.mapRuns.foundEnded(record.arn);
        } else await this.#takeStep(record, loaded);
        delayMs = RELOAD_DELAY_MS_MIN;
      } catch (error) {
        this.#report(error);
        this.#discard(record, error);
        await elapsed(this.#options.clock, delayMs);
        delayMs = Math.min(delayMs * 2, RELOAD_DELAY_MS_MAX);
      }
    }
    record.busy = false;
    this.#evictIfIdle(record);
  }

  async #adopt(stored: StoredExecution): Promise<void> {
    const { id, arn } = stored.row;
    if (this.#records.has(arn)) return;
    const record = this.#recordOf(arn);
    record.id = id;
    record.stored = stored;
    this.#residentIds.add(id);
    await this.#enqueueAndWait(record, { type: 'continue' }).catch(() => undefined);
  }

  /** Undefined when the execution does not exist or has ended. */
  async #load(record: ExecutionRecord): Promise<Loaded | undefined> {
    const loaded = await loadExecution(this.#options, record);
    if (loaded === undefined) return undefined;
    loaded.state = restartHeartbeats(loaded.state, this.#options.clock.nowMs());
    record.loaded = loaded;
    this.#residentIds.add(record.id as number);
    if (record.parking === undefined) this.#resume(record, loaded);
    return loaded;
  }

  /** Takes up what the stored state says is open, beside the transitions that any input goes on with. */
  #resume(record: ExecutionRecord, loaded: Loaded): void {
    const { state, revision } = loaded;
    this.#wakeUps.set(record.arn, nextWake(state));
    const known = new Set(record.queue.flatMap(({ input }) => (isOwnResult(input) ? [input.effectId] : [])));
    for (const { frame, effect } of outstanding(state)) {
      const { id, started, submitted } = effect;
      if (record.running.has(id) || known.has(id)) continue;
      if (isMapRun(revision, frame)) {
        this.#options.mapRuns.begin({ revision, state, frame, effect });
        continue;
      }
      const resource = resourceOf(revision, frame);
      if (!started) this.#tasks.perform(record, revision, state, [{ type: 'schedule', id }]);
      else if (submitted === undefined && resource.type !== 'activity') this.#takeUp(record, loaded, resource.arn, id);
      else if (completionOf(resource) === 'job') this.#tasks.watch(record, revision, state, id);
    }
    if (state.status === 'RUNNING' && state.parent?.waits) void this.#stopIfAbandoned(record.arn, state.parent);
  }

  /** A task that had begun when the process died. */
  #takeUp(record: ExecutionRecord, { revision, state }: Loaded, resource: string, effectId: string): void {
    const { onUnknownOutcome } = this.#options;
    const unknown = onUnknownOutcome === 'rerun' ? undefined : this.#tasks.unknownOutcome(resource, effectId);
    if (unknown === undefined) this.#tasks.rerun(record, revision, state, effectId);
    else record.queue.push({ input: unknown });
  }

  /** The task that started the execution may have been given up just before the process died. */
  async #stopIfAbandoned(arn: string, parent: ParentTask): Promise<void> {
    try {
      if (await isAbandoned(this.#options.store, parent)) this.deliver(arn, { type: 'stop' });
    } catch (error) {
      this.#report(error);
    }
  }

  /** Works off what has gathered. @throws when the commit failed; the inputs are back in the queue then */
  async #takeStep(record: ExecutionRecord, loaded: Loaded): Promise<void> {
    const taken = record.queue;
    record.queue = [];
    try {
      if (record.parking === undefined || record.releasing || taken.some(isStop))
        await this.#step(record, loaded, taken);
      else await this.#stayParked(record, loaded, record.parking, taken);
    } catch (error) {
      record.queue = [...taken, ...record.queue];
      throw error;
    }
  }

  async #step(record: ExecutionRecord, loaded: Loaded, taken: readonly QueuedInput[]): Promise<void> {
    const { parking, releasing } = record;
    record.parking = undefined;
    record.releasing = false;
    const inputs = taken.map(({ input }) => input);
    let prepared: Prepared;
    try {
      // A stop ends a parked execution without the inputs that wait with it.
      prepared = await this.#prepare(record, loaded, releasing ? [...(parking?.inputs ?? []), ...inputs] : inputs);
    } catch (error) {
      return this.#park(record, loaded, { error, taken, inputs: [...(parking?.inputs ?? []), ...inputs] });
    }
    const { step, write } = prepared;
    if (step.events.length === 0 && step.changed.size === 0 && parking === undefined) {
      // at most a heartbeat came
      loaded.state = step.state;
      this.#wakeUps.set(record.arn, nextWake(step.state));
      resolveAll(taken, step.refused);
      return step.state.status === 'RUNNING' ? undefined : this.#forget(record);
    }
    const result = await this.#commits.submit(write);
    if (result.type !== 'committed') {
      rejectAll(taken, new StartRefused(result.type));
      return this.#forget(record);
    }
    if (record.id === undefined || step.state.status !== loaded.state.status) {
      this.#options.index?.changed(result.id, step.state);
    }
    record.id = result.id;
    this.#residentIds.add(result.id);
    loaded.version++;
    loaded.state = step.state;
    this.#options.observer?.stepped(step.state, step.events);
    if (loaded.revision.logging !== undefined) this.#logs?.committed(result.id);
    resolveAll(taken, step.refused);
    this.#afterCommit(record, loaded, step);
    if (parking !== undefined && step.state.status === 'RUNNING') this.#resume(record, loaded);
  }

  /** @throws a defect of ours */
  async #prepare(record: ExecutionRecord, loaded: Loaded, inputs: readonly Input[]): Promise<Prepared> {
    const { revision, state } = loaded;
    const step = await fold({
      machine: revision.machine,
      state,
      inputs,
      stamp: () => this.#stamp(record, loaded),
      tryStart: (during, effectId) => this.#tasks.tryHold(record, revision, during, effectId),
    });
    return { step, write: stepWrite(record, loaded, step) };
  }

  #stamp(record: ExecutionRecord, { state: { identity }, revision: { machineId } }: Loaded): Stamp {
    record.lastStampMs = Math.max(this.#options.clock.nowMs(), record.lastStampMs);
    const machineDeleting = this.#deletingMachines.has(machineId);
    const { random, effects, taskToken } = this.#options;
    return {
      nowMs: record.lastStampMs,
      // few steps need one
      get seed() {
        return random.seed();
      },
      machineDeleting,
      taskToken: (effectId) => taskToken(identity, effectId),
      activityExists: (activityArn) => effects.activityExists(activityArn),
    };
  }

  #afterCommit(record: ExecutionRecord, loaded: Loaded, { state, effects }: Folded): void {
    this.#tasks.perform(record, loaded.revision, state, effects);
    performMapRuns(this.#options.mapRuns, loaded, effects);
    this.#wakeUps.set(record.arn, nextWake(state));
    if (state.status !== 'RUNNING') {
      this.#forget(record);
      if (state.mapRun !== undefined) this.#options.mapRuns.childEnded(state);
      this.#options.onEnded(loaded.revision.machineId, record.arn);
    } else if (state.ready.length > 0) record.queue.push({ input: { type: 'continue' } });
  }

  /** A defect came up: the execution's state stays as it was before, durably. */
  async #park(
    record: ExecutionRecord,
    loaded: Loaded,
    { error, taken, inputs }: { error: unknown; taken: readonly QueuedInput[]; inputs: readonly Input[] },
  ): Promise<void> {
    this.#options.onParked(record.arn, error);
    this.#tasks.releaseAll(record);
    if (record.id === undefined || loaded.state.status !== 'RUNNING') {
      rejectAll(taken, error);
      return this.#forget(record);
    }
    const reason = error instanceof Error ? error.message : String(error);
    await this.#commitParking(record, loaded, { reason, inputs: inputs.filter(isResult) });
    this.#wakeUps.set(record.arn, undefined);
    rejectAll(taken, error);
  }

  /** Results of tasks wait with the parked execution; all else is derived from its state again. */
  async #stayParked(
    record: ExecutionRecord,
    loaded: Loaded,
    { reason, inputs }: Parking,
    taken: readonly QueuedInput[],
  ): Promise<void> {
    const results = taken.map(({ input }) => input).filter(isResult);
    if (results.length > 0) await this.#commitParking(record, loaded, { reason, inputs: [...inputs, ...results] });
    resolveAll(taken);
  }

  async #commitParking(record: ExecutionRecord, loaded: Loaded, parking: Parking): Promise<void> {
    await this.#commits.submit(parkingWrite(record, loaded, parking));
    loaded.version++;
    record.parking = parking;
  }

  /**
   * After a failure nothing in memory can be trusted: whoever waits learns of it, and the execution is loaded again, as after
   * a crash. Only the results of tasks, which exist nowhere else, are kept.
   */
  #discard(record: ExecutionRecord, error: unknown): void {
    this.#logs?.resync();
    this.#tasks.releaseAll(record);
    this.#wakeUps.set(record.arn, undefined);
    record.loaded = undefined;
    record.releasing = false;
    rejectAll(record.queue, error);
    const results = record.queue.map(({ input }) => input).filter(isResult);
    record.queue = [...results, { type: 'continue' } as const].map((input) => ({ input }));
  }

  #forget(record: ExecutionRecord): void {
    this.#tasks.releaseAll(record);
    for (const { done } of record.queue) done?.resolve(false);
    record.queue = [];
    // Another execution may have its ARN by now: the machine was deleted and made again.
    if (this.#records.get(record.arn) !== record) return;
    this.#records.delete(record.arn);
    if (record.id !== undefined) this.#residentIds.delete(record.id);
    this.#wakeUps.set(record.arn, undefined);
  }

  #evictIfIdle(record: ExecutionRecord): void {
    const { held, queued, running, jobs } = record;
    if (record.queue.length > 0 || held.size + queued.size + running.size + jobs.size > 0) return;
    if (record.loaded === undefined || record.id === undefined || awaitsHeartbeat(record.loaded.state)) return;
    const wakeMs = record.parking === undefined ? nextWake(record.loaded.state) : undefined;
    if (wakeMs === undefined || wakeMs - this.#options.clock.nowMs() > LONG_WAIT_MS) this.#forget(record);
  }

  /** A failed commit fails many executions with one and the same error: it is told once. */
  #report(error: unknown): void {
    if (error === this.#lastError) return;
    this.#lastError = error;
    this.#options.onDefect(error);
  }
}

function engineClosed(): Error {
  return new Error('the engine is closed');
}
