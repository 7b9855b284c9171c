/**
 * A few Node processes started ahead of need, which hide most of a cold start. They wait, frozen, for the function they will
 * be; nothing else sets them apart. There are none before the first function is made or run, and none after a quiet while.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { FramedProcess } from './framed-process.ts';
import { OWN_NODE } from './interpreters.ts';
import type { Isolation, Room } from './isolation/isolation.ts';
import { nodeProgram } from './node/node-program.ts';
import { RUNTIME_DIRECTORY } from './runtime-directory.ts';

export interface ReserveOptions {
  readonly clock: Clock;
  readonly isolation: Isolation;
  readonly sparesMax: number;
  /** Spares nobody took for this long are stopped. */
  readonly quietMs: number;
}

export interface Spare {
  readonly process: FramedProcess;
  readonly room: Room;
}

/** Lambda's default: spares know no function, and so nothing of what it may write. */
const EPHEMERAL_MB = 512;

export class Reserve {
  readonly #options: ReserveOptions;
  /** All for the same MemorySize, the one last asked for: V8 takes the bounds of its heap only at start. */
  #spares: Spare[] = [];
  #memoryMb = 0;
  #quiet: Timer | undefined;
  #closed = false;

  constructor(options: ReserveOptions) {
    this.#options = options;
  }

  /** A spare for a function with this much memory, if there is one. */
  take(memoryMb: number): Spare | undefined {
    while (this.#memoryMb === memoryMb) {
      const spare = this.#spares.shift();
      if (spare === undefined) break;
      if (!spare.process.hasExited) return spare;
    }
    return undefined;
  }

  /** Makes up the number. Called when the machine has a moment: after a start, not during it. */
  fill(memoryMb: number): void {
    const { isolation, sparesMax, clock, quietMs } = this.#options;
    if (this.#closed || !isolation.allowsSpares) return;
    if (memoryMb !== this.#memoryMb) this.#stopSpares();
    this.#memoryMb = memoryMb;
    this.#spares = this.#spares.filter(({ process }) => !process.hasExited);
    while (this.#spares.length < sparesMax) this.#spares.push(this.#start(memoryMb));
    this.#quiet?.cancel();
    this.#quiet = clock.schedule(quietMs, () => this.#stopSpares());
  }

  close(): void {
    this.#closed = true;
    this.#quiet?.cancel();
    this.#stopSpares();
  }

  #start(memoryMb: number): Spare {
    const room = this.#options.isolation.open(undefined, EPHEMERAL_MB);
    const program = nodeProgram({ interpreter: OWN_NODE, runtimeDirectory: RUNTIME_DIRECTORY, memoryMb });
    return { room, process: new FramedProcess(room.confine(program)) };
  }

  #stopSpares(): void {
    for (const { process } of this.#spares) process.kill();
    this.#spares = [];
  }
}
