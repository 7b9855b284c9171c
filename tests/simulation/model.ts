/**
 * What an execution has to come to: follows its plan with the outcomes of attempts that the history shows, by simple means
 * of its own. Throws where the history shows something that the plan does not allow.
 */
import { BACKOFF_RATE } from './definition.ts';
import type { Block, Node, ParallelNode, Plan, Retrier, TaskNode } from './plan.ts';
import type { Visit, Visits } from './visits.ts';

interface Data {
  readonly [member: string]: unknown;
}

export type Result =
  | { readonly type: 'ok'; readonly data: Data }
  | { readonly type: 'failed'; readonly error: string; readonly cause: string }
  /** The history ends here, or the branch was given up. */
  | { readonly type: 'open' };

type Failure = Extract<Result, { type: 'failed' }>;

const OPEN: Result = { type: 'open' };

export function resultOf(plan: Plan, input: Data, visits: Visits): Result {
  const seen = new Set<Visit>();

  function runBlock(block: Block, data: Data, scope: number): Result {
    let result: Result = { type: 'ok', data };
    for (const node of block) {
      if (result.type !== 'ok') return result;
      result = runNode(node, result.data, scope);
    }
    return result;
  }

  function runNode(node: Node, data: Data, scope: number): Result {
    const visit = visits.find(node.name, scope);
    if (visit === undefined) return OPEN;
    seen.add(visit);
    switch (node.type) {
      case 'task':
        return handled(node, data, runTask(node, visit), scope);
      case 'parallel':
        return handled(node, data, runParallel(node, data, visit), scope);
      case 'pass':
        return { type: 'ok', data: { ...data, n: node.n } };
      case 'fail':
        return { type: 'failed', error: node.error, cause: node.name };
      case 'choice':
        return runBlock(Number(data['n']) < node.below ? node.whenBelow : node.otherwise, data, scope);
      case 'wait':
        if (visit.exitedMs === undefined) return OPEN;
        demand(visit.exitedMs - visit.enteredMs >= node.seconds * 1000, `${node.name} waited too short`);
        return { type: 'ok', data };
    }
  }

  /** Catch. */
  function handled({ caught }: TaskNode | ParallelNode, data: Data, result: Result, scope: number): Result {
    if (result.type !== 'failed' || caught === undefined) return result;
    return runBlock(caught, { ...data, error: { Error: result.error, Cause: result.cause } }, scope);
  }

  function runTask({ name, retry }: TaskNode, { attempts }: Visit): Result {
    const retries = new Retries(retry);
    for (const [i, { outcome, endedMs = 0 }] of attempts.entries()) {
      const next = attempts[i + 1];
      if (outcome === undefined || 'output' in outcome) {
        demand(next === undefined, `${name} was tried again without need`);
        return outcome === undefined ? OPEN : { type: 'ok', data: JSON.parse(outcome.output) };
      }
      const delayMs = retries.delayMs(outcome.error);
      if (delayMs === undefined) {
        demand(next === undefined, `${name} was tried again though no Retrier says so`);
        return { type: 'failed', ...outcome };
      }
      if (next !== undefined) demand(next.scheduledMs - endedMs >= delayMs, `${name} was tried again too soon`);
    }
    return OPEN;
  }

  /** One branch that fails gives the others up. */
  function runParallel({ name, branches, retry }: ParallelNode, data: Data, { scopes }: Visit): Result {
    const retries = new Retries(retry);
    for (const [i, scope] of scopes.entries()) {
      const isLast = i === scopes.length - 1;
      const results = branches.map((branch) => runBlock(branch, data, scope));
      const failures = results.filter((result): result is Failure => result.type === 'failed');
      const [failure] = failures;
      demand(failures.length <= 1, `${failures.length} branches of ${name} failed`);
      if (failure === undefined) {
        demand(isLast, `${name} was tried again without need`);
        const done = results.flatMap((result) => (result.type === 'ok' ? [result.data] : []));
        return done.length < branches.length ? OPEN : { type: 'ok', data: { ...data, branches: done } };
      }
      if (retries.delayMs(failure.error) === undefined) {
        demand(isLast, `${name} was tried again though no Retrier says so`);
        return failure;
      }
    }
    return OPEN;
  }

  const result = runBlock(plan.block, input, 0);
  const unforeseen = visits.all.filter((visit) => !seen.has(visit) && !visit.state.startsWith('End'));
  demand(unforeseen.length === 0, `states were visited that should not: ${unforeseen.map(({ state }) => state)}`);
  return result;
}

/** The least delay before the next attempt; undefined when there is none. */
class Retries {
  readonly #retriers: readonly Retrier[];
  readonly #used = new Map<Retrier, number>();

  constructor(retriers: readonly Retrier[]) {
    this.#retriers = retriers;
  }

  delayMs(error: string): number | undefined {
    const retrier = this.#retriers.find(({ errors }) => errors.includes(error));
    if (retrier === undefined) return undefined;
    const used = this.#used.get(retrier) ?? 0;
    if (used >= retrier.maxAttempts) return undefined;
    this.#used.set(retrier, used + 1);
    return retrier.jitter ? 0 : retrier.intervalSeconds * BACKOFF_RATE ** used * 1000;
  }
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
