/** Steps of machines that evaluate asynchronously, as JSONata does: they end as those do that need no promise. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { advance, type Input, initialState, type Step } from './advance.ts';
import type { Machine } from './definition.ts';
import type { ExecutionState } from './execution-state.ts';
import { definitionOf, FUNCTION_ARN, IDENTITY, machineOf, START_MS } from './run-machine.testing.ts';

const STAMP = { nowMs: START_MS, seed: '5eed' };
const A = { Type: 'Task', Resource: FUNCTION_ARN };
const PATHS = definitionOf({
  P: { Type: 'Pass', Result: { n: 1 }, Next: 'C' },
  C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'Q' }] },
  Q: {
    Type: 'Parallel',
    Branches: [definitionOf({ A: { ...A, End: true } }), definitionOf({ B: { Type: 'Pass', Result: 'b', End: true } })],
    Retry: [{ ErrorEquals: ['E'] }],
    End: true,
  },
});
/** The same machine in the other language. */
const EXPRESSIONS = {
  QueryLanguage: 'JSONata',
  ...definitionOf({
    P: { Type: 'Pass', Output: "{% {'n': 1} %}", Next: 'C' },
    C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'Q' }] },
    Q: {
      Type: 'Parallel',
      Branches: [
        definitionOf({ A: { ...A, Arguments: '{% $states.input %}', End: true } }),
        definitionOf({ B: { Type: 'Pass', Output: "{% 'b' %}", End: true } }),
      ],
      Retry: [{ ErrorEquals: ['E'] }],
      End: true,
    },
  }),
};

async function play(machine: Machine, inputs: readonly Input[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let state = begun(machine);
  for (const input of inputs) {
    const step = await advance(machine, state, input, STAMP);
    steps.push(step);
    state = step.state;
  }
  return steps;
}

const begun = (machine: Machine): ExecutionState => initialState(machine, IDENTITY, Payload.of({}));

/** Everything but the state of frames as plain data, payloads as their text. */
const plain = (steps: readonly Step[]) =>
  JSON.parse(
    JSON.stringify(
      steps.map(({ events, effects, changed, state: { frames, ...state } }) => ({
        events,
        effects,
        changed,
        state,
        frames: [...frames],
      })),
      (_, value) => (value instanceof Payload ? { text: value.text } : value),
    ),
  );

describe('a machine that evaluates asynchronously', () => {
  const inputs: readonly Input[] = [
    { type: 'start' },
    { type: 'started', effectId: '1-0' },
    { type: 'failed', effectId: '1-0', error: 'X', cause: '' },
  ];
  const success: Input = { type: 'succeeded', effectId: '1-0', output: Payload.of([1]) };

  test('gets a promise of its steps, one that does not gets the step itself', async () => {
    const paths = advance(machineOf(PATHS), begun(machineOf(PATHS)), { type: 'start' }, STAMP);
    const expressions = advance(machineOf(EXPRESSIONS), begun(machineOf(EXPRESSIONS)), { type: 'start' }, STAMP);
    expect(paths).not.toBeInstanceOf(Promise);
    expect(expressions).toBeInstanceOf(Promise);
    expect(plain([await expressions])).toEqual(plain([await paths]));
  });

  test.each([
    ['ends well', [...inputs.slice(0, 2), success]],
    ['fails', inputs],
    ['is stopped', [...inputs.slice(0, 2), { type: 'stop' }, success] as readonly Input[]],
    ['gets everything twice', inputs.flatMap((input) => [input, input])],
  ])('goes through the same states, events and effects as one in JSONPath when it %s', async (_, given) => {
    const [paths, expressions] = await Promise.all([PATHS, EXPRESSIONS].map((it) => play(machineOf(it), given)));
    expect(plain(expressions as readonly Step[])).toEqual(plain(paths as readonly Step[]));
  });

  test('gets no promise for a stale input, and the very same state', async () => {
    const machine = machineOf(EXPRESSIONS);
    const [{ state } = { state: begun(machine) }] = await play(machine, [{ type: 'start' }]);
    const step = advance(machine, state, { type: 'started', effectId: '9-0' }, STAMP);
    expect(step).toEqual({ state, events: [], effects: [], changed: [] });
    expect((step as Step).state).toBe(state);
  });

  test('enters at most 100 states in one step, then wants to continue', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `S${i}`);
    const stateOf = (i: number): JsonObject => ({
      Type: 'Pass',
      Output: '{% $states.input %}',
      ...(i === names.length - 1 ? { End: true } : { Next: names[i + 1] as string }),
    });
    const states = Object.fromEntries(names.map((name, i) => [name, stateOf(i)]));
    const machine = machineOf({ QueryLanguage: 'JSONata', ...definitionOf(states) });
    const steps = await play(machine, [{ type: 'start' }, { type: 'continue' }]);
    expect(steps.map(({ events }) => events.filter(({ type }) => type === 'PassStateEntered').length)).toEqual([
      100, 50,
    ]);
    expect(steps.map(({ state }) => [state.status, state.ready])).toEqual([
      ['RUNNING', [0]],
      ['SUCCEEDED', []],
    ]);
  });

  test('fails with event 25,000 like any other, also when that comes after an evaluation', async () => {
    const machine = machineOf(
      definitionOf({
        A: { ...A, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'J' }], Default: 'A' },
        J: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}', End: true },
      }),
    );
    // a round is six events, seven when the task is begun; J is entered with event 24,999
    const rounds = (24_999 - 1 - 1 - 7) / 6;
    let step = await advance(machine, begun(machine), { type: 'start' }, STAMP);
    for (let round = 0; round <= rounds; round++) {
      const effectId = `0-${round}`;
      if (round === 0) step = await advance(machine, step.state, { type: 'started', effectId }, STAMP);
      const output = Payload.of(round === rounds ? null : round);
      step = await advance(machine, step.state, { type: 'succeeded', effectId, output }, STAMP);
    }
    expect(step.events.slice(-2).map(({ id, type }) => `${id} ${type}`)).toEqual([
      '24999 PassStateEntered',
      '25000 ExecutionFailed',
    ]);
    expect(step.state).toMatchObject({ status: 'FAILED', lastEventId: 25_000, failure: { error: 'States.Runtime' } });
  });
});
