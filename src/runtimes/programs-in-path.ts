/** Programs installed on this machine. */
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Where programs are even when nobody says so: a service may run without a PATH. */
const USUAL_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];

/** In the order of PATH. */
export function programsNamed(name: string): readonly string[] {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...USUAL_FOLDERS];
  const paths = folders.filter((folder) => folder.startsWith('/')).map((folder) => join(folder, name));
  return [...new Set(paths)].filter(isExecutable);
}

/** The folder under which a program keeps what it needs: `/usr/local` of `/usr/local/bin/node`. */
export function prefixOf(command: string): string {
  return dirname(dirname(command));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
