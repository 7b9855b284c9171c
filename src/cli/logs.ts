/** `stepwell logs NAME`: what a function wrote to CloudWatch Logs. */
import { type Command, createCommand, Option } from 'commander';
import type { LogEvent } from './aws/operations.ts';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import { parseDuration } from './option-values.ts';
import { style } from './terminal/style.ts';

interface LogsFlags extends ConnectionFlags {
  readonly follow?: boolean;
  /** Milliseconds. */
  readonly since?: number;
  /** A file, or `-`. */
  readonly export?: string;
}

const HELP = `
Example:
  $ stepwell logs OpenCaseFunction --since 10m --follow
  $ stepwell logs OpenCaseFunction --export opened.jsonl`;

export function logsCommand(): Command {
  const command = createCommand('logs')
    .description('Print the log of a function.')
    .argument('<name>', 'name of a function, or of a log group (with a slash in it)')
    .option('--follow', 'go on printing what is logged from now on')
    .option(
      '--since <duration>',
      'from so long ago on, such as 30s, 10m, 2h or 1d (default: everything)',
      parseDuration,
    )
    .addOption(
      new Option(
        '--export <file>',
        'write the events to a file ("-" for standard output), each as a JSON object on a line of its own',
      ).conflicts('follow'),
    )
    .addHelpText('after', HELP)
    .action(logs);
  return addConnectionOptions(command);
}

async function logs(name: string, { follow = false, since, export: file, ...connection }: LogsFlags): Promise<void> {
  const { readLogs } = await import('./logs/read-logs.ts');
  const client = await connect(connection);
  const logGroupName = name.includes('/') ? name : `/aws/lambda/${name}`;
  const sinceMs = since === undefined ? 0 : Date.now() - since;
  const events = readLogs(client, { logGroupName, sinceMs, follow });
  if (file !== undefined) {
    const { exportEvents } = await import('./logs/export-events.ts');
    await exportEvents(events, file);
    return;
  }
  for await (const event of events) console.log(logLine(event));
}

function logLine({ timestamp, message }: LogEvent): string {
  return `${style('dim', new Date(timestamp).toISOString())}  ${message.trimEnd()}`;
}
