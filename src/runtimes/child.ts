/**
 * A child process with sockets to it: started in a process group of its own, killed with all of that group, and not gone
 * before everything it wrote has been read.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Confined } from './isolation/isolation.ts';
import type { ProcessExit } from './runtime-process.ts';

export interface ChildListener {
  onOutput(chunk: Buffer): void;
  /** Nothing comes after it. */
  onExit(exit: ProcessExit): void;
}

/** How long a dead process's pipes may stay open, when a child of its own has inherited them. */
const DRAIN_MS = 200;
/** A shell's code for a program that is not there. */
const EXIT_NOT_FOUND = 127;

export class Child {
  /** Beside its standard output and error. Node makes socket pairs of `pipe`s. */
  readonly sockets: readonly Socket[];
  readonly #process: ChildProcess;
  readonly #confined: Confined;
  readonly #outputs: readonly Socket[];
  readonly #listener: ChildListener;
  #exit: ProcessExit | undefined;

  /** @param socketCount how many the child finds from descriptor 3 on */
  constructor(confined: Confined, socketCount: number, listener: ChildListener) {
    this.#confined = confined;
    this.#listener = listener;
    const { command, args, variables, cwd, uid, gid } = confined;
    const options: SpawnOptions = {
      env: { ...variables },
      // A group of its own: a signal from the terminal is for the server alone, and killing takes the children along.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...Array<'pipe'>(socketCount).fill('pipe')],
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid, gid }),
    };
    this.#process = spawn(command, args, options);
    const [, stdout, stderr, ...sockets] = this.#process.stdio as unknown as [null, Socket, Socket, ...Socket[]];
    this.sockets = sockets;
    this.#outputs = [stdout, stderr];
    for (const socket of this.#outputs) socket.on('data', (chunk: Buffer) => listener.onOutput(chunk));
    // A process that dies resets its sockets; its exit says all there is to say.
    for (const socket of [...this.#outputs, ...sockets]) socket.on('error', () => {}).unref();
    this.#process.once('error', (error) => {
      listener.onOutput(Buffer.from(`${error.message}\n`));
      this.#onExit({ code: EXIT_NOT_FOUND, signal: null });
    });
    this.#process.once('exit', (code, signal) => {
      // What it has started does not outlive it.
      this.#killGroup();
      this.#drain(confined.exitOf({ code, signal }));
    });
    this.#process.unref();
    if (this.#process.pid !== undefined) confined.onStart(this.#process.pid);
  }

  /** Of the program, not of what keeps it apart. Undefined when it does not run. */
  get pid(): number | undefined {
    return this.#process.pid === undefined ? undefined : this.#confined.pidOf(this.#process.pid);
  }

  /** Leader of the session and the process group in which everything runs that it starts. */
  get sessionPid(): number | undefined {
    return this.#process.pid;
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  pause(): void {
    for (const socket of this.#outputs) socket.pause();
  }

  resume(): void {
    for (const socket of this.#outputs) socket.resume();
  }

  hold(busy: boolean): void {
    if (busy) this.#process.ref();
    else this.#process.unref();
  }

  kill(): void {
    if (this.#exit !== undefined) return;
    // Whoever waits for its end is not to run out of things to wait for.
    this.hold(true);
    this.#killGroup();
  }

  #killGroup(): void {
    try {
      if (this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGKILL');
    } catch {
      // it has just left by itself
    }
  }

  #drain(exit: ProcessExit): void {
    const done = () => this.#onExit(exit);
    const drain = setTimeout(done, DRAIN_MS);
    this.#process.once('close', () => {
      clearTimeout(drain);
      done();
    });
  }

  #onExit(exit: ProcessExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#confined.onExit();
    this.#listener.onExit(exit);
  }
}
