/** A plan in the Amazon States Language. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import { functionArn } from '../support/engine-under-test.ts';
import type { Block, Node, ParallelNode, Plan, TaskNode } from './plan.ts';

export const BACKOFF_RATE = 2;

export function definitionOf({ block, timeoutSeconds }: Plan): JsonObject {
  let ends = 0;
  const states: Record<string, Json> = {};

  /** A machine of its own: the plan, or a branch. */
  function machine(inside: Block, into: Record<string, Json>): JsonObject {
    const end = `End${ends++}`;
    const startAt = addBlock(inside, end, into);
    into[end] = { Type: 'Succeed' };
    return { StartAt: startAt, States: into };
  }

  /** Adds the states; returns where the block begins, which is `next` when it is empty. */
  function addBlock(nodes: Block, next: string, into: Record<string, Json>): string {
    nodes.forEach((node, i) => {
      into[node.name] = stateOf(node, nodes[i + 1]?.name ?? next, into);
    });
    return nodes[0]?.name ?? next;
  }

  function stateOf(node: Node, next: string, into: Record<string, Json>): Json {
    switch (node.type) {
      case 'task':
        return {
          Type: 'Task',
          Resource: functionArn(node.timeoutSeconds === undefined ? 'sure' : 'lossy'),
          ...(node.timeoutSeconds === undefined ? {} : { TimeoutSeconds: node.timeoutSeconds }),
          ...errorHandling(node, next, into),
          Next: next,
        };
      case 'parallel':
        return {
          Type: 'Parallel',
          Branches: node.branches.map((branch) => machine(branch, {})),
          ResultPath: '$.branches',
          ...errorHandling(node, next, into),
          Next: next,
        };
      case 'choice':
        return {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericLessThan: node.below, Next: addBlock(node.whenBelow, next, into) }],
          Default: addBlock(node.otherwise, next, into),
        };
      case 'wait':
        return { Type: 'Wait', Seconds: node.seconds, Next: next };
      case 'pass':
        return { Type: 'Pass', Result: node.n, ResultPath: '$.n', Next: next };
      case 'fail':
        return { Type: 'Fail', Error: node.error, Cause: node.name };
    }
  }

  function errorHandling({ retry, caught }: TaskNode | ParallelNode, next: string, into: Record<string, Json>) {
    const Retry = retry.map(({ errors, intervalSeconds, maxAttempts, jitter }) => ({
      ErrorEquals: errors,
      IntervalSeconds: intervalSeconds,
      MaxAttempts: maxAttempts,
      BackoffRate: BACKOFF_RATE,
      ...(jitter ? { JitterStrategy: 'FULL' } : {}),
    }));
    return {
      ...(Retry.length === 0 ? {} : { Retry }),
      ...(caught === undefined
        ? {}
        : { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: addBlock(caught, next, into) }] }),
    };
  }

  return { ...machine(block, states), ...(timeoutSeconds === undefined ? {} : { TimeoutSeconds: timeoutSeconds }) };
}
