/** Managed policies, AWS's and customers': create, read, delete, and which may be attached. */
import { createHash } from 'node:crypto';
import { parseArn } from '../../base/arn.ts';
import type { Call } from '../../base/service.ts';
import { percentEncode } from '../../protocols/percent.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import { type AwsManagedPolicy, awsManagedPolicies } from './aws-managed-policies.ts';
import { type IamState, type PolicyRow, policyWithArn, rowName, type Tag, uniqueId } from './entities.ts';
import { errors, refusingMalformed } from './errors.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { compilePolicy } from './policy/compile.ts';
import { mergeTags } from './tags.ts';

export interface CreatePolicyInput {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
}

interface PolicyInput {
  readonly PolicyArn: string;
}

/** IAM quotas: managed policy size, without white space. */
const DOCUMENT_LENGTH_MAX = 6144;
const AWS_POLICY_PREFIX = 'arn:aws:iam::aws:policy/';

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

export function isUnknownAwsPolicy(policyArn: string): boolean {
  return policyArn.startsWith(AWS_POLICY_PREFIX) && !awsManagedPolicies.has(policyArn);
}

export function policyArn(account: string, path: string, policyName: string): string {
  return `arn:aws:iam::${account}:policy${path}${policyName}`;
}

export async function createPolicy(state: IamState, input: CreatePolicyInput, { account }: Call) {
  const { PolicyName, PolicyDocument, Path = '/', Description, Tags = [] } = input;
  refusingMalformed(() => compilePolicy(PolicyDocument, 'identity'));
  if (PolicyDocument.replace(/\s/g, '').length > DOCUMENT_LENGTH_MAX) {
    throw errors.quotaExceeded('PolicySize', DOCUMENT_LENGTH_MAX);
  }
  try {
    const row = await state.policies.create({
      scope: account,
      name: rowName(PolicyName),
      id: uniqueId('ANPA', state.random),
      createdMs: state.clock.nowMs(),
      data: {
        policyName: PolicyName,
        path: Path,
        arn: policyArn(account, Path, PolicyName),
        ...(Description && { description: Description }),
        document: PolicyDocument,
        tags: mergeTags([], Tags),
      },
    });
    return { Policy: { ...describe(state, account, row), ...describeTags(row) } };
  } catch (error) {
    throw error instanceof ResourceConflictError ? errors.policyExists(PolicyName) : error;
  }
}

export async function getPolicy(state: IamState, { PolicyArn }: PolicyInput, { account }: Call) {
  const aws = awsManagedPolicies.get(PolicyArn);
  if (aws !== undefined) return { Policy: { ...describeAws(state, account, aws), Description: aws.description } };
  const row = policyWithArn(state, PolicyArn);
  if (row === undefined) throw errors.noSuchPolicy(PolicyArn);
  const { description } = row.data;
  const described = { ...describe(state, account, row), ...describeTags(row) };
  return { Policy: description === undefined ? described : { ...described, Description: description } };
}

export async function getPolicyVersion(
  state: IamState,
  { PolicyArn, VersionId }: PolicyInput & { readonly VersionId: string },
) {
  const aws = awsManagedPolicies.get(PolicyArn);
  const row = policyWithArn(state, PolicyArn);
  if (aws === undefined && row === undefined) throw errors.noSuchPolicy(PolicyArn);
  const known = aws ?? (row && { document: row.data.document, version: 'v1', createdMs: row.createdMs });
  if (known?.version !== VersionId) throw errors.noSuchPolicyVersion(PolicyArn, VersionId);
  return {
    PolicyVersion: {
      Document: percentEncode(known.document),
      VersionId,
      IsDefaultVersion: true,
      CreateDate: new Date(known.createdMs),
    },
  };
}

export async function listPolicyVersions(state: IamState, { PolicyArn }: PolicyInput) {
  const aws = awsManagedPolicies.get(PolicyArn);
  const row = policyWithArn(state, PolicyArn);
  const known = aws ?? (row && { version: 'v1', createdMs: row.createdMs });
  if (known === undefined) throw errors.noSuchPolicy(PolicyArn);
  const version = { VersionId: known.version, IsDefaultVersion: true, CreateDate: new Date(known.createdMs) };
  return { Versions: [version], IsTruncated: false };
}

export interface ListPoliciesInput extends PageRequest {
  readonly Scope?: 'All' | 'AWS' | 'Local';
  readonly OnlyAttached?: boolean;
  readonly PathPrefix?: string;
}

/** Customer managed policies stand before AWS's, as their ARNs sort. */
export async function listPolicies(state: IamState, input: ListPoliciesInput, { account }: Call) {
  const { Scope = 'All', OnlyAttached = false, PathPrefix = '/' } = input;
  const local = Scope === 'AWS' ? [] : state.policies.list(account).map((row) => describe(state, account, row));
  const aws = Scope === 'Local' ? [] : [...awsManagedPolicies.values()].map((p) => describeAws(state, account, p));
  const policies = [...local, ...aws]
    .filter(({ Path, AttachmentCount }) => Path.startsWith(PathPrefix) && (!OnlyAttached || AttachmentCount > 0))
    .sort((a, b) => (a.Arn < b.Arn ? -1 : 1));
  const { items, ...page } = pageOf(policies, (policy) => policy.Arn, input);
  return { ...page, Policies: items };
}

export async function deletePolicy(state: IamState, { PolicyArn }: PolicyInput, { account }: Call): Promise<void> {
  if (PolicyArn.startsWith(AWS_POLICY_PREFIX)) throw errors.unmodifiable(PolicyArn);
  const row = policyWithArn(state, PolicyArn);
  if (row === undefined) throw errors.noSuchPolicy(PolicyArn);
  const { attached, asBoundary } = countUses(state, account, PolicyArn);
  if (attached + asBoundary > 0) throw errors.policyIsAttached();
  await state.policies.remove(row);
}

function describe(state: IamState, account: string, { id, createdMs, data }: PolicyRow) {
  return {
    PolicyName: data.policyName,
    PolicyId: id,
    Arn: data.arn,
    Path: data.path,
    DefaultVersionId: 'v1',
    ...describeUses(state, account, data.arn),
    CreateDate: new Date(createdMs),
    UpdateDate: new Date(createdMs),
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

function describeTags({ data }: PolicyRow) {
  return data.tags.length === 0 ? {} : { Tags: data.tags };
}

function describeUses(state: IamState, account: string, arn: string) {
  const { attached, asBoundary } = countUses(state, account, arn);
  return { AttachmentCount: attached, PermissionsBoundaryUsageCount: asBoundary, IsAttachable: true };
}

function countUses(state: IamState, account: string, arn: string) {
  const roles = state.roles.list(account);
  return {
    attached: roles.filter(({ data }) => data.attachedPolicies.includes(arn)).length,
    asBoundary: roles.filter(({ data }) => data.boundary === arn).length,
  };
}

/** Stable, and of the right form; AWS's own ids are not published as a list. */
function idOf(arn: string): string {
  const digest = createHash('sha256').update(arn).digest('hex').toUpperCase();
  return `ANPA${digest.replace(/[0189]/g, 'Q').slice(0, 17)}`;
}
