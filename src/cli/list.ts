/** `stepwell list`: the state machines and functions of a region. */
import { type Command, createCommand } from 'commander';
import type { AwsClient } from './aws/client.ts';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import { style } from './terminal/style.ts';
import { type Column, Table } from './terminal/table.ts';

const HELP = `
Example:
  $ stepwell list --endpoint http://127.0.0.1:4566`;

export function listCommand(): Command {
  const command = createCommand('list')
    .description('List the state machines and functions.')
    .addHelpText('after', HELP)
    .action(list);
  return addConnectionOptions(command);
}

async function list(flags: ConnectionFlags): Promise<void> {
  const client = await connect(flags);
  const [machines, functions] = await Promise.all([machineRows(client), functionRows(client)]);
  printTable([{ heading: 'State machine' }, { heading: 'Type' }, { heading: 'Created' }], machines);
  console.log();
  printTable([{ heading: 'Function' }, { heading: 'Runtime' }, { heading: 'Modified' }], functions);
}

function printTable(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  const table = new Table(columns, rows);
  console.log(style('bold', table.heading()));
  console.log(table.rule());
  if (rows.length === 0) console.log(style('dim', 'none'));
  for (const row of rows) console.log(table.row(row));
}

async function machineRows(client: AwsClient): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.call('states', 'ListStateMachines', nextToken === undefined ? {} : { nextToken });
    for (const { name, type, creationDate } of page.stateMachines)
      rows.push([name, type, timeText(new Date(creationDate * 1000))]);
    nextToken = page.nextToken;
  } while (nextToken);
  return rows;
}

async function functionRows(client: AwsClient): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  let Marker: string | undefined;
  do {
    const page = await client.call('lambda', 'ListFunctions', Marker === undefined ? {} : { Marker });
    for (const { FunctionName, Runtime = '-', LastModified } of page.Functions ?? [])
      rows.push([FunctionName, Runtime, timeText(new Date(LastModified))]);
    Marker = page.NextMarker;
  } while (Marker);
  return rows;
}

/** `2026-01-31 13:05:59`, in local time. */
function timeText(time: Date): string {
  return time.toLocaleString('sv-SE');
}
