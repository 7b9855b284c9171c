/**
 * Isolation by what every Unix has: a clean environment, closed descriptors, a folder of its own for temporary files, and,
 * where Stepwell runs as root, another user. It stops accidents, not attackers: a function can read what that user can.
 */
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Folders, Places, Program } from '../program.ts';
import { RUNTIME_DIRECTORY } from '../runtime-directory.ts';
import type { ProcessExit } from '../runtime-process.ts';
import type { Isolation, Room } from './isolation.ts';
import { Watchdog } from './watchdog.ts';

/** User ids that nothing else gives away: systemd's documentation of user ids lists the range as unused. */
export const FIRST_UID = 60_706;
const UID_COUNT = 478;

/** @param switchesUser whether each process may be, and can be, another user than Stepwell */
export function plainProcessIsolation(switchesUser: boolean, userNote: string): Isolation {
  let tmpRoot: string | undefined;
  let watchdog: Watchdog | undefined;
  let started = 0;
  return {
    mode: 'process',
    description: `process: functions have a clean environment and a folder for temporary files of their own, and ${userNote}; this stops accidents, not attackers`,
    uid: switchesUser ? FIRST_UID : undefined,
    allowsSpares: true,
    open(folders): Room {
      tmpRoot ??= makeTmpRoot();
      watchdog ??= new Watchdog(tmpRoot);
      const uid = switchesUser ? FIRST_UID + (started++ % UID_COUNT) : undefined;
      return roomFor(makeTmp(tmpRoot, uid), watchdog, { uid, cwd: folders?.code });
    },
    close() {
      watchdog?.close();
      if (tmpRoot !== undefined) rmSync(tmpRoot, { recursive: true, force: true });
    },
  };
}

function makeTmp(root: string, uid: number | undefined): string {
  const tmp = mkdtempSync(join(root, 'tmp-'));
  if (uid !== undefined) chownSync(tmp, uid, uid);
  return tmp;
}

function roomFor(
  tmp: string,
  watchdog: Watchdog,
  { uid, cwd }: { readonly uid: number | undefined; readonly cwd: string | undefined },
): Room {
  return {
    placesOf: ({ code, opt }: Folders): Places => ({ code, opt, runtime: RUNTIME_DIRECTORY, tmp }),
    confine({ command, args, variables }: Program) {
      let pid: number | undefined;
      return {
        command,
        args,
        variables,
        cwd,
        uid,
        gid: uid,
        pidOf: (startedPid) => startedPid,
        exitOf: (exit: ProcessExit) => exit,
        onStart(startedPid) {
          pid = startedPid;
          watchdog.watch(startedPid);
        },
        onExit() {
          if (pid !== undefined) watchdog.forget(pid);
          void rm(tmp, { recursive: true, force: true });
        },
      };
    },
  };
}

/** Other users may pass through it, and see nothing. */
function makeTmpRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'stepwell-tmp-'));
  chmodSync(root, 0o711);
  return root;
}
