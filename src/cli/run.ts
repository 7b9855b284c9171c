/** `stepwell run NAME`: starts an execution, shows its history as it happens, and ends as it ended. */
import { type Command, createCommand } from 'commander';
import type { Execution, ExecutionStatus } from './aws/operations.ts';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import { parseJsonText } from './option-values.ts';
import { StatusLine } from './terminal/status-line.ts';
import { style } from './terminal/style.ts';

interface RunFlags extends ConnectionFlags {
  readonly input: string;
  readonly name?: string;
}

/** 1 says that there is no execution to speak of. */
const EXIT_CODES: Readonly<Partial<Record<ExecutionStatus, number>>> = {
  SUCCEEDED: 0,
  FAILED: 2,
  TIMED_OUT: 3,
  ABORTED: 4,
};

const EXIT_INTERRUPTED = 130;

const HELP = `
Exit codes: 0 succeeded, 2 failed, 3 timed out, 4 aborted, 1 could not be run. Ctrl-C leaves the execution running.

Example:
  $ stepwell run CallCenterStateMachine --input '{"inputCaseID":"001"}'`;

export function runCommand(): Command {
  const command = createCommand('run')
    .description('Start an execution, follow it, and exit with its outcome.')
    .argument('<name>', 'name or ARN of a state machine')
    .option('--input <json>', 'input of the execution', parseJsonText, '{}')
    .option('--name <name>', 'name of the execution (default: a new one)')
    .addHelpText('after', HELP)
    .action(run);
  return addConnectionOptions(command);
}

async function run(machine: string, { input, name, ...connection }: RunFlags): Promise<void> {
  const [{ machineArnOf }, { followExecution }, { HistoryTable }, { expectedNames }] = await Promise.all([
    import('./aws/state-machine-arn.ts'),
    import('./run/follow-execution.ts'),
    import('./run/history-table.ts'),
    import('./run/expected-names.ts'),
  ]);
  const client = await connect(connection);
  const stateMachineArn = await machineArnOf(client, machine);
  const { definition } = await client.call('states', 'DescribeStateMachine', { stateMachineArn });
  const started = { stateMachineArn, input, ...(name !== undefined && { name }) };
  const { executionArn } = await client.call('states', 'StartExecution', started);
  console.log(`${executionArn}\n`);

  const status = new StatusLine();
  process.once('SIGINT', () => {
    status.clear();
    console.error(`the execution goes on: ${executionArn}`);
    process.exit(EXIT_INTERRUPTED);
  });
  const table = new HistoryTable(expectedNames(definition));
  console.log(table.heading());
  const startMs = performance.now();
  for await (const events of followExecution(client, executionArn)) {
    status.clear();
    for (const event of events) console.log(table.row(event));
    if (events.length === 0) status.show(`running for ${Math.round((performance.now() - startMs) / 1000)} s`);
  }
  status.clear();
  const execution = await client.call('states', 'DescribeExecution', { executionArn });
  console.log(`\n${outcome(execution)}`);
  process.exitCode = EXIT_CODES[execution.status] ?? 1;
}

function outcome({ status, startDate, stopDate = startDate, output, error, cause }: Execution): string {
  const heading = `${status} after ${Math.round((stopDate - startDate) * 1000)} ms`;
  return [
    style('bold', style(status === 'SUCCEEDED' ? 'green' : 'red', heading)),
    ...(output === undefined ? [] : [output]),
    ...(error === undefined ? [] : [`error: ${error}`]),
    ...(cause === undefined ? [] : [`cause: ${cause}`]),
  ].join('\n');
}
