/**
 * Which processes there are on this machine, and which of them belong to whom, by what Linux tells in `/proc`. Reading it all
 * takes milliseconds, so it is done when there is reason to.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Parent and session of each process, by its id. */
export type ProcessTable = ReadonlyMap<number, { readonly parent: number; readonly session: number }>;

export function readProcessTable(): ProcessTable {
  const table = new Map<number, { parent: number; session: number }>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!(pid > 0)) continue;
    const text = readOrEmpty(`/proc/${name}/stat`);
    // The second field, in parentheses, may hold anything.
    const [, parent, , session] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (session !== undefined) table.set(pid, { parent: Number(parent), session: Number(session) });
  }
  return table;
}

/** The processes below each root, itself included, and those that are still in its session after their parent has gone. */
export function familiesOf(table: ProcessTable, roots: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
  const families = new Map<number, number[]>([...roots].map((root) => [root, []]));
  const rootOf = new Map<number, number | undefined>();
  const find = (pid: number): number | undefined => {
    if (roots.has(pid)) return pid;
    if (rootOf.has(pid)) return rootOf.get(pid);
    const process = table.get(pid);
    // Set first: a table read while processes come and go may hold a circle.
    rootOf.set(pid, undefined);
    const root = process && (roots.has(process.session) ? process.session : find(process.parent));
    rootOf.set(pid, root);
    return root;
  };
  for (const pid of table.keys()) families.get(find(pid) ?? 0)?.push(pid);
  return families;
}

/** Changes with each process that starts anywhere on the machine; undefined where the system does not tell. */
export function newestPid(): string | undefined {
  return /\d+$/.exec(readOrEmpty('/proc/loadavg').trim())?.[0];
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
