/**
 * How a function's process is kept apart from the machine, from Stepwell and from other functions: the port that the ways of
 * doing it (`bwrap.ts`, `plain-process.ts`) implement.
 */
import type { Folders, Places, Program } from '../program.ts';
import type { ProcessExit } from '../runtime-process.ts';

export type IsolationMode = 'bwrap' | 'process';

export interface Isolation {
  readonly mode: IsolationMode;
  /** For people: what it does and does not do, in one line. */
  readonly description: string;
  /** A user whom programs of functions have to be open to, where they run as another than Stepwell. */
  readonly uid?: number | undefined;
  /** Whether a process may start before it is known whose code it will run. */
  readonly allowsSpares: boolean;
  /** A room for one process. @param ephemeralMb how much it may write to its `/tmp`, where that can be bounded */
  open(folders: Folders | undefined, ephemeralMb: number): Room;
  /** When nothing runs any more. */
  close(): void;
}

export interface Room {
  /** How what lives in the room sees the function's folders. */
  placesOf(folders: Folders): Places;
  confine(program: Program): Confined;
}

/** A command to start, and what to do around it. */
export interface Confined {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Of the program itself, by the process that was started. */
  pidOf(startedPid: number): number | undefined;
  /** How the program has ended, by how the process that was started has. */
  exitOf(exit: ProcessExit): ProcessExit;
  onStart(startedPid: number): void;
  onExit(): void;
}
