/**
 * Random machines as trees, of which `definition.ts` makes Amazon States Language and which `model.ts` can follow by itself.
 * State data is an object with a number `n`.
 */
import type { Dice } from './dice.ts';

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly jitter: boolean;
}

interface ErrorHandling {
  readonly retry: readonly Retrier[];
  /** Where it goes on instead of failing, with the error at `$.error`. */
  readonly caught?: Block;
}

export interface TaskNode extends ErrorHandling {
  readonly type: 'task';
  readonly name: string;
  /** Only tasks with a timeout call the function whose results may be lost. */
  readonly timeoutSeconds?: number;
}

export interface ParallelNode extends ErrorHandling {
  readonly type: 'parallel';
  readonly name: string;
  readonly branches: readonly Block[];
}

export type Node =
  | TaskNode
  | ParallelNode
  | { readonly type: 'pass'; readonly name: string; readonly n: number }
  | { readonly type: 'wait'; readonly name: string; readonly seconds: number }
  | { readonly type: 'fail'; readonly name: string; readonly error: string }
  | {
      readonly type: 'choice';
      readonly name: string;
      readonly below: number;
      readonly whenBelow: Block;
      readonly otherwise: Block;
    };

export type Block = readonly Node[];

export interface Plan {
  readonly block: Block;
  readonly timeoutSeconds?: number;
}

/** What functions fail with. */
export const ERRORS = ['E1', 'E2'];
export const UNKNOWN_OUTCOME = 'Lambda.SdkClientException';

const DEPTH_MAX = 2;

export function randomPlan(dice: Dice): Plan {
  let names = 0;
  const name = (prefix: string) => `${prefix}${names++}`;

  function block(depth: number): Block {
    return Array.from({ length: dice.between(1, 3) }, () => node(depth));
  }

  function node(depth: number): Node {
    const nested = depth < DEPTH_MAX ? 1 : 0;
    const type = dice.weighted({ task: 5, wait: 1, pass: 1, fail: 0.3, choice: nested, parallel: nested });
    switch (type) {
      case 'task':
        return {
          type,
          name: name('Task'),
          ...errorHandling(depth),
          ...(dice.chance(0.4) ? { timeoutSeconds: dice.between(1, 20) } : {}),
        };
      case 'parallel': {
        const branches = Array.from({ length: dice.between(2, 3) }, () => block(depth + 1));
        return { type, name: name('Parallel'), branches, ...errorHandling(depth) };
      }
      case 'choice':
        return {
          type,
          name: name('Choice'),
          below: dice.between(0, 10),
          whenBelow: block(depth + 1),
          otherwise: dice.chance(0.5) ? block(depth + 1) : [],
        };
      case 'wait':
        return { type, name: name('Wait'), seconds: dice.pick([0, 1, 5, 59, 61, 200, 4000]) };
      case 'pass':
        return { type, name: name('Pass'), n: dice.between(0, 10) };
      case 'fail': {
        // Behind a choice, since what follows has to be reachable.
        const fail = { type, name: name('Fail'), error: dice.pick(ERRORS) };
        return { type: 'choice', name: name('Choice'), below: dice.between(0, 10), whenBelow: [fail], otherwise: [] };
      }
    }
  }

  function errorHandling(depth: number): ErrorHandling {
    const retriers: readonly (readonly string[])[] = [['E1', 'States.Timeout'], [UNKNOWN_OUTCOME]];
    const retry = retriers
      .filter(() => dice.chance(0.6))
      .map((errors) => ({
        errors,
        intervalSeconds: dice.pick([1, 2, 70]),
        maxAttempts: dice.between(0, 3),
        jitter: dice.chance(0.3),
      }));
    return { retry, ...(dice.chance(0.4) && depth < DEPTH_MAX ? { caught: block(depth + 1) } : {}) };
  }

  return { block: block(0), ...(dice.chance(0.1) ? { timeoutSeconds: dice.between(10, 600) } : {}) };
}
