/** IAM: the operation table, and the authorizer that everything else asks. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Authorizer, Call, Operation, Permission, Service } from '../../base/service.ts';
import type { StringShape, StructureShape } from '../../base/shape.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { createAuthorizer } from './authorizer.ts';
import { type IamState, openIamState, roleWithArn, rowName } from './entities.ts';
import * as managedPolicies from './managed-policies.ts';
import * as rolePolicies from './role-policies.ts';
import * as roles from './roles.ts';
import * as shapes from './shapes.ts';

export interface IamDeps {
  readonly resources: ResourceStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Iam {
  readonly service: Service;
  readonly authorizer: Authorizer;
  /** What STS needs to know of a role; undefined when there is none with this ARN. */
  readonly findRole: (roleArn: string) => { readonly maxSessionSeconds: number } | undefined;
}

export async function openIamService({ resources, clock, random }: IamDeps): Promise<Iam> {
  const state = await openIamState(resources, clock, random);
  return {
    service: { name: 'iam', operations: operationsOf(state) },
    authorizer: createAuthorizer(state),
    findRole: (roleArn) => roleWithArn(state, roleArn)?.data,
  };
}

type Run<In> = (state: IamState, input: In, call: Call) => Promise<unknown>;

const { required, structure } = shapes;

const RoleName = required(shapes.roleName);
const PolicyName = required(shapes.policyName);
const PolicyArn = required(shapes.policyArn);
const PolicyDocument = required(shapes.policyDocument);
const roleOnly = structure({ RoleName });
const rolePolicy = structure({ RoleName, PolicyName });
const attachment = structure({ RoleName, PolicyArn });
const policyOnly = structure({ PolicyArn });
const usageFilter: StringShape = { type: 'string', enum: ['PermissionsPolicy', 'PermissionsBoundary'] };

function operationsOf(state: IamState): Readonly<Record<string, Operation>> {
  /** Allowed by `iam:<name>` on what `resourceOf` says. */
  function operation<In>(
    name: string,
    members: StructureShape,
    run: Run<In>,
    resourceOf: (input: In, call: Call) => string,
  ): readonly [string, Operation<In>] {
    const permissions = (input: In, call: Call): readonly Permission[] => [
      { action: `iam:${name}`, resource: resourceOf(input, call) },
    ];
    return [name, { input: members, permissions, run: (input, call) => run(state, input, call) }];
  }

  const onRole = <In extends { readonly RoleName: string }>(name: string, members: StructureShape, run: Run<In>) =>
    operation(name, members, run, ({ RoleName }, { account }) => {
      const role = state.roles.get(account, rowName(RoleName));
      return role?.data.arn ?? roles.roleArn(account, '/', RoleName);
    });
  const onPolicy = <In extends { readonly PolicyArn: string }>(name: string, members: StructureShape, run: Run<In>) =>
    operation(name, members, run, (input) => input.PolicyArn);

  return Object.fromEntries([
    operation(
      'CreateRole',
      structure({
        RoleName,
        AssumeRolePolicyDocument: PolicyDocument,
        Path: shapes.path,
        Description: shapes.roleDescription,
        MaxSessionDuration: shapes.maxSessionDuration,
        PermissionsBoundary: shapes.policyArn,
        Tags: shapes.tags,
      }),
      roles.createRole,
      (input, { account }) => roles.roleArn(account, input.Path ?? '/', input.RoleName),
    ),
    onRole('GetRole', roleOnly, roles.getRole),
    operation(
      'ListRoles',
      structure({ PathPrefix: shapes.pathPrefix, ...shapes.paging }),
      roles.listRoles,
      (input, { account }) => roles.roleArn(account, input.PathPrefix ?? '/', ''),
    ),
    onRole(
      'UpdateRole',
      structure({
        RoleName,
        Description: shapes.roleDescription,
        MaxSessionDuration: shapes.maxSessionDuration,
      }),
      roles.updateRole,
    ),
    onRole(
      'UpdateRoleDescription',
      structure({ RoleName, Description: required(shapes.roleDescription) }),
      roles.updateRoleDescription,
    ),
    onRole('UpdateAssumeRolePolicy', structure({ RoleName, PolicyDocument }), roles.updateAssumeRolePolicy),
    onRole('DeleteRole', roleOnly, roles.deleteRole),
    onRole(
      'PutRolePermissionsBoundary',
      structure({ RoleName, PermissionsBoundary: PolicyArn }),
      roles.putRolePermissionsBoundary,
    ),
    onRole('DeleteRolePermissionsBoundary', roleOnly, roles.deleteRolePermissionsBoundary),
    onRole('TagRole', structure({ RoleName, Tags: required(shapes.tags) }), roles.tagRole),
    onRole('UntagRole', structure({ RoleName, TagKeys: required(shapes.tagKeys) }), roles.untagRole),
    onRole('ListRoleTags', structure({ RoleName, ...shapes.paging }), roles.listRoleTags),
    onRole('ListInstanceProfilesForRole', structure({ RoleName, ...shapes.paging }), roles.listInstanceProfilesForRole),
    onRole('AttachRolePolicy', attachment, rolePolicies.attachRolePolicy),
    onRole('DetachRolePolicy', attachment, rolePolicies.detachRolePolicy),
    onRole(
      'ListAttachedRolePolicies',
      structure({ RoleName, PathPrefix: shapes.pathPrefix, ...shapes.paging }),
      rolePolicies.listAttachedRolePolicies,
    ),
    onRole('PutRolePolicy', structure({ RoleName, PolicyName, PolicyDocument }), rolePolicies.putRolePolicy),
    onRole('GetRolePolicy', rolePolicy, rolePolicies.getRolePolicy),
    onRole('ListRolePolicies', structure({ RoleName, ...shapes.paging }), rolePolicies.listRolePolicies),
    onRole('DeleteRolePolicy', rolePolicy, rolePolicies.deleteRolePolicy),
    operation(
      'CreatePolicy',
      structure({
        PolicyName,
        PolicyDocument,
        Path: shapes.path,
        Description: shapes.policyDescription,
        Tags: shapes.tags,
      }),
      managedPolicies.createPolicy,
      (input, { account }) => managedPolicies.policyArn(account, input.Path ?? '/', input.PolicyName),
    ),
    onPolicy('GetPolicy', policyOnly, managedPolicies.getPolicy),
    onPolicy(
      'GetPolicyVersion',
      structure({
        PolicyArn,
        VersionId: { type: 'string', required: true, pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' },
      }),
      managedPolicies.getPolicyVersion,
    ),
    onPolicy('ListPolicyVersions', structure({ PolicyArn, ...shapes.paging }), managedPolicies.listPolicyVersions),
    operation(
      'ListPolicies',
      structure({
        Scope: { type: 'string', enum: ['All', 'AWS', 'Local'] },
        OnlyAttached: { type: 'boolean' },
        PathPrefix: shapes.path,
        PolicyUsageFilter: usageFilter,
        ...shapes.paging,
      }),
      managedPolicies.listPolicies,
      (_input, { account }) => managedPolicies.policyArn(account, '/', ''),
    ),
    onPolicy('DeletePolicy', policyOnly, managedPolicies.deletePolicy),
  ]);
}
