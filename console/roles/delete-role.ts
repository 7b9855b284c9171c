/** Deletes a role as the console does: what is attached to it is taken off first. */
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { readRolePolicies } from '../queries/iam.ts';

export async function deleteRole(iam: IAMClient, RoleName: string): Promise<void> {
  const { attached, inline } = await readRolePolicies(iam, RoleName);
  for (const { arn } of attached) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: arn }));
  for (const { name } of inline) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: name }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
