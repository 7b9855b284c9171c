/** What an environment needs of the process that runs its function, whichever way that is talked to. */
import type { Frame } from './frame.ts';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessListener {
  onFrame(frame: Frame): void;
  /** Written past the runtime: by native code, by a child of the function, by a dying interpreter. */
  onOutput(chunk: Buffer): void;
  /** Nothing comes after it. */
  onExit(exit: ProcessExit): void;
}

export interface RuntimeProcess {
  /** Of the interpreter; undefined while that does not run. */
  readonly pid: number | undefined;
  /** Of the process above everything that runs here: the interpreter's own, or its sandbox's. */
  readonly rootPid: number | undefined;
  readonly hasExited: boolean;
  /** Hands everything from now on to `listener`; an exit that has happened already included. */
  listen(listener: ProcessListener): void;
  /** `FRAME.init` once, then one `FRAME.invoke` after the other, each when the one before is answered. */
  send(kind: number, header: string, body: string): void;
  /** Stops taking what the process writes: its next writes block. */
  pause(): void;
  resume(): void;
  /** A process at work keeps the server's own process alive, an idle one does not. */
  hold(busy: boolean): void;
  /** At once, with everything it has started. */
  kill(): void;
}
