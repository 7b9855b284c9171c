/**
 * A few Node processes started ahead of need, which hide most of a cold start. They wait, frozen, for the function they will
 * be; nothing else sets them apart. There are none before the first function is made or run, and none after a quiet while.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { FunctionVersion } from './function-version.ts';
import { NodeProcess } from './node/node-process.ts';
import { variablesReadAtStart } from './node/variables.ts';

export interface ReserveOptions {
  readonly clock: Clock;
  readonly sparesMax: number;
  /** Spares nobody took for this long are stopped. */
  readonly quietMs: number;
}

export class Reserve {
  readonly #options: ReserveOptions;
  /** All for the same MemorySize, the one last asked for: V8 takes the bounds of its heap only at start. */
  #spares: NodeProcess[] = [];
  #memoryMb = 0;
  #quiet: Timer | undefined;
  #closed = false;

  constructor(options: ReserveOptions) {
    this.#options = options;
  }

  /** A process for the function: a spare where one fits, else a new one. */
  take(fn: FunctionVersion): NodeProcess {
    const startVariables = variablesReadAtStart(fn.variables);
    const wrapper = fn.variables['AWS_LAMBDA_EXEC_WRAPPER'];
    if (startVariables !== undefined || wrapper !== undefined) {
      return new NodeProcess({
        memoryMb: fn.memoryMb,
        ...(startVariables && { startVariables }),
        ...(wrapper !== undefined && { wrapper }),
      });
    }
    while (this.#memoryMb === fn.memoryMb) {
      const spare = this.#spares.shift();
      if (spare === undefined) break;
      if (!spare.hasExited) return spare;
    }
    return new NodeProcess({ memoryMb: fn.memoryMb });
  }

  /** Makes up the number. Called when the machine has a moment: after a start, not during it. */
  fill(memoryMb: number): void {
    if (this.#closed) return;
    if (memoryMb !== this.#memoryMb) this.#stopSpares();
    this.#memoryMb = memoryMb;
    this.#spares = this.#spares.filter((spare) => !spare.hasExited);
    while (this.#spares.length < this.#options.sparesMax) this.#spares.push(new NodeProcess({ memoryMb }));
    this.#quiet?.cancel();
    this.#quiet = this.#options.clock.schedule(this.#options.quietMs, () => this.#stopSpares());
  }

  get size(): number {
    return this.#spares.length;
  }

  close(): void {
    this.#closed = true;
    this.#quiet?.cancel();
    this.#stopSpares();
  }

  #stopSpares(): void {
    for (const spare of this.#spares) spare.kill();
    this.#spares = [];
  }
}
