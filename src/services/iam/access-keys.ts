/** Access keys of users. What is kept of a key is whose it is: its secret follows from its id. */
import type { Principal } from '../../base/service.ts';
import { ResourceConflictError, type Row } from '../../store/resource-table.ts';
import { principalOf, userOf, userResource } from './caller-user.ts';
import type { AccessKeyData, IamState, UserRow } from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import * as shapes from './shapes.ts';

export type ResolvedAccessKey =
  | { readonly type: 'issued'; readonly secretAccessKey: string; readonly principal: Principal }
  /** Ours, but inactive or deleted. */
  | { readonly type: 'invalid' }
  /** Not one of ours. */
  | { readonly type: 'unknown' };

type AccessKeyRow = Row<AccessKeyData>;

interface UserInput {
  readonly UserName?: string;
}

interface KeyInput extends UserInput {
  readonly AccessKeyId: string;
}

/** Key ids are unique over all accounts, and looked for without one. */
const ALL_ACCOUNTS = '*';
/** IAM quotas. */
const KEYS_PER_USER_MAX = 2;

const { required, structure } = shapes;
const UserName = shapes.userName;
const AccessKeyId = required({ type: 'string', min: 16, max: 128, pattern: '[\\w]+' } as const);

export const accessKeyOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateAccessKey: operation<UserInput>({
    input: structure({ UserName }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      if (keysOf(state, user).length >= KEYS_PER_USER_MAX) {
        throw errors.quotaExceeded('AccessKeysPerUser', KEYS_PER_USER_MAX);
      }
      const { row, secretAccessKey } = await addKey(state, user);
      return { AccessKey: { ...describe(user, row), SecretAccessKey: secretAccessKey } };
    },
  }),

  ListAccessKeys: operation<UserInput & PageRequest>({
    input: structure({ UserName, ...shapes.paging }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      const { items, ...page } = pageOf(keysOf(state, user), (row) => row.name, input);
      return { ...page, AccessKeyMetadata: items.map((row) => describe(user, row)) };
    },
  }),

  UpdateAccessKey: operation<KeyInput & { readonly Status: 'Active' | 'Inactive' }>({
    input: structure({
      UserName,
      AccessKeyId,
      Status: { type: 'string', required: true, enum: ['Active', 'Inactive'] },
    }),
    resource: userResource,
    async run(state, input, call) {
      const row = keyOf(state, userOf(state, input, call), input.AccessKeyId);
      await state.accessKeys.update(row, { ...row.data, status: input.Status });
    },
  }),

  DeleteAccessKey: operation<KeyInput>({
    input: structure({ UserName, AccessKeyId }),
    resource: userResource,
    async run(state, input, call) {
      const row = keyOf(state, userOf(state, input, call), input.AccessKeyId);
      await state.accessKeys.update(row, { ...row.data, status: 'Deleted' });
    },
  }),

  /** The use of keys is not recorded: the answer is AWS's for a key that never was used. */
  GetAccessKeyLastUsed: operation<{ readonly AccessKeyId: string }>({
    input: structure({ AccessKeyId }),
    resource: (_state, _input, { principal }) => principal.arn,
    async run(state, { AccessKeyId: id }, { account }) {
      const user = state.users.getById(state.accessKeys.get(ALL_ACCOUNTS, id)?.data.userId ?? '');
      if (user?.scope !== account) throw errors.noSuchAccessKey(id);
      return { UserName: user.data.name, AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } };
    },
  }),
};

/** Those not deleted, in order of id. */
export function keysOf(state: IamState, user: UserRow): readonly AccessKeyRow[] {
  return state.accessKeys.list(ALL_ACCOUNTS).filter(({ data }) => data.userId === user.id && data.status !== 'Deleted');
}

/** Whether any user of the account has a key, active or not. */
export function hasAccessKey(state: IamState, account: string): boolean {
  return state.users.list(account).some((user) => keysOf(state, user).length > 0);
}

/** Whose key it is, for the verification of signatures. */
export function resolveAccessKey(state: IamState, accessKeyId: string): ResolvedAccessKey {
  const key = state.accessKeys.get(ALL_ACCOUNTS, accessKeyId);
  if (key === undefined) return { type: 'unknown' };
  const user = state.users.getById(key.data.userId);
  if (user === undefined || key.data.status !== 'Active') return { type: 'invalid' };
  return { type: 'issued', secretAccessKey: state.keyMint.secretOf(accessKeyId), principal: principalOf(user) };
}

async function addKey(state: IamState, user: UserRow): Promise<{ row: AccessKeyRow; secretAccessKey: string }> {
  const { accessKeyId, secretAccessKey } = state.keyMint.mint('AKIA', user.scope);
  const createdMs = state.clock.nowMs();
  const data: AccessKeyData = { userId: user.id, status: 'Active' };
  try {
    const row = await state.accessKeys.create({
      scope: ALL_ACCOUNTS,
      name: accessKeyId,
      id: accessKeyId,
      createdMs,
      data,
    });
    return { row, secretAccessKey };
  } catch (error) {
    // An id that was drawn before: once in 2^39.
    if (error instanceof ResourceConflictError) return addKey(state, user);
    throw error;
  }
}

function keyOf(state: IamState, user: UserRow, accessKeyId: string): AccessKeyRow {
  const row = keysOf(state, user).find(({ name }) => name === accessKeyId);
  if (row === undefined) throw errors.noSuchAccessKey(accessKeyId);
  return row;
}

function describe(user: UserRow, { name, createdMs, data }: AccessKeyRow) {
  return { UserName: user.data.name, AccessKeyId: name, Status: data.status, CreateDate: new Date(createdMs) };
}
