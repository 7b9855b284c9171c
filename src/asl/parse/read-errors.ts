/** Reading Retry and Catch. */
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { SECONDS_MAX } from '../../base/limits.ts';
import type { Catcher } from '../catch.ts';
import type { Retrier } from '../retry.ts';
import type { QueryLanguage } from './fields.ts';
import { readCatchExit, type Target } from './read-flow.ts';
import {
  readArray,
  readInteger,
  readNumber,
  readText,
  report,
  requireFields,
  type StateSource,
  within,
} from './state-source.ts';

export interface ErrorHandling {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
  /** Where the Catchers lead. */
  readonly catchTargets: readonly Target[];
}

const ALL = 'States.ALL';
const MAX_DELAY_SECONDS_MAX = 31_622_399;

const RETRIER_FIELDS = new Set([
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
]);
const CATCHER_FIELDS: Readonly<Record<QueryLanguage, ReadonlySet<string>>> = {
  JSONPath: new Set(['ErrorEquals', 'Next', 'ResultPath', 'Assign', 'Comment']),
  JSONata: new Set(['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment']),
};

export function readErrorHandling(source: StateSource): ErrorHandling {
  const retry = parts(source, 'Retry', RETRIER_FIELDS, readRetrier);
  const catchers = parts(source, 'Catch', CATCHER_FIELDS[source.language], readCatcher);
  const catchTargets = catchers.map(({ next }, i) => ({ target: next, at: `Catch[${i}]/Next` }));
  return { retry, catch: catchers, catchTargets };
}

function parts<T>(
  source: StateSource,
  field: string,
  known: ReadonlySet<string>,
  read: (part: StateSource, isLast: boolean) => T,
): readonly T[] {
  const list = readArray(source, field) ?? [];
  return list.flatMap((json, i) => {
    const at = `${field}[${i}]`;
    if (!isJsonObject(json)) {
      report(source, 'Expected value of type Object', at);
      return [];
    }
    const part = within(source, json, at);
    for (const name of Object.keys(json)) if (!known.has(name)) report(part, `Field '${name}' is not supported`);
    return [read(part, i === list.length - 1)];
  });
}

function readRetrier(part: StateSource, isLast: boolean): Retrier {
  const maxDelaySeconds = readInteger(part, 'MaxDelaySeconds', { min: 1, max: MAX_DELAY_SECONDS_MAX });
  const jitter = readText(part, 'JitterStrategy') ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE') {
    report(part, "The field 'JitterStrategy' should have one of these values: [FULL, NONE]");
  }
  return {
    errorEquals: readErrorEquals(part, isLast),
    intervalSeconds: readInteger(part, 'IntervalSeconds', { min: 1, max: SECONDS_MAX }) ?? 1,
    maxAttempts: readInteger(part, 'MaxAttempts', { min: 0, max: SECONDS_MAX }) ?? 3,
    backoffRate: readNumber(part, 'BackoffRate', { min: 1, max: Number.MAX_VALUE }) ?? 2,
    ...(maxDelaySeconds === undefined ? {} : { maxDelaySeconds }),
    jitter: jitter === 'FULL' ? 'FULL' : 'NONE',
  };
}

function readCatcher(part: StateSource, isLast: boolean): Catcher {
  requireFields(part, 'Next');
  return {
    errorEquals: readErrorEquals(part, isLast),
    next: readText(part, 'Next') ?? '',
    exit: readCatchExit(part),
  };
}

/** Not empty; `States.ALL` stands alone and last. */
function readErrorEquals(part: { readonly json: JsonObject } & StateSource, isLast: boolean): readonly string[] {
  requireFields(part, 'ErrorEquals');
  const names = readArray(part, 'ErrorEquals') ?? [];
  const texts = names.filter((name) => typeof name === 'string');
  if (texts.length < names.length) report(part, 'Expected value of type String', 'ErrorEquals');
  if ('ErrorEquals' in part.json && names.length === 0) report(part, 'Value cannot be empty', 'ErrorEquals');
  if (texts.includes(ALL) && (texts.length > 1 || !isLast)) {
    report(
      part,
      `The error name '${ALL}' must appear alone and in the last ${isLast ? 'place' : 'Retrier or Catcher'}`,
    );
  }
  return texts;
}
