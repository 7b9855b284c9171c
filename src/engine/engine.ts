/**
 * Makes the interpreter durable: load, advance, commit state and events in one transaction, and only then perform the
 * effects, whose results come back as inputs. The inputs of one execution are handled one at a time; those that gather while
 * its commit is in flight are folded into the next one.
 */
import { type Input, initialState } from '../asl/advance.ts';
import { nextWake, outstanding } from '../asl/deadlines.ts';
import type { Clock } from '../base/clock.ts';
import type { Payload } from '../base/payload.ts';
import type { Random } from '../base/random.ts';
import {
  type ExecutionStore,
  type ExecutionWrite,
  type Fence,
  FenceLostError,
  type WriteResult,
} from '../store/execution-store.ts';
import { type Parking, SharedValues } from './codec.ts';
import type { EffectPort } from './effect-port.ts';
import { parkingWrite, stepWrite } from './execution-write.ts';
import { type Folded, fold } from './fold.ts';
import { GroupCommit } from './group-commit.ts';
import { arnOf, loadExecution } from './load.ts';
import type { MachineRevision, MachineSource } from './machine-source.ts';
import { type ExecutionRecord, type Loaded, newRecord, type QueuedInput } from './record.ts';
import { shardOf } from './shard.ts';
import { Tasks } from './tasks.ts';
import { WakeUps } from './wake-ups.ts';

export interface EngineOptions {
  readonly store: ExecutionStore;
  readonly machines: MachineSource;
  readonly effects: EffectPort;
  readonly clock: Clock;
  readonly random: Random;
  /** What becomes of a task that had begun when the process died. */
  readonly onUnknownOutcome: 'fail' | 'rerun';
  /** Told after the end of an execution is durable. */
  readonly onEnded: (machineId: string) => void;
  /** Told of a defect of our own that parked an execution. */
  readonly onParked: (executionArn: string, error: unknown) => void;
}

export interface StartRequest {
  readonly revision: MachineRevision;
  readonly arn: string;
  readonly name: string;
  readonly input: Payload;
}

export type StartResult =
  | { readonly type: 'started'; readonly startMs: number }
  | { readonly type: 'name-taken' }
  | { readonly type: 'machine-not-active' };

/** An execution that waits longer than this for anything leaves memory; so often does a scan bring back those due. */
const LONG_WAIT_MS = 60_000;
const DUE_SCAN_MS = 30_000;
const DUE_PAGE = 500;
const RELOAD_DELAY_MS_MIN = 50;
const RELOAD_DELAY_MS_MAX = 5_000;

/** The first commit of an execution did not happen, for a reason of its own. */
class StartRefused extends Error {
  readonly result: Exclude<WriteResult['type'], 'committed'>;
  constructor(result: Exclude<WriteResult['type'], 'committed'>) {
    super(result);
    this.result = result;
  }
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #deletingMachines = new Set<string>();
  readonly #commits: GroupCommit;
  readonly #tasks: Tasks;
  readonly #wakeUps: WakeUps;
  #fence: Fence;
  #closed = false;
  #takingShards: Promise<void> | undefined;

  private constructor(options: EngineOptions, fence: Fence) {
    this.#options = options;
    this.#fence = fence;
    this.#commits = new GroupCommit(options.store, () => this.#fence);
    this.#tasks = new Tasks(options.effects, (record, input) => this.#enqueue(record, { input }));
    this.#wakeUps = new WakeUps(options.clock, (arn) => this.deliver(arn, { type: 'wake' }));
  }

  /** Takes ownership of the stored executions; `recover` sets them going. */
  static async open(options: EngineOptions): Promise<Engine> {
    return new Engine(options, await options.store.acquireShards(options.random.uuid()));
  }

  /** Brings every running execution back to work: the same path after a crash and after an orderly stop. */
  async recover(): Promise<void> {
    for (let afterId = 0; ; ) {
      const ids = await this.#options.store.listOpen(this.#fence, { afterId, limit: DUE_PAGE });
      for (const id of ids) await this.#bringBack(id);
      const last = ids.at(-1);
      if (last === undefined) break;
      afterId = last;
    }
    this.#scanForDue();
  }

  /** Resolves once the start is durable. @throws when the store failed: whether it started is then unknown. */
  async start(request: StartRequest): Promise<StartResult> {
    const { arn, revision } = request;
    if (this.#records.has(arn)) {
      await this.#settled(arn);
      return { type: 'name-taken' };
    }
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

  /** Waits until what is under way for the execution is durable, so that a read after it sees it. */
  async #settled(arn: string): Promise<void> {
    const record = this.#records.get(arn);
    if (record !== undefined) await this.#enqueueAndWait(record, { type: 'continue' }).catch(() => undefined);
  }

  /** Hands an input to an execution, in memory or not. */
  deliver(arn: string, input: Input): void {
    this.#enqueue(this.#recordOf(arn), { input });
  }

  /** Resolves once the execution has durably ended, by this or by itself. @throws when the store failed */
  async stop(arn: string, reason: { readonly error?: string; readonly cause?: string }): Promise<void> {
    await this.#enqueueAndWait(this.#recordOf(arn), { type: 'stop', ...reason });
  }

  /** Sets a parked execution going again; with the inputs that came meanwhile. */
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
    await Promise.race([this.#tasks.drain().then(() => this.#quiet()), deadline]);
    this.#closed = true;
    this.#wakeUps.close();
    for (const record of this.#records.values()) this.#tasks.releaseAll(record);
  }

  async #quiet(): Promise<void> {
    await Promise.all([...this.#records.keys()].map((arn) => this.#settled(arn)));
  }

  #recordOf(arn: string): ExecutionRecord {
    let record = this.#records.get(arn);
    if (record === undefined) {
      record = newRecord(arn, shardOf(arn));
      this.#records.set(arn, record);
    }
    return record;
  }

  #enqueueAndWait(record: ExecutionRecord, input: Input): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#enqueue(record, { input, done: { resolve, reject } });
    });
  }

  #enqueue(record: ExecutionRecord, queued: QueuedInput): void {
    if (this.#closed) return queued.done?.reject(new Error('the engine is closed'));
    record.queue.push(queued);
    if (!record.busy) void this.#workOff(record);
  }

  async #workOff(record: ExecutionRecord): Promise<void> {
    record.busy = true;
    for (let delayMs = RELOAD_DELAY_MS_MIN; record.queue.length > 0 && !this.#closed; ) {
      try {
        const loaded = record.loaded ?? (await this.#load(record));
        if (loaded === undefined) this.#forget(record);
        else await this.#step(record, loaded);
        delayMs = RELOAD_DELAY_MS_MIN;
      } catch (error) {
        this.#discard(record);
        await this.#pause(delayMs);
        delayMs = Math.min(delayMs * 2, RELOAD_DELAY_MS_MAX);
        if (error instanceof FenceLostError) await this.#takeShardsAgain();
      }
    }
    record.busy = false;
    this.#evictIfIdle(record);
  }

  /** Undefined when the execution does not exist or has ended. */
  async #load(record: ExecutionRecord): Promise<Loaded | undefined> {
    const loaded = await loadExecution(this.#options, record);
    if (loaded === undefined) return undefined;
    record.loaded = loaded;
    if (record.parking === undefined) this.#resume(record, loaded);
    return loaded;
  }

  /** Takes up what the stored state says is open. */
  #resume(record: ExecutionRecord, { state, revision }: Loaded): void {
    this.#wakeUps.set(record.arn, nextWake(state));
    if (state.ready.length > 0) record.queue.push({ input: { type: 'continue' } });
    const awaited = new Set(record.queue.flatMap(({ input }) => ('effectId' in input ? [input.effectId] : [])));
    for (const { effect } of outstanding(state)) {
      if (record.running.has(effect.id) || awaited.has(effect.id)) continue;
      if (!effect.started) this.#tasks.perform(record, revision, state, [{ type: 'schedule', id: effect.id }]);
      else if (this.#options.onUnknownOutcome === 'rerun') this.#tasks.rerun(record, revision, state, effect.id);
      else record.queue.push({ input: this.#tasks.unknownOutcome(revision, state, effect.id) });
    }
  }

  /** @throws when the commit failed; the inputs that must not be lost are back in the queue then */
  async #step(record: ExecutionRecord, loaded: Loaded): Promise<void> {
    const taken = record.queue;
    record.queue = [];
    const released = this.#unpark(record, taken);
    const step = record.parking === undefined ? await this.#fold(record, loaded, [...released, ...taken]) : undefined;
    if (step === undefined) return this.#commitParking(record, loaded, taken);
    if (step.events.length === 0 && step.changed.size === 0 && released.length === 0) return resolveAll(taken);
    const result = await this.#commit(record, stepWrite(record, loaded, step), taken);
    if (result.type !== 'committed') {
      rejectAll(taken, new StartRefused(result.type));
      return this.#forget(record);
    }
    loaded.id = result.id;
    loaded.version++;
    loaded.state = step.state;
    resolveAll(taken);
    this.#afterCommit(record, loaded, step);
  }

  /** A release takes up the parked inputs again; a stop ends the execution without them. */
  #unpark(record: ExecutionRecord, taken: readonly QueuedInput[]): readonly QueuedInput[] {
    const { parking, releasing } = record;
    record.releasing = false;
    if (parking === undefined || !(releasing || taken.some(({ input }) => input.type === 'stop'))) return [];
    record.parking = undefined;
    return releasing ? parking.inputs.map((input) => ({ input })) : [];
  }

  #afterCommit(record: ExecutionRecord, loaded: Loaded, { state, effects }: Folded): void {
    this.#tasks.perform(record, loaded.revision, state, effects);
    this.#wakeUps.set(record.arn, nextWake(state));
    if (state.status !== 'RUNNING') {
      this.#forget(record);
      this.#options.onEnded(loaded.revision.machineId);
    } else if (state.ready.length > 0) record.queue.push({ input: { type: 'continue' } });
  }

  /** Undefined when a defect of the interpreter came up: the execution is parked then. */
  async #fold(record: ExecutionRecord, loaded: Loaded, taken: readonly QueuedInput[]): Promise<Folded | undefined> {
    const { revision } = loaded;
    try {
      return await fold({
        machine: revision.machine,
        state: loaded.state,
        inputs: taken.map(({ input }) => input),
        stamp: () => this.#stamp(record, revision.machineId),
        tryStart: (state, effectId) => this.#tasks.tryHold(record, revision, state, effectId),
      });
    } catch (error) {
      record.parking = { reason: error instanceof Error ? error.message : String(error), inputs: [] };
      this.#options.onParked(record.arn, error);
      return undefined;
    }
  }

  #stamp(record: ExecutionRecord, machineId: string) {
    record.lastStampMs = Math.max(this.#options.clock.nowMs(), record.lastStampMs);
    const machineDeleting = this.#deletingMachines.has(machineId);
    return { nowMs: record.lastStampMs, seed: this.#options.random.seed(), machineDeleting };
  }

  /** The execution's state stays as it was; the inputs wait with it. */
  async #commitParking(record: ExecutionRecord, loaded: Loaded, taken: readonly QueuedInput[]): Promise<void> {
    const { reason, inputs } = record.parking as Parking;
    if (loaded.id === undefined) {
      rejectAll(taken, new Error(reason));
      return this.#forget(record);
    }
    this.#tasks.releaseAll(record);
    record.parking = { reason, inputs: [...inputs, ...taken.map(({ input }) => input)] };
    await this.#commit(record, parkingWrite(record, loaded, record.parking), taken);
    loaded.version++;
    this.#wakeUps.set(record.arn, undefined);
    resolveAll(taken);
  }

  async #commit(record: ExecutionRecord, write: ExecutionWrite, taken: readonly QueuedInput[]): Promise<WriteResult> {
    try {
      return await this.#commits.submit(write);
    } catch (error) {
      rejectAll(taken, error);
      record.queue = [...taken.filter(isResult).map(({ input }) => ({ input })), ...record.queue];
      record.queue.push({ input: { type: 'continue' } });
      throw error;
    }
  }

  /** After a failed commit nothing in memory can be trusted: the execution is loaded again, as after a crash. */
  #discard(record: ExecutionRecord): void {
    this.#tasks.releaseAll(record);
    record.loaded = undefined;
    this.#wakeUps.set(record.arn, undefined);
  }

  #forget(record: ExecutionRecord): void {
    if (this.#records.get(record.arn) === record) this.#records.delete(record.arn);
    this.#tasks.releaseAll(record);
    resolveAll(record.queue);
    record.queue = [];
    this.#wakeUps.set(record.arn, undefined);
  }

  #evictIfIdle(record: ExecutionRecord): void {
    if (record.queue.length > 0 || record.held.size + record.queued.size + record.running.size > 0) return;
    if (record.loaded?.id === undefined) return;
    const wakeMs = nextWake(record.loaded.state);
    if (wakeMs === undefined || wakeMs - this.#options.clock.nowMs() > LONG_WAIT_MS) this.#forget(record);
  }

  #scanForDue(): void {
    if (this.#closed) return;
    this.#options.clock.schedule(DUE_SCAN_MS, () => {
      void this.#bringBackDue()
        .catch(() => undefined)
        .then(() => this.#scanForDue());
    });
  }

  async #bringBackDue(): Promise<void> {
    const beforeMs = this.#options.clock.nowMs() + LONG_WAIT_MS;
    const ids = await this.#options.store.listDue(this.#fence, { beforeMs, limit: DUE_PAGE });
    for (const id of ids) await this.#bringBack(id);
  }

  async #bringBack(id: number): Promise<void> {
    const arn = await arnOf(this.#options.store, id);
    if (arn !== undefined && !this.#records.has(arn)) this.deliver(arn, { type: 'continue' });
  }

  #takeShardsAgain(): Promise<void> {
    const { store, random } = this.#options;
    this.#takingShards ??= store
      .acquireShards(random.uuid())
      .then((fence) => {
        this.#fence = fence;
      })
      .finally(() => {
        this.#takingShards = undefined;
      });
    return this.#takingShards;
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.schedule(delayMs, resolve);
    });
  }
}

function freshlyLoaded({ revision, arn, name, input }: StartRequest, startMs: number): Loaded {
  const { machine, machineArn, machineName, roleArn } = revision;
  const identity = { arn, name, roleArn, machineArn, machineName, startMs };
  return {
    id: undefined,
    version: 0,
    state: initialState(machine, identity, input),
    values: new SharedValues(),
    revision,
  };
}

function resolveAll(queued: readonly QueuedInput[]): void {
  for (const { done } of queued) done?.resolve();
}

function rejectAll(queued: readonly QueuedInput[], error: unknown): void {
  for (const { done } of queued) done?.reject(error);
}

/** Results of tasks exist only here; everything else is derived from the stored state again, or asked for again. */
function isResult({ input }: QueuedInput): boolean {
  return input.type === 'succeeded' || input.type === 'failed';
}
