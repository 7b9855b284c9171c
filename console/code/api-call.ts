/** A call of an API as the console makes it, and as one would make it with the CLI or an SDK. */

export interface ApiCall {
  /** As the SDK's package names it: `sfn`, `lambda`, `iam`, `cloudwatch-logs`. */
  readonly client: string;
  /** `StartExecution` */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type CodeKind = 'cli' | 'javascript' | 'python';

export const CODE_KINDS: Readonly<
  Record<CodeKind, { readonly label: string; readonly write: (call: ApiCall) => string }>
> = {
  cli: { label: 'AWS CLI', write: cliText },
  javascript: { label: 'JavaScript', write: javascriptText },
  python: { label: 'Python', write: pythonText },
};

/** The CLI's and boto3's names, where they are others. */
const CLI_NAMES: Readonly<Record<string, string>> = { sfn: 'stepfunctions', 'cloudwatch-logs': 'logs' };
const BOTO_NAMES: Readonly<Record<string, string>> = { sfn: 'stepfunctions', 'cloudwatch-logs': 'logs' };
const CLASS_NAMES: Readonly<Record<string, string>> = {
  sfn: 'SFNClient',
  lambda: 'LambdaClient',
  iam: 'IAMClient',
  'cloudwatch-logs': 'CloudWatchLogsClient',
};

function cliText({ client, operation, input }: ApiCall): string {
  const options = given(input).map(([name, value]) => `--${dashed(name)} ${shellValue(value)}`);
  return [`aws ${CLI_NAMES[client] ?? client} ${dashed(operation)}`, ...options].join(' \\\n  ');
}

function javascriptText({ client, operation, input }: ApiCall): string {
  const className = CLASS_NAMES[client] ?? 'Client';
  const members = given(input).map(([name, value]) => `  ${name}: ${literal(value)},`);
  return [
    `import { ${className}, ${operation}Command } from '@aws-sdk/client-${client}';`,
    '',
    `const client = new ${className}({});`,
    members.length === 0
      ? `await client.send(new ${operation}Command({}));`
      : `await client.send(new ${operation}Command({\n${members.join('\n')}\n}));`,
  ].join('\n');
}

function pythonText({ client, operation, input }: ApiCall): string {
  const members = given(input).map(([name, value]) => `    ${name}=${pythonLiteral(value)},`);
  const call = `${dashed(operation).replaceAll('-', '_')}`;
  return [
    'import boto3',
    '',
    `client = boto3.client('${BOTO_NAMES[client] ?? client}')`,
    members.length === 0 ? `client.${call}()` : `client.${call}(\n${members.join('\n')}\n)`,
  ].join('\n');
}

function given(input: ApiCall['input']): readonly (readonly [string, unknown])[] {
  return Object.entries(input).filter(([, value]) => value !== undefined);
}

/** `StartExecution` -> `start-execution`, `stateMachineArn` -> `state-machine-arn`, `S3Bucket` -> `s3-bucket` */
function dashed(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** In single quotes, which keep everything but themselves. */
function shellValue(value: unknown): string {
  if (value instanceof Uint8Array) return 'fileb://package.zip';
  if (value instanceof Date) return String(value.getTime() / 1000);
  const text = typeof value === 'string' ? value : JSON.stringify(value, withoutBytes);
  return /^[\w:/.@$+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function literal(value: unknown): string {
  if (value instanceof Uint8Array) return "await readFile('package.zip')";
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return JSON.stringify(value, withoutBytes);
}

function pythonLiteral(value: unknown): string {
  if (value instanceof Uint8Array) return "open('package.zip', 'rb').read()";
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return value === null ? 'None' : JSON.stringify(value);
  return `{${given(value as Record<string, unknown>)
    .map(([name, member]) => `${JSON.stringify(name)}: ${pythonLiteral(member)}`)
    .join(', ')}}`;
}

/** Code packages are files to everybody but the console. */
function withoutBytes(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? 'package.zip' : value;
}
