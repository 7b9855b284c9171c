/**
 * Keeps the index of executions up to date, behind the commits: what started or ended gathers for a moment and is put in
 * together. The index is a copy: what a crash lost of it is put in again at the next start, all of it if need be. Children of
 * Map Runs are not in it.
 */
import type { ExecutionState, StatesError } from '../asl/execution-state.ts';
import { type Arn, machineArnOf, parseArn } from '../base/arn.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { ExecutionIndex, IndexWrite } from '../store/execution-index.ts';
import type { ExecutionRow, ExecutionStore } from '../store/execution-store.ts';
import { inParallel } from './in-parallel.ts';
import { searchableText } from './searchable-text.ts';
import { viewExecution } from './view.ts';

export interface IndexFeedOptions {
  readonly index: ExecutionIndex;
  readonly store: ExecutionStore;
  readonly clock: Clock;
  readonly onDefect: (error: unknown) => void;
}

/**
 * An execution that is over by then is put in once, and many together cost half of what few do: what a transaction changes in
 * the indexes is written once. A search does not wait for it.
 */
const GATHER_MS = 2_000;
const BATCH_MAX = 4_000;
/** Of the texts of a batch, in characters. */
const BATCH_LENGTH_MAX = 4_000_000;
const RETRY_DELAY_MS = 1_000;
const PAGE = 500;
const READS_AT_ONCE_MAX = 16;

export class IndexFeed {
  readonly #options: IndexFeedOptions;
  /** The newest state of each execution that changed. */
  #pending = new Map<number, ExecutionState>();
  #timer: Timer | undefined;
  #putting: Promise<void> = Promise.resolve();
  #caughtUp = false;
  #closed = false;
  #endPause = () => {};

  constructor(options: IndexFeedOptions) {
    this.#options = options;
  }

  /** To be called when it is durable that an execution started, ended, or goes on after its end. */
  changed(id: number, state: ExecutionState): void {
    this.#pending.set(id, state);
    this.#arm(GATHER_MS);
  }

  /** Whether all executions are in it. Until then a search may miss some. */
  get isComplete(): boolean {
    return this.#caughtUp;
  }

  /** Resolves once everything that changed before is in the index. @throws when it cannot be put in */
  flush(): Promise<void> {
    const flushed = this.#putting.then(() => this.#putPending());
    this.#putting = flushed.catch(() => undefined);
    return flushed;
  }

  /**
   * Puts in what an earlier process did not, before anything else: the highest id in the index says where it has come to.
   * Never rejects.
   */
  catchUp(): Promise<void> {
    this.#putting = this.#catchUp();
    return this.#putting;
  }

  async #catchUp(): Promise<void> {
    while (!this.#caughtUp && !this.#closed) {
      try {
        await this.#checkRunning();
        await this.#addNew();
        this.#caughtUp = !this.#closed;
      } catch (error) {
        if (this.#closed) return;
        this.#options.onDefect(error);
        await this.#pause();
      }
    }
  }

  /** The next process puts in what this one could not. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#endPause();
    await this.#putting;
    if (this.#caughtUp) await this.#putPending().catch(this.#options.onDefect);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.schedule(RETRY_DELAY_MS, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #arm(delayMs: number): void {
    if (this.#closed) return;
    this.#timer ??= this.#options.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => {
        this.#options.onDefect(error);
        this.#arm(RETRY_DELAY_MS);
      });
    });
  }

  async #putPending(): Promise<void> {
    const pending = this.#pending;
    if (pending.size === 0) return;
    this.#pending = new Map();
    const entries = [...pending];
    try {
      while (entries.length > 0) {
        const { count, writes } = batchOf(entries);
        if (writes.length > 0) await this.#options.index.put(writes);
        entries.splice(0, count);
      }
    } catch (error) {
      this.#pending = new Map([...entries, ...this.#pending]);
      throw error;
    }
  }

  /** Those that the index takes for running may have ended. */
  async #checkRunning(): Promise<void> {
    const { index, store } = this.#options;
    for (let afterId = 0; !this.#closed; ) {
      const ids = await index.runningIds({ afterId, limit: PAGE });
      await this.#putRows((await store.rows(ids)).filter(({ status }) => status !== 'RUNNING'));
      afterId = ids.at(-1) ?? 0;
      if (ids.length < PAGE) return;
    }
  }

  async #addNew(): Promise<void> {
    const { index, store } = this.#options;
    for (let afterId = await index.highestId(); !this.#closed; ) {
      const rows = await store.listAfter({ afterId, limit: PAGE });
      await this.#putRows(rows);
      afterId = rows.at(-1)?.id ?? afterId;
      if (rows.length < PAGE) return;
    }
  }

  async #putRows(rows: readonly ExecutionRow[]): Promise<void> {
    const writes: IndexWrite[] = [];
    await inParallel(rows, READS_AT_ONCE_MAX, async (row) => {
      const write = await this.#writeOfRow(row);
      if (write !== undefined) writes.push(write);
    });
    if (writes.length > 0) await this.#options.index.put(writes);
  }

  /** Undefined for a child of a Map Run. */
  async #writeOfRow(row: ExecutionRow): Promise<IndexWrite | undefined> {
    const { id, arn, name, status, startMs, stopMs, mapRun } = row;
    if (mapRun !== undefined) return undefined;
    const view = await viewExecution(this.#options.store, row);
    return indexWrite({ ...view, id, machineArn: machineArnOf(arn), name, status, startMs, stopMs });
  }
}

/** From the first entries on; `count`: of how many. */
function batchOf(entries: readonly (readonly [number, ExecutionState])[]): { count: number; writes: IndexWrite[] } {
  const writes: IndexWrite[] = [];
  let count = 0;
  for (let length = 0; count < entries.length && count < BATCH_MAX && length < BATCH_LENGTH_MAX; count++) {
    const [id, state] = entries[count] as readonly [number, ExecutionState];
    for (const write of writeOf(id, state)) {
      writes.push(write);
      length += write.text.length;
    }
  }
  return { count, writes };
}

/** None for a child of a Map Run. */
function writeOf(id: number, state: ExecutionState): readonly IndexWrite[] {
  const { identity, input, output, failure, status, stopMs, forkedFrom } = state;
  const { machineArn, name, startMs } = identity;
  if (machineArn.includes('/')) return [];
  const texts = { input: input.text, output: output?.text, failure };
  return [indexWrite({ id, machineArn, name, status, startMs, stopMs, forkedFrom, ...texts })];
}

interface Indexable {
  readonly id: number;
  readonly machineArn: string;
  readonly name: string;
  readonly status: ExecutionState['status'];
  readonly startMs: number;
  readonly stopMs: number | undefined;
  readonly input: string;
  readonly output?: string | undefined;
  readonly failure?: StatesError | undefined;
  readonly forkedFrom?: { readonly executionArn: string } | undefined;
}

function indexWrite({ input, output, failure, forkedFrom, stopMs, ...rest }: Indexable): IndexWrite {
  const { account, region } = parseArn(rest.machineArn) as Arn;
  return {
    ...rest,
    scope: `${account}/${region}`,
    ...(stopMs !== undefined && { stopMs }),
    ...(failure?.error !== undefined && { error: failure.error }),
    ...(forkedFrom !== undefined && { forkedFrom: forkedFrom.executionArn }),
    text: searchableText({ input, output, failure }),
  };
}
