/** Names of machines and executions (states-api.md section 3; recorded refusals). */
import { invalidName } from './errors.ts';

const NAME_LENGTH_MAX = 80;
/** White space, brackets, wildcards, special and control characters, noncharacters and lone surrogates. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}|\u{10ffff}/u;

/** @throws InvalidName */
export function requireName(name: string): void {
  if (name.length === 0 || name.length > NAME_LENGTH_MAX || FORBIDDEN.test(name)) throw invalidName(name);
}
