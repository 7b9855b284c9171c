/**
 * Executions of Express workflows. A synchronous one touches no store and runs at most once; an asynchronous one has a durable
 * start record until it has ended, and is run again when it was interrupted: at least once, as on AWS.
 */
import type { ExecutionState } from '../asl/execution-state.ts';
import { Payload } from '../base/payload.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { ExpressInterrupted, ExpressRunner, type ExpressRunnerOptions, type ExpressStart } from './express-runner.ts';
import { type ExpressStartRecord, ExpressStarts } from './express-starts.ts';
import type { MachineSource } from './machine-source.ts';

export interface ExpressOptions extends ExpressRunnerOptions {
  readonly resources: ResourceStore;
  readonly machines: MachineSource;
}

/** What the caller knows; the start time is ours. */
export type ExpressRequest = Omit<ExpressStart, 'startMs'>;

export class ExpressExecutions {
  readonly #options: ExpressOptions;
  readonly #runner: ExpressRunner;
  readonly #starts: ExpressStarts;
  /** What an earlier process did not bring to its end. */
  #interrupted: readonly ExpressStartRecord[];
  /** Asynchronous executions that still have their start record. */
  readonly #recorded = new Set<Promise<void>>();

  private constructor(options: ExpressOptions, starts: ExpressStarts, interrupted: readonly ExpressStartRecord[]) {
    this.#options = options;
    this.#runner = new ExpressRunner(options);
    this.#starts = starts;
    this.#interrupted = interrupted;
  }

  /** Before anything is started; `recover` runs again what an earlier process left. */
  static async open(options: ExpressOptions): Promise<ExpressExecutions> {
    const starts = new ExpressStarts(options.resources);
    return new ExpressExecutions(options, starts, await starts.list());
  }

  /** Resolves with the state in which the execution ended. @throws ExpressInterrupted, or a defect of ours */
  runSync(request: ExpressRequest): Promise<ExecutionState> {
    return this.#runner.run({ ...request, startMs: this.#options.clock.nowMs() }, 'sync');
  }

  /** A child of a Map Run, which sees to it that it is run again. Otherwise as `runSync`. */
  runChild(request: ExpressRequest): Promise<ExecutionState> {
    return this.#runner.run({ ...request, startMs: this.#options.clock.nowMs() }, 'async');
  }

  stop(arn: string): void {
    this.#runner.stop(arn);
  }

  /** Resolves once the start is durable. @throws when the store failed */
  async start(request: ExpressRequest): Promise<{ readonly startMs: number }> {
    const { revision, arn, name, input, through } = request;
    const startMs = this.#options.clock.nowMs();
    const id = arn.slice(arn.lastIndexOf(':') + 1);
    const record = { id, arn, name, revisionId: revision.id, startMs, input: input.text };
    await this.#starts.add({ ...record, ...(through && { through }) });
    this.#begin(id, { ...request, startMs });
    return { startMs };
  }

  /** Resolves when all of it has begun. */
  async recover(): Promise<void> {
    const interrupted = this.#interrupted;
    this.#interrupted = [];
    for (const record of interrupted) await this.#runAgain(record);
  }

  get runningCount(): number {
    return this.#runner.runningCount;
  }

  /** Lets executions end until `deadline` resolves; the asynchronous ones of the others are run again by the next process. */
  async close(deadline: Promise<void>): Promise<void> {
    await this.#runner.close(deadline);
    await Promise.all(this.#recorded);
  }

  async #runAgain({ id, revisionId, input, ...start }: ExpressStartRecord): Promise<void> {
    const revision = await this.#options.machines.tryRevision(revisionId);
    if (revision === undefined) return this.#remove(id);
    this.#begin(id, { ...start, revision, input: Payload.ofText(input) });
  }

  #begin(id: string, start: ExpressStart): void {
    const recorded = this.#runRecorded(id, start).finally(() => this.#recorded.delete(recorded));
    this.#recorded.add(recorded);
  }

  /** Never rejects. */
  async #runRecorded(id: string, start: ExpressStart): Promise<void> {
    try {
      await this.#runner.run(start, 'async');
    } catch (error) {
      if (error instanceof ExpressInterrupted) return;
      // A defect would only come up again.
      this.#options.onDefect(error);
    }
    // Without its record it is not run again: what it logged has to be there by then.
    if (start.revision.logging !== undefined) await this.#options.log.settle();
    await this.#remove(id);
  }

  async #remove(id: string): Promise<void> {
    try {
      await this.#starts.remove(id);
    } catch (error) {
      this.#options.onDefect(error);
    }
  }
}
