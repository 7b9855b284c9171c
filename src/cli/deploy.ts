/** `stepwell deploy FOLDER`: creates or updates what a folder describes. */
import { type Command, createCommand } from 'commander';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import type { DeployStep } from './deploy/deploy-folder.ts';
import { style } from './terminal/style.ts';

interface DeployFlags extends ConnectionFlags {
  readonly name?: string;
}

const LAYOUT = `
A folder holds, and file names are the names of what they describe:
  definition.asl.json    the state machine
  functions/NAME.js      a function of one file (.js, .mjs, .cjs) ...
  functions/NAME/        ... or of several, with an index.js
  functions/NAME.json    members of CreateFunction: Runtime, Timeout, Environment, Role ... (optional)
  roles/NAME.json        trustPolicy, managedPolicies, inlinePolicies, description

In ARNs, REGION and ACCOUNT_ID stand for where it is deployed, and in a state, FUNCTION_NAME for the function
that is called like the state ("Open Case": OpenCaseFunction or OpenCase).

Example:
  $ stepwell deploy examples/call-center --name CallCenterStateMachine`;

export function deployCommand(): Command {
  const command = createCommand('deploy')
    .description('Create or update the roles, functions and state machine of a folder.')
    .argument('<folder>', 'what to deploy')
    .option('--name <name>', 'name of the state machine (default: that of the folder)')
    .addHelpText('after', LAYOUT)
    .action(deploy);
  return addConnectionOptions(command);
}

async function deploy(folder: string, flags: DeployFlags): Promise<void> {
  const { deployFolder } = await import('./deploy/deploy-folder.ts');
  const client = await connect(flags);
  const arn = await deployFolder(client, folder, { name: flags.name, onStep: (step) => console.log(stepLine(step)) });
  console.log(`\n${arn}`);
}

function stepLine({ kind, name, outcome }: DeployStep): string {
  const shown = outcome.padEnd('unchanged'.length);
  return `${style(outcome === 'unchanged' ? 'dim' : 'green', shown)}  ${kind.padEnd('state machine'.length)}  ${name}`;
}
