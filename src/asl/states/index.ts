/** The state types, each with its parser and its behaviour. */
import type { State } from '../definition.ts';
import type { StateType } from '../parse/fields.ts';
import type { StateKind } from '../state-kind.ts';
import { choice } from './choice.ts';
import { fail } from './fail.ts';
import { map } from './map.ts';
import { parallel } from './parallel.ts';
import { pass } from './pass.ts';
import { succeed } from './succeed.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

export const STATE_KINDS = {
  Pass: pass,
  Task: task,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
  Parallel: parallel,
  Map: map,
} as const satisfies Readonly<Record<StateType, object>>;

export function kindOf(state: State): StateKind<State> {
  return STATE_KINDS[state.type] as StateKind<State>;
}
