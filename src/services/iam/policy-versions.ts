/** Versions of managed policies: five at most, one of them the default, which is what the policy says. */
import { percentEncode } from '../../protocols/percent.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';
import { changeRow, type IamState, type PolicyData, type PolicyVersion, policyNamed } from './entities.ts';
import { errors } from './errors.ts';
import {
  checkManagedPolicy,
  PolicyArn,
  type PolicyInput,
  policyResource,
  requireOwnPolicy,
} from './managed-policies.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import * as shapes from './shapes.ts';

interface VersionInput extends PolicyInput {
  readonly VersionId: string;
}

interface CreateVersionInput extends PolicyInput {
  readonly PolicyDocument: string;
  readonly SetAsDefault?: boolean;
}

/** IAM quotas. */
const VERSIONS_MAX = 5;

const { required, structure } = shapes;
const versionInput = structure({
  PolicyArn,
  VersionId: { type: 'string', required: true, pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' },
});

export const policyVersionOperations: Readonly<Record<string, UnboundOperation>> = {
  CreatePolicyVersion: operation<CreateVersionInput>({
    input: structure({
      PolicyArn,
      PolicyDocument: required(shapes.policyDocument),
      SetAsDefault: { type: 'boolean' },
    }),
    resource: policyResource,
    async run(state, { PolicyArn, PolicyDocument: document, SetAsDefault: becomesDefault = false }) {
      requireOwnPolicy(state, PolicyArn);
      checkManagedPolicy(document);
      const createdMs = state.clock.nowMs();
      const { data } = await changePolicy(state, PolicyArn, (policy) => {
        if (policy.versions.length >= VERSIONS_MAX) throw errors.tooManyVersions(VERSIONS_MAX);
        const id = `v${policy.versionsMade + 1}`;
        return {
          ...policy,
          versions: [...policy.versions, { id, document, createdMs }],
          versionsMade: policy.versionsMade + 1,
          defaultVersionId: becomesDefault ? id : policy.defaultVersionId,
          updatedMs: createdMs,
        };
      });
      return { PolicyVersion: describe(data, data.versions.at(-1) as PolicyVersion) };
    },
  }),

  GetPolicyVersion: operation<VersionInput>({
    input: versionInput,
    resource: policyResource,
    async run(state, { PolicyArn, VersionId }) {
      const policy = versionsOf(state, PolicyArn);
      const version = requireVersion(policy, PolicyArn, VersionId);
      return { PolicyVersion: { ...describe(policy, version), Document: percentEncode(version.document) } };
    },
  }),

  ListPolicyVersions: operation<PolicyInput & PageRequest>({
    input: structure({ PolicyArn, ...shapes.paging }),
    resource: policyResource,
    /** Newest first. */
    async run(state, input) {
      const policy = versionsOf(state, input.PolicyArn);
      const newestFirst = policy.versions.toReversed();
      const { items, ...page } = pageOf(
        newestFirst,
        ({ id }) => String(newestFirst.findIndex((v) => v.id === id)),
        input,
      );
      return { ...page, Versions: items.map((version) => describe(policy, version)) };
    },
  }),

  SetDefaultPolicyVersion: operation<VersionInput>({
    input: versionInput,
    resource: policyResource,
    async run(state, { PolicyArn, VersionId }) {
      requireOwnPolicy(state, PolicyArn);
      await changePolicy(state, PolicyArn, (policy) => {
        requireVersion(policy, PolicyArn, VersionId);
        return { ...policy, defaultVersionId: VersionId, updatedMs: state.clock.nowMs() };
      });
    },
  }),

  DeletePolicyVersion: operation<VersionInput>({
    input: versionInput,
    resource: policyResource,
    async run(state, { PolicyArn, VersionId }) {
      requireOwnPolicy(state, PolicyArn);
      await changePolicy(state, PolicyArn, (policy) => {
        requireVersion(policy, PolicyArn, VersionId);
        if (VersionId === policy.defaultVersionId) throw errors.isDefaultVersion();
        return { ...policy, versions: policy.versions.filter(({ id }) => id !== VersionId) };
      });
    },
  }),
};

type Versions = Pick<PolicyData, 'versions' | 'defaultVersionId'>;

/** Of AWS's policies only the default version is kept. */
function versionsOf(state: IamState, policyArn: string): Versions {
  const aws = awsManagedPolicies.get(policyArn);
  if (aws === undefined) return policyNamed(state, policyArn).data;
  const { version: id, document, createdMs } = aws;
  return { versions: [{ id, document, createdMs }], defaultVersionId: id };
}

function requireVersion({ versions }: Versions, policyArn: string, versionId: string): PolicyVersion {
  const version = versions.find(({ id }) => id === versionId);
  if (version === undefined) throw errors.noSuchPolicyVersion(policyArn, versionId);
  return version;
}

function changePolicy(state: IamState, policyArn: string, edit: (policy: PolicyData) => PolicyData) {
  return changeRow(state.policies, { find: () => policyNamed(state, policyArn), edit });
}

function describe({ defaultVersionId }: Versions, { id, createdMs }: PolicyVersion) {
  return { VersionId: id, IsDefaultVersion: id === defaultVersionId, CreateDate: new Date(createdMs) };
}
