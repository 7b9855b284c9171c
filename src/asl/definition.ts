/** A parsed and compiled state machine definition: everything that can be worked out once per revision is. */
import type { ChoiceState } from './states/choice.ts';
import type { FailState } from './states/fail.ts';
import type { MapState } from './states/map.ts';
import type { ParallelState } from './states/parallel.ts';
import type { PassState } from './states/pass.ts';
import type { SucceedState } from './states/succeed.ts';
import type { TaskState } from './states/task.ts';
import type { WaitState } from './states/wait.ts';

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** A state machine's type: what its executions can do depends on it. */
export type MachineType = 'STANDARD' | 'EXPRESS';

export interface Machine {
  readonly startAt: string;
  readonly timeoutSeconds?: number;
  /** All states of the machine and of the machines nested in it; names are unique over all of them. */
  readonly states: ReadonlyMap<string, State>;
  /** Names of the variables each state reads, sorted; only of states that read some. */
  readonly variableReferences: ReadonlyMap<string, readonly string[]>;
}
