/** The ARN of a state machine that is given by its name. */
import type { AwsClient } from './client.ts';

/** @param machine a name, of the account that the credentials belong to, or an ARN */
export async function machineArnOf(client: AwsClient, machine: string): Promise<string> {
  if (machine.startsWith('arn:')) return machine;
  const { Account: account } = await client.call('sts', 'GetCallerIdentity', {});
  return formatMachineArn(client.connection.region, account, machine);
}

export function formatMachineArn(region: string, account: string, name: string): string {
  return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
}
