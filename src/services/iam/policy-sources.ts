/** The policies that speak for a role, a user or a group, each with the names it goes by. */
import type { Row } from '../../store/resource-table.ts';
import {
  type EntityData,
  groupsOf,
  groupWithArn,
  type IamState,
  lastPart,
  type RoleRow,
  roleWithArn,
  type UserRow,
  userWithArn,
} from './entities.ts';
import { type EntityType, errors } from './errors.ts';
import { documentOf } from './managed-policies.ts';

export interface PolicySource {
  /** Under which results of the simulator refer to it. GUESS for inline policies; of managed ones it is the name. */
  readonly id: string;
  /** For people: an ARN, or whose inline policy it is. */
  readonly label: string;
  readonly text: string;
}

/** @throws ServiceError for the ARN of nobody */
export function policySourcesOf(
  state: IamState,
  arn: string,
): { readonly policies: readonly PolicySource[]; readonly boundary?: string } {
  const role = roleWithArn(state, arn);
  if (role !== undefined) return { ...role.data, policies: sourcesOfRole(state, role) };
  const group = groupWithArn(state, arn);
  if (group !== undefined) return { policies: sourcesOf(state, 'group', group) };
  const user = userWithArn(state, arn);
  if (user === undefined) throw errors.noSuchPrincipal(arn);
  return { ...user.data, policies: sourcesOfUser(state, user) };
}

export function sourcesOfRole(state: IamState, role: RoleRow): readonly PolicySource[] {
  return sourcesOf(state, 'role', role);
}

/** With those of its groups. */
export function sourcesOfUser(state: IamState, user: UserRow): readonly PolicySource[] {
  const ofGroups = groupsOf(state, user).flatMap((group) => sourcesOf(state, 'group', group));
  return [...sourcesOf(state, 'user', user), ...ofGroups];
}

function sourcesOf(state: IamState, type: EntityType, { data }: Row<EntityData>): readonly PolicySource[] {
  const managed = data.attachedPolicies.flatMap((arn) => {
    const text = documentOf(state, arn);
    return text === undefined ? [] : [{ id: lastPart(arn), label: arn, text }];
  });
  const inline = Object.entries(data.inlinePolicies).map(([name, text]) => ({
    id: `${type}_${data.name}_${name}`,
    label: `inline policy ${name} of ${data.arn}`,
    text,
  }));
  return [...managed, ...inline];
}
