/**
 * All execution environments of this machine: how many there may be, who gets the next one, which one has to go. Warm ones
 * are used again, the most recently used first. A function's first environments start at once; a further one starts only for
 * a wish that has waited a moment, so that a burst of short invocations queues for warm environments instead of starting a
 * hundred processes.
 */
import { availableParallelism, totalmem } from 'node:os';
import type { Timer } from '../base/clock.ts';
import { Environment, type EnvironmentDeps, PoolClosedError } from './environment.ts';
import type { FunctionVersion, Invocation, InvocationResult } from './function-version.ts';
import { compareNeeds, type Group, learn, type Need, newGroup } from './group.ts';
import type { Interpreters } from './interpreters.ts';
import type { Isolation } from './isolation/isolation.ts';
import { Launcher } from './launcher.ts';
import { ProcessWatch } from './process-watch.ts';
import { ProvisionedEnvironments } from './provisioned.ts';
import type { Wish } from './wishes.ts';

export interface PoolDeps extends EnvironmentDeps {
  readonly isolation: Isolation;
  readonly interpreters: Interpreters;
}

export interface PoolOptions {
  /** Environments on this machine, over all functions. */
  readonly environmentsMax?: number;
  /** Memory all environments together may use before idle ones have to go; half of the machine's by default. */
  readonly memoryBytesMax?: number;
  /** Processes that start at the same time; also how many a function gets without waiting. */
  readonly startsMax?: number;
  /** Spare processes; see `Reserve`. */
  readonly sparesMax?: number;
  /** An environment not used for this long is closed. */
  readonly idleMs?: number;
}

/** An environment that is the holder's until it invokes or releases, exactly once. */
export interface Lease {
  /** @throws PoolClosedError when the server stops; an Error when the environment could not be made */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  release(): void;
}

/**
 * One more environment is started for a function when its queue would take this long to be served, for each environment that
 * it has per core. Starting one costs as much CPU as hundreds of short invocations, and where the cores are what is scarce
 * another makes everybody slower; functions that wait for something else have long queues in this measure, and so grow.
 */
const QUEUE_MS = 50;
/** So long a wish waits at most, by the same measure, whatever the function's invocations took until now. */
const PATIENCE_MS = 1000;
/**
 * A place is promised while it is still taken when, by what the function's invocations take, it is free again this soon: about
 * what the holder needs to write down that its invocation starts, so that warm environments do not stand still meanwhile.
 */
const PROMISE_MS = 10;
/** The clock counts whole milliseconds. */
const SERVICE_MS_MIN = 1;
/** How often environments at work are looked at: their memory, and log lines to pass on. */
const WATCH_MS = 100;
/** What a small function takes, its process included: an environment counts for no less. */
const ENVIRONMENT_BYTES = 128 * 1024 * 1024;
const ENVIRONMENTS_PER_CORE = 32;

export interface AcquireOptions {
  /** Withdraws the wish: the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Nobody waits for an answer: callers go first. */
  readonly isQueuedWork?: boolean;
}

interface EnvironmentEvents {
  onReady(): void;
  onGone(): void;
}

export class EnvironmentPool {
  /** Kept for functions beside those on demand, and counted with them. */
  readonly provisioned = new ProvisionedEnvironments({
    start: (fn, events) => this.#startProvisioned(fn, events),
    run: (environment, invocation) => this.#run(environment, invocation),
  });
  readonly #deps: EnvironmentDeps;
  readonly #cores: number;
  readonly #environmentsMax: number;
  readonly #memoryBytesMax: number;
  readonly #startsMax: number;
  readonly #idleMs: number;
  readonly #launcher: Launcher;
  readonly #processes = new ProcessWatch();
  readonly #groups = new Map<string, Group>();
  readonly #environments = new Set<Environment>();
  readonly #atWork = new Set<Environment>();
  /** Those that have answered before. */
  readonly #warm = new WeakSet<Environment>();
  #starting = 0;
  #wishCount = 0;
  #patience: Timer | undefined;
  #watch: Timer | undefined;
  #reaper: Timer | undefined;
  #closed = false;
  #onEmpty: (() => void) | undefined;

  constructor(deps: PoolDeps, options: PoolOptions = {}) {
    const cores = availableParallelism();
    this.#deps = deps;
    this.#cores = cores;
    this.#memoryBytesMax = options.memoryBytesMax ?? Math.max(totalmem() / 2, 4 * ENVIRONMENT_BYTES);
    this.#environmentsMax = options.environmentsMax ?? Math.max(cores * ENVIRONMENTS_PER_CORE, 4);
    this.#startsMax = options.startsMax ?? Math.max(cores, 2);
    this.#idleMs = options.idleMs ?? 10 * 60_000;
    this.#launcher = new Launcher({ ...deps, sparesMax: options.sparesMax ?? 2, quietMs: this.#idleMs });
  }

  /** Starts spare processes for a function that is likely to be invoked soon. */
  expect(fn: Pick<FunctionVersion, 'runtime' | 'memoryMb'>): void {
    if (!this.#closed) this.#launcher.expect(fn);
  }

  /** A free environment, one that will be free in a moment, or a place in which one starts now; undefined when the wish has to wait. */
  tryAcquire(fn: FunctionVersion): Lease | undefined {
    if (this.#closed) throw new PoolClosedError('the pool is closed');
    const group = this.#groupOf(fn);
    // Nobody overtakes who waits already.
    if (group.wishes.hasUnpromised) return undefined;
    const warm = this.#takeIdle(group);
    if (warm !== undefined) return this.#lease(group, warm);
    if (group.count < this.#startsMax && this.#starting < this.#startsMax && this.#makeRoom())
      return this.#lease(group, this.#start(group));
    return this.#promise(group);
  }

  #promise(group: Group): Lease | undefined {
    if (group.serviceMs === undefined) return undefined;
    const waitMs = (group.promised + 1) * Math.max(group.serviceMs, SERVICE_MS_MIN);
    if (waitMs > PROMISE_MS * group.count) return undefined;
    group.promised++;
    return {
      invoke: async (invocation) => (await this.#redeem(group)).invoke(invocation),
      release: () => this.#forgetPromise(group),
    };
  }

  #redeem(group: Group): Promise<Lease> {
    const lease = new Promise<Lease>((resolve, reject) => {
      if (this.#closed) throw new PoolClosedError('the pool is closed');
      const warm = this.#takeIdle(group);
      if (warm !== undefined) return resolve(this.#lease(group, warm));
      const sinceMs = this.#deps.clock.nowMs();
      group.wishes.add({ resolve, reject, sinceMs, isQueuedWork: false, isPromised: true });
      this.#wishCount++;
      this.#serveImpatient();
    });
    return lease.finally(() => this.#forgetPromise(group));
  }

  /** Callers who wait learn early that it is soon their turn. */
  #promiseToCallers(group: Group): void {
    for (let wish = group.wishes.firstCaller; wish !== undefined; wish = group.wishes.firstCaller) {
      const lease = this.#promise(group);
      if (lease === undefined) return;
      this.#settle(group, wish, lease);
    }
  }

  #forgetPromise(group: Group): void {
    group.promised--;
    this.#promiseToCallers(group);
    this.#forgetIfEmpty(group);
  }

  /** First come, first served, callers before queued work. */
  acquire(fn: FunctionVersion, { signal, isQueuedWork = false }: AcquireOptions = {}): Promise<Lease> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const lease = this.tryAcquire(fn);
      if (lease !== undefined) return resolve(lease);
      const group = this.#groupOf(fn);
      const withdraw = () => {
        if (!group.wishes.delete(wish)) return;
        this.#wishCount--;
        reject(signal?.reason as Error);
      };
      const settled = () => signal?.removeEventListener('abort', withdraw);
      const wish: Wish = {
        resolve: (lease) => {
          settled();
          resolve(lease);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        sinceMs: this.#deps.clock.nowMs(),
        isQueuedWork,
      };
      signal?.addEventListener('abort', withdraw, { once: true });
      group.wishes.add(wish);
      this.#wishCount++;
      this.#armPatience();
    });
  }

  /** The function has changed or is gone: its environments end, those at work when they have finished. */
  retire(key: string): void {
    const group = this.#groups.get(key);
    if (group === undefined) return;
    group.retired = true;
    for (const environment of group.idle.splice(0)) this.#close(group, environment);
    this.#forgetIfEmpty(group);
    this.#serveImpatient();
  }

  /** Environments of this moment, spare processes not counted. */
  get size(): number {
    return this.#environments.size;
  }

  /** How many invocations wait for an environment. */
  get waiting(): number {
    return this.#wishCount;
  }

  /** The processes of this moment. */
  get pids(): readonly number[] {
    return [...this.#environments].flatMap(({ pid }) => pid ?? []);
  }

  /** Ends all processes. Invocations at work and wishes are rejected with `PoolClosedError`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of [this.#patience, this.#watch, this.#reaper]) timer?.cancel();
    this.#launcher.close();
    for (const group of this.#groups.values()) {
      group.wishes.rejectAll(new PoolClosedError('the pool is closed'));
    }
    this.provisioned.close(new PoolClosedError('the pool is closed'));
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (const environment of this.#environments) environment.close();
    if (this.#environments.size > 0) await empty;
  }

  #groupOf(fn: FunctionVersion): Group {
    let group = this.#groups.get(fn.key);
    if (group === undefined) {
      group = newGroup(fn);
      this.#groups.set(fn.key, group);
    }
    return group;
  }

  #takeIdle(group: Group): Environment | undefined {
    for (;;) {
      const environment = group.idle.pop();
      if (environment === undefined) return undefined;
      if (!environment.isAlive) continue;
      if (environment.isFresh) return environment;
      this.#close(group, environment);
    }
  }

  #lease(group: Group, environment: Environment): Lease {
    return {
      invoke: async (invocation) => {
        const sinceMs = this.#deps.clock.nowMs();
        const isWarm = this.#warm.has(environment);
        try {
          return await this.#run(environment, invocation);
        } finally {
          if (isWarm) learn(group, this.#deps.clock.nowMs() - sinceMs);
          this.#warm.add(environment);
          this.#release(group, environment);
        }
      },
      release: () => this.#release(group, environment),
    };
  }

  /** Watches over an environment while it is at work. */
  async #run(environment: Environment, invocation: Invocation): Promise<InvocationResult> {
    this.#atWork.add(environment);
    this.#armWatch();
    try {
      return await environment.invoke(invocation);
    } finally {
      this.#atWork.delete(environment);
    }
  }

  #start(group: Group): Environment {
    group.count++;
    const environment = this.#launch(group.fn, {
      onReady: () => {
        group.readySinceMs ??= this.#deps.clock.nowMs();
        this.#launcher.expect(group.fn);
      },
      onGone: () => this.#forget(group, environment),
    });
    return environment;
  }

  #startProvisioned(fn: FunctionVersion, events: EnvironmentEvents): Environment | undefined {
    if (this.#closed || this.#starting >= this.#startsMax || !this.#makeRoom()) return undefined;
    const environment = this.#launch(fn, {
      ...events,
      onGone: () => {
        this.#environments.delete(environment);
        events.onGone();
        if (this.#environments.size === 0) this.#onEmpty?.();
      },
    });
    return environment;
  }

  #launch(fn: FunctionVersion, events: EnvironmentEvents): Environment {
    let starting = true;
    /** After each there may be room for others. */
    const settled = (tell: () => void) => () => {
      if (starting) this.#starting--;
      starting = false;
      tell();
      this.#serveImpatient();
      this.provisioned.fill();
    };
    this.#starting++;
    const environment = new Environment(fn, this.#launcher, this.#deps, {
      onReady: settled(() => events.onReady()),
      onGone: settled(() => events.onGone()),
    });
    this.#environments.add(environment);
    return environment;
  }

  /** Whether one more environment fits, if need be in place of those that were idle longest. */
  #makeRoom(): boolean {
    while (!this.#hasRoom(ENVIRONMENT_BYTES)) {
      if (!this.#closeIdlest()) return false;
    }
    return true;
  }

  #hasRoom(bytes: number): boolean {
    if (bytes > 0 && this.#environments.size >= this.#environmentsMax) return false;
    let total = bytes;
    for (const { usedBytes } of this.#environments) total += Math.max(usedBytes, ENVIRONMENT_BYTES);
    return total <= this.#memoryBytesMax;
  }

  /** Closes the environment that was idle longest; false when none is idle. */
  #closeIdlest(): boolean {
    let oldest: Group | undefined;
    for (const group of this.#groups.values()) {
      const candidate = group.idle[0];
      if (candidate === undefined) continue;
      if (oldest === undefined || candidate.idleSinceMs < (oldest.idle[0] as Environment).idleSinceMs) oldest = group;
    }
    if (oldest === undefined) return false;
    this.#close(oldest, oldest.idle.shift() as Environment);
    return true;
  }

  #release(group: Group, environment: Environment): void {
    if (!environment.isAlive || this.#closed) return;
    const wish = group.wishes.first;
    const isUsable = environment.isFresh && (wish !== undefined || !group.retired);
    if (!isUsable || this.#isNeededElsewhere(group)) {
      this.#close(group, environment);
      this.#serveImpatient();
      return;
    }
    if (wish !== undefined) {
      this.#settle(group, wish, this.#lease(group, environment));
      return;
    }
    environment.idleSinceMs = this.#deps.clock.nowMs();
    group.idle.push(environment);
    this.#armReaper();
  }

  /**
   * When the machine is full, a function with fewer environments gets the place of one with more: whoever comes first with a
   * thousand calls delays another function's by the invocation that is running.
   */
  #isNeededElsewhere(group: Group): boolean {
    if (this.#wishCount === group.wishes.size || this.#hasRoom(ENVIRONMENT_BYTES)) return false;
    const { group: other, wish } = this.#neediest() ?? {};
    if (other === undefined || wish === undefined || other === group) return false;
    const own = group.wishes.first;
    if (own === undefined || own.isQueuedWork !== wish.isQueuedWork) return own?.isQueuedWork ?? true;
    return other.count === 0 || other.count + 1 < group.count;
  }

  /** Whether a function has so many wishes for so few environments that one more is worth its start. */
  #isImpatient(group: Group, wish: Wish): boolean {
    const nowMs = this.#deps.clock.nowMs();
    const measure = Math.max(1, group.count / this.#cores);
    const ageMs = nowMs - wish.sinceMs;
    if (ageMs >= PATIENCE_MS * measure) return true;
    // Until one has ended, an invocation takes at least as long as there has been somebody to do it.
    const serviceMs = group.serviceMs ?? (group.readySinceMs === undefined ? 0 : nowMs - group.readySinceMs);
    return ageMs >= QUEUE_MS && (group.wishes.size * serviceMs) / group.count >= QUEUE_MS * measure;
  }

  /** Of the first wishes that may have an environment started for them: callers', then of the fewest environments, then the oldest. */
  #neediest(): Need | undefined {
    let neediest: Need | undefined;
    for (const group of this.#groups.values()) {
      const wish = group.wishes.first;
      if (wish === undefined || (neediest !== undefined && compareNeeds({ group, wish }, neediest) >= 0)) continue;
      if (group.count < this.#startsMax || this.#isImpatient(group, wish)) neediest = { group, wish };
    }
    return neediest;
  }

  #settle(group: Group, wish: Wish, lease: Lease): void {
    group.wishes.delete(wish);
    this.#wishCount--;
    wish.resolve(lease);
  }

  /** Starts environments for those who have waited long enough, as far as there is room. */
  #serveImpatient(): void {
    if (this.#closed) return;
    while (this.#starting < this.#startsMax && this.#wishCount > 0) {
      const neediest = this.#neediest();
      if (neediest === undefined || !this.#makeRoom()) break;
      this.#settle(neediest.group, neediest.wish, this.#lease(neediest.group, this.#start(neediest.group)));
    }
    this.#armPatience();
  }

  #armPatience(): void {
    if (this.#patience !== undefined || this.#wishCount === 0 || this.#closed) return;
    this.#patience = this.#deps.clock.schedule(QUEUE_MS, () => {
      this.#patience = undefined;
      this.#serveImpatient();
    });
  }

  #close(group: Group, environment: Environment): void {
    this.#forget(group, environment);
    environment.close();
  }

  /** Also when a process has left by itself. */
  #forget(group: Group, environment: Environment): void {
    if (!this.#environments.delete(environment)) return;
    group.count--;
    const at = group.idle.indexOf(environment);
    if (at >= 0) group.idle.splice(at, 1);
    this.#forgetIfEmpty(group);
    if (this.#environments.size === 0) this.#onEmpty?.();
  }

  #forgetIfEmpty(group: Group): void {
    if (group.count === 0 && group.wishes.size === 0 && group.promised === 0) this.#groups.delete(group.fn.key);
  }

  #armWatch(): void {
    if (this.#watch !== undefined) return;
    this.#watch = this.#deps.clock.schedule(WATCH_MS, () => {
      this.#watch = undefined;
      void this.#lookAtWork();
    });
  }

  async #lookAtWork(): Promise<void> {
    if (this.#closed) return;
    for (const environment of this.#atWork) environment.flushLog();
    await this.#processes.look([...this.#atWork], this.#environments);
    while (!this.#hasRoom(0) && this.#closeIdlest());
    if (this.#atWork.size > 0 || this.#processes.hasFamilies) this.#armWatch();
  }

  #armReaper(): void {
    if (this.#reaper !== undefined) return;
    this.#reaper = this.#deps.clock.schedule(this.#idleMs, () => {
      this.#reaper = undefined;
      const dueMs = this.#deps.clock.nowMs() - this.#idleMs;
      for (const group of [...this.#groups.values()]) {
        for (const environment of group.idle.filter(({ idleSinceMs }) => idleSinceMs <= dueMs)) {
          this.#close(group, environment);
        }
      }
      if (this.#environments.size > 0 && !this.#closed) this.#armReaper();
    });
  }
}
