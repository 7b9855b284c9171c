/** Creates a role or brings it up to its document. Policies that the document does not name stay as they are. */
import { isDeepStrictEqual } from 'node:util';
import { type AwsClient, AwsError } from '../aws/client.ts';
import type { Deployed } from './outcome.ts';
import type { RoleDocument } from './role-document.ts';

export async function deployRole(client: AwsClient, role: RoleDocument): Promise<Deployed> {
  const RoleName = role.name;
  const { trustPolicy: AssumeRolePolicyDocument, description: Description } = role;
  try {
    const created = await client.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument, Description });
    await deployPolicies(client, role);
    return { arn: created.Role.Arn, outcome: 'created' };
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'EntityAlreadyExists') throw error;
  }
  const { Role } = await client.call('iam', 'GetRole', { RoleName });
  const changes = [
    await updateTrust(client, role, Role.AssumeRolePolicyDocument),
    await updateDescription(client, role, Role.Description ?? ''),
    await deployPolicies(client, role),
  ];
  return { arn: Role.Arn, outcome: changes.includes(true) ? 'updated' : 'unchanged' };
}

/** Each of these says whether there was something to do. */
async function updateTrust(client: AwsClient, { name, trustPolicy }: RoleDocument, present: string): Promise<boolean> {
  if (isSamePolicy(trustPolicy, present)) return false;
  await client.call('iam', 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: trustPolicy });
  return true;
}

async function updateDescription(client: AwsClient, role: RoleDocument, present: string): Promise<boolean> {
  if (role.description === present) return false;
  await client.call('iam', 'UpdateRoleDescription', { RoleName: role.name, Description: role.description });
  return true;
}

async function deployPolicies(client: AwsClient, role: RoleDocument): Promise<boolean> {
  const RoleName = role.name;
  const { AttachedPolicies } = await client.call('iam', 'ListAttachedRolePolicies', { RoleName });
  const attached = AttachedPolicies === '' ? [] : AttachedPolicies.member.map(({ PolicyArn }) => PolicyArn);
  const missing = role.managedPolicies.filter((arn) => !attached.includes(arn));
  for (const PolicyArn of missing) await client.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  let changed = missing.length > 0;
  for (const [PolicyName, PolicyDocument] of Object.entries(role.inlinePolicies)) {
    const present = await inlinePolicy(client, { RoleName, PolicyName });
    if (present !== undefined && isSamePolicy(PolicyDocument, present)) continue;
    await client.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
    changed = true;
  }
  return changed;
}

async function inlinePolicy(
  client: AwsClient,
  name: { readonly RoleName: string; readonly PolicyName: string },
): Promise<string | undefined> {
  try {
    return (await client.call('iam', 'GetRolePolicy', name)).PolicyDocument;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

/** @param present as IAM shows documents: percent-encoded */
function isSamePolicy(wanted: string, present: string): boolean {
  return isDeepStrictEqual(JSON.parse(wanted), JSON.parse(decodeURIComponent(present)));
}
