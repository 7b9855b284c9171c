/** What holds for every execution of every machine, whatever the world does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Payload } from '../base/payload.ts';
import { PersistentList } from '../base/persistent-list.ts';
import { decodeExecution, encodeFrame, encodeHead, SharedValues } from '../engine/codec.ts';
import type { StoredExecution } from '../store/execution-store.ts';
import type { Step } from './advance.ts';
import { nextWake, outstanding } from './deadlines.ts';
import type { Machine } from './definition.ts';
import type { ExecutionState } from './execution-state.ts';
import {
  executeAtRandom,
  firstState,
  type Recorded,
  randomDecisions,
  randomDefinition,
  randomInput,
  sensibleInputs,
  step,
} from './random-machines.testing.ts';
import { IDENTITY, machineOf } from './run-machine.testing.ts';

interface Execution {
  readonly machine: Machine;
  readonly input: Payload;
  readonly recorded: readonly Recorded[];
}

/** Checks something of random executions. */
function everyExecution(
  check: (execution: Execution) => void,
  options: { readonly seed?: number; readonly numRuns?: number } = {},
): void {
  const property = fc.property(randomDefinition, randomInput, randomDecisions, (definition, input, decisions) => {
    const machine = machineOf(definition);
    check({ machine, input, recorded: executeAtRandom(machine, input, decisions) });
  });
  fc.assert(property, { numRuns: 200, ...options });
}

/** The steps of an execution; `between` may put another state in the place of the one a step gave. */
function play(
  { machine, input, recorded }: Execution,
  between = (_: Step, state: ExecutionState) => state,
): readonly Step[] {
  const steps: Step[] = [];
  let state = firstState(machine, input);
  for (const next of recorded) {
    const made = step(machine, state, next);
    steps.push(made);
    state = between(made, made.state);
  }
  return steps;
}

/** Everything as plain data, payloads as their text. */
function plain(value: unknown): unknown {
  const readable = (_: string, member: unknown) => {
    if (member instanceof Payload) return { text: member.text };
    return member instanceof PersistentList ? [...member] : member;
  };
  return JSON.parse(JSON.stringify(value, readable));
}

test('the same inputs and stamps give the same states, events and effects', () => {
  everyExecution((execution) => {
    expect(plain(play(execution))).toEqual(plain(play(execution)));
  });
});

test('an execution that is written and read again after every step goes on as if it had not been', () => {
  everyExecution((execution) => {
    const rows = new Map<number, string>();
    const stored: { no: number; text: string }[] = [];
    let values = new SharedValues();
    const throughTheStore = ({ changed }: Step, state: ExecutionState) => {
      // heartbeats, which only memory knows, are written here as well
      for (const no of [...changed, ...state.waiting]) {
        const frame = state.frames.get(no);
        if (frame === undefined) rows.delete(no);
        else rows.set(no, encodeFrame(frame, values));
      }
      const head = encodeHead(state, values);
      stored.push(...values.takeFresh());
      const decoded = decodeExecution(storedExecution(state, head, rows, stored), IDENTITY);
      values = decoded.values;
      return decoded.state;
    };
    expect(plain(play(execution, throughTheStore))).toEqual(plain(play(execution)));
  });
});

function storedExecution(
  { status, stopMs }: ExecutionState,
  head: string,
  rows: ReadonlyMap<number, string>,
  values: StoredExecution['values'],
): StoredExecution {
  const { arn, name, startMs } = IDENTITY;
  const ids = {
    id: 1,
    arn,
    name,
    machineId: 'm',
    revisionId: 'r',
    shard: 0,
    version: 1,
    parked: false,
    redriveCount: 0,
  };
  const frames = [...rows].map(([no, data]) => ({ no, data })).sort((a, b) => a.no - b.no);
  return { row: { ...ids, status, startMs, head, ...(stopMs === undefined ? {} : { stopMs }) }, frames, values };
}

test('event ids are dense, each previousEventId is 0 or an earlier one, and time does not go back', () => {
  everyExecution((execution) => {
    const events = play(execution).flatMap((made) => made.events);
    for (const [i, { id, previousEventId, timestampMs }] of events.entries()) {
      expect(id).toBe(i + 1);
      expect(previousEventId >= 0 && previousEventId < id).toBe(true);
      expect(timestampMs).toBeGreaterThanOrEqual(events[i - 1]?.timestampMs ?? 0);
    }
  });
});

test('an input that is given twice changes nothing the second time', () => {
  everyExecution(({ machine, input, recorded }) => {
    let state = firstState(machine, input);
    for (const next of recorded) {
      ({ state } = step(machine, state, next));
      if (hasMoreToDo(state, next)) continue;
      const again = step(machine, state, next);
      expect(again).toEqual({ state, events: [], effects: [], changed: [] });
      expect(again.state).toBe(state);
    }
  });
});

/**
 * A `continue` that left transitions to make, a wake-up after which something is due at once (a delay of jitter's zero), and a
 * redrive after which the execution has failed again.
 */
function hasMoreToDo(state: ExecutionState, { input, stamp }: Recorded): boolean {
  if (input.type === 'redrive') return state.status !== 'RUNNING';
  if (input.type === 'continue') return state.ready.length > 0;
  return input.type === 'wake' && (nextWake(state) ?? Number.POSITIVE_INFINITY) <= stamp.nowMs;
}

test('an execution has ended, with the event that says so, or something is awaited', () => {
  const endings = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' };
  everyExecution((execution) => {
    const steps = play(execution);
    const last = steps.flatMap((made) => made.events).at(-1);
    const state = steps.at(-1)?.state as ExecutionState;
    for (const made of steps) {
      if (made.state.status === 'RUNNING') expect(sensibleInputs(made.state, 0).length).toBeGreaterThan(0);
    }
    if (state.status === 'RUNNING') return;
    expect(last?.type).toBe(`Execution${endings[state.status]}`);
    expect(state.stopMs).toBeDefined();
    expect([state.ready, state.waiting, nextWake(state), outstanding(state)]).toEqual([[], [], undefined, []]);
  });
});

test('each effect is scheduled once, run at most once, and open from then until it is answered or withdrawn', () => {
  everyExecution((execution) => {
    const seen = new Set<string>();
    let open = new Set<string>();
    for (const [i, { state, effects }] of play(execution).entries()) {
      const { input } = execution.recorded[i] as Recorded;
      if (input.type === 'succeeded' || input.type === 'failed') open.delete(input.effectId);
      for (const { type, id } of effects) {
        expect(seen.has(`${type} ${id}`)).toBe(false);
        seen.add(`${type} ${id}`);
        if (type === 'schedule') open.add(id);
        else expect(seen.has(`schedule ${id}`)).toBe(true);
        if (type === 'withdraw') open.delete(id);
      }
      const awaited = new Set(outstanding(state).map(({ effect }) => effect.id));
      if (input.type === 'wake') open = new Set([...open].filter((id) => awaited.has(id)));
      expect(awaited).toEqual(open);
    }
  });
});

test('random executions reach every ending, every type of state and every way to fail', () => {
  const seen = new Set<string>();
  everyExecution(
    (execution) => {
      for (const { state, events, effects } of play(execution)) {
        seen.add(state.status);
        for (const { type } of events) seen.add(type);
        for (const { type } of effects) seen.add(`${type} ${state.status}`);
      }
    },
    // what chance finds has to be found each time
    { seed: 1, numRuns: 400 },
  );
  const types = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Parallel', 'Map'];
  const expected = [
    ...types.flatMap((type) => [`${type}StateEntered`, `${type}StateExited`]),
    ...['FailStateEntered', 'ParallelStateFailed', 'MapIterationFailed', 'MapStateFailed', 'TaskStateAborted'],
    ...['TaskFailed', 'TaskTimedOut', 'LambdaFunctionFailed', 'LambdaFunctionTimedOut', 'ExecutionRedriven'],
    ...['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'withdraw RUNNING', 'withdraw FAILED'],
  ];
  expect(expected.filter((it) => !seen.has(it))).toEqual([]);
});
