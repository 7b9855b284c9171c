/** Roles and policies, as queries. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListPolicies,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { gather } from './pages.ts';
import { LIST_REFRESH_MS } from './refresh.ts';

export const iamKeys = {
  roles: ['iam', 'roles'],
  role: (name: string) => ['iam', 'role', name],
  policies: ['iam', 'policies'],
  policy: (arn: string) => ['iam', 'policy', arn],
} as const;

export function useRoles() {
  const { iam: client } = useClients();
  return useQuery({
    queryKey: iamKeys.roles,
    queryFn: () => gather(paginateListRoles({ client }, { MaxItems: 1000 }), (page) => page.Roles),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export function useRole(name: string) {
  const { iam } = useClients();
  return useQuery({
    queryKey: iamKeys.role(name),
    queryFn: async () => (await iam.send(new GetRoleCommand({ RoleName: name }))).Role,
    refetchInterval: LIST_REFRESH_MS,
  });
}

export interface RolePolicies {
  readonly attached: readonly { readonly name: string; readonly arn: string }[];
  readonly inline: readonly { readonly name: string; readonly document: string }[];
}

export function useRolePolicies(name: string) {
  const { iam } = useClients();
  return useQuery({
    queryKey: [...iamKeys.role(name), 'policies'],
    queryFn: () => readRolePolicies(iam, name),
    refetchInterval: LIST_REFRESH_MS,
  });
}

type IamClient = ReturnType<typeof useClients>['iam'];

export async function readRolePolicies(client: IamClient, RoleName: string): Promise<RolePolicies> {
  const [attached, inlineNames] = await Promise.all([
    gather(paginateListAttachedRolePolicies({ client }, { RoleName }), (page) => page.AttachedPolicies),
    gather(paginateListRolePolicies({ client }, { RoleName }), (page) => page.PolicyNames),
  ]);
  const inline = await Promise.all(
    inlineNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return { name: PolicyName, document: decodeURIComponent(PolicyDocument) };
    }),
  );
  return {
    attached: attached.map(({ PolicyName = '', PolicyArn = '' }) => ({ name: PolicyName, arn: PolicyArn })),
    inline,
  };
}

export function usePolicies() {
  const { iam: client } = useClients();
  return useQuery({
    queryKey: iamKeys.policies,
    queryFn: () => gather(paginateListPolicies({ client }, { MaxItems: 1000 }), (page) => page.Policies),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export function usePolicy(arn: string) {
  const { iam } = useClients();
  return useQuery({
    queryKey: iamKeys.policy(arn),
    queryFn: async () => {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId }));
      return { policy: Policy, document: decodeURIComponent(PolicyVersion?.Document ?? '') };
    },
  });
}
