/** Evaluates single expressions, and runs machines that evaluate asynchronously, in tests. Not part of what is built. */
import { assert } from '../../base/assert.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { RandomStream } from '../../base/random.ts';
import { advance, type Input, initialState } from '../advance.ts';
import { nextWake, outstanding } from '../deadlines.ts';
import type { FlowScope } from '../flow.ts';
import type { HistoryEvent } from '../history-event.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import { definitionOf, IDENTITY, machineOf, START_MS } from '../run-machine.testing.ts';
import { compileQuery, evaluateQuery } from './expression.ts';

export interface Visible {
  /** JSON text, so that a test can say how a number is written. */
  readonly input?: string;
  readonly variables?: Readonly<Record<string, Json>>;
  readonly seed?: string;
  readonly nowMs?: number;
}

export function scopeOf({ input = '{}', variables = {}, seed = '5eed', nowMs = START_MS }: Visible): FlowScope {
  const stream = new RandomStream(seed);
  const payload = Payload.parse(input);
  return {
    input: payload,
    data: payload,
    context: () => ({ Execution: { Name: 'x' } }),
    variables: new Map(Object.entries(variables)),
    random: () => stream,
    nowMs,
  };
}

export async function evaluate(text: string, visible: Visible = {}): Promise<Evaluated<Payload>> {
  const compiled = compileQuery(text, 'Output');
  assert(compiled.ok, `${text}: ${JSON.stringify(compiled)}`);
  return evaluateQuery(compiled.expression, scopeOf(visible));
}

/** The value as JSON text, or what is said of the expression when it has none. */
export async function outcomeOf(text: string, visible: Visible = {}): Promise<string> {
  const result = await evaluate(text, visible);
  if (result.ok) return result.value.text;
  const { cause } = result.failure;
  return cause.replace(`The JSONata expression '${text}' specified for the field 'Output' `, '');
}

/** What tasks answer, in the order in which they are scheduled; the last one stays. */
export type TaskAnswer = { readonly output: Json } | { readonly error: string; readonly cause: string };

export interface QueryRun {
  readonly events: readonly HistoryEvent[];
  /** `3←2 EvaluationFailed` and so on. */
  readonly lines: readonly string[];
  readonly ending: Json;
}

export interface QueryRunOptions {
  readonly input?: Json;
  readonly answers?: readonly TaskAnswer[];
  readonly seed?: string;
}

/** Runs a machine of these states, JSONata being its language, to its end. */
export async function runStates(
  states: JsonObject,
  { input = {}, answers = [], seed = '5eed' }: QueryRunOptions = {},
): Promise<QueryRun> {
  const machine = machineOf({ QueryLanguage: 'JSONata', ...definitionOf(states) });
  const events: HistoryEvent[] = [];
  let state = initialState(machine, IDENTITY, Payload.of(input));
  let nowMs = START_MS;
  let answered = 0;
  const give = async (next: Input) => {
    const step = await advance(machine, state, next, { nowMs, seed });
    events.push(...step.events);
    state = step.state;
  };
  await give({ type: 'start' });
  while (state.status === 'RUNNING') {
    const [task] = outstanding(state);
    if (task === undefined) {
      nowMs = Math.max(nowMs, nextWake(state) ?? nowMs);
      await give({ type: state.ready.length > 0 ? 'continue' : 'wake' });
      continue;
    }
    const effectId = task.effect.id;
    const answer = answers[answered] ?? answers.at(-1);
    assert(answer !== undefined, `no answer for the task of ${task.frame.stateName}`);
    answered++;
    await give({ type: 'started', effectId });
    if ('output' in answer) await give({ type: 'succeeded', effectId, output: Payload.of(answer.output) });
    else await give({ type: 'failed', effectId, ...answer });
  }
  const { status, output, failure } = state;
  return {
    events,
    lines: events.map(({ id, previousEventId, type }) => `${id}←${previousEventId} ${type}`),
    ending: { status, ...(output === undefined ? {} : { output: output.value }), ...failure },
  };
}

/** Details of the first event of a type, data members as JSON text. */
export function detailsOf({ events }: QueryRun, type: string): Json {
  const { details = {} } = events.find((event) => event.type === type) ?? {};
  const shown = (value: unknown): unknown => {
    if (value instanceof Payload) return value.text;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member)]));
  };
  return shown(details) as Json;
}
