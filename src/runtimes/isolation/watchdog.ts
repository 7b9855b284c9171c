/**
 * Ends the functions' processes when Stepwell's own process was killed and could not do it: a shell that waits for its input
 * to end, and knows which process groups are left then. Functions in an endless loop notice nothing themselves.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** Reads `+PID` and `-PID`, a line each. The first argument is a folder to remove. */
const SCRIPT = `
alive=
while read -r line; do
  pid=\${line#?}
  case $line in
    +*) alive="$alive $pid" ;;
    *) left=; for other in $alive; do [ "$other" = "$pid" ] || left="$left $other"; done; alive=$left ;;
  esac
done
for pid in $alive; do kill -9 "-$pid" 2>/dev/null; done
rm -rf "$0"`;

export class Watchdog {
  readonly #shell: ChildProcess;
  readonly #input: Writable;

  constructor(folder: string) {
    // In a session of its own: a signal to the server's group does not reach it.
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, folder], {
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#input = this.#shell.stdin as Writable;
    this.#input.on('error', () => {});
    this.#shell.on('error', () => {});
    this.#shell.unref();
    (this.#input as Writable & { unref(): void }).unref();
  }

  /** @param pid the leader of its process group */
  watch(pid: number): void {
    this.#input.write(`+${pid}\n`);
  }

  forget(pid: number): void {
    this.#input.write(`-${pid}\n`);
  }

  close(): void {
    this.#input.end();
  }
}
