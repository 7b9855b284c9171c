/** Login profiles: the passwords with which users sign in to the console. */
import type { Principal } from '../../base/service.ts';
import { ResourceConflictError, type Row } from '../../store/resource-table.ts';
import { accountData } from './account-data.ts';
import { principalOf, userOf, userResource } from './caller-user.ts';
import { changeRow, type IamState, type LoginProfileData, rowName, type UserRow } from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { hashPassword, isPassword, type PasswordHash } from './password-hash.ts';
import { checkPassword } from './password-policy.ts';
import * as shapes from './shapes.ts';

interface UserInput {
  readonly UserName?: string;
}

interface ProfileInput extends UserInput {
  readonly Password: string;
  readonly PasswordResetRequired?: boolean;
}

interface ChangeInput {
  readonly OldPassword: string;
  readonly NewPassword: string;
}

const { required, structure } = shapes;
const UserName = shapes.userName;
const password = { type: 'string', min: 1, max: 128, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' } as const;
const PasswordResetRequired = { type: 'boolean' } as const;

export const loginProfileOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateLoginProfile: operation<ProfileInput>({
    input: structure({ UserName, Password: required(password), PasswordResetRequired }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      if (profileOf(state, user) !== undefined) throw errors.loginProfileExists(user.data.name);
      checkPassword(input.Password, accountData(state, call.account).passwordPolicy);
      const createdMs = state.clock.nowMs();
      const data: LoginProfileData = {
        password: await hashPassword(input.Password),
        earlier: [],
        changedMs: createdMs,
        isResetRequired: input.PasswordResetRequired ?? false,
      };
      const row = { scope: user.scope, name: user.id, id: `login-${user.id}`, createdMs, data };
      try {
        return { LoginProfile: describe(user, await state.loginProfiles.create(row)) };
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.loginProfileExists(user.data.name) : error;
      }
    },
  }),

  GetLoginProfile: operation<UserInput>({
    input: structure({ UserName }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      return { LoginProfile: describe(user, requireProfile(state, user)) };
    },
  }),

  UpdateLoginProfile: operation<Partial<ProfileInput>>({
    input: structure({ UserName: required(UserName), Password: password, PasswordResetRequired }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      requireProfile(state, user);
      const { Password: text, PasswordResetRequired: isResetRequired } = input;
      const changed = text === undefined ? undefined : await acceptedPassword(state, user, text);
      await changeProfile(state, user, (data) => ({
        ...(changed === undefined ? data : withPassword(state, data, changed)),
        ...(isResetRequired !== undefined && { isResetRequired }),
      }));
    },
  }),

  DeleteLoginProfile: operation<UserInput>({
    input: structure({ UserName }),
    resource: userResource,
    async run(state, input, call) {
      await state.loginProfiles.remove(requireProfile(state, userOf(state, input, call)));
    },
  }),

  /** A user's own. Whoever may do so by the password policy needs no other permission. */
  ChangePassword: operation<ChangeInput>({
    input: structure({ OldPassword: required(password), NewPassword: required(password) }),
    resource: (_state, _input, { principal }) => principal.arn,
    isFree: (state, _input, { account, principal }) =>
      principal.type === 'user' && accountData(state, account).passwordPolicy?.AllowUsersToChangePassword === true,
    async run(state, { OldPassword, NewPassword }, call) {
      if (call.principal.type !== 'user') throw errors.onlyUsersHavePasswords();
      const user = userOf(state, {}, call);
      const { data } = requireProfile(state, user);
      if (!(await isPassword(OldPassword, data.password))) throw errors.wrongOldPassword();
      const changed = await acceptedPassword(state, user, NewPassword);
      await changeProfile(state, user, (newest) => {
        // Somebody else changed it while this was checked.
        if (newest.password !== data.password) throw errors.concurrentModification();
        return { ...withPassword(state, newest, changed), isResetRequired: false };
      });
    },
  }),
};

export interface SignInRequest {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
}

/** How a user name and a password fare. */
export type SignIn =
  | { readonly type: 'accepted'; readonly principal: Principal }
  /** The right password, which its owner has to change first. */
  | { readonly type: 'must-change'; readonly principal: Principal }
  /** The right password, which only an administrator can change now. */
  | { readonly type: 'expired' }
  /** No such user, none with a password, or another password: it is not said which. */
  | { readonly type: 'refused' };

const DAY_MS = 24 * 3600 * 1000;

/** For the console. Takes as long for a user that does not exist as for a wrong password. */
export async function signIn(state: IamState, { account, userName, password: text }: SignInRequest): Promise<SignIn> {
  const user = state.users.get(account, rowName(userName));
  const profile = user && profileOf(state, user);
  const isRight = await isPassword(text, profile?.data.password ?? NOBODYS);
  if (user === undefined || profile === undefined || !isRight) return { type: 'refused' };
  const { MaxPasswordAge: days = 0, HardExpiry: isFinal = false } = accountData(state, account).passwordPolicy ?? {};
  const isExpired = days > 0 && state.clock.nowMs() - profile.data.changedMs > days * DAY_MS;
  if (isExpired && isFinal) return { type: 'expired' };
  return { type: isExpired || profile.data.isResetRequired ? 'must-change' : 'accepted', principal: principalOf(user) };
}

/** Who signed in before; undefined when the user is gone, or has no password any more. */
export function signedInUser(state: IamState, userId: string): Principal | undefined {
  const user = state.users.getById(userId);
  return user && profileOf(state, user) && principalOf(user);
}

/** No password has this hash. */
const NOBODYS: PasswordHash = { salt: '', hash: Buffer.alloc(32).toString('base64') };

export function profileOf(state: IamState, user: UserRow): Row<LoginProfileData> | undefined {
  return state.loginProfiles.get(user.scope, user.id);
}

/** @throws ServiceError */
function requireProfile(state: IamState, user: UserRow): Row<LoginProfileData> {
  const profile = profileOf(state, user);
  if (profile === undefined) throw errors.noSuchLoginProfile(user.data.name);
  return profile;
}

function changeProfile(state: IamState, user: UserRow, edit: (data: LoginProfileData) => LoginProfileData) {
  return changeRow(state.loginProfiles, { find: () => requireProfile(state, user), edit });
}

/** @throws ServiceError when the policy has something against it */
async function acceptedPassword(state: IamState, user: UserRow, text: string): Promise<PasswordHash> {
  const policy = accountData(state, user.scope).passwordPolicy;
  checkPassword(text, policy);
  const { password: present, earlier } = requireProfile(state, user).data;
  for (const used of [present, ...earlier].slice(0, policy?.PasswordReusePrevention ?? 0)) {
    if (await isPassword(text, used)) throw errors.passwordViolatesPolicy('It was used before.');
  }
  return hashPassword(text);
}

/** UpdateAccountPasswordPolicy: as many as a policy may ask to remember. */
const EARLIER_MAX = 23;

function withPassword(state: IamState, data: LoginProfileData, changed: PasswordHash): LoginProfileData {
  const earlier = [data.password, ...data.earlier].slice(0, EARLIER_MAX);
  return { ...data, password: changed, earlier, changedMs: state.clock.nowMs() };
}

function describe({ data }: UserRow, { createdMs, data: profile }: Row<LoginProfileData>) {
  return {
    UserName: data.name,
    CreateDate: new Date(createdMs),
    PasswordResetRequired: profile.isResetRequired,
  };
}
