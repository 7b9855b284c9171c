/** Creates a state machine or brings its definition and role up to what is wanted. */
import { type AwsClient, AwsError } from '../aws/client.ts';
import { formatMachineArn } from '../aws/state-machine-arn.ts';
import type { Deployed } from './outcome.ts';

export interface WantedStateMachine {
  readonly name: string;
  readonly account: string;
  readonly definition: string;
  readonly roleArn: string;
}

export async function deployStateMachine(client: AwsClient, wanted: WantedStateMachine): Promise<Deployed> {
  const { name, account, definition, roleArn } = wanted;
  const stateMachineArn = formatMachineArn(client.connection.region, account, name);
  const present = await describe(client, stateMachineArn);
  if (present === undefined) {
    const created = await client.call('states', 'CreateStateMachine', { name, definition, roleArn });
    return { arn: created.stateMachineArn, outcome: 'created' };
  }
  if (present.definition === definition && present.roleArn === roleArn)
    return { arn: stateMachineArn, outcome: 'unchanged' };
  await client.call('states', 'UpdateStateMachine', { stateMachineArn, definition, roleArn });
  return { arn: stateMachineArn, outcome: 'updated' };
}

async function describe(client: AwsClient, stateMachineArn: string) {
  try {
    return await client.call('states', 'DescribeStateMachine', { stateMachineArn });
  } catch (error) {
    if (error instanceof AwsError && error.code === 'StateMachineDoesNotExist') return undefined;
    throw error;
  }
}
