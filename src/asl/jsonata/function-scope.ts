/** What the functions of an evaluation draw on besides their arguments, and how one of ours is described. */
import type { RandomStream } from '../../base/random.ts';
import type { Budget } from './budget.ts';
import type { Implementation } from './library.ts';

export interface FunctionScope {
  /** `$now()` and `$millis()`: the time of the step. */
  readonly nowMs: number;
  readonly random: () => RandomStream;
  readonly budget: Budget;
  /** The library's own function of a name. */
  readonly library: (name: string) => Implementation;
}

export interface OwnFunction {
  /** In the library's notation, which checks the arguments. */
  readonly signature: string;
  /** The names of the parameters are what partial application goes by, so they are plain. */
  readonly make: (scope: FunctionScope) => Implementation;
}

/** An error as the library words it: `CODE: message`. */
export class FunctionError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
