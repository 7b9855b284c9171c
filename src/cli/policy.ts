/** `stepwell policy NAME`: the smallest policy that a state machine's role needs. */
import { type Command, createCommand } from 'commander';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import { parseCount } from './option-values.ts';

interface PolicyFlags extends ConnectionFlags {
  /** So many executions; true: as many as by default. */
  readonly observed?: number | true;
}

const EXECUTIONS_DEFAULT = 100;

const HELP = `
What a definition leaves open until it runs, such as a function's name taken from the input, gets a wildcard, and a line on standard error
says so; --observed puts in its place what the latest executions used.

Example:
  $ stepwell policy CallCenterStateMachine > policy.json`;

export function policyCommand(): Command {
  const command = createCommand('policy')
    .description("Print the least-privilege policy for a state machine's role.")
    .argument('<name>', 'name or ARN of a state machine')
    .option('--observed [executions]', `what the latest executions used (default: ${EXECUTIONS_DEFAULT})`, parseCount)
    .addHelpText('after', HELP)
    .action(policy);
  return addConnectionOptions(command);
}

async function policy(name: string, { observed, ...connection }: PolicyFlags): Promise<void> {
  const { neededPolicies } = await import('./policy/needed-policies.ts');
  const client = await connect(connection);
  const executions = observed === true ? EXECUTIONS_DEFAULT : observed;
  const { policies, notes } = await neededPolicies(client, { name, executions });
  for (const note of notes) console.error(note);
  for (const { roleArn, document } of policies) {
    if (policies.length > 1) console.error(`for ${roleArn}:`);
    console.log(JSON.stringify(document, null, 2));
  }
}
