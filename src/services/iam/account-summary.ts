/** GetAccountSummary: what an account has, and IAM's quotas. */
import type { IamState } from './entities.ts';
import { operation, type UnboundOperation } from './operation.ts';
import * as shapes from './shapes.ts';

/** IAM quotas as they are before anybody has them raised, under the names of the API reference. */
const QUOTAS = {
  UsersQuota: 5000,
  GroupsQuota: 300,
  RolesQuota: 1000,
  PoliciesQuota: 1500,
  InstanceProfilesQuota: 1000,
  ServerCertificatesQuota: 20,
  GroupsPerUserQuota: 10,
  AccessKeysPerUserQuota: 2,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2048,
  GroupPolicySizeQuota: 5120,
  RolePolicySizeQuota: 10_240,
  PolicySizeQuota: 6144,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerUserQuota: 10,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  VersionsPerPolicyQuota: 5,
  PolicyVersionsInUseQuota: 10_000,
};

/** Kinds of things that nobody can make here. */
const NONE = {
  MFADevices: 0,
  MFADevicesInUse: 0,
  AccountMFAEnabled: 0,
  AccountSigningCertificatesPresent: 0,
  AccountAccessKeysPresent: 0,
  AccountPasswordPresent: 0,
  ServerCertificates: 0,
  Providers: 0,
};

export const accountSummaryOperations: Readonly<Record<string, UnboundOperation>> = {
  GetAccountSummary: operation<object>({
    input: shapes.structure({}),
    resource: () => '*',
    async run(state, _input, { account }) {
      const counts = { ...countsOf(state, account), ...NONE, ...QUOTAS, GlobalEndpointTokenVersion: 1 };
      return { SummaryMap: new Map(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))) };
    },
  }),
};

function countsOf(state: IamState, account: string) {
  const policies = state.policies.list(account);
  return {
    Users: state.users.list(account).length,
    Groups: state.groups.list(account).length,
    Roles: state.roles.list(account).length,
    Policies: policies.length,
    PolicyVersionsInUse: policies.reduce((sum, { data }) => sum + data.versions.length, 0),
    InstanceProfiles: state.instanceProfiles.list(account).length,
  };
}
