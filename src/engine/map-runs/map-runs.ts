/**
 * All Map Runs that have not ended. Each is brought back, with its counts, before any execution goes on, and goes on itself once
 * the execution that waits for it is there.
 */
import type { ExecutionState } from '../../asl/execution-state.ts';
import {
  type ChildStatus,
  childCounts,
  initialMapRun,
  type MapRunLimits,
  type MapRunState,
  plus,
  type Tally,
} from '../../asl/map-run/map-run-state.ts';
import { decodeSettings } from '../../asl/map-run/settings.ts';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Payload } from '../../base/payload.ts';
import type { Random } from '../../base/random.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { childRevision } from '../child-revision.ts';
import { decodeSummary } from '../codec.ts';
import type { MapRunPort, MapRunRequest } from '../map-run-port.ts';
import { FIRST_POSITION } from './child-maker.ts';
import type { ChildRunners, EndedChild } from './children.ts';
import type { ItemSources } from './item-source.ts';
import { MapRun, type RunningChild } from './map-run.ts';
import type { MapRunDeps } from './map-run-deps.ts';
import { type MapRunRecord, MapRunRecords, type StoredMapRun } from './map-run-record.ts';
import type { ResultSink } from './result-sink.ts';
import { childRows, collectResults, writtenOutput } from './results.ts';
import { Retries } from './retries.ts';

export interface MapRunsOptions extends ChildRunners {
  readonly resources: ResourceStore;
  readonly sources: ItemSources;
  readonly sink: ResultSink;
  readonly clock: Clock;
  readonly random: Random;
  /** Why the machine's role may not start its child executions; undefined when it may. */
  readonly childrenDenial: (roleArn: string, machineArn: string) => string | undefined;
  readonly onDefect: (error: unknown) => void;
}

/** A Map Run as clients see it; `state` while it has not ended. */
export interface MapRunView {
  readonly record: MapRunRecord;
  readonly state?: MapRunState;
}

export class MapRuns implements MapRunPort {
  readonly #options: MapRunsOptions;
  readonly #deps: MapRunDeps;
  readonly #records: MapRunRecords;
  readonly #retries: Retries;
  readonly #runs = new Map<string, MapRun>();
  /** Requests that are being opened, by the id of the Map Run; taken away when nobody waits for it any more. */
  readonly #opening = new Map<string, MapRunRequest>();

  /** Redrives of Map Runs that still stop their children, by the id of the Map Run. */
  readonly #redrives = new Map<string, MapRunRequest>();

  constructor(options: MapRunsOptions) {
    this.#options = options;
    this.#records = new MapRunRecords(options.resources);
    this.#retries = new Retries(options);
    this.#deps = {
      ...options,
      records: this.#records,
      tellParent: (record, output) => this.#tellParent(record, output),
    };
  }

  /** Before the engine recovers: no child may end before it is counted. */
  async recover(): Promise<void> {
    for (const stored of await this.#records.listOpen()) {
      const run = await this.#bringBack(stored);
      this.#runs.set(stored.record.id, run);
      if (!(await this.#isAwaited(stored.record))) run.give({ type: 'stop' });
    }
  }

  begin(request: MapRunRequest): void {
    const { id, redriveCount = 0 } = decodeSettings(request.effect.parameters);
    const run = this.#runs.get(id);
    if (run !== undefined && redriveCount > (run.record.redriveCount ?? 0)) return void this.#redrives.set(id, request);
    if (run !== undefined) return run.attach(request);
    if (this.#opening.has(id)) return;
    this.#opening.set(id, request);
    const opened = this.#retries.until(() => this.#open(id, request));
    // the next process takes it up
    opened.catch(() => undefined).finally(() => this.#opening.delete(id));
  }

  abandon(executionArn: string, effectId: string): void {
    for (const [id, { state, effect }] of this.#opening)
      if (state.identity.arn === executionArn && effect.id === effectId) this.#opening.delete(id);
    for (const run of this.#runs.values())
      if (run.record.executionArn === executionArn && run.record.effectId === effectId) run.give({ type: 'stop' });
  }

  childEnded({ mapRun, identity, status }: ExecutionState): void {
    if (mapRun !== undefined && status !== 'RUNNING') this.#runs.get(mapRun.mapRunId)?.childEnded(identity.arn, status);
  }

  foundEnded(executionArn: string): void {
    for (const run of this.#runs.values()) void run.foundEnded(executionArn).catch(() => undefined);
  }

  /** @throws when the store failed */
  async find(id: string): Promise<MapRunView | undefined> {
    const run = this.#runs.get(id);
    if (run !== undefined) return { record: run.record, state: run.state };
    const stored = await this.#records.find(id);
    return stored && { record: stored.record };
  }

  /** Those of an execution, in the order of their start. */
  list(executionArn: string, query: { readonly after?: string; readonly limit: number }) {
    return this.#records.list(executionArn, query);
  }

  /** Whether it had not ended. @throws when the store failed */
  async update(id: string, limits: Partial<MapRunLimits>): Promise<boolean> {
    const run = this.#runs.get(id);
    if (run === undefined || run.state.status !== 'RUNNING') return false;
    await run.update(limits);
    return true;
  }

  /** From now on nothing is begun. */
  close(): void {
    this.#retries.close();
    for (const run of this.#runs.values()) run.close();
  }

  async #open(id: string, request: MapRunRequest): Promise<void> {
    const stored = await this.#records.create(this.#newRecord(request));
    const { redriveCount = 0 } = decodeSettings(request.effect.parameters);
    const isRedriven = redriveCount > (stored.record.redriveCount ?? 0);
    if (stored.record.status !== 'RUNNING' && !isRedriven) return this.#tellAgain(stored.record, request);
    const redriven = { effectId: request.effect.id, redriveCount, redriveMs: this.#options.clock.nowMs() };
    const run = await this.#bringBack(isRedriven ? await this.#records.reopen(stored, redriven) : stored);
    this.#runs.set(id, run);
    if (this.#opening.get(id) === undefined) return run.attach(request, { type: 'stop' });
    const { roleArn, machineArn } = request.revision;
    const denial = this.#options.childrenDenial(roleArn, machineArn.split('/', 1)[0] as string);
    // GUESS: the error; that the role has to be allowed is documented
    const failure = denial && { error: 'States.Permissions', cause: denial };
    run.attach(request, failure ? { type: 'failed', failure } : undefined);
  }

  #newRecord({ revision, state, frame, effect }: MapRunRequest): MapRunRecord {
    const settings = decodeSettings(effect.parameters);
    const map = revision.machine.states.get(frame.stateName);
    assert(map?.type === 'Map', `${frame.stateName} is no Map state`);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = settings;
    return {
      id: settings.id,
      arn: settings.arn,
      executionArn: state.identity.arn,
      effectId: effect.id,
      machineId: revision.machineId,
      stateMachineArn: childRevision(revision, frame.stateName).machineArn,
      executionType: map.processor.executionType,
      writesResults: settings.writer?.resource !== undefined,
      status: 'RUNNING',
      startMs: this.#options.clock.nowMs(),
      limits: {
        maxConcurrency,
        ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
        ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
      },
      position: FIRST_POSITION,
    };
  }

  #newRun(start: Omit<ConstructorParameters<typeof MapRun>[1], 'onOver'>): MapRun {
    const { id } = start.stored.record;
    return new MapRun(this.#deps, { ...start, onOver: () => this.#over(id) });
  }

  #over(id: string): void {
    this.#runs.delete(id);
    const redrive = this.#redrives.get(id);
    this.#redrives.delete(id);
    if (redrive !== undefined) this.begin(redrive);
  }

  async #bringBack(stored: StoredMapRun): Promise<MapRun> {
    const { executions } = this.#options;
    const { record } = stored;
    const tallies = await executions.countChildren(record.id);
    const counts = { ...childCounts(tallies) };
    const redrives = await this.#toRedrive(record, counts);
    const total = tallies.reduce((sum, tally) => sum + tally.executions, 0);
    const running = new Map<string, RunningChild>();
    for await (const { arn, head, mapRun } of childRows(executions, record, 'RUNNING'))
      running.set(arn, { no: decodeSummary(head).child?.no ?? 0, itemCount: mapRun?.itemCount ?? 1 });
    const { limits, startMs, writesResults } = record;
    const sizes = redrives.map(({ itemCount }) => itemCount);
    const state = initialMapRun({ limits, startMs, writesResults }, counts, sizes);
    return this.#newRun({ stored, state, running, redrives, knownCount: total - record.position.childNo });
  }

  /** Children that had ended without success when the Map Run was redriven; they leave the counts. */
  async #toRedrive(record: MapRunRecord, counts: Record<ChildStatus, Tally>): Promise<readonly EndedChild[]> {
    const { redriveMs } = record;
    if (redriveMs === undefined) return [];
    const found: EndedChild[] = [];
    for (const status of UNSUCCESSFUL) {
      for await (const { stopMs = 0, head, mapRun } of childRows(this.#options.executions, record, status)) {
        if (stopMs > redriveMs) continue;
        const itemCount = mapRun?.itemCount ?? 1;
        found.push({ no: decodeSummary(head).child?.no ?? 0, itemCount });
        counts[status] = plus(counts[status], { executions: -1, items: -itemCount });
      }
    }
    return found.sort((a, b) => a.no - b.no);
  }

  /** Whether the state that began it still waited when the last process ended. */
  async #isAwaited({ executionArn, effectId }: MapRunRecord): Promise<boolean> {
    const row = await this.#options.executions.find(executionArn);
    return row?.status === 'RUNNING' && !decodeSummary(row.head).abandoned.includes(effectId);
  }

  /** The process died between the end of the Map Run and the step of the execution that takes it up. */
  async #tellAgain(record: MapRunRecord, request: MapRunRequest): Promise<void> {
    this.#tellParent(record, record.status === 'SUCCEEDED' ? await this.#outputOf(record, request) : undefined);
  }

  async #outputOf(record: MapRunRecord, request: MapRunRequest): Promise<Payload | undefined> {
    const { arn, resultWriterDetails } = record;
    if (resultWriterDetails !== undefined) return writtenOutput(arn, resultWriterDetails);
    return (await collectResults(this.#deps, record, request, nothing())).output;
  }

  /** `output` of one that failed is what its ResultWriter wrote. */
  #tellParent({ executionArn, effectId, status, failure }: MapRunRecord, output: Payload | undefined): void {
    const engine = this.#options.engine();
    if (status === 'SUCCEEDED' && output !== undefined)
      engine.deliver(executionArn, { type: 'succeeded', effectId, output });
    else engine.deliver(executionArn, { type: 'failed', effectId, ...(failure ?? ABORTED) });
  }
}

const UNSUCCESSFUL = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** GUESS: the wording; only a state machine that is being deleted has an execution that hears of it. */
const ABORTED = { error: 'States.TaskFailed', cause: 'The Map Run was aborted.' };

async function* nothing(): AsyncGenerator<never> {}
