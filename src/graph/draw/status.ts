/** What became of a state in an execution, as the graph shows it. */
import type { Paint } from './colours.ts';

export type StateStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'cancelled';

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
};
