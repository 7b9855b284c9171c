#!/usr/bin/env node
/** The `stepwell` command. Each subcommand has its file; what is costly to load is loaded when its command runs. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { startCommand } from './start.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('stepwell')
  .description('AWS Step Functions, Lambda, IAM and CloudWatch Logs on your own machine.')
  .version(version);

for (const command of [startCommand()]) program.addCommand(command);

for (const command of [program, ...program.commands])
  command.configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) });

await program.parseAsync();
