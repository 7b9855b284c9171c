/** States.Format and States.StringSplit. */
import { javaText } from '../jsonpath/java-text.ts';
import { type IntrinsicFunction, REFUSED, Refusal } from './intrinsic-function.ts';

const WRONG_COUNT = new Refusal(
  'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
);
const UNCLOSED = new Refusal("Invalid template in States.Format: matching '}' not found for '{'.");
const UNOPENED = new Refusal("Invalid template in States.Format: matching '{' not found for '}'.");

/** Each `{}` of the template becomes the next argument; `\{`, `\}` and `\\` stand for the character alone. */
export const format: IntrinsicFunction = (args) => {
  const [template, ...values] = args;
  if (typeof template !== 'string') return REFUSED;
  let text = '';
  let used = 0;
  for (let i = 0; i < template.length; i++) {
    const char = template[i] as string;
    const next = template[i + 1];
    if (char === '\\' && (next === '{' || next === '}' || next === '\\')) {
      text += next;
      i++;
    } else if (char === '{') {
      if (next !== '}') return UNCLOSED;
      const value = values[used++];
      if (value === undefined) return WRONG_COUNT;
      text += javaText(value);
      i++;
    } else if (char === '}') return UNOPENED;
    else text += char;
  }
  return used === values.length ? text : WRONG_COUNT;
};

/** Every character of the second argument separates; empty pieces are dropped (recorded). */
export const stringSplit: IntrinsicFunction = (args) => {
  const [text, separators] = args;
  if (args.length !== 2 || typeof text !== 'string' || typeof separators !== 'string') return REFUSED;
  const pieces: string[] = [];
  let piece = '';
  for (const char of text) {
    if (!separators.includes(char)) piece += char;
    else if (piece !== '') {
      pieces.push(piece);
      piece = '';
    }
  }
  return piece === '' ? pieces : [...pieces, piece];
};
