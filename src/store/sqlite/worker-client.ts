/** The main thread's end of a worker: calls its operations by message, and fails them all when it dies. */
import { Worker } from 'node:worker_threads';
import { decodeError, type WorkerAnswer, type WorkerRequest, type WorkerSettings } from './worker-protocol.ts';

type Functions<O> = { readonly [K in keyof O]: (...args: never[]) => unknown };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** What passes through a worker is short-lived: a small nursery holds it, where V8 would let it grow to three times 16 MB. */
const YOUNG_MB = 6;

/** A worker is a compiled file: when this one runs from `src/` (in tests), it is the one that was built. */
const WORKER_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/store/sqlite/worker.js' : './worker.js',
  import.meta.url,
);

export class WorkerClient<O extends Functions<O> & { close(): void }> {
  readonly #role: string;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #nextId = 0;
  /** Why no more calls are possible. */
  #ended: Error | undefined;

  private constructor(settings: WorkerSettings) {
    this.#role = settings.role;
    this.#worker = new Worker(WORKER_FILE, {
      workerData: settings,
      // Not the flags of the process: some, like --input-type, are for its own script only.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(`failed: ${error.message}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#end(`ended with code ${code}`);
        resolve();
      });
    });
  }

  /** @throws DataDirectoryError */
  static async open<O extends Functions<O> & { close(): void }>(settings: WorkerSettings): Promise<WorkerClient<O>> {
    const client = new WorkerClient<O>(settings);
    try {
      await client.#expectAnswer();
      return client;
    } catch (error) {
      // Only then has it let go of its files.
      await client.#exited;
      throw error;
    }
  }

  call<K extends keyof O & string>(operation: K, ...args: Parameters<O[K]>): Promise<ReturnType<O[K]>> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const request: WorkerRequest = { id: this.#nextId, operation, args };
    this.#worker.postMessage(request);
    return this.#expectAnswer() as Promise<ReturnType<O[K]>>;
  }

  /** Waits for all calls made before. */
  async close(): Promise<void> {
    if (this.#ended === undefined) {
      const request: WorkerRequest = { id: this.#nextId, operation: 'close', args: [] };
      this.#worker.postMessage(request);
      const closed = this.#expectAnswer();
      this.#ended = new Error('the store is closed');
      await closed;
    }
    await this.#exited;
  }

  #expectAnswer(): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  #settle(answer: WorkerAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.type === 'done') pending?.resolve(answer.value);
    else pending?.reject(decodeError(answer.error));
  }

  #end(reason: string): void {
    this.#ended ??= new Error(`the ${this.#role} thread of the store ${reason}`);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}
