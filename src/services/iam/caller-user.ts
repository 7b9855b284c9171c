/** Which user an operation is about: the one it names, else the caller's own. */
import type { Call, Principal } from '../../base/service.ts';
import { entityArn, type IamState, rowName, type UserRow, userNamed } from './entities.ts';
import { errors } from './errors.ts';

interface MaybeUserInput {
  readonly UserName?: string;
}

/** @throws ServiceError */
export function userOf(state: IamState, { UserName: name }: MaybeUserInput, { account, principal }: Call): UserRow {
  if (name !== undefined) return userNamed(state, account, name);
  const own = principal.type === 'user' ? state.users.getById(principal.userId ?? '') : undefined;
  if (own === undefined) throw errors.mustNameUser();
  return own;
}

/** Who the user is when it calls. */
export function principalOf({ id, scope: account, data }: UserRow): Principal {
  return { type: 'user', arn: data.arn, account, userId: id };
}

/** The ARN of the user, or the one it would have. */
export function userResource(
  state: IamState,
  { UserName: name }: MaybeUserInput,
  { account, principal }: Call,
): string {
  if (name === undefined) return principal.arn;
  return state.users.get(account, rowName(name))?.data.arn ?? entityArn(account, 'user', '/', name);
}
