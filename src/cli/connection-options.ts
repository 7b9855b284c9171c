/** The options of every command that speaks to an AWS endpoint. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AwsClient } from './aws/client.ts';
import { parseRegion } from './option-values.ts';

export interface ConnectionFlags {
  readonly endpoint: string;
  readonly region: string;
}

const ENDPOINT = 'http://127.0.0.1:4566';

export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--endpoint <url>', 'where to send requests; "aws" for AWS itself')
        .env('AWS_ENDPOINT_URL')
        .argParser(parseEndpoint)
        .default(ENDPOINT),
    )
    .addOption(
      new Option('--region <name>', 'region (env: AWS_REGION, AWS_DEFAULT_REGION)')
        .argParser(parseRegion)
        .default(process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || 'us-east-1'),
    );
}

/** Loaded when a command needs it, so that `--help` costs nothing. */
export async function connect(flags: ConnectionFlags): Promise<AwsClient> {
  const [{ AwsClient }, { connectionOf }] = await Promise.all([
    import('./aws/client.ts'),
    import('./aws/connection.ts'),
  ]);
  return new AwsClient(connectionOf(flags, process.env));
}

function parseEndpoint(text: string): string {
  if (text === 'aws' || (/^https?:\/\//.test(text) && URL.canParse(text))) return text;
  throw new InvalidArgumentError('Give a URL such as http://127.0.0.1:4566, or aws.');
}
