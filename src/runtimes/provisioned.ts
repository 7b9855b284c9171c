/**
 * Environments that are kept initialised for functions, whether they are used or not (provisioned concurrency). The pool starts
 * them, when there is room, and counts them among all others; nobody else takes them, and none is evicted.
 */
import type { Environment } from './environment.ts';
import type { FunctionVersion, Invocation, InvocationResult } from './function-version.ts';
import type { Lease } from './pool.ts';

/** What the pool does for them. */
export interface ProvisionedHost {
  /** Undefined when there is no room, or too much is being started; `fill` is called when that changes. */
  start(fn: FunctionVersion, events: { onReady(): void; onGone(): void }): Environment | undefined;
  run(environment: Environment, invocation: Invocation): Promise<InvocationResult>;
}

/** How far the environments of a function have come. */
export interface Provision {
  readonly ready: number;
  /** The function cannot be initialised. */
  readonly failed: boolean;
}

interface Waiting {
  serve(environment: Environment): void;
  refuse(error: Error): void;
}

interface Kept {
  readonly fn: FunctionVersion;
  wanted: number;
  failed: boolean;
  /** Starting, idle and at work. */
  readonly all: Set<Environment>;
  readonly idle: Environment[];
  /** In order of arrival. */
  readonly waiting: Set<Waiting>;
}

/** There is no environment that is kept, and none will come. */
export class ProvisionFailedError extends Error {}

export class ProvisionedEnvironments {
  readonly #host: ProvisionedHost;
  readonly #kept = new Map<string, Kept>();

  constructor(host: ProvisionedHost) {
    this.#host = host;
  }

  /** From now on there are so many of the function; 0 ends them all. What has failed is tried anew. */
  keep(fn: FunctionVersion, wanted: number): void {
    const kept = this.#kept.get(fn.key) ?? newKept(fn);
    this.#kept.set(fn.key, kept);
    kept.wanted = wanted;
    kept.failed = false;
    while (kept.all.size > wanted && kept.idle.length > 0) this.#close(kept, kept.idle.pop() as Environment);
    if (wanted === 0) {
      this.#kept.delete(fn.key);
      refuseAll(kept, new ProvisionFailedError('the environments of the function are no longer kept'));
    }
    this.fill();
  }

  stateOf(key: string): Provision {
    const { all = new Set<Environment>(), failed = false } = this.#kept.get(key) ?? {};
    return { ready: [...all].filter(({ isReady }) => isReady).length, failed };
  }

  /** One that is free. */
  tryTake(key: string): Lease | undefined {
    const kept = this.#kept.get(key);
    for (let environment = kept?.idle.pop(); environment !== undefined; environment = kept?.idle.pop()) {
      if (environment.isAlive && environment.isFresh) return this.#lease(kept as Kept, environment);
      this.#close(kept as Kept, environment);
      this.fill();
    }
    return undefined;
  }

  /** Waits for one. @throws ProvisionFailedError when none is to come; the signal's reason */
  take(key: string, signal?: AbortSignal): Promise<Lease> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const lease = this.tryTake(key);
      const kept = this.#kept.get(key);
      if (lease !== undefined) return resolve(lease);
      if (kept === undefined || kept.failed)
        throw new ProvisionFailedError('no environments are kept for the function');
      const withdraw = () => {
        if (kept.waiting.delete(waiting)) reject(signal?.reason as Error);
      };
      const settled = () => signal?.removeEventListener('abort', withdraw);
      const waiting: Waiting = {
        serve: (environment) => {
          settled();
          resolve(this.#lease(kept, environment));
        },
        refuse: (error) => {
          settled();
          reject(error);
        },
      };
      signal?.addEventListener('abort', withdraw, { once: true });
      kept.waiting.add(waiting);
    });
  }

  /** The pool ends the environments; who waits for one learns why. */
  close(error: Error): void {
    for (const kept of this.#kept.values()) refuseAll(kept, error);
    this.#kept.clear();
  }

  /** Starts what is to be there and is not, as far as the pool lets it. */
  fill(): void {
    for (const kept of this.#kept.values()) {
      while (!kept.failed && kept.all.size < kept.wanted) {
        if (!this.#start(kept)) return;
      }
    }
  }

  #start(kept: Kept): boolean {
    let wasReady = false;
    const environment = this.#host.start(kept.fn, {
      onReady: () => {
        wasReady = true;
        if (environment !== undefined) this.#release(kept, environment);
      },
      onGone: () => {
        if (environment === undefined) return;
        kept.all.delete(environment);
        const at = kept.idle.indexOf(environment);
        if (at >= 0) kept.idle.splice(at, 1);
        // One that has never been ready would not be the next time either.
        if (!wasReady) this.#fail(kept);
        this.fill();
      },
    });
    if (environment !== undefined) kept.all.add(environment);
    return environment !== undefined;
  }

  #fail(kept: Kept): void {
    kept.failed = true;
    refuseAll(kept, new ProvisionFailedError('the environments of the function cannot be initialised'));
  }

  #lease(kept: Kept, environment: Environment): Lease {
    return {
      invoke: async (invocation) => {
        try {
          return await this.#host.run(environment, invocation);
        } finally {
          this.#release(kept, environment);
        }
      },
      release: () => this.#release(kept, environment),
    };
  }

  #release(kept: Kept, environment: Environment): void {
    if (!environment.isAlive) return;
    if (kept.all.size > kept.wanted || !environment.isFresh) {
      this.#close(kept, environment);
      this.fill();
      return;
    }
    const [first] = kept.waiting;
    if (first === undefined) kept.idle.push(environment);
    else {
      kept.waiting.delete(first);
      first.serve(environment);
    }
  }

  #close(kept: Kept, environment: Environment): void {
    kept.all.delete(environment);
    environment.close();
  }
}

function newKept(fn: FunctionVersion): Kept {
  return { fn, wanted: 0, failed: false, all: new Set(), idle: [], waiting: new Set() };
}

function refuseAll({ waiting }: Kept, error: Error): void {
  for (const { refuse } of waiting) refuse(error);
  waiting.clear();
}
