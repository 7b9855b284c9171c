/** IAM: the operation table, and the authorizer that everything else asks. */
import { parseArn } from '../../base/arn.ts';
import type { Authorizer, Principal, Service } from '../../base/service.ts';
import { accessKeyOperations, hasAccessKey, type ResolvedAccessKey, resolveAccessKey } from './access-keys.ts';
import { accountAliasOperations } from './account-aliases.ts';
import { accountSummaryOperations } from './account-summary.ts';
import { authorizationDetailsOperations } from './authorization-details.ts';
import { createAuthorizer } from './authorizer.ts';
import { credentialReportOperations } from './credential-report.ts';
import { type IamStateDeps, openIamState, roleWithArn } from './entities.ts';
import { entityPolicyOperations } from './entity-policies.ts';
import { groupOperations } from './groups.ts';
import { instanceProfileOperations } from './instance-profiles.ts';
import { loginProfileOperations, type SignIn, type SignInRequest, signedInUser, signIn } from './login-profiles.ts';
import { managedPolicyOperations } from './managed-policies.ts';
import { bindOperations } from './operation.ts';
import { passwordPolicyOperations } from './password-policy.ts';
import { policyVersionOperations } from './policy-versions.ts';
import { roleOperations } from './roles.ts';
import { serviceCredentialOperations } from './service-credentials.ts';
import { serviceLinkedRoleOperations } from './service-linked-roles.ts';
import { sessionPolicyFault } from './session-policy.ts';
import { simulationOperations } from './simulation.ts';
import { tagsOfEntity } from './tags.ts';
import { unsupportedOperations } from './unsupported.ts';
import { userOperations } from './users.ts';

export interface Iam {
  readonly service: Service;
  readonly authorizer: Authorizer;
  /** What STS needs to know of a role; undefined when there is none with this ARN. */
  readonly findRole: (roleArn: string) => { readonly maxSessionSeconds: number } | undefined;
  /** Why a document, or the ARN of a managed policy, cannot limit a session; undefined when it can. */
  readonly sessionPolicyFault: (policy: string) => string | undefined;
  /** Whose user name and password these are, for the console. */
  readonly signIn: (request: SignInRequest) => Promise<SignIn>;
  /** Who signed in with a password before; undefined when that no longer holds. */
  readonly signedInUser: (userId: string) => Principal | undefined;
  /** Whose long-term access key it is. */
  readonly resolveAccessKey: (accessKeyId: string) => ResolvedAccessKey;
  /** Whether any user of the account has a key. */
  readonly hasAccessKey: (account: string) => boolean;
}

export interface IamDeps extends IamStateDeps {
  /** The tags of other services' resources. */
  readonly resourceTags?: Service['resourceTags'];
}

export async function openIamService({ resourceTags, ...stateDeps }: IamDeps): Promise<Iam> {
  const state = await openIamState(stateDeps);
  const operations = bindOperations(
    {
      ...roleOperations,
      ...userOperations,
      ...groupOperations,
      ...entityPolicyOperations,
      ...managedPolicyOperations,
      ...policyVersionOperations,
      ...accessKeyOperations,
      ...serviceCredentialOperations,
      ...serviceLinkedRoleOperations,
      ...simulationOperations,
      ...instanceProfileOperations,
      ...loginProfileOperations,
      ...passwordPolicyOperations,
      ...accountAliasOperations,
      ...accountSummaryOperations,
      ...authorizationDetailsOperations,
      ...credentialReportOperations(),
      ...unsupportedOperations,
    },
    state,
  );
  return {
    service: { name: 'iam', operations, resourceTags: (arn) => tagsOfEntity(state, arn) },
    authorizer: createAuthorizer(state, (text) => {
      const arn = parseArn(text);
      if (arn === undefined) return undefined;
      return arn.service === 'iam' ? tagsOfEntity(state, arn) : resourceTags?.(arn);
    }),
    findRole: (roleArn) => roleWithArn(state, roleArn)?.data,
    sessionPolicyFault: (policy) => sessionPolicyFault(state, policy),
    signIn: (request) => signIn(state, request),
    signedInUser: (userId) => signedInUser(state, userId),
    resolveAccessKey: (accessKeyId) => resolveAccessKey(state, accessKeyId),
    hasAccessKey: (account) => hasAccessKey(state, account),
  };
}
