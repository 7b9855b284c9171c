/** Managed policies, AWS's and customers': create, read, delete, and which may be attached. Their versions have a file of their own. */
import { createHash } from 'node:crypto';
import { parseArn } from '../../base/arn.ts';
import { ResourceConflictError, type Row } from '../../store/resource-table.ts';
import { type AwsManagedPolicy, awsManagedPolicies } from './aws-managed-policies.ts';
import {
  type EntityData,
  entityArn,
  type IamState,
  type PolicyData,
  type PolicyRow,
  policyNamed,
  policyWithArn,
  rowName,
  type Tag,
  uniqueId,
} from './entities.ts';
import { errors, refusingMalformed } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { compilePolicy } from './policy/compile.ts';
import * as shapes from './shapes.ts';
import { describeTags, mergeTags, tagContext, tagOperations } from './tags.ts';

interface CreatePolicyInput {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
}

export interface PolicyInput {
  readonly PolicyArn: string;
}

type UsageFilter = 'PermissionsPolicy' | 'PermissionsBoundary';

interface ListPoliciesInput extends PageRequest {
  readonly Scope?: 'All' | 'AWS' | 'Local';
  readonly OnlyAttached?: boolean;
  readonly PathPrefix?: string;
  readonly PolicyUsageFilter?: UsageFilter;
}

interface ListEntitiesInput extends PolicyInput, PageRequest {
  readonly EntityFilter?: 'User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy';
  readonly PathPrefix?: string;
  readonly PolicyUsageFilter?: UsageFilter;
}

/** IAM quotas: managed policy size, without white space. */
const DOCUMENT_LENGTH_MAX = 6144;
const AWS_POLICY_PREFIX = 'arn:aws:iam::aws:policy/';
export const SERVICE_ROLE_POLICY_PREFIX = `${AWS_POLICY_PREFIX}aws-service-role/`;

const { required, structure } = shapes;
export const PolicyArn = required(shapes.policyArn);
const policyOnly = structure({ PolicyArn });
const usageFilter = { type: 'string', enum: ['PermissionsPolicy', 'PermissionsBoundary'] } as const;
export const policyResource = (_state: IamState, input: PolicyInput) => input.PolicyArn;

/** @throws ServiceError when the text is no policy's ARN */
export function requirePolicyArn(text: string): void {
  const arn = parseArn(text);
  if (arn?.service !== 'iam' || !arn.resource.startsWith('policy/')) throw errors.invalidArn();
}

/**
 * Of AWS's own policies those that are not known here can be attached, too, so that tools which name them work; they grant
 * nothing, and a denial says so.
 */
export function requireAttachable(state: IamState, policyArn: string): void {
  requirePolicyArn(policyArn);
  if (!policyArn.startsWith(AWS_POLICY_PREFIX) && policyWithArn(state, policyArn) === undefined) {
    throw errors.notAttachable(policyArn);
  }
}

/** @throws ServiceError for a policy of AWS's, or one that does not exist */
export function requireOwnPolicy(state: IamState, policyArn: string): PolicyRow {
  if (policyArn.startsWith(AWS_POLICY_PREFIX)) throw errors.managedByAws(policyArn);
  return policyNamed(state, policyArn);
}

export function isUnknownAwsPolicy(policyArn: string): boolean {
  return policyArn.startsWith(AWS_POLICY_PREFIX) && !awsManagedPolicies.has(policyArn);
}

/** What a managed policy says now: the document of its default version. */
export function documentOf(state: IamState, policyArn: string): string | undefined {
  const aws = awsManagedPolicies.get(policyArn);
  if (aws !== undefined) return aws.document;
  const policy = policyWithArn(state, policyArn)?.data;
  return policy?.versions.find((version) => version.id === policy.defaultVersionId)?.document;
}

/** @throws ServiceError */
export function checkManagedPolicy(document: string): void {
  refusingMalformed(() => compilePolicy(document, 'identity'));
  if (document.replace(/\s/g, '').length > DOCUMENT_LENGTH_MAX) {
    throw errors.quotaExceeded('PolicySize', DOCUMENT_LENGTH_MAX);
  }
}

export function describeBoundary(policyArn: string | undefined) {
  if (policyArn === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: policyArn } };
}

export const managedPolicyOperations: Readonly<Record<string, UnboundOperation>> = {
  CreatePolicy: operation<CreatePolicyInput>({
    input: structure({
      PolicyName: required(shapes.policyName),
      PolicyDocument: required(shapes.policyDocument),
      Path: shapes.path,
      Description: shapes.policyDescription,
      Tags: shapes.tags,
    }),
    resource: (_state, { Path = '/', PolicyName }, { account }) => entityArn(account, 'policy', Path, PolicyName),
    context: ({ Tags }) => tagContext(Tags),
    async run(state, input, { account }) {
      const { PolicyName, PolicyDocument: document, Path: path = '/', Description, Tags = [] } = input;
      checkManagedPolicy(document);
      const createdMs = state.clock.nowMs();
      const data: PolicyData = {
        policyName: PolicyName,
        path,
        arn: entityArn(account, 'policy', path, PolicyName),
        ...(Description && { description: Description }),
        tags: mergeTags([], Tags),
        versions: [{ id: 'v1', document, createdMs }],
        versionsMade: 1,
        defaultVersionId: 'v1',
        updatedMs: createdMs,
      };
      const id = uniqueId('ANPA', state.random);
      try {
        const row = await state.policies.create({ scope: account, name: rowName(PolicyName), id, createdMs, data });
        return { Policy: { ...describe(state, account, row), ...describeTags(data.tags) } };
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.policyExists(PolicyName) : error;
      }
    },
  }),

  GetPolicy: operation<PolicyInput>({
    input: policyOnly,
    resource: policyResource,
    async run(state, { PolicyArn }, { account }) {
      const tags = policyWithArn(state, PolicyArn)?.data.tags ?? [];
      return { Policy: { ...describePolicy(state, account, PolicyArn), ...describeTags(tags) } };
    },
  }),

  /** Customer managed policies stand before AWS's, as their ARNs sort. */
  ListPolicies: operation<ListPoliciesInput>({
    input: structure({
      Scope: { type: 'string', enum: ['All', 'AWS', 'Local'] },
      OnlyAttached: { type: 'boolean' },
      PathPrefix: shapes.path,
      PolicyUsageFilter: usageFilter,
      ...shapes.paging,
    }),
    resource: (_state, _input, { account }) => entityArn(account, 'policy', '/', ''),
    async run(state, input, { account }) {
      const { Scope = 'All', OnlyAttached = false, PathPrefix = '/', PolicyUsageFilter: filter } = input;
      const local = Scope === 'AWS' ? [] : state.policies.list(account).map((row) => describe(state, account, row));
      const aws = Scope === 'Local' ? [] : [...awsManagedPolicies.values()].map((p) => describeAws(state, account, p));
      const policies = [...local, ...aws]
        .filter(
          ({ Path, Arn }) => Path.startsWith(PathPrefix) && (!OnlyAttached || isUsed(state, account, Arn, filter)),
        )
        .sort((a, b) => (a.Arn < b.Arn ? -1 : 1));
      const { items, ...page } = pageOf(policies, (policy) => policy.Arn, input);
      return { ...page, Policies: items };
    },
  }),

  ListEntitiesForPolicy: operation<ListEntitiesInput>({
    input: structure({
      PolicyArn,
      EntityFilter: { type: 'string', enum: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] },
      PathPrefix: shapes.path,
      PolicyUsageFilter: usageFilter,
      ...shapes.paging,
    }),
    resource: policyResource,
    /** A page holds so many of all three kinds together. */
    async run(state, input, { account }) {
      const { PolicyArn, EntityFilter: only, PathPrefix = '/', PolicyUsageFilter: filter } = input;
      if (!awsManagedPolicies.has(PolicyArn)) policyNamed(state, PolicyArn);
      const using = <T extends EntityData>(kind: string, rows: readonly Row<T>[]) =>
        rows
          .filter(
            ({ data }) => (only ?? kind) === kind && uses(data, PolicyArn, filter) && data.path.startsWith(PathPrefix),
          )
          .map(({ id, data }) => ({ kind, id, name: data.name, key: `${kind} ${data.name.toLowerCase()}` }));
      const all = [
        ...using('Group', state.groups.list(account)),
        ...using('Role', state.roles.list(account)),
        ...using('User', state.users.list(account)),
      ];
      const { items, ...page } = pageOf(all, ({ key }) => key, input);
      const listed = (kind: string) => items.filter((item) => item.kind === kind);
      return {
        PolicyRoles: listed('Role').map(({ id, name }) => ({ RoleName: name, RoleId: id })),
        PolicyUsers: listed('User').map(({ id, name }) => ({ UserName: name, UserId: id })),
        PolicyGroups: listed('Group').map(({ id, name }) => ({ GroupName: name, GroupId: id })),
        ...page,
      };
    },
  }),

  DeletePolicy: operation<PolicyInput>({
    input: policyOnly,
    resource: policyResource,
    async run(state, { PolicyArn }, { account }) {
      const row = requireOwnPolicy(state, PolicyArn);
      if (isUsed(state, account, PolicyArn)) throw errors.policyIsAttached();
      if (row.data.versions.length > 1) throw errors.policyHasVersions();
      await state.policies.remove(row);
    },
  }),

  ...tagOperations<PolicyInput, PolicyData>({
    label: 'Policy',
    members: { PolicyArn },
    table: (state) => state.policies,
    find: (state, { PolicyArn }) => requireOwnPolicy(state, PolicyArn),
    resource: policyResource,
  }),
};

/** As GetPolicy answers, but without tags. */
export function describePolicy(state: IamState, account: string, arn: string) {
  const aws = awsManagedPolicies.get(arn);
  if (aws !== undefined) return { ...describeAws(state, account, aws), Description: aws.description };
  const row = policyNamed(state, arn);
  return { ...describe(state, account, row), Description: row.data.description };
}

function describe(state: IamState, account: string, { id, createdMs, data }: PolicyRow) {
  return {
    PolicyName: data.policyName,
    PolicyId: id,
    Arn: data.arn,
    Path: data.path,
    DefaultVersionId: data.defaultVersionId,
    ...describeUses(state, account, data.arn),
    CreateDate: new Date(createdMs),
    UpdateDate: new Date(data.updatedMs),
  };
}

function describeAws(state: IamState, account: string, policy: AwsManagedPolicy) {
  return {
    PolicyName: policy.name,
    PolicyId: idOf(policy.arn),
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.version,
    ...describeUses(state, account, policy.arn),
    CreateDate: new Date(policy.createdMs),
    UpdateDate: new Date(policy.createdMs),
  };
}

function describeUses(state: IamState, account: string, arn: string) {
  const count = (filter: UsageFilter) =>
    entitiesOf(state, account).filter((entity) => uses(entity, arn, filter)).length;
  return {
    AttachmentCount: count('PermissionsPolicy'),
    PermissionsBoundaryUsageCount: count('PermissionsBoundary'),
    IsAttachable: true,
  };
}

export function isUsed(state: IamState, account: string, arn: string, filter?: UsageFilter): boolean {
  return entitiesOf(state, account).some((entity) => uses(entity, arn, filter));
}

function entitiesOf({ roles, users, groups }: IamState, account: string): readonly EntityData[] {
  return [roles, users, groups].flatMap((table) => table.list(account).map((row) => row.data));
}

function uses(entity: EntityData & { readonly boundary?: string }, arn: string, filter?: UsageFilter): boolean {
  const attached = filter !== 'PermissionsBoundary' && entity.attachedPolicies.includes(arn);
  return attached || (filter !== 'PermissionsPolicy' && entity.boundary === arn);
}

/** Stable, and of the right form; AWS's own ids are not published as a list. */
function idOf(arn: string): string {
  const digest = createHash('sha256').update(arn).digest('hex').toUpperCase();
  return `ANPA${digest.replace(/[0189]/g, 'Q').slice(0, 17)}`;
}
