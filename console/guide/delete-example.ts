/** "Delete what this tutorial made": the machine, the five functions and the two roles, whichever of them there are. */
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../app/clients.ts';
import { unless } from '../app/unless.ts';
import { deleteRole } from '../roles/delete-role.ts';
import { FUNCTIONS, MACHINE_NAME, ROLES } from './call-center.ts';

export async function deleteExample(clients: Clients): Promise<void> {
  const { states, lambda, region, account } = clients;
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${MACHINE_NAME}`;
  await states.send(new DeleteStateMachineCommand({ stateMachineArn }));
  for (const { name } of FUNCTIONS) {
    const deletion = lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    await ignoring('ResourceNotFoundException', deletion);
  }
  for (const { name } of ROLES) await ignoring('NoSuchEntityException', deleteRole(clients.iam, name));
}

async function ignoring(errorName: string, deletion: Promise<unknown>): Promise<void> {
  await deletion.catch(unless(errorName, () => Promise.resolve(undefined)));
}
