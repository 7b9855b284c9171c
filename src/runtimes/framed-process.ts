/**
 * A process with one of Stepwell's own bootstraps, which talks in frames over private sockets: started generic, told later
 * which function it is. What the frames mean is the environment's business.
 */
import type { Socket } from 'node:net';
import { Child } from './child.ts';
import { encodeFrame, FrameReader } from './frame.ts';
import type { Confined } from './isolation/isolation.ts';
import type { ProcessListener, RuntimeProcess } from './runtime-process.ts';

/** To the process, from the process, the lifeline: a process whose lifeline ends has lost its server. */
type ThreeSockets = readonly [Socket, Socket, Socket];

export class FramedProcess implements RuntimeProcess {
  readonly #child: Child;
  readonly #toProcess: Socket;
  readonly #fromProcess: Socket;
  readonly #reader = new FrameReader();
  #listener: ProcessListener | undefined;

  constructor(confined: Confined) {
    this.#child = new Child(confined, 3, {
      onOutput: (chunk) => this.#listener?.onOutput(chunk),
      onExit: (exit) => this.#listener?.onExit(exit),
    });
    const [toProcess, fromProcess] = this.#child.sockets as ThreeSockets;
    this.#toProcess = toProcess;
    this.#fromProcess = fromProcess;
    this.#fromProcess.on('data', (piece: Buffer) => this.#onPiece(piece));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get rootPid(): number | undefined {
    return this.#child.sessionPid;
  }

  get hasExited(): boolean {
    return this.#child.hasExited;
  }

  listen(listener: ProcessListener): void {
    this.#listener = listener;
    const { exit } = this.#child;
    if (exit !== undefined) setImmediate(() => listener.onExit(exit));
  }

  send(kind: number, header: string, body: string): void {
    this.#toProcess.write(encodeFrame(kind, header, body));
  }

  pause(): void {
    this.#child.pause();
    this.#fromProcess.pause();
  }

  resume(): void {
    this.#child.resume();
    this.#fromProcess.resume();
  }

  hold(busy: boolean): void {
    this.#child.hold(busy);
  }

  kill(): void {
    this.#child.kill();
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
}
