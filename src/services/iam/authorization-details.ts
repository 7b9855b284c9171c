/** GetAccountAuthorizationDetails: all users, groups, roles and policies of an account, each with everything that is part of it. */
import { percentEncode } from '../../protocols/percent.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';
import {
  type EntityData,
  groupsOf,
  type IamState,
  lastPart,
  type PolicyVersion,
  policyWithArn,
  type RoleRow,
  type UserRow,
} from './entities.ts';
import { describeGroup } from './groups.ts';
import { describeInstanceProfile, instanceProfilesOf } from './instance-profiles.ts';
import { describeBoundary, describePolicy, isUsed } from './managed-policies.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { describeRole } from './roles.ts';
import * as shapes from './shapes.ts';
import { describeTags } from './tags.ts';
import { describeUser } from './users.ts';

const FILTERS = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
type Filter = (typeof FILTERS)[number];

interface DetailsInput extends PageRequest {
  readonly Filter?: readonly Filter[];
}

/** One of them, to be described when its page is asked for. */
interface Item {
  /** Unique, and what the pages are ordered by. */
  readonly key: string;
  readonly list: 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies';
  describe(): object;
}

export const authorizationDetailsOperations: Readonly<Record<string, UnboundOperation>> = {
  GetAccountAuthorizationDetails: operation<DetailsInput>({
    input: shapes.structure({
      Filter: { type: 'list', member: { type: 'string', enum: [...FILTERS] } },
      ...shapes.paging,
    }),
    resource: () => '*',
    async run(state, input, { account }) {
      const wanted = FILTERS.filter((filter) => input.Filter?.includes(filter) ?? true);
      const all = wanted.flatMap((filter) => itemsOf[filter](state, account));
      const { items, ...page } = pageOf(
        all.sort((a, b) => (a.key < b.key ? -1 : 1)),
        ({ key }) => key,
        input,
      );
      const listed = (list: Item['list']) => items.filter((item) => item.list === list).map((item) => item.describe());
      return {
        UserDetailList: listed('UserDetailList'),
        GroupDetailList: listed('GroupDetailList'),
        RoleDetailList: listed('RoleDetailList'),
        Policies: listed('Policies'),
        ...page,
      };
    },
  }),
};

const itemsOf: Readonly<Record<Filter, (state: IamState, account: string) => readonly Item[]>> = {
  User: (state, account) =>
    state.users.list(account).map((row) => item('UserDetailList', row.data.arn, () => describeUserFully(state, row))),
  Group: (state, account) =>
    state.groups.list(account).map((row) =>
      item('GroupDetailList', row.data.arn, () => ({
        ...describeGroup(row),
        ...policiesOf(row.data, 'GroupPolicyList'),
      })),
    ),
  Role: (state, account) =>
    state.roles.list(account).map((row) => item('RoleDetailList', row.data.arn, () => describeRoleFully(state, row))),
  LocalManagedPolicy: (state, account) =>
    state.policies.list(account).map(({ data }) => policyItem(state, account, data.arn)),
  /** Those in use. */
  AWSManagedPolicy: (state, account) =>
    [...awsManagedPolicies.keys()]
      .filter((arn) => isUsed(state, account, arn))
      .map((arn) => policyItem(state, account, arn)),
};

function item(list: Item['list'], arn: string, describe: () => object): Item {
  return { key: `${list} ${arn}`, list, describe };
}

function describeUserFully(state: IamState, row: UserRow) {
  return {
    ...describeUser(row),
    ...policiesOf(row.data, 'UserPolicyList'),
    GroupList: groupsOf(state, row).map(({ data }) => data.name),
    ...describeBoundary(row.data.boundary),
    ...describeTags(row.data.tags),
  };
}

function describeRoleFully(state: IamState, row: RoleRow) {
  return {
    ...describeRole(row),
    ...policiesOf(row.data, 'RolePolicyList'),
    InstanceProfileList: instanceProfilesOf(state, row).map((profile) => describeInstanceProfile(state, profile)),
    ...describeBoundary(row.data.boundary),
    ...describeTags(row.data.tags),
    RoleLastUsed: {},
  };
}

function policiesOf({ inlinePolicies, attachedPolicies }: EntityData, inlineMember: string) {
  return {
    [inlineMember]: Object.entries(inlinePolicies).map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: percentEncode(document),
    })),
    AttachedManagedPolicies: attachedPolicies.map((arn) => ({ PolicyName: lastPart(arn), PolicyArn: arn })),
  };
}

function policyItem(state: IamState, account: string, arn: string): Item {
  return item('Policies', arn, () => ({
    ...describePolicy(state, account, arn),
    PolicyVersionList: versionsOf(state, arn).map(({ id, document, createdMs, isDefault }) => ({
      Document: percentEncode(document),
      VersionId: id,
      IsDefaultVersion: isDefault,
      CreateDate: new Date(createdMs),
    })),
  }));
}

/** Newest first. Of AWS's policies only the default version is kept. */
function versionsOf(state: IamState, arn: string): readonly (PolicyVersion & { readonly isDefault: boolean })[] {
  const aws = awsManagedPolicies.get(arn);
  if (aws !== undefined) return [{ ...aws, id: aws.version, isDefault: true }];
  const { versions = [], defaultVersionId } = policyWithArn(state, arn)?.data ?? {};
  return versions.map((version) => ({ ...version, isDefault: version.id === defaultVersionId })).toReversed();
}
