/** Which variables an Assign sets, and which of them it may not (asl.md section 5). */
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
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

/** All variables that the states of one scope assign, be it in a rule or a Catcher; what lies in nested machines is theirs. */
export function assignedInScope(states: JsonObject): readonly string[] {
  return Object.values(states).flatMap((state) => {
    if (!isJsonObject(state)) return [];
    const parts = [state, ...partsOf(state['Choices']), ...partsOf(state['Catch'])];
    return parts.flatMap(({ Assign }) =>
      isJsonObject(Assign) ? [...namesIn(Assign, false), ...namesIn(Assign, true)] : [],
    );
  });
}

function partsOf(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
