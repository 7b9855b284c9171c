/** What a process has used so far, read from /proc; nothing on systems that have none. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second, whatever its own tick is. */
const MS_PER_TICK = 10;

export interface ProcessUsage {
  readonly cpuMs: number;
  /** CPU time of its live descendants: the function processes. */
  readonly descendantsCpuMs: number;
  readonly residentMb: number;
  readonly residentMbMax: number;
  /** What it has caused to be written to disks. */
  readonly writtenBytes: number;
}

export function processUsage(pid: number): ProcessUsage | undefined {
  if (process.platform !== 'linux') return undefined;
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)));
  const self = all.find((stat) => stat.pid === pid);
  if (self === undefined) return undefined;
  const family = new Set([pid]);
  // A child may have a lower number than its parent, so once through the list is not enough.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const stat of all) if (family.has(stat.parentPid)) family.add(stat.pid);
  }
  const descendants = all.filter((stat) => stat.pid !== pid && family.has(stat.pid));
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuMs: self.cpuMs,
    descendantsCpuMs: descendants.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentMb: kilobytes(status, 'VmRSS') / 1024,
    residentMbMax: kilobytes(status, 'VmHWM') / 1024,
    writtenBytes: Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]),
  };
}

/** Nothing when the process has gone meanwhile. */
function readStat(pid: number): { pid: number; parentPid: number; cpuMs: number }[] {
  try {
    // The name in parentheses may hold blanks; the fields are counted from behind it.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return [{ pid, parentPid: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK }];
  } catch {
    return [];
  }
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}
