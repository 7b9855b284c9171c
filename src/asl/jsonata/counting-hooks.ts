/** Counts each step of an evaluation against its budget, and what the evaluator does in it out of all proportion. */
import type { Analysis } from './analysis.ts';
import type { Budget } from './budget.ts';
import type { Hooks } from './library.ts';
import { LENGTH_PER_STEP, LimitExceeded, WILDCARD_WORK_MAX } from './limits.ts';
import type { SyntaxNode } from './syntax-tree.ts';

export function countingHooks({ deepOperands, groupKeys }: Analysis, budget: Budget, nowMs: number): Hooks {
  const keysSeen = new Map<SyntaxNode, number>();
  return {
    entry(node, input, environment) {
      environment.timestamp = new Date(nowMs);
      budget.spend(1);
      if (groupKeys.has(node)) {
        const seen = keysSeen.get(node) ?? 0;
        keysSeen.set(node, seen + 1);
        budget.spend(seen / LENGTH_PER_STEP);
      }
      if (node.type === 'wildcard') requireFewMembers(input);
      return budget.pause();
    },
    exit(node, result) {
      budget.spendOn(result, { deep: deepOperands.has(node) });
    },
  };
}

/** The evaluator makes a new array for each member that is one. */
function requireFewMembers(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  const arrays = Object.values(input).filter((member) => Array.isArray(member));
  const length = arrays.reduce((sum, { length }) => sum + length, 0);
  if (arrays.length * length > WILDCARD_WORK_MAX)
    throw new LimitExceeded('A value has too many members for a wildcard.');
}
