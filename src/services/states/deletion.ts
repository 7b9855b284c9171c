/**
 * The deletion of a state machine: durable as its status DELETING, over when its last execution has ended. Taken up again
 * after a restart.
 */
import type { Clock } from '../../base/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import type { MachineRow, MachineStore } from './machine-store.ts';

export const DELETING = 'DELETING';

/** After a failure of the store. */
const RETRY_DELAY_MS = 1_000;

export interface MachineDeletionOptions {
  readonly machines: MachineStore;
  readonly executions: ExecutionStore;
  readonly engine: Engine;
  readonly clock: Clock;
}

export class MachineDeletion {
  readonly #options: MachineDeletionOptions;
  /** Machines being deleted, by internal id; `checking` while it is found out whether one can go. */
  readonly #deleting = new Map<string, { row: MachineRow; checking: boolean; again: boolean }>();
  #closed = false;

  constructor(options: MachineDeletionOptions) {
    this.#options = options;
  }

  /** Resolves once no new execution can start; the rest happens as executions end. */
  async begin(row: MachineRow): Promise<void> {
    const { machines } = this.#options.machines;
    // Somebody may update the machine, or delete it, at the same time.
    for (let newest = machines.get(row.scope, row.name); newest?.id === row.id && newest.status !== DELETING; ) {
      try {
        const deleting = await machines.update(newest, newest.data, DELETING);
        this.#track(deleting);
        return await this.#check(row.id);
      } catch (error) {
        if (!(error instanceof ResourceConflictError)) throw error;
        newest = machines.get(row.scope, row.name);
      }
    }
  }

  /** Takes up the deletions that an earlier process began; before the engine recovers its executions. */
  resume(): void {
    for (const row of this.#options.machines.machines.all()) if (row.status === DELETING) this.#track(row);
  }

  /** For those whose executions had all ended when the process stopped. */
  async finishPending(): Promise<void> {
    for (const id of [...this.#deleting.keys()]) await this.#check(id);
  }

  /** To be called whenever an execution has ended. */
  executionEnded(machineId: string): void {
    if (this.#deleting.has(machineId)) void this.#check(machineId);
  }

  /** From now on nothing is tried again. */
  close(): void {
    this.#closed = true;
  }

  #track(row: MachineRow): void {
    this.#deleting.set(row.id, { row, checking: false, again: false });
    this.#options.engine.deleteMachine(row.id);
  }

  /** Never rejects: what the store could not do now is tried again later. */
  async #check(machineId: string): Promise<void> {
    const entry = this.#deleting.get(machineId);
    if (entry === undefined) return;
    if (entry.checking) {
      entry.again = true;
      return;
    }
    entry.checking = true;
    try {
      do {
        entry.again = false;
        await this.#removeIfIdle(entry.row);
      } while (entry.again && this.#deleting.has(machineId));
    } catch {
      if (!this.#closed) this.#options.clock.schedule(RETRY_DELAY_MS, () => void this.#check(machineId));
    } finally {
      entry.checking = false;
    }
  }

  async #removeIfIdle(row: MachineRow): Promise<void> {
    const { machines, executions, engine } = this.#options;
    if ((await executions.countOpen(row.id)) > 0) return;
    await machines.remove(row);
    this.#deleting.delete(row.id);
    engine.machineDeleted(row.id);
  }
}
