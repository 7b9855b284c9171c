/**
 * Isolation by bubblewrap: each process in mount, pid, ipc and user namespaces of its own, with a root file system made of
 * little more than the system's programs. What is not named here does not exist for a function.
 */
import { execFile } from 'node:child_process';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { OWN_NODE } from '../interpreters.ts';
import type { Folders, Places, Program } from '../program.ts';
import { RUNTIME_DIRECTORY } from '../runtime-directory.ts';
import type { ProcessExit } from '../runtime-process.ts';
import type { Isolation, Room } from './isolation.ts';

const PLACES = { code: '/var/task', opt: '/opt', runtime: '/var/runtime', tmp: '/tmp' };
/** AWS's own ids of the user that functions run as. */
const UID = 993;
const GID = 990;
/** bwrap leaves with this and the signal's number when the program was ended by a signal. */
const SIGNALLED = 128;

const SYSTEM_FOLDERS = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
/** What name resolution, certificates, locales and dynamic linking read; no passwords and no keys. */
const SYSTEM_FILES = [
  '/etc/alternatives',
  '/etc/ca-certificates',
  '/etc/group',
  '/etc/host.conf',
  '/etc/hosts',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/mime.types',
  '/etc/nsswitch.conf',
  '/etc/passwd',
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
  '/etc/protocols',
  '/etc/resolv.conf',
  '/etc/services',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/timezone',
  '/nix/store',
];

const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

export function bwrapIsolation(command: string): Isolation {
  const system = systemArgs();
  return {
    mode: 'bwrap',
    description:
      'bwrap: functions see their code, their layers and a /tmp of their own; no files, no processes and no data of this machine beside the system’s programs; the network is shared',
    allowsSpares: false,
    open: (folders, ephemeralMb) => roomFor(command, system, folders, ephemeralMb),
    close() {},
  };
}

/** Why bwrap does not work here; undefined when it does. Some hosts forbid user namespaces. */
export function bwrapProblem(command: string): Promise<string | undefined> {
  const room = bwrapIsolation(command).open({ code: RUNTIME_DIRECTORY }, 1);
  const program = { ...OWN_NODE, args: ['--version'], variables: {} };
  const confined = room.confine(program);
  return new Promise((resolve) => {
    execFile(confined.command, [...confined.args], { env: {}, timeout: 10_000 }, (error, _stdout, stderr) => {
      resolve(error === null ? undefined : stderr.trim() || error.message);
    });
  });
}

function roomFor(command: string, system: readonly string[], folders: Folders | undefined, ephemeralMb: number): Room {
  return {
    placesOf: ({ opt }): Places => ({ ...PLACES, opt: opt && PLACES.opt }),
    confine(program: Program) {
      const args = [
        ...NAMESPACES,
        ...system,
        ...program.reads.filter((path) => !isSystem(path)).flatMap((path) => ['--ro-bind', path, path]),
        ...['--ro-bind', RUNTIME_DIRECTORY, PLACES.runtime],
        ...['--ro-bind', folders?.code ?? RUNTIME_DIRECTORY, PLACES.code],
        ...(folders?.opt === undefined ? [] : ['--ro-bind', folders.opt, PLACES.opt]),
        ...['--size', String(ephemeralMb * 1024 * 1024), '--tmpfs', PLACES.tmp],
        ...['--remount-ro', '/dev', '--remount-ro', '/'],
        ...['--chdir', PLACES.code],
        '--',
        program.command,
        ...program.args,
      ];
      return { command, args, variables: program.variables, pidOf: programOf, exitOf, onStart() {}, onExit() {} };
    },
  };
}

const NAMESPACES = [
  '--die-with-parent',
  ...['--unshare-user', '--uid', String(UID), '--gid', String(GID), '--disable-userns'],
  ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
  ...['--cap-drop', 'ALL'],
  ...['--proc', '/proc', '--dev', '/dev'],
];

function systemArgs(): readonly string[] {
  const folders = SYSTEM_FOLDERS.flatMap((name) => {
    const path = `/${name}`;
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
  });
  const files = SYSTEM_FILES.flatMap((path) => ['--ro-bind-try', path, path]);
  return ['--ro-bind', '/usr', '/usr', ...folders, ...files];
}

function isSystem(path: string): boolean {
  return path === '/' || path === '/usr' || path.startsWith('/usr/');
}

/** bwrap's child is the first process of the pid namespace, and that one's first child is the program. */
function programOf(bwrapPid: number): number | undefined {
  const first = firstChild(bwrapPid);
  return first && firstChild(first);
}

function firstChild(pid: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ', 1);
    return child ? Number(child) : undefined;
  } catch {
    return undefined;
  }
}

function exitOf({ code, signal }: ProcessExit): ProcessExit {
  const ended = code === null || code <= SIGNALLED ? undefined : SIGNALS[code - SIGNALLED];
  return ended === undefined ? { code, signal } : { code: null, signal: ended };
}
