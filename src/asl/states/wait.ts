/** Wait: until so many seconds have passed, or until a moment. */
import { type Json, stringifyJson } from '../../base/json.ts';
import { SECONDS_MAX, WAIT_SECONDS_MAX } from '../../base/limits.ts';
import { applyInputPath, applyOutputPath, type InputOutput } from '../data-flow.ts';
import { type Draft, stateScope } from '../draft.ts';
import type { Frame } from '../execution-state.ts';
import { evaluatePath } from '../jsonpath/evaluate.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure } from '../jsonpath/scope.ts';
import { readAssign, readInputOutput, readPath, readTransition, type Transition } from '../parse/read-flow.ts';
import { has, readInteger, readText, report, type StateSource } from '../parse/state-source.ts';
import type { Template } from '../payload-template.ts';
import type { StateKind } from '../state-kind.ts';
import { parseTimestamp } from '../timestamp.ts';
import { failed, leave } from './staging.ts';

type Delay =
  | { readonly type: 'seconds'; readonly seconds: number }
  | { readonly type: 'secondsPath'; readonly path: Path }
  | { readonly type: 'timestamp'; readonly epochMs: number }
  | { readonly type: 'timestampPath'; readonly path: Path };

export interface WaitState extends Transition {
  readonly type: 'Wait';
  readonly flow: InputOutput;
  readonly delay: Delay;
  readonly assign?: Template;
}

const FORMS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

export const wait: StateKind<WaitState> = {
  parse: (source) => ({
    type: 'Wait',
    ...readTransition(source),
    flow: readInputOutput(source),
    delay: parseDelay(source),
    ...readAssign(source),
  }),

  enter(draft, frame, state) {
    const dueMs = dueTime(draft, frame, state);
    if (!dueMs.ok) return failed(frame, dueMs.failure);
    const { nowMs } = draft.stamp;
    if (dueMs.value - nowMs > WAIT_SECONDS_MAX * 1000) {
      return failed(frame, { error: 'States.Runtime', cause: 'Wait state delay is too long.' });
    }
    if (dueMs.value <= nowMs) return exit(draft, frame, state);
    return { type: 'paused', frame: { ...frame, phase: 'waiting', wakeMs: dueMs.value } };
  },

  resume: (draft, frame, state) => exit(draft, frame, state),
};

function exit(draft: Draft, frame: Frame, state: WaitState) {
  const scope = stateScope(draft, frame);
  const input = applyInputPath(state.flow.inputPath, frame.input, scope);
  if (!input.ok) return failed(frame, input.failure);
  return leave(frame, state, applyOutputPath(state.flow.outputPath, input.value, scope), input.value, scope);
}

function parseDelay(source: StateSource): Delay {
  const given = FORMS.filter((field) => has(source, field));
  if (given.length !== 1) report(source, `Exactly one of the following fields is required: [${FORMS.join(', ')}]`);
  const [form] = given;
  if (form === 'Timestamp') {
    const timestamp = parseTimestamp(readText(source, form) ?? '');
    if (timestamp === undefined) report(source, 'String does not match RFC3339 timestamp', form);
    return { type: 'timestamp', epochMs: timestamp?.epochMs ?? 0 };
  }
  if (form === 'SecondsPath' || form === 'TimestampPath') {
    const path = readPath(source, form);
    const type = form === 'SecondsPath' ? 'secondsPath' : 'timestampPath';
    if (path !== undefined) return { type, path };
  }
  return { type: 'seconds', seconds: readInteger(source, 'Seconds', { min: 0, max: SECONDS_MAX }) ?? 0 };
}

function dueTime(draft: Draft, frame: Frame, { flow, delay }: WaitState): Evaluated<number> {
  const afterSeconds = (seconds: number): Evaluated<number> => ({
    ok: true,
    value: draft.stamp.nowMs + seconds * 1000,
  });
  if (delay.type === 'seconds') return afterSeconds(delay.seconds);
  if (delay.type === 'timestamp') return { ok: true, value: delay.epochMs };
  const scope = stateScope(draft, frame);
  const input = applyInputPath(flow.inputPath, frame.input, scope);
  if (!input.ok) return input;
  const found = evaluatePath(delay.path, { ...scope, input: input.value.value });
  const value = found.found ? found.value : undefined;
  if (delay.type === 'timestampPath') return momentOf(delay.path, value);
  const seconds = secondsOf(delay.path, value);
  return seconds.ok ? afterSeconds(seconds.value) : seconds;
}

/** Recorded texts; the service parses the value's text, so that a string of digits counts as well. */
function secondsOf(path: Path, value: Json | undefined): Evaluated<number> {
  if (value === undefined || value === null) {
    return runtimeFailure(`The SecondsPath parameter does not reference an input value: ${path.text}`);
  }
  const text = shown(value);
  if (!/^[+-]?\d{1,18}$/.test(text)) {
    return runtimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${path.text} == ${text}`);
  }
  const seconds = Number(text);
  if (seconds < 0) {
    return runtimeFailure(`The SecondsPath parameter references a negative value: ${path.text} == ${text}`);
  }
  return { ok: true, value: seconds };
}

function momentOf(path: Path, value: Json | undefined): Evaluated<number> {
  const timestamp = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (timestamp !== undefined) return { ok: true, value: timestamp.epochMs };
  const text = value === undefined ? 'null' : shown(value);
  return runtimeFailure(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.text} == ${text}`,
  );
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}
