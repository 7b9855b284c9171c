/**
 * Watches what the processes of functions use: the program itself often, and everything it has started as soon as something
 * was. Limits of an address space or of a user's processes do not do: Node needs hundreds of gigabytes of the one, and root is
 * exempt from the other.
 */
import { usedBytes, usedBytesByPs } from './memory.ts';
import { familiesOf, newestPid, readProcessTable } from './process-table.ts';

export interface Watched {
  /** Of the program. */
  readonly pid: number | undefined;
  /** Of the process above everything the function runs. */
  readonly rootPid: number | undefined;
  checkMemory(bytes: number | undefined): void;
  checkFamily(family: { readonly bytes: number; readonly count: number }): void;
}

/** Where processes start all the time, all of them are not looked at more often. */
const FAMILIES_MS = 300;

export class ProcessWatch {
  #newestPid: string | undefined;
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** Some function has processes beside its own: their memory grows without a new one. */
  #hasFamilies = false;

  /** Whether some environment needs to be looked at even when it is not at work. */
  get hasFamilies(): boolean {
    return this.#hasFamilies;
  }

  /** @param atWork those whose own memory may grow @param all those that may have started something, and left it running */
  async look(atWork: readonly Watched[], all: Iterable<Watched>): Promise<void> {
    if (process.platform !== 'linux') {
      const used = await usedBytesByPs(atWork.flatMap(({ pid }) => pid ?? []));
      for (const environment of atWork) environment.checkMemory(used.get(environment.pid ?? 0));
      return;
    }
    for (const environment of atWork) {
      if (environment.pid !== undefined) environment.checkMemory(usedBytes(environment.pid));
    }
    const newest = newestPid();
    const nowMs = performance.now();
    if (newest === this.#newestPid && !this.#hasFamilies) return;
    if (nowMs - this.#lookedMs < FAMILIES_MS) {
      // Something has started: that is to be looked at, if not now.
      this.#hasFamilies = true;
      return;
    }
    this.#newestPid = newest;
    this.#lookedMs = nowMs;
    this.#lookAtFamilies([...all]);
  }

  #lookAtFamilies(watched: readonly Watched[]): void {
    const roots = new Set(watched.flatMap(({ rootPid }) => rootPid ?? []));
    const families = familiesOf(readProcessTable(), roots);
    this.#hasFamilies = false;
    for (const environment of watched) {
      const pids = families.get(environment.rootPid ?? 0) ?? [];
      // Alone it is one process, or three with its sandbox's.
      const alone = environment.rootPid === environment.pid ? 1 : 3;
      if (pids.length <= alone) continue;
      this.#hasFamilies = true;
      environment.checkFamily({ count: pids.length, bytes: bytesOf(pids) });
    }
  }
}

/** There may be thousands: enough to know that they are too many. */
const MEASURED_MAX = 1024;

function bytesOf(pids: readonly number[]): number {
  let bytes = 0;
  for (const pid of pids.slice(0, MEASURED_MAX)) bytes += usedBytes(pid) ?? 0;
  return bytes;
}
