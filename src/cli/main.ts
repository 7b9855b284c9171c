#!/usr/bin/env node
/** The `stepwell` command. Each subcommand has its file; what is costly to load is loaded when its command runs. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { deployCommand } from './deploy.ts';
import { graphCommand } from './graph.ts';
import { listCommand } from './list.ts';
import { logsCommand } from './logs.ts';
import { policyCommand } from './policy.ts';
import { runCommand } from './run.ts';
import { startCommand } from './start.ts';
import { validateCommand } from './validate.ts';
import { whyCommand } from './why.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('stepwell')
  .description('AWS Step Functions, Lambda, IAM and CloudWatch Logs on your own machine.')
  .version(version);

for (const command of [
  startCommand(),
  deployCommand(),
  runCommand(),
  logsCommand(),
  validateCommand(),
  graphCommand(),
  listCommand(),
  whyCommand(),
  policyCommand(),
])
  program.addCommand(command);

for (const command of [program, ...program.commands])
  command.configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) });

// `stepwell list | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  program.error(`error: ${error.message}`);
}
