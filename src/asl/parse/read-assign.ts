/** Which variables an Assign sets, and which of them it may not (asl.md section 5). */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { readObject, report, type StateSource } from './state-source.ts';

const NAME_LENGTH_MAX = 80;
/** An identifier of Unicode; a path such as `x.y` is none. */
const NAME = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
const RESERVED = 'states';

/** GUESS: the wording of all of these. */
export function checkAssignedNames(source: StateSource): void {
  const assign = readObject(source, 'Assign');
  for (const name of assign === undefined ? [] : namesIn(assign, source.language === 'JSONPath')) {
    if (!NAME.test(name) || name.length > NAME_LENGTH_MAX || name === RESERVED) {
      report(source, `'${name}' is not a valid variable name`, 'Assign');
    } else if (source.outerVariables.has(name)) {
      report(source, `Variable '${name}' is assigned in an outer scope and cannot be assigned here`, 'Assign');
    }
  }
}

function namesIn(assign: JsonObject, dynamic: boolean): readonly string[] {
  return Object.keys(assign).map((key) => (dynamic && key.endsWith('.$') ? key.slice(0, -2) : key));
}

/**
 * The variables that may have been assigned when a state is entered: by the states of its scope from which it can be reached.
 * What a Parallel or Map assigns itself comes after its branches, so those may use the name (recorded).
 */
export function assignedBefore(states: JsonObject, name: string): readonly string[] {
  const sources = sourcesByTarget(states);
  const preceding = new Set<string>();
  const pending = [name];
  for (let reached = pending.pop(); reached !== undefined; reached = pending.pop()) {
    for (const source of sources.get(reached) ?? []) {
      if (!preceding.has(source)) pending.push(source);
      preceding.add(source);
    }
  }
  return [...preceding].flatMap((source) => assignedBy(states[source] as JsonObject));
}

/** Which states lead to a state. */
function sourcesByTarget(states: JsonObject): ReadonlyMap<Json | undefined, readonly string[]> {
  const sources = new Map<Json | undefined, string[]>();
  for (const [source, state] of Object.entries(states)) {
    if (!isJsonObject(state)) continue;
    for (const target of [state['Default'], ...partsOf(state).map(({ Next }) => Next)]) {
      const known = sources.get(target);
      if (known === undefined) sources.set(target, [source]);
      else known.push(source);
    }
  }
  return sources;
}

function assignedBy(state: JsonObject): readonly string[] {
  return partsOf(state).flatMap(({ Assign }) =>
    isJsonObject(Assign) ? [...namesIn(Assign, false), ...namesIn(Assign, true)] : [],
  );
}

/** The state, its rules and its Catchers: each may assign, and lead on. */
function partsOf(state: JsonObject): readonly JsonObject[] {
  const lists = [state['Choices'], state['Catch']].flatMap((list) => (isJsonArray(list) ? list : []));
  return [state, ...lists.filter(isJsonObject)];
}
