/** Random valid machines for property tests, made of every type of state, and random worlds that execute them. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { advance, type Input, initialState, type Step } from './advance.ts';
import { nextWake, outstanding } from './deadlines.ts';
import type { Machine } from './definition.ts';
import type { Stamp } from './draft.ts';
import type { ExecutionState } from './execution-state.ts';
import { FUNCTION_ARN, IDENTITY, START_MS } from './run-machine.testing.ts';

/** A state without its name and its way on. */
type Shape =
  | { readonly type: 'Pass' | 'Wait' | 'Task'; readonly fields: JsonObject; readonly errors?: Errors }
  | {
      readonly type: 'Choice';
      readonly n: number;
      readonly jump: number;
      readonly back: boolean;
      readonly fails: boolean;
    }
  | { readonly type: 'Parallel'; readonly branches: readonly Scope[]; readonly errors: Errors }
  | { readonly type: 'Map'; readonly processor: Scope; readonly maxConcurrency: number; readonly errors: Errors };
type Scope = readonly Shape[];

interface Errors {
  readonly retry: readonly JsonObject[];
  /** Error names of the Catchers, which lead somewhere ahead. */
  readonly caught: readonly string[];
}

const ERROR_NAMES = ['E', 'F', 'States.TaskFailed', 'States.Timeout'];
const ALL = 'States.ALL';
const errorName = fc.constantFrom(...ERROR_NAMES);
const retrier = (ErrorEquals: fc.Arbitrary<string[]>): fc.Arbitrary<JsonObject> =>
  fc.record({
    ErrorEquals,
    MaxAttempts: fc.nat(2),
    IntervalSeconds: fc.integer({ min: 1, max: 3 }),
    JitterStrategy: fc.constantFrom('FULL', 'NONE'),
  });
const errors: fc.Arbitrary<Errors> = fc.record({
  retry: fc
    .tuple(
      fc.array(retrier(fc.array(errorName, { minLength: 1, maxLength: 2 })), { maxLength: 1 }),
      fc.array(retrier(fc.constant([ALL])), { maxLength: 1 }),
    )
    .map((retriers) => retriers.flat()),
  caught: fc.array(fc.oneof(errorName, fc.constant(ALL)), { maxLength: 2 }),
});

const pass = fc.constantFrom<JsonObject>(
  {},
  { Result: { n: 1.5, text: 'ä😀' } },
  { Result: 'x'.repeat(5000), ResultPath: '$.large' },
  { ResultPath: null, Result: 1 },
  { Parameters: { 'id.$': 'States.UUID()', 'die.$': 'States.MathRandom(1, 7)', 'context.$': '$$.State' } },
  { Parameters: { 'in.$': '$' }, ResultPath: '$.nested' },
  { Assign: { 'v.$': '$$.Execution.Input' } },
  { InputPath: '$$.Execution.Input', OutputPath: '$' },
  { InputPath: '$.nowhere' },
);
const task = fc.record(
  {
    Resource: fc.constantFrom(FUNCTION_ARN, 'arn:aws:states:::lambda:invoke'),
    TimeoutSeconds: fc.integer({ min: 5, max: 9 }),
    HeartbeatSeconds: fc.integer({ min: 1, max: 4 }),
    ResultPath: fc.constantFrom('$.result', null),
    ResultSelector: fc.constant({ 'n.$': '$.n', 'id.$': 'States.UUID()' }),
  },
  { requiredKeys: ['Resource'] },
);

const SCOPE = { depthIdentifier: 'scope', maxDepth: 2, depthSize: 'max' } as const;
const { scope } = fc.letrec<{ scope: Scope; shape: Shape }>((tie) => {
  const leaf: fc.Arbitrary<Shape> = fc.oneof(
    { weight: 2, arbitrary: pass.map((fields): Shape => ({ type: 'Pass', fields })) },
    { weight: 1, arbitrary: fc.nat(3).map((Seconds): Shape => ({ type: 'Wait', fields: { Seconds } })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(task, errors)
        .map(([fields, it]): Shape => ({ type: 'Task', fields: fields as JsonObject, errors: it })),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('Choice' as const),
        n: fc.nat(2),
        jump: fc.nat(9),
        back: fc.nat(9).map((it) => it === 0),
        fails: fc.nat(4).map((it) => it === 0),
      }),
    },
  );
  const parallel: fc.Arbitrary<Shape> = fc.record({
    type: fc.constant('Parallel' as const),
    branches: fc.array(tie('scope'), { minLength: 1, maxLength: 3, depthIdentifier: SCOPE.depthIdentifier }),
    errors,
  });
  const map: fc.Arbitrary<Shape> = fc.record({
    type: fc.constant('Map' as const),
    processor: tie('scope'),
    maxConcurrency: fc.nat(2),
    errors,
  });
  return {
    scope: fc.array(tie('shape'), { minLength: 1, maxLength: 4, size: 'max', depthIdentifier: SCOPE.depthIdentifier }),
    shape: fc.oneof(
      SCOPE,
      { weight: 4, arbitrary: leaf },
      { weight: 3, arbitrary: parallel },
      { weight: 1, arbitrary: map },
    ),
  };
});

/** The states S0, S1 ... lead on one after the other; at the end stands a Succeed. */
function definitionOfScope(shapes: Scope, prefix: string): JsonObject {
  const names = [...shapes.map((_, i) => `${prefix}${i}`), `${prefix}end`];
  const states: Record<string, Json> = { [names.at(-1) as string]: { Type: 'Succeed' } };
  for (const [i, shape] of shapes.entries()) {
    const ahead = names.slice(i + 1);
    const back = names.slice(0, i + 1);
    const name = names[i] as string;
    if (shape.type === 'Choice') {
      const targets = shape.back ? back : ahead;
      states[name] = choiceOf(shape, {
        target: targets[shape.jump % targets.length] as string,
        name,
        next: ahead[0] as string,
      });
      states[`${name}F`] = { Type: 'Fail', Error: shape.fails ? 'E' : 'F', Cause: 'reached' };
    } else states[name] = { ...stateOf(shape, name), ...errorFields(shape.errors, ahead), Next: ahead[0] as string };
  }
  return { StartAt: names[0] as string, States: states };
}

type ChoiceShape = Extract<Shape, { type: 'Choice' }>;

function choiceOf({ n, fails }: ChoiceShape, to: { target: string; name: string; next: string }): JsonObject {
  return {
    Type: 'Choice',
    Choices: [
      { Variable: '$$.Execution.Input.n', NumericEquals: n, Next: to.target },
      { Variable: '$$.Execution.Input.fails', BooleanEquals: fails, Next: `${to.name}F` },
    ],
    Default: to.next,
  };
}

/** A scope does not assign what one around it assigns: its variables are named after how deep it lies. */
function withOwnVariables(fields: JsonObject, name: string): JsonObject {
  if (fields['Assign'] === undefined) return fields;
  return { ...fields, Assign: { [`v${name.split('.').length}.$`]: '$$.Execution.Input' } };
}

function stateOf(shape: Exclude<Shape, ChoiceShape>, name: string): JsonObject {
  switch (shape.type) {
    case 'Parallel':
      return {
        Type: 'Parallel',
        Branches: shape.branches.map((branch, i) => definitionOfScope(branch, `${name}.${i}.`)),
      };
    case 'Map':
      return {
        Type: 'Map',
        ItemsPath: '$$.Execution.Input.items',
        MaxConcurrency: shape.maxConcurrency,
        ItemProcessor: definitionOfScope(shape.processor, `${name}.`),
      };
    default:
      return { Type: shape.type, ...withOwnVariables(shape.fields, name) };
  }
}

function errorFields(given: Errors | undefined, ahead: readonly string[]): JsonObject {
  if (given === undefined) return {};
  const Next = ahead.at(-1) as string;
  const caught = given.caught.filter((name, i) => name !== ALL || i === given.caught.length - 1);
  return { Retry: given.retry, Catch: caught.map((name) => ({ ErrorEquals: [name], Next, ResultPath: '$.error' })) };
}

/** Definitions that parse without a problem. */
export const randomDefinition: fc.Arbitrary<JsonObject> = fc
  .tuple(scope, fc.option(fc.integer({ min: 10, max: 60 }), { nil: undefined }))
  .map(([shapes, TimeoutSeconds]) => ({
    ...definitionOfScope(shapes, 'S'),
    ...(TimeoutSeconds === undefined ? {} : { TimeoutSeconds }),
  }));

export const randomInput: fc.Arbitrary<Payload> = fc
  .record({ n: fc.nat(3), fails: fc.boolean(), items: fc.array(fc.nat(9), { maxLength: 4 }) })
  .map((value) => Payload.of(value));

/** What the world does next, when it can do several things. */
export interface Decision {
  readonly pick: number;
  /** How much time has passed. */
  readonly passedMs: number;
  readonly seed: string;
}
export const randomDecisions: fc.Arbitrary<readonly Decision[]> = fc.array(
  fc.record({
    pick: fc.nat(),
    passedMs: fc.oneof(fc.constant(0), fc.nat(3000)),
    seed: fc.stringMatching(/^[0-9a-f]{32}$/),
  }),
  { maxLength: 80, size: 'max' },
);

/** One call of `advance` as it can be made again. */
export interface Recorded {
  readonly input: Input;
  readonly stamp: Stamp;
}

const OUTPUTS = ['{"n":1.0}', '{"n":12345678901234567890}', '{"n":[]}', `{"n":"${'y'.repeat(5000)}"}`, '"text"'];
/** After the decisions the world does whatever comes first, this often at most. */
const FURTHER_INPUTS_MAX = 200;

export function firstState(machine: Machine, input: Payload): ExecutionState {
  return initialState(machine, IDENTITY, input);
}

export function step(machine: Machine, state: ExecutionState, { input, stamp }: Recorded): Step {
  const made = advance(machine, state, input, stamp);
  if (made instanceof Promise) throw new Error('the machine evaluates asynchronously');
  return made;
}

/** Executes a machine as the decisions say, and then on; returns the inputs and stamps of it. */
export function executeAtRandom(machine: Machine, input: Payload, decisions: readonly Decision[]): readonly Recorded[] {
  const recorded: Recorded[] = [];
  let state = firstState(machine, input);
  let nowMs = START_MS;
  const give = (next: Input, seed: string) => {
    if (next.type === 'wake') nowMs = Math.max(nowMs, nextWake(state) ?? nowMs);
    const made = { input: next, stamp: { nowMs, seed } };
    recorded.push(made);
    state = step(machine, state, made).state;
  };
  give({ type: 'start' }, '5eed');
  for (const { pick, passedMs, seed } of decisions) {
    nowMs += passedMs;
    const sensible = sensibleInputs(state, pick);
    const possible = pick % 4 === 0 || sensible.length === 0 ? oddInputs(state) : sensible;
    give(possible[Math.floor(pick / 4) % possible.length] as Input, seed);
  }
  for (let i = 0; i < FURTHER_INPUTS_MAX && state.status === 'RUNNING'; i++) {
    give(sensibleInputs(state, i)[0] as Input, i.toString(16).padStart(32, '0'));
  }
  return recorded;
}

/** Empty when the execution has ended, and only then: otherwise something is always awaited. */
export function sensibleInputs(state: ExecutionState, pick: number): readonly Input[] {
  if (state.status !== 'RUNNING') return [];
  const forTasks = outstanding(state).flatMap(({ effect }): Input[] => {
    const effectId = effect.id;
    const output = Payload.ofText(OUTPUTS[pick % OUTPUTS.length] as string);
    const answers: Input[] = [
      { type: 'succeeded', effectId, output },
      { type: 'failed', effectId, error: ERROR_NAMES[pick % ERROR_NAMES.length] as string, cause: `${pick}` },
      { type: 'heartbeat', effectId },
    ];
    return effect.started ? answers : [{ type: 'started', effectId }, ...answers];
  });
  return [
    ...(state.ready.length > 0 ? [{ type: 'continue' } as const] : []),
    ...forTasks,
    ...(nextWake(state) === undefined ? [] : [{ type: 'wake' } as const]),
  ];
}

function oddInputs(state: ExecutionState): readonly Input[] {
  const effectId = outstanding(state)[0]?.effect.id ?? '0-0';
  return [
    { type: 'start' },
    { type: 'failed', effectId: `${effectId}0`, error: 'E', cause: 'stale' },
    { type: 'started', effectId: '0-0' },
    { type: 'continue' },
    { type: 'succeeded', effectId: '0-0', output: Payload.of('early or late') },
    { type: 'heartbeat', effectId },
    { type: 'stop', error: 'Stopped' },
    { type: 'redrive' },
  ];
}
