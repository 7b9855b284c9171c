/** The password policy of an account: what a password has to have, and how long it lasts. */
import { type AccountData, accountData, changeAccount } from './account-data.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import * as shapes from './shapes.ts';

/** In IAM's words and units; MaxPasswordAge is in days, and 0 or absent: for good. */
export interface PasswordPolicy {
  readonly MinimumPasswordLength: number;
  readonly RequireSymbols: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireUppercaseCharacters: boolean;
  readonly RequireLowercaseCharacters: boolean;
  readonly AllowUsersToChangePassword: boolean;
  readonly MaxPasswordAge?: number;
  readonly PasswordReusePrevention?: number;
  readonly HardExpiry?: boolean;
}

const flag = { type: 'boolean' } as const;
const onEverything = () => '*';
const nothing = shapes.structure({});

export const passwordPolicyOperations: Readonly<Record<string, UnboundOperation>> = {
  GetAccountPasswordPolicy: operation<object>({
    input: nothing,
    resource: onEverything,
    async run(state, _input, { account }) {
      const { passwordPolicy: policy } = accountData(state, account);
      if (policy === undefined) throw errors.noSuchPasswordPolicy(account);
      return { PasswordPolicy: { ...policy, ExpirePasswords: (policy.MaxPasswordAge ?? 0) > 0 } };
    },
  }),

  /** What the request leaves out is as in a policy that was never changed (API reference). */
  UpdateAccountPasswordPolicy: operation<Partial<PasswordPolicy>>({
    input: shapes.structure({
      MinimumPasswordLength: { type: 'integer', min: 6, max: 128 },
      RequireSymbols: flag,
      RequireNumbers: flag,
      RequireUppercaseCharacters: flag,
      RequireLowercaseCharacters: flag,
      AllowUsersToChangePassword: flag,
      MaxPasswordAge: { type: 'integer', min: 1, max: 1095 },
      PasswordReusePrevention: { type: 'integer', min: 1, max: 24 },
      HardExpiry: flag,
    }),
    resource: onEverything,
    async run(state, input, { account }) {
      const passwordPolicy: PasswordPolicy = {
        MinimumPasswordLength: input.MinimumPasswordLength ?? 6,
        RequireSymbols: input.RequireSymbols ?? false,
        RequireNumbers: input.RequireNumbers ?? false,
        RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
        RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
        AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
        ...(input.MaxPasswordAge !== undefined && { MaxPasswordAge: input.MaxPasswordAge }),
        ...(input.PasswordReusePrevention !== undefined && { PasswordReusePrevention: input.PasswordReusePrevention }),
        ...(input.HardExpiry !== undefined && { HardExpiry: input.HardExpiry }),
      };
      await changeAccount(state, account, (data) => ({ ...data, passwordPolicy }));
    },
  }),

  DeleteAccountPasswordPolicy: operation<object>({
    input: nothing,
    resource: onEverything,
    async run(state, _input, { account }) {
      await changeAccount(state, account, ({ passwordPolicy, ...data }): AccountData => {
        if (passwordPolicy === undefined) throw errors.noPasswordPolicyToDelete();
        return data;
      });
    },
  }),
};

interface Requirement {
  readonly isRequired: (policy: PasswordPolicy) => boolean;
  readonly pattern: RegExp;
  readonly what: string;
}

/** The symbols are those of the user guide, "Set an account password policy". */
const requirements: readonly Requirement[] = [
  { isRequired: (policy) => policy.RequireUppercaseCharacters, pattern: /[A-Z]/, what: 'an uppercase letter' },
  { isRequired: (policy) => policy.RequireLowercaseCharacters, pattern: /[a-z]/, what: 'a lowercase letter' },
  { isRequired: (policy) => policy.RequireNumbers, pattern: /[0-9]/, what: 'a number' },
  { isRequired: (policy) => policy.RequireSymbols, pattern: /[!@#$%^&*()_+\-=[\]{}|']/, what: 'a symbol' },
];

/** Without a policy of its own an account asks for so much of the four kinds of characters, and so many of them. */
const KINDS_MIN = 3;
const LENGTH_MIN = 8;

/** @throws ServiceError PasswordPolicyViolation */
export function checkPassword(password: string, policy: PasswordPolicy | undefined): void {
  const lengthMin = policy?.MinimumPasswordLength ?? LENGTH_MIN;
  if (password.length < lengthMin) {
    throw errors.passwordViolatesPolicy(`It must have at least ${lengthMin} characters.`);
  }
  const missing = requirements.filter(({ pattern }) => !pattern.test(password));
  if (policy === undefined) {
    if (requirements.length - missing.length >= KINDS_MIN) return;
    throw errors.passwordViolatesPolicy(
      `It must have at least ${KINDS_MIN} of: ${requirements.map(({ what }) => what).join(', ')}.`,
    );
  }
  const required = missing.find(({ isRequired }) => isRequired(policy));
  if (required !== undefined) throw errors.passwordViolatesPolicy(`It must have ${required.what}.`);
}
