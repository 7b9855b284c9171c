/** The moment a Wait state waits for, in milliseconds since 1970, from whichever of its fields is there. */
import { type Json, stringifyJson } from '../../base/json.ts';
import { SECONDS_MAX } from '../../base/limits.ts';
import { constant, type Evaluator, whenOk } from '../flow.ts';
import { queryFailure } from '../jsonata/failure.ts';
import { evaluatePath } from '../jsonpath/evaluate.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure } from '../jsonpath/scope.ts';
import { isExpression, readQueryNumber, readQueryText } from '../parse/read-jsonata.ts';
import { readPath } from '../parse/read-jsonpath.ts';
import { has, readInteger, readText, report, type StateSource } from '../parse/state-source.ts';
import { parseTimestamp } from '../timestamp.ts';

const FORMS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'] as const;
type Form = (typeof FORMS)[number];

export function readDueTime(source: StateSource): Evaluator<number> {
  const given = FORMS.filter((field) => has(source, field));
  if (given.length !== 1) report(source, `Exactly one of the following fields is required: [${FORMS.join(', ')}]`);
  const [form = 'Seconds'] = given;
  return READERS[form](source) ?? constant(0);
}

const READERS: Readonly<Record<Form, (source: StateSource) => Evaluator<number> | undefined>> = {
  Seconds: (source) => afterSeconds(readSeconds(source)),
  SecondsPath: (source) => afterSeconds(atPath(readPath(source, 'SecondsPath'), secondsOf)),
  Timestamp: (source) => (isExpression(source.json['Timestamp']) ? readMoment(source) : readTimestamp(source)),
  TimestampPath: (source) => atPath(readPath(source, 'TimestampPath'), momentOf),
};

function readSeconds(source: StateSource): Evaluator<number> | undefined {
  const range = { min: 0, max: SECONDS_MAX };
  if (source.language === 'JSONata') {
    // GUESS: the wording
    const refusal = `The Seconds field must be an integer between 0 and ${SECONDS_MAX}.`;
    return readQueryNumber(source, 'Seconds', { ...range, kind: 'integer' }, refusal);
  }
  return constant(readInteger(source, 'Seconds', range) ?? 0);
}

function readTimestamp(source: StateSource): Evaluator<number> {
  const timestamp = parseTimestamp(readText(source, 'Timestamp') ?? '');
  if (timestamp === undefined) report(source, 'String does not match RFC3339 timestamp', 'Timestamp');
  return constant(timestamp?.epochMs ?? 0);
}

function readMoment(source: StateSource): Evaluator<number> | undefined {
  // an expression means nothing in a JSONPath state
  if (source.language === 'JSONPath') return readTimestamp(source);
  const text = readQueryText(source, 'Timestamp');
  return (
    text &&
    ((scope) =>
      whenOk(text(scope), (value) => {
        const timestamp = parseTimestamp(value);
        if (timestamp !== undefined) return { ok: true, value: timestamp.epochMs };
        const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`;
        return queryFailure(cause, 'Timestamp');
      }))
  );
}

function afterSeconds(seconds: Evaluator<number> | undefined): Evaluator<number> | undefined {
  return seconds && ((scope) => whenOk(seconds(scope), (value) => ({ ok: true, value: scope.nowMs + value * 1000 })));
}

function atPath(
  path: Path | undefined,
  convert: (path: Path, value: Json | undefined) => Evaluated<number>,
): Evaluator<number> | undefined {
  if (path === undefined) return undefined;
  return (scope) => {
    const found = evaluatePath(path, { ...scope, input: scope.data.value });
    return convert(path, found.found ? found.value : undefined);
  };
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
