/**
 * Asynchronous invocations: durable when they are accepted, run when there is room beside the callers who wait, tried again as
 * AWS does, and handed to a destination in the end. Each function has a lane of its own, so that none holds up another. What
 * was accepted and not brought to its end is run by the next process: at least once, as on AWS.
 */
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import { WakeUps } from '../../../base/wake-ups.ts';
import { PoolClosedError } from '../../../runtimes/environment.ts';
import type { FunctionVersion, InvocationResult } from '../../../runtimes/function-version.ts';
import type { EnvironmentPool, Lease } from '../../../runtimes/pool.ts';
import { versionNamed } from '../alias-routing.ts';
import type { Concurrency } from '../concurrency.ts';
import { type FunctionRow, type FunctionSnapshot, LATEST, snapshotOf } from '../function-data.ts';
import { functionArn, qualified } from '../function-name.ts';
import type { FunctionTable } from '../function-table.ts';
import type { Provisioning } from '../provisioned/provisioning.ts';
import { type DestinationPort, deliver, deliveriesOf, eventInvokeConfigOf } from './destinations.ts';
import type { EventStore } from './event-store.ts';
import type { Response } from './invocation-record.ts';
import type { QueuedEvent } from './queued-event.ts';
import { afterFailure, type Condition, expiryMs, FIRST_REST_MS, REST_MS_MAX } from './retries.ts';

export interface EventQueueDeps {
  readonly store: EventStore;
  readonly functions: FunctionTable;
  readonly pool: EnvironmentPool;
  readonly concurrency: Concurrency;
  readonly provisioning: Provisioning;
  readonly destinations: DestinationPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly onDefect: (error: unknown) => void;
}

/** The events of one function. */
interface Lane {
  readonly functionId: string;
  /** Those that are due, in order. */
  readonly due: Set<QueuedEvent>;
  /** Those of them that wait for an environment. */
  wishes: number;
  /** Those that have one, or wait for one. */
  running: number;
  /** Nothing is begun for a while: the function is throttled, or cannot be run. */
  isResting: boolean;
  restMs: number;
}

/** An event that can be run now. */
interface Admitted {
  readonly type: 'admitted';
  readonly row: FunctionRow;
  readonly snapshot: FunctionSnapshot;
  readonly version: string;
  readonly fn: FunctionVersion;
  /** Of an environment that is kept for the version; without it one on demand is waited for. */
  readonly lease?: Lease;
  /** Ends its part in the function's concurrency. */
  readonly leave: () => void;
}

type Admission =
  | Admitted
  | { readonly type: 'throttled' }
  | { readonly type: 'later'; readonly when: Promise<void> }
  | { readonly type: 'gone' }
  | { readonly type: 'ended'; readonly row: FunctionRow; readonly condition: Condition };

/** So many events of a function ask for an environment at a time: enough to let the pool see that there is a queue. */
const WISHES_MAX = 16;

export class EventQueue {
  readonly #deps: EventQueueDeps;
  readonly #lanes = new Map<string, Lane>();
  /** Not due yet. */
  readonly #later = new Map<string, QueuedEvent>();
  readonly #dueTimes: WakeUps;
  readonly #rests: WakeUps;
  readonly #atWork = new Set<Promise<void>>();
  #closed = false;

  constructor(deps: EventQueueDeps) {
    this.#deps = deps;
    this.#dueTimes = new WakeUps(deps.clock, (id) => {
      const event = this.#later.get(id);
      this.#later.delete(id);
      if (event !== undefined) this.#enqueue(event);
    });
    this.#rests = new WakeUps(deps.clock, (functionId) => this.#endRest(this.#laneOf(functionId)));
  }

  /** Resolves once the event is durable. @param text JSON */
  async accept(event: QueuedEvent, text: string): Promise<void> {
    await this.#deps.store.add(event, text);
    this.#schedule(event);
  }

  /** Takes up what an earlier process has left. */
  async recover(): Promise<void> {
    const events: QueuedEvent[] = [];
    for await (const event of this.#deps.store.all()) events.push(event);
    events.sort((a, b) => a.dueMs - b.dueMs || a.acceptedMs - b.acceptedMs);
    for (const event of events) this.#schedule(event);
  }

  /** Begins nothing any more, and lets what runs come to its end until `deadline` resolves. The rest is for the next process. */
  async close(deadline: Promise<void>): Promise<void> {
    this.#closed = true;
    this.#dueTimes.close();
    this.#rests.close();
    await Promise.race([deadline, Promise.all(this.#atWork)]);
  }

  #schedule(event: QueuedEvent): void {
    if (this.#closed) return;
    if (event.dueMs <= this.#deps.clock.nowMs()) return this.#enqueue(event);
    this.#later.set(event.id, event);
    this.#dueTimes.set(event.id, event.dueMs);
  }

  #enqueue(event: QueuedEvent): void {
    const lane = this.#laneOf(event.functionId);
    lane.due.add(event);
    this.#pump(lane);
  }

  #laneOf(functionId: string): Lane {
    let lane = this.#lanes.get(functionId);
    if (lane === undefined) {
      lane = { functionId, due: new Set(), wishes: 0, running: 0, isResting: false, restMs: 0 };
      this.#lanes.set(functionId, lane);
    }
    return lane;
  }

  /** Begins as many events of the lane as may run. */
  #pump(lane: Lane): void {
    for (const event of lane.due) {
      if (this.#closed || lane.isResting || lane.wishes >= WISHES_MAX) return;
      const admission = this.#admit(event);
      switch (admission.type) {
        case 'throttled':
          // What runs wakes the lane at its end; when it is others who run, nobody does.
          if (lane.running === 0) this.#rest(lane, event);
          return;
        case 'later':
          lane.isResting = true;
          void admission.when.then(() => this.#endRest(lane));
          return;
        case 'gone':
          lane.due.delete(event);
          this.#track(this.#deps.store.remove(event.id));
          break;
        case 'ended': {
          lane.due.delete(event);
          const { row, condition } = admission;
          this.#track(this.#finish(event, { row, snapshot: row.data, condition, invokeCount: event.failures }));
          break;
        }
        case 'admitted':
          lane.due.delete(event);
          lane.restMs = 0;
          this.#track(this.#attempt(lane, event, admission));
      }
    }
    if (lane.due.size === 0 && lane.running === 0) this.#lanes.delete(lane.functionId);
  }

  #admit(event: QueuedEvent): Admission {
    const { functions, concurrency, provisioning, clock, random } = this.#deps;
    const row = functions.get(event, event.functionName);
    if (row?.id !== event.functionId) return { type: 'gone' };
    const policy = eventInvokeConfigOf(row.data.eventInvokeConfigs, event.qualifier) ?? {};
    if (row.data.reservedConcurrency === 0) return { type: 'ended', row, condition: 'ZeroReservedConcurrency' };
    if (clock.nowMs() >= expiryMs(event, policy)) return { type: 'ended', row, condition: 'EventAgeExceeded' };
    const settling = functions.settling(row);
    if (settling !== undefined) return { type: 'later', when: settling };
    const version = versionNamed(row.data, event.qualifier, random);
    const snapshot = snapshotOf(row.data, version);
    if (snapshot === undefined) return { type: 'gone' };
    if (snapshot.state === 'Pending') return { type: 'throttled' };
    const fn = functions.versionOf(row.name, snapshot, event);
    const taken = provisioning.tryTake(row, version);
    if (taken !== undefined) return { type: 'admitted', row, snapshot, version, fn, ...taken };
    const leave = concurrency.tryEnter(row);
    return leave === undefined ? { type: 'throttled' } : { type: 'admitted', row, snapshot, version, fn, leave };
  }

  /** Never rejects. */
  async #attempt(lane: Lane, event: QueuedEvent, admitted: Admitted): Promise<void> {
    lane.running++;
    try {
      const result = await this.#invoke(lane, event, admitted).finally(admitted.leave);
      await this.#settle(event, admitted, result);
    } catch (error) {
      if (!(error instanceof PoolClosedError)) {
        this.#deps.onDefect(error);
        lane.due.add(event);
        this.#rest(lane, event);
      }
    } finally {
      lane.running--;
      this.#pump(lane);
    }
  }

  async #invoke(lane: Lane, event: QueuedEvent, { fn, lease: kept }: Admitted): Promise<InvocationResult> {
    lane.wishes++;
    const [lease, text] = await this.#prepare(event, fn, kept).finally(() => {
      lane.wishes--;
    });
    this.#pump(lane);
    return lease.invoke({
      requestId: event.id,
      event: text,
      invokedFunctionArn: qualified(functionArn(event.functionName, event), event.qualifier),
      ...(event.clientContext !== undefined && { clientContext: event.clientContext }),
      ...(event.traceHeader !== undefined && { traceHeader: event.traceHeader }),
    });
  }

  async #prepare(event: QueuedEvent, fn: FunctionVersion, kept: Lease | undefined): Promise<readonly [Lease, string]> {
    const text = await this.#deps.store.textOf(event.id).catch((error: unknown) => {
      kept?.release();
      throw error;
    });
    return [kept ?? (await this.#deps.pool.acquire(fn, { isQueuedWork: true })), text];
  }

  async #settle(event: QueuedEvent, { snapshot, version, ...admitted }: Admitted, result: InvocationResult) {
    const { functions, clock, store } = this.#deps;
    // The settings of now: they may have changed while the function ran.
    const row = functions.get(event, event.functionName) ?? admitted.row;
    const { payload, functionError } = result;
    const response: Response = { executedVersion: version, payload, functionError };
    const invokeCount = event.failures + 1;
    if (functionError === undefined) {
      return this.#finish(event, { row, snapshot, condition: 'Success', invokeCount, response });
    }
    const policy = eventInvokeConfigOf(row.data.eventInvokeConfigs, event.qualifier) ?? {};
    const next = afterFailure(event, policy, clock.nowMs());
    if (next.type === 'ended') {
      return this.#finish(event, { row, snapshot, condition: next.condition, invokeCount, response });
    }
    await store.update(next.event);
    this.#schedule(next.event);
  }

  /** Tells the destinations, then forgets the event. */
  async #finish(
    event: QueuedEvent,
    end: {
      readonly row: FunctionRow;
      readonly snapshot: FunctionSnapshot;
      readonly condition: Condition;
      readonly invokeCount: number;
      readonly response?: Response;
    },
  ): Promise<void> {
    const { store, destinations, clock, onDefect } = this.#deps;
    const { row, snapshot, condition, invokeCount, response } = end;
    const config = eventInvokeConfigOf(row.data.eventInvokeConfigs, event.qualifier);
    if (config !== undefined || snapshot.settings.DeadLetterConfig !== undefined) {
      const ended = {
        requestId: event.id,
        functionArn: qualified(functionArn(event.functionName, event), event.qualifier ?? LATEST),
        condition,
        approximateInvokeCount: invokeCount,
        event: await store.textOf(event.id),
        response,
      };
      const { functionName, account, region, traceHeader } = event;
      const source = { functionName, account, region, ...(traceHeader !== undefined && { traceHeader }) };
      for (const delivery of deliveriesOf({ ended, config, snapshot, source, nowMs: clock.nowMs() })) {
        await deliver(destinations, delivery, clock).catch(onDefect);
      }
    }
    await store.remove(event.id);
  }

  /** Twice as long each time, but not beyond the event's age. */
  #rest(lane: Lane, event: QueuedEvent): void {
    const { functions, clock } = this.#deps;
    if (this.#closed || lane.isResting) return;
    lane.isResting = true;
    lane.restMs = Math.min(Math.max(lane.restMs * 2, FIRST_REST_MS), REST_MS_MAX);
    const configs = functions.get(event, event.functionName)?.data.eventInvokeConfigs;
    const endMs = expiryMs(event, eventInvokeConfigOf(configs, event.qualifier) ?? {});
    const nowMs = clock.nowMs();
    this.#rests.set(lane.functionId, Math.max(Math.min(nowMs + lane.restMs, endMs), nowMs + 1));
  }

  #endRest(lane: Lane): void {
    lane.isResting = false;
    this.#pump(lane);
  }

  #track(work: Promise<void>): void {
    const tracked = work.catch(this.#deps.onDefect).finally(() => this.#atWork.delete(tracked));
    this.#atWork.add(tracked);
  }
}
