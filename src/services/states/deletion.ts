/**
 * The deletion of a state machine: durable as its status DELETING, over when its last execution has ended. Taken up again
 * after a restart.
 */
import type { Engine } from '../../engine/engine.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import type { MachineRow, MachineStore } from './machine-store.ts';

export const DELETING = 'DELETING';

export class MachineDeletion {
  readonly #machines: MachineStore;
  readonly #executions: ExecutionStore;
  readonly #engine: Engine;
  /** Machines being deleted, by internal id; true while a check is under way. */
  readonly #deleting = new Map<string, { row: MachineRow; checking: boolean; again: boolean }>();

  constructor(machines: MachineStore, executions: ExecutionStore, engine: Engine) {
    this.#machines = machines;
    this.#executions = executions;
    this.#engine = engine;
  }

  /** Resolves once no new execution can start; the rest happens as executions end. */
  async begin(row: MachineRow): Promise<void> {
    const deleting = await this.#machines.machines.update(row, row.data, DELETING);
    this.#track(deleting);
    await this.#check(deleting.id);
  }

  /** Takes up the deletions that an earlier process began; before the engine recovers its executions. */
  resume(): void {
    for (const row of this.#machines.machines.all()) if (row.status === DELETING) this.#track(row);
  }

  /** For those whose executions had all ended when the process stopped. */
  async finishPending(): Promise<void> {
    for (const id of [...this.#deleting.keys()]) await this.#check(id);
  }

  /** To be called whenever an execution has ended. */
  executionEnded(machineId: string): void {
    if (this.#deleting.has(machineId)) void this.#check(machineId).catch(() => undefined);
  }

  #track(row: MachineRow): void {
    this.#deleting.set(row.id, { row, checking: false, again: false });
    this.#engine.deleteMachine(row.id);
  }

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
        if ((await this.#executions.countOpen(machineId)) === 0) {
          await this.#machines.remove(entry.row);
          this.#deleting.delete(machineId);
          this.#engine.machineDeleted(machineId);
          return;
        }
      } while (entry.again);
    } finally {
      entry.checking = false;
    }
  }
}
