/** `stepwell validate FILE`: everything that is wrong with a definition, each with its place. */
import { readFileSync } from 'node:fs';
import { type Command, createCommand } from 'commander';
import type { WireDiagnostic } from './aws/operations.ts';
import { CommandError } from './command-error.ts';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import { style } from './terminal/style.ts';

const HELP = `
Checked here, or by ValidateStateMachineDefinition where --endpoint or AWS_ENDPOINT_URL names an endpoint.
Exit codes: 0 valid, 1 not valid.

Example:
  $ stepwell validate examples/call-center/definition.asl.json`;

export function validateCommand(): Command {
  const command = createCommand('validate')
    .description('Check the definition of a state machine.')
    .argument('<file>', 'a definition in the Amazon States Language')
    .addHelpText('after', HELP)
    .action(validate);
  return addConnectionOptions(command);
}

async function validate(file: string, flags: ConnectionFlags, command: Command): Promise<void> {
  const text = read(file);
  const hasEndpoint = command.getOptionValueSource('endpoint') !== 'default';
  const diagnostics = await (hasEndpoint ? diagnosticsOfService(text, flags) : diagnosticsOfParser(text));
  const { placeOf } = await import('./validate/place-of.ts');
  for (const diagnostic of diagnostics) console.log(diagnosticLine(diagnostic, `${file}${placeOf(diagnostic, text)}`));
  const isValid = diagnostics.every(({ severity }) => severity !== 'ERROR');
  if (isValid) console.log(`${file}: ${style('green', 'valid')}`);
  process.exitCode = isValid ? 0 : 1;
}

async function diagnosticsOfService(definition: string, flags: ConnectionFlags): Promise<readonly WireDiagnostic[]> {
  const client = await connect(flags);
  return (await client.call('states', 'ValidateStateMachineDefinition', { definition })).diagnostics;
}

async function diagnosticsOfParser(definition: string): Promise<readonly WireDiagnostic[]> {
  const { parseDefinition } = await import('../asl/index.ts');
  return parseDefinition(definition).diagnostics;
}

function diagnosticLine({ severity, code, message }: WireDiagnostic, place: string): string {
  const [text] = message.split('\n');
  return `${place}: ${style(severity === 'ERROR' ? 'red' : 'yellow', severity)} ${code}: ${text}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(missing ? `there is no file ${file}` : (error as Error).message);
  }
}
