/**
 * Starts executions and learns when they have ended, at a low cost to the server: one ListExecutions of the running ones
 * serves everybody who waits. An execution that had been acknowledged before the list was asked for and is not in it has ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SignedClient } from './signed-client.ts';

/** Between two lists. It is part of every latency measured, so figures are a little worse than the truth, never better. */
const pollIntervalMs = (waiting: number): number => (waiting > 64 ? 25 : waiting > 16 ? 10 : waiting > 1 ? 3 : 1);

interface Page {
  readonly executions: readonly { readonly executionArn: string }[];
  readonly nextToken?: string;
}

export class LoadedExecutions {
  readonly #client: SignedClient;
  readonly #stateMachineArn: string;
  /** Who waits for which execution. */
  readonly #waiting = new Map<string, { resolve(): void; reject(error: unknown): void }>();
  #watching = false;
  #startedCount = 0;
  #pollCount = 0;

  constructor(client: SignedClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  get startedCount(): number {
    return this.#startedCount;
  }

  get pollCount(): number {
    return this.#pollCount;
  }

  /** From StartExecution until the execution is known to have ended. */
  async run(input: string): Promise<void> {
    const { executionArn } = await this.#client.states<{ executionArn: string }>('StartExecution', {
      stateMachineArn: this.#stateMachineArn,
      input,
    });
    this.#startedCount++;
    const ended = new Promise<void>((resolve, reject) => this.#waiting.set(executionArn, { resolve, reject }));
    if (!this.#watching) void this.#watch();
    await ended;
  }

  /** @throws when an execution failed or is missing */
  async verifyAllSucceeded(): Promise<void> {
    let succeeded = 0;
    let nextToken: string | undefined;
    do {
      const page = await this.#list({ statusFilter: 'SUCCEEDED', maxResults: 1000, nextToken });
      succeeded += page.executions.length;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    if (succeeded !== this.#startedCount)
      throw new Error(`${this.#startedCount} executions started, ${succeeded} succeeded`);
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    try {
      while (this.#waiting.size > 0) {
        await sleep(pollIntervalMs(this.#waiting.size));
        await this.#release();
      }
    } catch (error) {
      for (const { reject } of this.#waiting.values()) reject(error);
    } finally {
      this.#watching = false;
    }
  }

  async #release(): Promise<void> {
    const candidates = [...this.#waiting];
    const { executions, nextToken } = await this.#list({ statusFilter: 'RUNNING', maxResults: 1000 });
    this.#pollCount++;
    if (nextToken !== undefined) throw new Error('more executions run than one page holds');
    const running = new Set(executions.map(({ executionArn }) => executionArn));
    for (const [executionArn, { resolve }] of candidates) {
      if (running.has(executionArn)) continue;
      this.#waiting.delete(executionArn);
      resolve();
    }
  }

  #list(query: object): Promise<Page> {
    return this.#client.states<Page>('ListExecutions', { stateMachineArn: this.#stateMachineArn, ...query });
  }
}
