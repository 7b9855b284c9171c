/**
 * One Map Run at work: gives the pure interpreter its inputs and performs its effects. What it counts is told by the children,
 * so that nothing of it has to be written down when one of them ends.
 */
import type { ExecutionStatus } from '../../asl/execution-state.ts';
import { stateFailure } from '../../asl/failure.ts';
import { advanceMapRun, type MapRunEffect, type MapRunInput } from '../../asl/map-run/advance-map-run.ts';
import {
  childCounts,
  type MapRunLimits,
  type MapRunState,
  pendingChildren as pendingTally,
} from '../../asl/map-run/map-run-state.ts';
import { decodeSettings, type MapRunSettings } from '../../asl/map-run/settings.ts';
import type { Payload } from '../../base/payload.ts';
import type { MapRunRequest } from '../map-run-port.ts';
import { ChildMaker, type ChildMakerOptions, type MadeChild, UnusableItemError } from './child-maker.ts';
import { type BegunChild, Children, type EndedChild, isInterrupted } from './children.ts';
import { ItemReaderError, stateItems } from './item-source.ts';
import type { MapRunDeps } from './map-run-deps.ts';
import type { MapRunRecord, StoredMapRun } from './map-run-record.ts';
import { objectAccess } from './object-access.ts';
import { pendingChildren } from './pending-children.ts';
import type { ChildResult } from './result-sink.ts';
import { type Collected, collectResults } from './results.ts';
import { Retries } from './retries.ts';
import { isSafeOnceBegun, SafePosition } from './safe-position.ts';

/** A child that has begun, or is about to, and has not ended. */
export interface RunningChild {
  readonly no: number;
  readonly itemCount: number;
}

export interface MapRunStart {
  readonly stored: StoredMapRun;
  readonly state: MapRunState;
  /** By ARN. */
  readonly running: ReadonlyMap<string, RunningChild>;
  /** Children to redrive before any other begins. */
  readonly redrives: readonly EndedChild[];
  /** How many children behind the stored position are there already. */
  readonly knownCount: number;
  /** Told when it is over, and its parent knows. */
  readonly onOver: () => void;
}

/** Present once the execution that waits for the Map Run is there. */
interface Work {
  readonly request: MapRunRequest;
  readonly settings: MapRunSettings;
  readonly children: Children;
  /** Where the items come from, once it is open. */
  making?: ChildMakerOptions;
  maker?: ChildMaker;
}

export class MapRun {
  readonly #deps: MapRunDeps;
  readonly #onOver: () => void;
  readonly #running: Map<string, RunningChild>;
  /** Of those, the ones that may not be there yet: they are stopped once they are. */
  readonly #starting = new Set<string>();
  readonly #safe = new SafePosition();
  readonly #retries: Retries;
  #stored: StoredMapRun;
  #state: MapRunState;
  #knownCount: number;
  #work: Work | undefined;
  /** What it has to do once the execution that waits for it is there. */
  #waiting: MapRunEffect[] = [];
  #prepared: readonly (MadeChild | EndedChild)[];
  #output: Payload | undefined;
  #resultWriterDetails: MapRunRecord['resultWriterDetails'];
  #saving: Promise<unknown> = Promise.resolve();
  #checkpointWaits = false;

  constructor(deps: MapRunDeps, { stored, state, running, redrives, knownCount, onOver }: MapRunStart) {
    this.#deps = deps;
    this.#stored = stored;
    this.#state = state;
    this.#running = new Map(running);
    this.#prepared = redrives;
    this.#knownCount = knownCount;
    this.#onOver = onOver;
    this.#retries = new Retries(deps);
  }

  get record(): MapRunRecord {
    return this.#stored.record;
  }

  get state(): MapRunState {
    return this.#state;
  }

  /**
   * What its items are, and who waits for it. A second time, after the execution was loaded again, changes nothing.
   * @param first what happens to it then: one that must not begin learns who it belongs to all the same
   */
  attach(request: MapRunRequest, first: MapRunInput = { type: 'continue' }): void {
    if (this.#work !== undefined) return;
    const { id: mapRunId, arn: mapRunArn, executionType } = this.record;
    const { revision, frame, effect } = request;
    const of = { revision, stateName: frame.stateName, executionType, mapRunId, mapRunArn };
    const settings = decodeSettings(effect.parameters);
    this.#work = { request, settings, children: new Children(this.#deps, of) };
    const waiting = this.#waiting.splice(0);
    for (const effect of waiting) this.#perform(effect);
    if (waiting.length === 0) this.give(first);
  }

  give(input: MapRunInput): void {
    if (this.#retries.closed) return;
    const { state, effects } = advanceMapRun(this.#state, input, { nowMs: this.#deps.clock.nowMs() });
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  /** A child has durably ended. Told twice, or of a stranger, it changes nothing. */
  childEnded(arn: string, status: Exclude<ExecutionStatus, 'RUNNING'>): void {
    const child = this.#running.get(arn);
    if (child === undefined) return;
    this.#running.delete(arn);
    if (!isSafeOnceBegun(this.record.executionType)) this.#childSafe(child.no);
    this.give({ type: 'ended', status, itemCount: child.itemCount });
  }

  /** The child was found ended, which may not have been told. */
  async foundEnded(arn: string): Promise<void> {
    if (!this.#running.has(arn)) return;
    const row = await this.#retries.until(() => this.#deps.executions.find(arn));
    if (row !== undefined && row.status !== 'RUNNING') this.childEnded(arn, row.status);
  }

  /** Resolves once the new limits are durable; from then on they count. @throws when the store failed */
  async update(limits: Partial<MapRunLimits>): Promise<void> {
    await this.#save((record) => ({ ...record, limits: { ...record.limits, ...limits } }));
    this.give({ type: 'limits', limits });
  }

  /** The process ends: nothing is begun any more. */
  close(): void {
    this.#retries.close();
    void this.#work?.making?.source.close();
  }

  #perform(effect: MapRunEffect): void {
    const work = this.#work;
    switch (effect.type) {
      case 'read':
      case 'gather':
        if (work === undefined) this.#waiting.push(effect);
        else void (effect.type === 'read' ? this.#read(work) : this.#gather(work));
        return;
      case 'begin':
        return this.#begin(effect.executions);
      case 'stop-children':
        for (const arn of this.#running.keys()) if (!this.#starting.has(arn)) void this.#stop(arn);
        return;
      case 'end':
        void this.#end();
        return;
    }
  }

  async #read(work: Work): Promise<void> {
    try {
      const { children, exhausted, itemTotal } = await this.#retries.until(() => this.#makeChildren(work), isFinal);
      this.#prepared = [...this.#prepared, ...children];
      const sizes = children.map(({ itemCount }) => itemCount);
      this.give({ type: 'read', children: sizes, exhausted, ...(itemTotal !== undefined && { itemTotal }) });
    } catch (error) {
      this.give({ type: 'failed', failure: failureOfItems(error, work) });
    }
  }

  async #makeChildren(work: Work) {
    if (work.maker === undefined) {
      const options = await this.#openSource(work);
      work.maker = new ChildMaker(options, this.record.position);
    }
    const made = await work.maker.next();
    const children: MadeChild[] = [];
    for (const child of made.children) if (!(await this.#isKnown(work, child))) children.push(child);
    const nos = children.map(({ no }) => no);
    this.#safe.add(made, nos);
    return { children, exhausted: made.exhausted, itemTotal: work.making?.source.count };
  }

  /** Opened once. @throws ItemReaderError */
  async #openSource(work: Work): Promise<ChildMakerOptions> {
    if (work.making === undefined) {
      const { reader, batcher } = work.settings;
      const { frame, revision, state } = work.request;
      const source =
        reader === undefined
          ? stateItems(frame.items ?? frame.input)
          : await this.#deps.sources.open(reader, objectAccess(revision));
      const parent = { machine: revision.machine, state, frame };
      const stamp = () => ({ nowMs: this.#deps.clock.nowMs(), seed: this.#deps.random.seed() });
      work.making = { source, parent, batcher, stamp };
    }
    return work.making;
  }

  /** Children behind the stored position may be there: they are counted already. */
  async #isKnown({ children }: Work, { no }: MadeChild): Promise<boolean> {
    if (this.#knownCount === 0 || !(await children.exists(no))) return false;
    this.#knownCount--;
    return true;
  }

  #begin(executions: number): void {
    const { children } = this.#work as Work;
    const beginning = this.#prepared.slice(0, executions);
    this.#prepared = this.#prepared.slice(executions);
    for (const child of beginning) {
      this.#running.set(children.arnOf(child.no), child);
      void this.#beginChild(children, child);
    }
    // of a child in memory nothing is written when it begins
    if (!isSafeOnceBegun(this.record.executionType)) this.give({ type: 'begun', executions });
  }

  async #beginChild(children: Children, child: MadeChild | EndedChild): Promise<void> {
    const arn = children.arnOf(child.no);
    if (isSafeOnceBegun(this.record.executionType)) this.#starting.add(arn);
    const begun = await this.#retries.until(() => children.begin(child), isInterrupted).catch(() => undefined);
    if (begun === undefined) return;
    this.#starting.delete(arn);
    if (isSafeOnceBegun(this.record.executionType)) {
      this.#childSafe(child.no);
      this.give({ type: 'begun', executions: 1 });
    }
    this.#childBegan(arn, begun);
  }

  #childBegan(arn: string, begun: BegunChild): void {
    if (begun.type === 'ended') return this.childEnded(arn, begun.status);
    if (begun.type === 'refused') {
      this.give({ type: 'stop' });
      return this.childEnded(arn, 'ABORTED');
    }
    // it was to be stopped before there was anything to stop
    if (this.#state.verdict !== undefined) void this.#stop(arn);
  }

  async #stop(arn: string): Promise<void> {
    const { engine, express } = this.#deps;
    if (this.record.executionType === 'EXPRESS') return express().stop(arn);
    await this.#retries.until(() => engine().stop(arn, {}));
    await this.foundEnded(arn);
  }

  #childSafe(no: number): void {
    if (!this.#safe.safe(no) || this.#checkpointWaits) return;
    this.#checkpointWaits = true;
    const checkpoint = this.#save((record) => {
      this.#checkpointWaits = false;
      const next = this.#work?.maker?.position;
      return next === undefined ? record : { ...record, position: this.#safe.position(next) };
    });
    // the next one says as much
    checkpoint.catch(this.#deps.onDefect);
  }

  async #gather(work: Work): Promise<void> {
    const collect = () => collectResults(this.#deps, this.record, work.request, this.#pending(work));
    const collected: Collected | undefined = await this.#retries.until(collect).catch(() => undefined);
    if (collected === undefined) return;
    this.#output = collected.output;
    this.#resultWriterDetails = collected.resultWriterDetails;
    this.give({ type: 'gathered', ...(collected.failure && { failure: collected.failure }) });
  }

  /** Of a Map Run that succeeds there are none. */
  async *#pending(work: Work): AsyncGenerator<ChildResult> {
    if (this.#state.verdict?.status !== 'FAILED') return;
    const making = await this.#openSource(work).catch(() => undefined);
    if (making !== undefined) yield* pendingChildren(work.children, making, this.record.position);
  }

  async #end(): Promise<void> {
    const { status, stopMs, verdict } = this.#state;
    const counts = await this.#retries.until(() => this.#finalCounts()).catch(() => undefined);
    if (counts === undefined) return;
    const details = this.#resultWriterDetails;
    const ending = {
      status,
      ...(stopMs === undefined ? {} : { stopMs }),
      counts,
      pending: pendingTally(this.#state),
      ...(verdict?.status === 'FAILED' && { failure: verdict.failure }),
      ...(details && { resultWriterDetails: details }),
    };
    await this.#retries.until(() => this.#save((record) => ({ ...record, ...ending }))).catch(() => undefined);
    if (this.#retries.closed) return;
    void this.#work?.making?.source.close();
    this.#deps.tellParent(this.record, this.#output);
    this.#onOver();
  }

  /** Children that were to be redriven, and were not any more, are what they were before. */
  async #finalCounts(): Promise<MapRunState['counts']> {
    const { counts, redrives } = this.#state;
    if (redrives === 0) return counts;
    return childCounts(await this.#deps.executions.countChildren(this.record.id));
  }

  /** One after the other. @throws when the store failed; what it has then is found out before the next one */
  #save(change: (record: MapRunRecord) => MapRunRecord): Promise<void> {
    const { records } = this.#deps;
    const save = async () => {
      try {
        this.#stored = await records.save(this.#stored, change(this.record));
      } catch (error) {
        this.#stored = (await records.find(this.record.id)) ?? this.#stored;
        throw error;
      }
    };
    const saved = this.#saving.then(save, save);
    this.#saving = saved.catch(() => undefined);
    return saved;
  }
}

/** It would only fail again. */
function isFinal(error: unknown): boolean {
  return error instanceof ItemReaderError || error instanceof UnusableItemError;
}

function failureOfItems(error: unknown, { request }: Work) {
  if (error instanceof UnusableItemError) {
    const { error: name, cause } = stateFailure(request.frame, error.failure);
    return { ...(name === undefined ? {} : { error: name }), ...(cause === undefined ? {} : { cause }) };
  }
  return { error: 'States.ItemReaderFailed', cause: error instanceof Error ? error.message : String(error) };
}
