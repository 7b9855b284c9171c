/**
 * Where tasks of activities and the workers that poll for them find each other, both in the order in which they came. It holds
 * nothing that is not in an execution's state: after a restart the engine offers what is still open.
 */
import type { Clock, Timer } from '../../base/clock.ts';

export interface ActivityTask {
  readonly activityArn: string;
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
}

/** A worker set aside for a task. Exactly one of the two is called. */
export interface Assignment {
  readonly workerName: string | undefined;
  /** The task counts as started: the worker gets it, or the next one if this one has gone meanwhile. */
  handOver(): void;
  /** The worker goes on waiting. */
  release(): void;
}

export interface Poll {
  readonly workerName?: string;
  /** Aborted when the worker goes away. */
  readonly signal?: AbortSignal;
}

interface Worker {
  readonly name: string | undefined;
  /** It has gone, or waited long enough. */
  over: 'gone' | 'timed-out' | undefined;
  readonly answer: (task: ActivityTask | undefined) => void;
}

interface Offer {
  readonly task: ActivityTask;
  readonly assign: (assignment: Assignment) => void;
}

/** All of one activity. */
interface Line {
  /** Who waits for a task. */
  readonly workers: Worker[];
  /** Tasks that wait for a worker. */
  readonly offers: Offer[];
  /** Tasks that count as started, whose worker has gone before it got them. */
  readonly orphans: ActivityTask[];
}

/** GetActivityTask, API reference. */
const POLL_MS = 60_000;
/** GetActivityTask, API reference: `ActivityWorkerLimitExceeded`. */
const WORKERS_MAX = 1000;

export class ActivityQueue {
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether as many workers wait as may. */
  isFull(activityArn: string): boolean {
    return (this.#lines.get(activityArn)?.workers.length ?? 0) >= WORKERS_MAX;
  }

  /** How many tasks wait for a worker. */
  get waitingTasks(): number {
    let count = 0;
    for (const { offers } of this.#lines.values()) count += offers.length;
    return count;
  }

  /** Resolves with a task, or with undefined when none came in time. */
  poll(activityArn: string, { workerName, signal }: Poll): Promise<ActivityTask | undefined> {
    if (this.#closed || signal?.aborted) return Promise.resolve(undefined);
    const line = this.#lineOf(activityArn);
    const orphan = line.orphans.shift();
    if (orphan !== undefined) return Promise.resolve(orphan);
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const onAbort = () => this.#leave(activityArn, worker, 'gone');
      const worker: Worker = {
        name: workerName,
        over: undefined,
        answer(task) {
          timer?.cancel();
          signal?.removeEventListener('abort', onAbort);
          resolve(task);
        },
      };
      timer = this.#clock.schedule(POLL_MS, () => this.#leave(activityArn, worker, 'timed-out'));
      signal?.addEventListener('abort', onAbort);
      const offer = line.offers.shift();
      if (offer === undefined) line.workers.push(worker);
      else offer.assign(this.#assignment(worker, offer.task));
    });
  }

  /** Sets a worker aside that waits now. */
  tryOffer(task: ActivityTask): Assignment | undefined {
    const worker = this.#lines.get(task.activityArn)?.workers.shift();
    return worker && this.#assignment(worker, task);
  }

  /** Waits for a worker; withdrawn by the signal, and then it never resolves. */
  offer(task: ActivityTask, signal: AbortSignal): Promise<Assignment> {
    const now = this.tryOffer(task);
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve) => {
      const { offers } = this.#lineOf(task.activityArn);
      const offer: Offer = { task, assign: resolve };
      offers.push(offer);
      signal.addEventListener('abort', () => remove(offers, offer), { once: true });
    });
  }

  /** Answers all who wait; nobody waits from now on. */
  close(): void {
    this.#closed = true;
    for (const { workers } of this.#lines.values()) for (const worker of workers.splice(0)) worker.answer(undefined);
  }

  #assignment(worker: Worker, task: ActivityTask): Assignment {
    return {
      workerName: worker.name,
      handOver: () => {
        worker.answer(worker.over === 'gone' ? undefined : task);
        if (worker.over === 'gone') this.#passOn(task);
      },
      release: () => this.#takeBack(worker, task.activityArn),
    };
  }

  #passOn(task: ActivityTask): void {
    const { workers, orphans } = this.#lineOf(task.activityArn);
    const worker = workers.shift();
    if (worker === undefined) orphans.push(task);
    else worker.answer(task);
  }

  /** It waited longest of all. */
  #takeBack(worker: Worker, activityArn: string): void {
    if (worker.over !== undefined || this.#closed) return worker.answer(undefined);
    const { workers, offers } = this.#lineOf(activityArn);
    const offer = offers.shift();
    if (offer === undefined) workers.unshift(worker);
    else offer.assign(this.#assignment(worker, offer.task));
  }

  /** A worker that is set aside is answered when it is decided what for. */
  #leave(activityArn: string, worker: Worker, over: 'gone' | 'timed-out'): void {
    worker.over = over;
    const { workers } = this.#lineOf(activityArn);
    if (remove(workers, worker)) worker.answer(undefined);
  }

  #lineOf(activityArn: string): Line {
    let line = this.#lines.get(activityArn);
    if (line === undefined) {
      line = { workers: [], offers: [], orphans: [] };
      this.#lines.set(activityArn, line);
    }
    return line;
  }
}

function remove<T>(list: T[], item: T): boolean {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}
