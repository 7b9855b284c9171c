/** States.StringToJson, States.JsonToString, States.JsonMerge. */
import {
  isJsonArray,
  isJsonObject,
  type Json,
  JsonNumber,
  JsonSyntaxError,
  parseJson,
  setMember,
  stringifyJson,
} from '../../base/json.ts';
import { type IntrinsicFunction, REFUSED, Refusal } from './intrinsic-function.ts';

/** Blank text is null (recorded). */
export const stringToJson: IntrinsicFunction = (args) => {
  const [text] = args;
  if (args.length !== 1 || typeof text !== 'string') return REFUSED;
  if (text.trim() === '') return null;
  try {
    const value = parseJson(text);
    return /-0(?![.\deE])/.test(text) ? withoutNegativeZero(value) : value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const where = `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${error.line}, column: ${error.column}]`;
    return new Refusal(
      `Cannot convert String to Json in States.StringToJson, caused by: ${error.message}\n at ${where}`,
    );
  }
};

/** `-0` is the integer 0 (recorded), while `-0.0` keeps its text. */
function withoutNegativeZero(value: Json): Json {
  if (value instanceof JsonNumber) return value.text === '-0' ? 0 : value;
  if (isJsonArray(value)) return value.map(withoutNegativeZero);
  if (!isJsonObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) setMember(copy, key, withoutNegativeZero(member));
  return copy;
}

export const jsonToString: IntrinsicFunction = (args) => {
  const [value] = args;
  return args.length === 1 && value !== undefined ? stringifyJson(value) : REFUSED;
};

/** Shallow; members of the second object win. Any third argument but true asks for that (recorded). */
export const jsonMerge: IntrinsicFunction = (args) => {
  const [first, second, deep] = args;
  if (args.length !== 3 || !isJsonObject(first) || !isJsonObject(second) || deep === true) return REFUSED;
  return { ...first, ...second };
};
