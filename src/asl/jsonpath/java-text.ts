/** The text Java's `toString` gives a value; the service shows it in States.Format and in its messages (recorded). */
import { isJsonArray, isJsonObject, type Json, JsonNumber } from '../../base/json.ts';

/** `{Arg1=1, Arg2=[]}`; strings as they are, numbers with the digits they were written with. */
export function javaText(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${key}=${javaText(member)}`);
    return `{${members.join(', ')}}`;
  }
  return value instanceof JsonNumber ? value.text : String(value);
}
