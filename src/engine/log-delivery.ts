/**
 * Delivers the events of Standard executions to their logs: a driver that reads the stored history from where it has come to,
 * appends it to the log and remembers, durably, how far it is. What is delivered twice after a crash is at most what was under
 * way; nothing is left out. Executions of machines that do not log never come here.
 */
import type { HistoryEvent } from '../asl/history-event.ts';
import { detailsKeyOf, type EventDetails } from '../asl/history-event.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { ExecutionStore, Fence, LogDelivery, LogDeliveryMove } from '../store/execution-store.ts';
import { decodeSummary, type WireEvent } from './codec.ts';
import type { ExecutionLog } from './execution-log.ts';
import { inParallel } from './in-parallel.ts';
import { logLines } from './log-lines.ts';
import type { MachineSource } from './machine-source.ts';
import { readHistory } from './view.ts';

export interface LogDeliveriesOptions {
  readonly store: ExecutionStore;
  readonly machines: MachineSource;
  readonly log: ExecutionLog;
  readonly clock: Clock;
  readonly fence: () => Fence;
  readonly onDefect: (error: unknown) => void;
}

/** How long news gather: an execution that is over by then costs one delivery. */
const GATHER_MS = 50;
const RETRY_DELAY_MS = 1_000;
const LISTING_PAGE = 500;
const ROUND_EXECUTIONS_MAX = 500;
/** Of one execution in one round; with the number of executions at a time it bounds the memory. */
const ROUND_EVENTS_MAX = 100;
const AT_ONCE_MAX = 16;

export class LogDeliveries {
  readonly #options: LogDeliveriesOptions;
  /** Ids of executions that may have events to deliver. */
  readonly #pending = new Set<number>();
  /** Not all that is pending may be known. */
  #unlisted = false;
  #timer: Timer | undefined;
  #round: Promise<'done' | 'failed'> | undefined;
  #closed = false;

  constructor(options: LogDeliveriesOptions) {
    this.#options = options;
  }

  /** Told of every durable step of an execution that is logged. */
  committed(executionId: number): void {
    this.#pending.add(executionId);
    this.#arm(GATHER_MS);
  }

  /** Told when steps may have become durable without `committed`: after a start of the process, and after a failure. */
  resync(): void {
    this.#unlisted = true;
    this.#arm(0);
  }

  /** Delivers what is pending until `deadline` resolves; the next process delivers the rest. */
  async close(deadline: Promise<void>): Promise<void> {
    const timeUp = deadline.then(() => 'late' as const);
    while (this.#hasWork && (await Promise.race([timeUp, this.#runOnce()])) === 'done');
    this.#closed = true;
    this.#timer?.cancel();
    await this.#round;
  }

  get #hasWork(): boolean {
    return this.#unlisted || this.#pending.size > 0;
  }

  #arm(delayMs: number): void {
    if (this.#closed || this.#timer !== undefined || this.#round !== undefined) return;
    this.#timer = this.#options.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      void this.#runOnce();
    });
  }

  /** One round at a time. Never rejects. */
  #runOnce(): Promise<'done' | 'failed'> {
    this.#round ??= this.#runRound().then((result) => {
      this.#round = undefined;
      if (this.#hasWork) this.#arm(result === 'done' ? GATHER_MS : RETRY_DELAY_MS);
      return result;
    });
    return this.#round;
  }

  async #runRound(): Promise<'done' | 'failed'> {
    const ids: number[] = [];
    try {
      if (this.#unlisted) await this.#list();
      for (const id of this.#pending) if (ids.push(id) === ROUND_EXECUTIONS_MAX) break;
      for (const id of ids) this.#pending.delete(id);
      await this.#deliver(ids);
      return 'done';
    } catch (error) {
      for (const id of ids) this.#pending.add(id);
      if (!this.#closed) this.#options.onDefect(error);
      return 'failed';
    }
  }

  async #list(): Promise<void> {
    const { store, fence } = this.#options;
    this.#unlisted = false;
    try {
      for (let afterId = 0; ; ) {
        const ids = await store.listLogDeliveries(fence(), { afterId, limit: LISTING_PAGE });
        for (const id of ids) this.#pending.add(id);
        if (ids.length < LISTING_PAGE) return;
        afterId = ids.at(-1) as number;
      }
    } catch (error) {
      this.#unlisted = true;
      throw error;
    }
  }

  async #deliver(ids: readonly number[]): Promise<void> {
    const { store } = this.#options;
    const deliveries = await store.logDeliveries(ids);
    const moves: LogDeliveryMove[] = [];
    await inParallel(deliveries, AT_ONCE_MAX, async (delivery) => {
      const move = await this.#deliverSome(delivery);
      if (move !== undefined) moves.push(move);
    });
    if (moves.length > 0) await store.moveLogDeliveries(moves);
  }

  /** Undefined when there is nothing new. */
  async #deliverSome({ execution, deliveredId }: LogDelivery): Promise<LogDeliveryMove | undefined> {
    const { store, machines, log } = this.#options;
    const { id: executionId, status, version } = execution;
    const page = { startId: deliveredId + 1, limit: ROUND_EVENTS_MAX, reverse: false };
    const events = await readHistory(store, executionId, page);
    // The log of a machine that is gone is unknown.
    const revision = await machines.tryRevision(execution.revisionId);
    const { redrives } = decodeSummary(execution.head);
    const logged = revision && { ...execution, redrives, revision };
    const lines = revision?.logging && logged && logLines(revision.logging, logged, events.map(historyEvent));
    if (lines !== undefined) await log.append(lines);
    const last = events.at(-1)?.id ?? deliveredId;
    if (events.length === ROUND_EVENTS_MAX) this.#pending.add(executionId);
    else if (status !== 'RUNNING') return { executionId, deliveredId: last, endedAtVersion: version };
    return events.length === 0 ? undefined : { executionId, deliveredId: last };
  }
}

function historyEvent(event: WireEvent): HistoryEvent {
  const { id, previousEventId, type, timestamp } = event;
  const key = detailsKeyOf(type);
  const details = key === undefined ? undefined : (event[key] as EventDetails | undefined);
  const timestampMs = Math.round(timestamp * 1000);
  return { id, previousEventId, type, timestampMs, ...(details === undefined ? {} : { details }) };
}
