/** Users and groups, as queries. */
import {
  GetGroupCommand,
  GetUserCommand,
  type IAMClient,
  paginateListAccessKeys,
  paginateListAttachedGroupPolicies,
  paginateListAttachedUserPolicies,
  paginateListGroups,
  paginateListGroupsForUser,
  paginateListUserPolicies,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { gather } from './pages.ts';
import { LIST_REFRESH_MS } from './refresh.ts';

export const userKeys = {
  users: ['iam', 'users'],
  user: (name: string) => ['iam', 'user', name],
  groups: ['iam', 'groups'],
  group: (name: string) => ['iam', 'group', name],
} as const;

export function useUsers() {
  const { iam: client } = useClients();
  return useQuery({
    queryKey: userKeys.users,
    queryFn: () => gather(paginateListUsers({ client }, {}), (page) => page.Users),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export function useGroups() {
  const { iam: client } = useClients();
  return useQuery({
    queryKey: userKeys.groups,
    queryFn: () => gather(paginateListGroups({ client }, {}), (page) => page.Groups),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** A user with all that hangs on it. */
export function useUser(name: string) {
  const { iam } = useClients();
  return useQuery({
    queryKey: userKeys.user(name),
    queryFn: () => readUser(iam, name),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export async function readUser(client: IAMClient, UserName: string) {
  const [{ User }, keys, policies, inlinePolicies, groups] = await Promise.all([
    client.send(new GetUserCommand({ UserName })),
    gather(paginateListAccessKeys({ client }, { UserName }), (page) => page.AccessKeyMetadata),
    gather(paginateListAttachedUserPolicies({ client }, { UserName }), (page) => page.AttachedPolicies),
    gather(paginateListUserPolicies({ client }, { UserName }), (page) => page.PolicyNames),
    gather(paginateListGroupsForUser({ client }, { UserName }), (page) => page.Groups),
  ]);
  return { user: User, keys, policies, inlinePolicies, groups };
}

/** A group with its members and policies. */
export function useGroup(name: string) {
  const { iam } = useClients();
  return useQuery({
    queryKey: userKeys.group(name),
    queryFn: () => readGroup(iam, name),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export async function readGroup(client: IAMClient, GroupName: string) {
  const [{ Group, Users = [] }, policies] = await Promise.all([
    client.send(new GetGroupCommand({ GroupName })),
    gather(paginateListAttachedGroupPolicies({ client }, { GroupName }), (page) => page.AttachedPolicies),
  ]);
  return { group: Group, users: Users, policies };
}
