/** Names of machines and executions (states-api.md section 3; recorded refusals). */
import { FORBIDDEN_IN_NAMES } from '../../base/names.ts';
import { invalidName } from './errors.ts';

const NAME_LENGTH_MAX = 80;

/** @throws InvalidName */
export function requireName(name: string): void {
  if (name.length === 0 || name.length > NAME_LENGTH_MAX || FORBIDDEN_IN_NAMES.test(name)) throw invalidName(name);
}
