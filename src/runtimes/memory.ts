/**
 * How much memory processes use of their own. Pages shared with every other Node process (the program itself, some 33 MB)
 * are not counted: a function with the smallest MemorySize has nearly all of it for itself.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Where only the whole resident size is known, what a Node that does nothing shares is taken off. */
const SHARED_BYTES = 33 * 1024 * 1024;
/** No program and its libraries are larger than this: what is shared beyond it is looked at. */
const SHARED_BYTES_USUAL = 96 * 1024 * 1024;
/** Linux counts in pages. Larger pages than 4 KB would make a function look smaller than it is, never larger. */
const PAGE_BYTES = 4096;

/** At once; undefined when the process is gone or the system does not tell this way. */
export function usedBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    const ownBytes = (Number(resident) - Number(shared)) * PAGE_BYTES;
    return Number(shared) * PAGE_BYTES < SHARED_BYTES_USUAL ? ownBytes : ownBytes + sharedMemoryBytes(pid);
  } catch {
    return undefined;
  }
}

/** Memory that a process may share with its children is its own, too; programs and libraries are not. */
function sharedMemoryBytes(pid: number): number {
  const [, kilobytes = '0'] = /^RssShmem:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kilobytes) * 1024;
}

/** For systems without `/proc`. */
export function usedBytesByPs(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], (_error, stdout) => {
      const lines = stdout.trim().split('\n');
      const sizes = lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
      resolve(new Map(sizes.map(([pid, kilobytes]) => [pid, Math.max(kilobytes * 1024 - SHARED_BYTES, 0)])));
    });
  });
}
