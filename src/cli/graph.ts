/** `stepwell graph FILE`: the picture of a definition, as SVG on standard output. */
import { readFileSync } from 'node:fs';
import { type Command, createCommand, Option } from 'commander';
import { JsonSyntaxError, parseJson } from '../base/json.ts';
import type { Theme } from '../graph/index.ts';
import { CommandError } from './command-error.ts';

const HELP = `
The same picture as in the console. What a definition lacks is left out of it; see stepwell validate for what is wrong.

Example:
  $ stepwell graph examples/call-center/definition.asl.json > call-center.svg`;

interface GraphFlags {
  readonly theme: Theme;
}

export function graphCommand(): Command {
  return createCommand('graph')
    .description('Draw the definition of a state machine as SVG.')
    .argument('<file>', 'a definition in the Amazon States Language')
    .addOption(new Option('--theme <theme>', 'colours').choices(['light', 'dark']).default('light'))
    .addHelpText('after', HELP)
    .action(drawFile);
}

async function drawFile(file: string, { theme }: GraphFlags): Promise<void> {
  const definition = parseFile(file);
  const { renderSvg } = await import('../graph/index.ts');
  process.stdout.write(renderSvg(definition, { theme }));
}

function parseFile(file: string) {
  try {
    return parseJson(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CommandError(`${file} is not JSON: ${error.message}`);
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(missing ? `there is no file ${file}` : (error as Error).message);
  }
}
