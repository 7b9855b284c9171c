/** The README's table of operations, from what a server says of itself. */
import { AwsClient } from '../src/cli/aws/client.ts';

const TITLES: Readonly<Record<string, string>> = {
  states: 'Step Functions',
  lambda: 'Lambda',
  iam: 'IAM',
  sts: 'STS',
  logs: 'CloudWatch Logs',
  events: 'EventBridge',
  s3: 'S3',
  stepwell: '[Stepwell](docs/stepwell-service.md)',
};
/** So many are listed; of more it says how many. */
const LISTED_MAX = 45;
const BEGIN = '<!-- operations: npx tsx scripts/operations.ts -->';
const END = '<!-- end of operations -->';

export interface ListedOperation {
  readonly service: string;
  readonly name: string;
  readonly supported: boolean;
}

export async function listOperations(endpoint: string): Promise<readonly ListedOperation[]> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new AwsClient({ endpoint, region: 'us-east-1', credentials });
  return (await client.call('stepwell', 'ListOperations', {})).operations;
}

export async function operationTable(endpoint: string): Promise<string> {
  const operations = await listOperations(endpoint);
  const rows = [...new Set(operations.map(({ service }) => service))].map((service) => {
    const own = operations.filter((operation) => operation.service === service);
    const named = (supported: boolean) => shown(own.filter((operation) => operation.supported === supported));
    return `| ${TITLES[service] ?? service} | ${named(true)} | ${named(false)} |`;
  });
  return ['| service | operations | refused by name |', '| --- | --- | --- |', ...rows].join('\n');
}

function shown(operations: readonly ListedOperation[]): string {
  if (operations.length > LISTED_MAX) return String(operations.length);
  return operations
    .map(({ name }) => name)
    .sort()
    .join(', ');
}

/** The text with the table in its place. */
export function withOperationTable(text: string, table: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`the text has no place for the table: "${BEGIN}" to "${END}"`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
}
