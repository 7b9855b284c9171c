/** Deletes users and groups as the console does: what hangs on them is taken off first. */
import {
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { readGroup, readUser } from '../queries/iam-users.ts';

export async function deleteUser(iam: IAMClient, UserName: string): Promise<void> {
  const { keys, policies, inlinePolicies, groups } = await readUser(iam, UserName);
  for (const { AccessKeyId } of keys) await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  for (const { PolicyArn } of policies) await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
  for (const PolicyName of inlinePolicies) await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  for (const { GroupName } of groups) await iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
  await iam.send(new DeleteUserCommand({ UserName }));
}

export async function deleteGroup(iam: IAMClient, GroupName: string): Promise<void> {
  const { users, policies } = await readGroup(iam, GroupName);
  for (const { UserName } of users) await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
  for (const { PolicyArn } of policies) await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
  await iam.send(new DeleteGroupCommand({ GroupName }));
}
