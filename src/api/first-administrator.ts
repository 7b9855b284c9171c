/**
 * The first key of a strict installation: without one nobody could sign anything. It belongs to an ordinary user, so it is
 * listed, replaced and deleted like any other.
 */
import { type Call, type Dispatch, rootOf, ServiceError } from '../base/service.ts';

export interface FirstKey {
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const USER_NAME = 'administrator';
const POLICY_ARN = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Can be done again: what a start before this one left unfinished is taken up. */
export async function createFirstAdministrator(dispatch: Dispatch, account: string): Promise<FirstKey> {
  const call: Call = { principal: rootOf(account), account, region: 'us-east-1', requestId: 'first-administrator' };
  const user = { UserName: USER_NAME };
  await dispatch.run('iam', 'CreateUser', user, call).catch(unlessItExists);
  await dispatch.run('iam', 'AttachUserPolicy', { ...user, PolicyArn: POLICY_ARN }, call);
  const { AccessKey } = (await dispatch.run('iam', 'CreateAccessKey', user, call)) as CreatedKey;
  return { userName: USER_NAME, accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

interface CreatedKey {
  readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
}

function unlessItExists(error: unknown): void {
  if (!(error instanceof ServiceError && error.code === 'EntityAlreadyExists')) throw error;
}
