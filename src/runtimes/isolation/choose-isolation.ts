/** Decides at start how functions are kept apart: bubblewrap where it is installed and works. */
import { spawn } from 'node:child_process';
import { programsNamed } from '../programs-in-path.ts';
import { RUNTIME_DIRECTORY } from '../runtime-directory.ts';
import { bwrapIsolation, bwrapProblem } from './bwrap.ts';
import type { Isolation, IsolationMode } from './isolation.ts';
import { FIRST_UID, plainProcessIsolation } from './plain-process.ts';

export class IsolationError extends Error {}

/**
 * @param codeRoot where code is unpacked
 * @throws IsolationError when bubblewrap is asked for and does not work
 */
export async function chooseIsolation(wanted: IsolationMode | 'auto', codeRoot: string): Promise<Isolation> {
  if (wanted === 'process') return plainProcess(codeRoot);
  const command = programsNamed('bwrap')[0];
  const problem = command === undefined ? 'it is not installed' : await bwrapProblem(command);
  if (command !== undefined && problem === undefined) return bwrapIsolation(command);
  if (wanted === 'bwrap') throw new IsolationError(`bubblewrap cannot be used here: ${problem}`);
  return plainProcess(codeRoot);
}

/** Another user is of use only where that user can read what a function needs. */
async function plainProcess(codeRoot: string): Promise<Isolation> {
  if (process.getuid?.() !== 0) return plainProcessIsolation(false, 'run as the user that runs Stepwell');
  return (await canRunAs(FIRST_UID, codeRoot))
    ? plainProcessIsolation(true, 'run as users of their own')
    : plainProcessIsolation(false, `run as root, since other users cannot read ${codeRoot}`);
}

/** Whether Node runs as the user, and reads Stepwell's part of the runtimes and `codeRoot`. */
function canRunAs(uid: number, codeRoot: string): Promise<boolean> {
  const script = 'for (const path of process.argv.slice(1)) fs.readdirSync(path)';
  const args = ['-e', script, RUNTIME_DIRECTORY, codeRoot];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { uid, gid: uid, env: {}, cwd: '/', stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
