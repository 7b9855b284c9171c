/** All intrinsic functions by their names in definitions (asl.md section 15). */
import { array, arrayContains, arrayGetItem, arrayLength, arrayPartition, arrayRange, arrayUnique } from './arrays.ts';
import { base64Decode, base64Encode } from './encoding.ts';
import { hash } from './hash.ts';
import { type IntrinsicFunction, REFUSED } from './intrinsic-function.ts';
import { jsonMerge, jsonToString, stringToJson } from './json.ts';
import { mathAdd, mathRandom } from './math.ts';
import { format, stringSplit } from './strings.ts';

const uuid: IntrinsicFunction = (args, random) => (args.length === 0 ? random().uuid() : REFUSED);

export const INTRINSIC_FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map([
  ['States.Array', array],
  ['States.ArrayPartition', arrayPartition],
  ['States.ArrayContains', arrayContains],
  ['States.ArrayRange', arrayRange],
  ['States.ArrayGetItem', arrayGetItem],
  ['States.ArrayLength', arrayLength],
  ['States.ArrayUnique', arrayUnique],
  ['States.Base64Encode', base64Encode],
  ['States.Base64Decode', base64Decode],
  ['States.Format', format],
  ['States.StringSplit', stringSplit],
  ['States.Hash', hash],
  ['States.StringToJson', stringToJson],
  ['States.JsonToString', jsonToString],
  ['States.JsonMerge', jsonMerge],
  ['States.MathAdd', mathAdd],
  ['States.MathRandom', mathRandom],
  ['States.UUID', uuid],
]);
