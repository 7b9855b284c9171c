/**
 * What IAM has for things that do not exist here: lists of them are empty, which is what tools ask before they delete a user,
 * and everything else says by name that it is not supported, and why.
 */
import type { Shape } from '../../base/shape.ts';
import { userOf, userResource } from './caller-user.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import * as shapes from './shapes.ts';

const { structure } = shapes;

interface EmptyList {
  /** Of the answer. */
  readonly member: string;
  /** Members of the input beside those of pages. */
  readonly input?: Readonly<Record<string, Shape>>;
  /** About one user, who has to exist. */
  readonly ofUser?: true;
  readonly isPaged?: boolean;
}

const ofUser = { ofUser: true, input: { UserName: shapes.userName } } as const;

const EMPTY_LISTS: Readonly<Record<string, EmptyList>> = {
  ListMFADevices: { member: 'MFADevices', ...ofUser },
  ListSigningCertificates: { member: 'Certificates', ...ofUser },
  ListSSHPublicKeys: { member: 'SSHPublicKeys', ...ofUser },
  ListVirtualMFADevices: {
    member: 'VirtualMFADevices',
    input: { AssignmentStatus: { type: 'string', enum: ['Assigned', 'Unassigned', 'Any'] } },
  },
  ListServerCertificates: { member: 'ServerCertificateMetadataList', input: { PathPrefix: shapes.pathPrefix } },
  ListSAMLProviders: { member: 'SAMLProviderList', isPaged: false },
  ListOpenIDConnectProviders: { member: 'OpenIDConnectProviderList', isPaged: false },
};

const NO_MFA = 'nobody here has a second factor, and none is asked for';
const NO_PROVIDERS = 'there is no federation with identity providers; roles are assumed with AssumeRole';
const NO_CERTIFICATES = 'no service here takes certificates';
const NO_SSH = 'there is no CodeCommit here that would take keys';
const NO_RECORD = 'it keeps no record of who used what; "stepwell policy NAME --observed" reads it from histories';
const NO_ORGANIZATION = 'accounts here belong to no organization';
const NO_DELEGATION = 'there are no delegation requests';
const NO_ACCOUNT_SETTINGS = 'accounts here have no such settings';

/** Why, and the operations. */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  [
    NO_MFA,
    [
      'CreateVirtualMFADevice',
      'DeleteVirtualMFADevice',
      'EnableMFADevice',
      'DeactivateMFADevice',
      'ResyncMFADevice',
      'GetMFADevice',
      'TagMFADevice',
      'UntagMFADevice',
      'ListMFADeviceTags',
    ],
  ],
  [
    NO_PROVIDERS,
    [
      'CreateSAMLProvider',
      'GetSAMLProvider',
      'UpdateSAMLProvider',
      'DeleteSAMLProvider',
      'TagSAMLProvider',
      'UntagSAMLProvider',
      'ListSAMLProviderTags',
      'CreateOpenIDConnectProvider',
      'GetOpenIDConnectProvider',
      'DeleteOpenIDConnectProvider',
      'UpdateOpenIDConnectProviderThumbprint',
      'AddClientIDToOpenIDConnectProvider',
      'RemoveClientIDFromOpenIDConnectProvider',
      'TagOpenIDConnectProvider',
      'UntagOpenIDConnectProvider',
      'ListOpenIDConnectProviderTags',
      'EnableOutboundWebIdentityFederation',
      'DisableOutboundWebIdentityFederation',
      'GetOutboundWebIdentityFederationInfo',
    ],
  ],
  [
    NO_CERTIFICATES,
    [
      'UploadServerCertificate',
      'GetServerCertificate',
      'UpdateServerCertificate',
      'DeleteServerCertificate',
      'TagServerCertificate',
      'UntagServerCertificate',
      'ListServerCertificateTags',
      'UploadSigningCertificate',
      'UpdateSigningCertificate',
      'DeleteSigningCertificate',
    ],
  ],
  [NO_SSH, ['UploadSSHPublicKey', 'GetSSHPublicKey', 'UpdateSSHPublicKey', 'DeleteSSHPublicKey']],
  [
    NO_RECORD,
    [
      'GenerateServiceLastAccessedDetails',
      'GetServiceLastAccessedDetails',
      'GetServiceLastAccessedDetailsWithEntities',
      'ListPoliciesGrantingServiceAccess',
    ],
  ],
  [
    NO_ORGANIZATION,
    [
      'GenerateOrganizationsAccessReport',
      'GetOrganizationsAccessReport',
      'ListOrganizationsFeatures',
      'EnableOrganizationsRootCredentialsManagement',
      'DisableOrganizationsRootCredentialsManagement',
      'EnableOrganizationsRootSessions',
      'DisableOrganizationsRootSessions',
    ],
  ],
  [
    NO_DELEGATION,
    [
      'CreateDelegationRequest',
      'GetDelegationRequest',
      'ListDelegationRequests',
      'UpdateDelegationRequest',
      'AcceptDelegationRequest',
      'AssociateDelegationRequest',
      'RejectDelegationRequest',
      'SendDelegationToken',
      'AcquireRole',
      'GetRoleTemplateVersion',
      'GetHumanReadableSummary',
    ],
  ],
  [NO_ACCOUNT_SETTINGS, ['GetAccountProperties', 'PutAccountProperties', 'SetSecurityTokenServicePreferences']],
];

function emptyList({ member, input = {}, ofUser: isOfUser, isPaged = true }: EmptyList): UnboundOperation {
  return operation<{ readonly UserName?: string }>({
    input: structure({ ...input, ...(isPaged && shapes.paging) }),
    resource: isOfUser ? userResource : () => '*',
    async run(state, request, call) {
      if (isOfUser && (request.UserName !== undefined || call.principal.type === 'user')) userOf(state, request, call);
      return { [member]: [], ...(isPaged && { IsTruncated: false }) };
    },
  });
}

function refusal(why: string): UnboundOperation {
  return (name) => ({
    input: structure({}),
    unsupported: true,
    permissions: () => [{ action: `iam:${name}`, resource: '*' }],
    async run() {
      throw errors.notSupported(name, why);
    },
  });
}

export const unsupportedOperations: Readonly<Record<string, UnboundOperation>> = {
  ...Object.fromEntries(Object.entries(EMPTY_LISTS).map(([name, list]) => [name, emptyList(list)])),
  ...Object.fromEntries(REFUSED.flatMap(([why, names]) => names.map((name) => [name, refusal(why)]))),
};
