/** The definition of the machine inside a distributed Map: what its Map Runs' children run. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, parseJson, stringifyJson } from '../../base/json.ts';

/** Of the Map state of that name, wherever it stands; names are unique over a whole definition. */
export function childDefinition(definition: string, mapStateName: string): string {
  const map = findState(parseJson(definition), mapStateName);
  const { ProcessorConfig: _, ...processor } = objectOf(map?.['ItemProcessor'] ?? map?.['Iterator']);
  return stringifyJson(processor);
}

function findState(machine: Json | undefined, name: string): JsonObject | undefined {
  for (const [key, state] of Object.entries(objectOf(objectOf(machine)['States']))) {
    const json = objectOf(state);
    if (key === name) return json;
    const branches = json['Branches'];
    const nested = [json['ItemProcessor'], json['Iterator'], ...(isJsonArray(branches) ? branches : [])];
    for (const inner of nested) {
      const found = findState(inner, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function objectOf(json: Json | undefined): JsonObject {
  return json !== undefined && isJsonObject(json) ? json : {};
}
