/** What became of a state in an execution, or in two that are compared, as the graph shows it. */
import type { Paint } from './colours.ts';

export type StateStatus = ExecutionStatus | ComparisonStatus;

type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'cancelled';

/** Of a state of two executions: entered by one of them, or by both, with the same data or with other. */
type ComparisonStatus = 'first' | 'second' | 'alike' | 'differs';

interface StatusFace {
  readonly words: string;
  readonly paint: Paint;
  readonly fill: Paint;
}

export const STATUS_FACES: Readonly<Record<StateStatus, StatusFace>> = {
  running: { words: 'In progress', paint: 'running', fill: 'running-fill' },
  succeeded: { words: 'Succeeded', paint: 'succeeded', fill: 'succeeded-fill' },
  failed: { words: 'Failed', paint: 'failed', fill: 'failed-fill' },
  caught: { words: 'Caught error', paint: 'caught', fill: 'caught-fill' },
  cancelled: { words: 'Cancelled', paint: 'cancelled', fill: 'cancelled-fill' },
  first: { words: 'Only in the first', paint: 'running', fill: 'running-fill' },
  second: { words: 'Only in the second', paint: 'icon-service', fill: 'cancelled-fill' },
  alike: { words: 'Alike in both', paint: 'succeeded', fill: 'succeeded-fill' },
  differs: { words: 'Different', paint: 'caught', fill: 'caught-fill' },
};
