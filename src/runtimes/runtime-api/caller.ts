/**
 * Who is at the other end of a loopback connection: whether a process of a session, by what Linux tells of its sockets. Other
 * systems do not tell, and there everybody may call.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';

export interface Connection {
  readonly callerPort: number;
  readonly ownPort: number;
}

/** Runtimes may reach an IPv4 address through an IPv6 socket. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

export async function belongsToSession(leaderPid: number, connection: Connection): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const inode = await inodeOf(connection);
  if (inode === undefined) return false;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if ((await sessionOf(pid)) === leaderPid && (await hasSocket(pid, inode))) return true;
  }
  return false;
}

/** Of the caller's end: its local port is the caller's, its remote port ours. */
async function inodeOf({ callerPort, ownPort }: Connection): Promise<string | undefined> {
  for (const table of TABLES) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/);
      if (portOf(local) === callerPort && portOf(remote) === ownPort) return inode;
    }
  }
  return undefined;
}

function portOf(address: string | undefined): number {
  return Number.parseInt(address?.slice(address.lastIndexOf(':') + 1) ?? '', 16);
}

/** The sixth field of `stat`; the second, in parentheses, may hold anything. */
async function sessionOf(pid: string): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [, , , session] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(session);
}

async function hasSocket(pid: string, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const fd of await readdir(folder).catch(() => [])) {
    if ((await readlink(`${folder}/${fd}`).catch(() => '')) === `socket:[${inode}]`) return true;
  }
  return false;
}
