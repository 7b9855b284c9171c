/**
 * A Node.js process that runs the bootstrap: started generic, told later which function it is. This is the server's end of
 * the wire; what the frames mean is the environment's business.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFrame, type Frame, FrameReader } from '../frame.ts';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessListener {
  onFrame(frame: Frame): void;
  /** Written past the bootstrap: by native code, by a child of the function, by a dying V8. */
  onOutput(chunk: Buffer): void;
  /** Nothing comes after it. */
  onExit(exit: ProcessExit): void;
}

export interface NodeProcessOptions {
  readonly memoryMb: number;
  /** Variables Node reads when it starts; the rest comes with `init`. */
  readonly startVariables?: Readonly<Record<string, string>>;
  /** A program that is started in Node's place, with Node's command line as arguments (`AWS_LAMBDA_EXEC_WRAPPER`). */
  readonly wrapper?: string;
}

/** Node makes socket pairs of `pipe`s: standard output and error, to the process, from the process, the lifeline. */
type FiveSockets = [Socket, Socket, Socket, Socket, Socket];

/** Compiled code even when this file runs from its source: the child is plain Node. */
const BOOTSTRAP = bootstrapFile();
/** How long a dead process's pipes may stay open, when a child of its own has inherited them. */
const DRAIN_MS = 200;
/** A shell's code for a program that is not there. */
const EXIT_NOT_FOUND = 127;

export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #toProcess: Socket;
  readonly #fromProcess: Socket;
  /** All that the process writes to. */
  readonly #outputs: readonly Socket[];
  readonly #reader = new FrameReader();
  #listener: ProcessListener | undefined;
  /** What came before there was a listener. */
  #exit: ProcessExit | undefined;

  constructor(options: NodeProcessOptions) {
    const args = [...nodeFlags(options.memoryMb), BOOTSTRAP];
    const spawnOptions: SpawnOptions = {
      env: { ...options.startVariables },
      // A group of its own: a signal from the terminal is for the server alone, and killing takes the children along.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    };
    this.#child =
      options.wrapper === undefined
        ? spawn(process.execPath, args, spawnOptions)
        : spawn(options.wrapper, [process.execPath, ...args], spawnOptions);
    const [, ...sockets] = this.#child.stdio as unknown as [null, ...FiveSockets];
    const [stdout, stderr, toProcess, fromProcess] = sockets;
    this.#toProcess = toProcess;
    this.#fromProcess = fromProcess;
    this.#outputs = [stdout, stderr, fromProcess];
    // A process that dies resets its sockets; its exit says all there is to say.
    for (const socket of sockets) socket.on('error', () => {});
    for (const socket of [stdout, stderr]) socket.on('data', (chunk: Buffer) => this.#listener?.onOutput(chunk));
    this.#fromProcess.on('data', (piece: Buffer) => this.#onPiece(piece));
    this.#child.once('error', () => this.#onExit({ code: EXIT_NOT_FOUND, signal: null }));
    this.#child.once('exit', (code, signal) => {
      const done = () => this.#onExit({ code, signal });
      const drain = setTimeout(done, DRAIN_MS);
      this.#child.once('close', () => {
        clearTimeout(drain);
        done();
      });
    });
    this.#child.unref();
    for (const socket of sockets) socket.unref();
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  /** Hands everything from now on to `listener`; an exit that has happened already included. */
  listen(listener: ProcessListener): void {
    this.#listener = listener;
    const exit = this.#exit;
    if (exit !== undefined) setImmediate(() => listener.onExit(exit));
  }

  send(kind: number, header: string, body: string): void {
    this.#toProcess.write(encodeFrame(kind, header, body));
  }

  /** Stops taking what the process writes: its next writes block. */
  pause(): void {
    for (const socket of this.#outputs) socket.pause();
  }

  resume(): void {
    for (const socket of this.#outputs) socket.resume();
  }

  /** A process at work keeps the server's own process alive, an idle one does not. */
  hold(busy: boolean): void {
    if (busy) this.#fromProcess.ref();
    else this.#fromProcess.unref();
  }

  /** At once, with everything it has started. */
  kill(): void {
    if (this.#child.pid === undefined || this.#exit !== undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // it has just left by itself
    }
  }

  #onPiece(piece: Buffer): void {
    try {
      this.#reader.push(piece, (frame) => this.#listener?.onFrame(frame));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The function wrote into the wire itself: there is no telling what belongs to what any more.
      this.kill();
    }
  }

  #onExit(exit: ProcessExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#listener?.onExit(exit);
  }
}

/**
 * The heap's bounds follow MemorySize as in Lambda's own start script (a young generation of 5 %), with room left for what
 * is not heap. The environment's watch over resident memory is what enforces the limit.
 */
function nodeFlags(memoryMb: number): string[] {
  const young = Math.min(Math.max(Math.floor(memoryMb * 0.05), 2), 16);
  const old = Math.floor(memoryMb * 0.9) - 16;
  return [`--max-semi-space-size=${young}`, `--max-old-space-size=${old}`];
}

function bootstrapFile(): string {
  const beside = fileURLToPath(new URL('bootstrap.js', import.meta.url));
  if (existsSync(beside)) return beside;
  const source = `${dirname(beside)}/`;
  return source.replace(/([\\/])src([\\/]runtimes[\\/]node[\\/])$/, '$1dist$2').concat('bootstrap.js');
}
