/** Variables as clients give them: one JSON object of all, by name. */
import type { Variables } from '../../asl/execution-state.ts';
import { isJsonObject, type Json, JsonSyntaxError, parseJson } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { validationError } from '../../base/service.ts';

/** @throws ValidationException; GUESS: the wording */
export function readVariables(text: string): Variables {
  const variables = tryParse(text);
  if (!isJsonObject(variables)) throw validationError('Variables must be a valid JSON object');
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, Payload.of(value)]));
}

/** Undefined for what is no JSON. */
export function tryParse(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
