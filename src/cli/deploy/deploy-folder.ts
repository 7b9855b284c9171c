/** Deploys a folder: its roles, its functions, then the state machine that calls them. Done again, it changes what differs. */
import type { AwsClient } from '../aws/client.ts';
import { CommandError } from '../command-error.ts';
import { type FunctionSource, readDeployFolder } from './folder.ts';
import { deployFunction, type FunctionRole } from './functions.ts';
import type { Deployed, Outcome } from './outcome.ts';
import { fillPlaceholders } from './placeholders.ts';
import { parseRoleDocument, type RoleDocument } from './role-document.ts';
import { deployRole } from './roles.ts';
import { deployStateMachine } from './state-machine.ts';

export interface DeployStep {
  readonly kind: 'role' | 'function' | 'state machine';
  readonly name: string;
  readonly outcome: Outcome;
}

export interface DeployOptions {
  /** What to call the state machine; by default like the folder. */
  readonly name?: string | undefined;
  /** Told of each step when it is done. */
  readonly onStep?: (step: DeployStep) => void;
}

/**
 * @returns the state machine's ARN
 * @throws CommandError
 */
export async function deployFolder(client: AwsClient, path: string, options: DeployOptions = {}): Promise<string> {
  const { onStep = () => {} } = options;
  const folder = readDeployFolder(path);
  const { name = folder.name } = options;
  const { Account: account } = await client.call('sts', 'GetCallerIdentity', {});
  const values = {
    region: client.connection.region,
    account,
    functionNames: folder.functions.map((source) => source.name),
  };
  const fill = ({ file, text }: { readonly file: string; readonly text: string }) => ({
    file,
    text: fillPlaceholders(text, file, values),
  });
  // Everything is read and checked before anything is changed.
  const documents = folder.roles.map((source) => parseRoleDocument(source.name, fill(source)));
  const definition = fill(folder.definition).text;
  const machineRoleName = roleTrusting('states.amazonaws.com', 'the state machine', documents).name;
  const functionRoleNames = folder.functions.map((source) => functionRoleName(source, documents));

  const step = async (kind: DeployStep['kind'], thing: string, work: Promise<Deployed>): Promise<Deployed> => {
    const deployed = await work.catch((error: unknown) => {
      throw error instanceof CommandError ? new CommandError(`${kind} ${thing}: ${error.message}`) : error;
    });
    onStep({ kind, name: thing, outcome: deployed.outcome });
    return deployed;
  };
  const roles = new Map<string, Deployed>();
  for (const document of documents)
    roles.set(document.name, await step('role', document.name, deployRole(client, document)));
  for (const [i, source] of folder.functions.entries())
    await step('function', source.name, deployFunction(client, source, functionRole(functionRoleNames[i]!, roles)));
  const machine = { name, account, definition, roleArn: roles.get(machineRoleName)!.arn };
  const { arn } = await step('state machine', name, deployStateMachine(client, machine));
  return arn;
}

/** A role of the folder by name, or any role by ARN. */
function functionRole(role: string, roles: ReadonlyMap<string, Deployed>): FunctionRole {
  const ofFolder = roles.get(role);
  return { arn: ofFolder?.arn ?? role, isNew: ofFolder?.outcome === 'created' };
}

/** What the function's settings say, else the one role that Lambda may assume. */
function functionRoleName({ name, settings }: FunctionSource, documents: readonly RoleDocument[]): string {
  const { Role: role } = settings;
  if (role === undefined) return roleTrusting('lambda.amazonaws.com', `the function ${name}`, documents).name;
  if (typeof role === 'string' && (role.startsWith('arn:') || documents.some((document) => document.name === role)))
    return role;
  throw new CommandError(`functions/${name}.json: Role must be an ARN or the name of a file in roles/`);
}

function roleTrusting(service: string, user: string, documents: readonly RoleDocument[]): RoleDocument {
  const trusting = documents.filter(({ trusts }) => trusts.has(service));
  const [role] = trusting;
  if (role !== undefined && trusting.length === 1) return role;
  const found = trusting.length === 0 ? 'none does' : `${trusting.map(({ name }) => name).join(' and ')} do`;
  throw new CommandError(`${user} needs one role in roles/ whose trustPolicy names ${service}; ${found}`);
}
