/** The finished example through the public API, from the browser; what is there already is left or brought up to date. */
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../app/clients.ts';
import { unless } from '../app/unless.ts';
import { zip } from '../functions/code-package.ts';
import {
  definitionWith,
  type ExampleFunction,
  FUNCTION_ROLE,
  FUNCTIONS,
  MACHINE_NAME,
  MACHINE_ROLE,
  ROLES,
} from './call-center.ts';

type ExampleRole = (typeof ROLES)[number];

/** Resolves with the ARN of the state machine. */
export async function deployExample(clients: Clients): Promise<string> {
  const roleArns = new Map<string, string>();
  for (const role of ROLES) roleArns.set(role.name, await deployRole(clients, role));
  const functionArns = new Map<string, string>();
  for (const each of FUNCTIONS)
    functionArns.set(each.name, await deployFunction(clients, each, roleArns.get(FUNCTION_ROLE)!));
  return deployMachine(clients, {
    definition: definitionWith((name) => functionArns.get(name)!),
    roleArn: roleArns.get(MACHINE_ROLE)!,
  });
}

async function deployRole({ iam }: Clients, { name, description, trustPolicy, managedPolicies }: ExampleRole) {
  const create = new CreateRoleCommand({
    RoleName: name,
    Description: description,
    AssumeRolePolicyDocument: JSON.stringify(trustPolicy),
  });
  const { Role } = await iam
    .send(create)
    .catch(unless('EntityAlreadyExistsException', () => iam.send(new GetRoleCommand({ RoleName: name }))));
  for (const PolicyArn of managedPolicies) await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
  return Role?.Arn ?? '';
}

async function deployFunction({ lambda }: Clients, { name, source }: ExampleFunction, roleArn: string) {
  const code = zip({ 'index.js': source });
  const create = new CreateFunctionCommand({
    FunctionName: name,
    Runtime: 'nodejs4.3' as 'nodejs20.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile: code },
  });
  const update = new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: code });
  const { FunctionArn = '' } = await lambda
    .send(create)
    .catch(unless('ResourceConflictException', () => lambda.send(update)));
  const waiting = { client: lambda, minDelay: 1, maxWaitTime: 60 };
  await waitUntilFunctionActiveV2(waiting, { FunctionName: name });
  await waitUntilFunctionUpdatedV2(waiting, { FunctionName: name });
  return FunctionArn;
}

interface MachineSettings {
  readonly definition: string;
  readonly roleArn: string;
}

async function deployMachine({ states, region, account }: Clients, settings: MachineSettings): Promise<string> {
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${MACHINE_NAME}`;
  await states
    .send(new CreateStateMachineCommand({ name: MACHINE_NAME, ...settings }))
    .catch(
      unless('StateMachineAlreadyExists', () =>
        states.send(new UpdateStateMachineCommand({ stateMachineArn, ...settings })),
      ),
    );
  return stateMachineArn;
}
