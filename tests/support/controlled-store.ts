/**
 * An execution store whose commits a test holds back, fails or answers late, and which ends its process: from then on
 * nothing it is asked gets an answer. Everything durable is in the store behind it.
 */
import type {
  ExecutionListing,
  ExecutionStore,
  ExecutionWrite,
  Fence,
  LogDeliveryMove,
  WriteResult,
} from '../../src/store/execution-store.ts';

/** What becomes of a commit: made and answered, or failed before or after it was made. */
export type CommitFate = 'made' | 'failed' | 'made-but-failed';

export class DiskError extends Error {}

export class ControlledStore implements ExecutionStore {
  readonly #store: ExecutionStore;
  /** The writes of each commit that was asked for. */
  readonly commits: (readonly ExecutionWrite[])[] = [];
  /** Ids of the executions that were loaded. */
  readonly loads: number[] = [];
  loadsAtOnceMax = 0;
  #loadsNow = 0;
  /** What becomes of the next commits, in order; those after them are made. */
  fates: (CommitFate | Error)[] = [];
  /** What becomes of commits for which `fates` says nothing; it may take its time. */
  decideFate: () => CommitFate | Promise<CommitFate> = () => 'made';
  /** How long an answer takes on its way back. */
  latency: () => Promise<void> | undefined = () => undefined;
  /** While set, loads fail. */
  loadError: Error | undefined;
  /** While set, open executions cannot be counted. */
  countError: Error | undefined;
  /** While set, shards cannot be acquired. */
  acquireError: Error | undefined;
  /** How often shards were acquired. */
  acquisitions = 0;
  #gate: Promise<void> | undefined;
  #openGate = () => {};
  #ended = false;

  constructor(store: ExecutionStore) {
    this.#store = store;
  }

  /** From now on commits wait. */
  holdCommits(): void {
    this.#gate ??= new Promise((resolve) => {
      this.#openGate = resolve;
    });
  }

  /** Lets the commits that wait, and all later ones, go on. */
  letCommitsGo(): void {
    this.#openGate();
    this.#gate = undefined;
  }

  /** The process has died: whatever it asks for or is waiting for, no answer reaches it. */
  end(): void {
    this.#ended = true;
  }

  async commit(fence: Fence, writes: readonly ExecutionWrite[]): Promise<readonly WriteResult[]> {
    if (this.#ended) return this.#never();
    this.commits.push(writes);
    await this.#gate;
    if (this.#ended) return this.#never();
    const fate = this.fates.shift() ?? (await this.decideFate());
    if (this.#ended) return this.#never();
    if (fate instanceof Error) throw fate;
    if (fate === 'failed') throw new DiskError('the disk is full');
    const results = await this.#answer(this.#store.commit(fence, writes));
    if (fate === 'made-but-failed') throw new DiskError('the connection was lost');
    return results;
  }

  async load(id: number) {
    this.loads.push(id);
    this.#loadsNow++;
    this.loadsAtOnceMax = Math.max(this.loadsAtOnceMax, this.#loadsNow);
    try {
      if (this.loadError !== undefined) throw this.loadError;
      return await this.#answer(this.#store.load(id));
    } finally {
      this.#loadsNow--;
    }
  }

  async countOpen(machineId: string): Promise<number> {
    if (this.countError !== undefined) throw this.countError;
    return this.#answer(this.#store.countOpen(machineId));
  }

  async acquireShards(owner: string): Promise<Fence> {
    if (this.acquireError !== undefined) throw this.acquireError;
    this.acquisitions++;
    return this.#answer(this.#store.acquireShards(owner));
  }

  countChildren = (mapRunId: string) => this.#answer(this.#store.countChildren(mapRunId));
  find = (arn: string) => this.#answer(this.#store.find(arn));
  findByName = (machineId: string, name: string) => this.#answer(this.#store.findByName(machineId, name));
  list = (listing: ExecutionListing) => this.#answer(this.#store.list(listing));
  listOpen: ExecutionStore['listOpen'] = (fence, query) => this.#answer(this.#store.listOpen(fence, query));
  listDue: ExecutionStore['listDue'] = (fence, query) => this.#answer(this.#store.listDue(fence, query));
  rows = (ids: readonly number[]) => this.#answer(this.#store.rows(ids));
  listAfter: ExecutionStore['listAfter'] = (query) => this.#answer(this.#store.listAfter(query));
  listParked: ExecutionStore['listParked'] = (query) => this.#answer(this.#store.listParked(query));
  history: ExecutionStore['history'] = (id, range) => this.#answer(this.#store.history(id, range));
  values = (id: number, numbers: readonly number[]) => this.#answer(this.#store.values(id, numbers));

  listLogDeliveries: ExecutionStore['listLogDeliveries'] = (fence, query) =>
    this.#answer(this.#store.listLogDeliveries(fence, query));
  logDeliveries = (ids: readonly number[]) => this.#answer(this.#store.logDeliveries(ids));
  moveLogDeliveries = (moves: readonly LogDeliveryMove[]) => this.#answer(this.#store.moveLogDeliveries(moves));

  async #answer<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    await this.latency();
    return this.#ended ? this.#never() : value;
  }

  #never(): Promise<never> {
    return new Promise(() => {});
  }
}
