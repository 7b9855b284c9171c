/**
 * Executions as traces, sent when they have ended. A Standard execution is read from its history, so it has its whole trace even
 * after a crash; an Express one is gathered while it runs. Nothing waits for a trace, and no trace for more than there is room for.
 */
import type { ExecutionState } from '../asl/execution-state.ts';
import type { HistoryEvent } from '../asl/history-event.ts';
import type { EngineObserver } from '../engine/observer.ts';
import { readHistory } from '../engine/view.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import { stateSpans } from './execution-spans.ts';
import type { SpanExporter } from './span-exporter.ts';
import { type TracedEvent, tracedOf, tracedOfWire } from './traced-event.ts';

export interface TracesOptions {
  readonly store: ExecutionStore;
  readonly exporter: SpanExporter;
  /** Told of traces that were not sent. */
  readonly onDefect: (error: unknown) => void;
}

interface Ended {
  readonly state: ExecutionState;
  /** Absent: they are in the store. */
  readonly events?: readonly TracedEvent[];
}

/** Beyond that traces are given up, so that a receiver that is slow or gone costs bounded memory. */
const WAITING_MAX = 1000;
const HISTORY_PAGE_EVENTS = 1000;

export class Traces implements Pick<EngineObserver, 'stepped'> {
  readonly #options: TracesOptions;
  /** Events of Express executions that run, by ARN. */
  readonly #gathered = new Map<string, TracedEvent[]>();
  readonly #waiting: Ended[] = [];
  #sending: Promise<void> | undefined;
  #givenUp = 0;

  constructor(options: TracesOptions) {
    this.#options = options;
  }

  stepped(state: ExecutionState, events: readonly HistoryEvent[]): void {
    const { arn, express } = state.identity;
    const hasEnded = state.status !== 'RUNNING';
    if (express === undefined) {
      if (hasEnded) this.#add({ state });
      return;
    }
    const gathered = this.#gathered.get(arn) ?? [];
    for (const event of events) gathered.push(tracedOf(event));
    if (hasEnded) {
      this.#gathered.delete(arn);
      this.#add({ state, events: gathered });
    } else this.#gathered.set(arn, gathered);
  }

  /** Sends what waits, until `deadline` resolves. */
  async close(deadline: Promise<void>): Promise<void> {
    await Promise.race([this.#sending, deadline]);
    await Promise.race([this.#options.exporter.close(), deadline]);
  }

  #add(ended: Ended): void {
    if (this.#waiting.length >= WAITING_MAX) {
      this.#givenUp++;
      return;
    }
    this.#waiting.push(ended);
    this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    for (let ended = this.#waiting.shift(); ended !== undefined; ended = this.#waiting.shift()) {
      try {
        await this.#send(ended);
      } catch (error) {
        this.#options.onDefect(error);
      }
    }
    if (this.#givenUp > 0) this.#options.onDefect(new Error(`${this.#givenUp} traces were given up: too many waited`));
    this.#givenUp = 0;
    this.#sending = undefined;
  }

  async #send({ state, events }: Ended): Promise<void> {
    const { arn, name, machineArn, machineName, startMs } = state.identity;
    const all = events ?? (await this.#readEvents(arn));
    const endMs = state.stopMs ?? all.at(-1)?.timestampMs ?? startMs;
    await this.#options.exporter.send({
      arn,
      name,
      machineArn,
      machineName,
      startMs,
      endMs,
      status: state.status,
      ...(state.parent && { parentArn: state.parent.executionArn }),
      states: stateSpans(all, endMs),
    });
  }

  /** None when the execution is gone already, with its machine. */
  async #readEvents(arn: string): Promise<readonly TracedEvent[]> {
    const { store } = this.#options;
    const row = await store.find(arn);
    const events: TracedEvent[] = [];
    for (let startId = 1; row !== undefined; startId += HISTORY_PAGE_EVENTS) {
      const page = await readHistory(store, row.id, { startId, limit: HISTORY_PAGE_EVENTS, reverse: false });
      for (const event of page) events.push(tracedOfWire(event));
      if (page.length < HISTORY_PAGE_EVENTS) break;
    }
    return events;
  }
}
