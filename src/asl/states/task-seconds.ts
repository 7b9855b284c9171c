/** TimeoutSeconds and HeartbeatSeconds of a Task: fixed in the definition, at a path in the input, or an expression. */
import { isJsonNumber } from '../../base/json.ts';
import { SECONDS_MAX } from '../../base/limits.ts';
import { resolvePath } from '../data-flow.ts';
import { constant, type Evaluator } from '../flow.ts';
import { runtimeFailure } from '../jsonpath/scope.ts';
import { readQueryNumber } from '../parse/read-jsonata.ts';
import { readPath } from '../parse/read-jsonpath.ts';
import { exclusive, readInteger, type StateSource } from '../parse/state-source.ts';

const RANGE = { min: 1, max: SECONDS_MAX };

/** Undefined when the state has neither form of the field. */
export function readTaskSeconds(
  source: StateSource,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Evaluator<number> | undefined {
  if (source.language === 'JSONata') {
    // GUESS: the wording
    const refusal = `The ${field} field must be a positive integer of at most ${SECONDS_MAX}.`;
    return readQueryNumber(source, field, { ...RANGE, kind: 'integer' }, refusal);
  }
  exclusive(source, field, `${field}Path`);
  const seconds = readInteger(source, field, RANGE);
  return seconds === undefined ? readSecondsPath(source, `${field}Path`) : constant(seconds);
}

function readSecondsPath(source: StateSource, field: string): Evaluator<number> | undefined {
  const path = readPath(source, field);
  if (path === undefined) return undefined;
  return (scope) => {
    const resolved = resolvePath(path, scope.input, scope);
    if (!resolved.ok) return resolved;
    const value = isJsonNumber(resolved.value) ? Number(resolved.value) : Number.NaN;
    if (!Number.isInteger(value) || value < 1 || value > SECONDS_MAX) {
      return runtimeFailure(`The ${field} parameter does not reference a positive integer: ${path.text}`);
    }
    return { ok: true, value };
  };
}
