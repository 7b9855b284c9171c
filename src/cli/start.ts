/** `stepwell start`: serves until a signal comes, then drains. */
import { type Command, createCommand, Option } from 'commander';
import type { RunningStepwell, StartOptions } from '../app.ts';
import type { AccessMode } from '../base/service.ts';
import type { AuthMode } from '../http/authenticate.ts';
import {
  collectEndpoints,
  collectHosts,
  collectOrigins,
  collectRuntimes,
  isSwitchedOn,
  parseAccount,
  parseHost,
  parsePort,
  parseRegion,
  parseSeconds,
} from './option-values.ts';
import { TracesEnvironmentError, tracesUrlOf } from './traces-url.ts';

interface StartFlags {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly keyFile?: string;
  readonly memory?: boolean;
  readonly region: string;
  readonly account: string;
  readonly auth: AuthMode;
  readonly iam: AccessMode;
  readonly isolation: NonNullable<StartOptions['isolation']>;
  readonly runtime: NonNullable<StartOptions['runtimes']>;
  readonly onUnknownOutcome: NonNullable<StartOptions['onUnknownOutcome']>;
  readonly allowHost: readonly string[];
  readonly corsOrigin: readonly string[];
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly metricsToken?: string;
  readonly quotas: NonNullable<StartOptions['quotas']>;
  readonly objectDir?: string;
  readonly endpoint: Readonly<Record<string, string>>;
  readonly allowPlainHttp?: boolean;
  readonly insecureBind?: boolean;
  /** Milliseconds. */
  readonly drainTimeout: number;
}

const HELP = `
Example:
  $ stepwell start --port 0 --memory`;

export function startCommand(): Command {
  return createCommand('start')
    .description('Serve the AWS APIs on one port.')
    .addOption(option('--port <number>', 'port to listen on; 0 picks a free one').argParser(parsePort).default(4566))
    .addOption(option('--host <address>', 'address to listen on').argParser(parseHost).default('127.0.0.1'))
    .addOption(option('--data-dir <folder>', 'where everything is kept').default('.stepwell'))
    .addOption(
      option('--key-file <path>', 'the file with the key that protects all others').default(
        undefined,
        'secrets.key in the data directory',
      ),
    )
    .addOption(new Option('--memory', 'keep nothing: all is gone at the end (env: STEPWELL_MEMORY)'))
    .addOption(option('--region <name>', 'default region').argParser(parseRegion).default('us-east-1'))
    .addOption(option('--account <id>', 'account id').argParser(parseAccount).default('000000000000'))
    .addOption(
      option('--auth <mode>', 'who gets in: anybody (dev), or only keys that Stepwell issued (strict)')
        .choices(['dev', 'strict'])
        .default('dev'),
    )
    .addOption(
      option('--iam <mode>', 'policies: enforce them, record what would be denied, or ignore them')
        .choices(['enforce', 'audit', 'off'])
        .default('enforce'),
    )
    .addOption(
      option('--isolation <way>', 'how functions are kept apart: in sandboxes of bubblewrap, or as plain processes')
        .choices(['auto', 'bwrap', 'process'])
        .default('auto', 'auto: bwrap where it works'),
    )
    .addOption(
      option('--runtime <name=path>', 'the program that runs functions of this runtime (repeatable)')
        .argParser(collectRuntimes)
        .default({}, 'this Node.js, and python3 of PATH'),
    )
    .addOption(
      option('--on-unknown-outcome <what>', 'a task that had begun when the process died: fail it, or run it again')
        .choices(['fail', 'rerun'])
        .default('fail'),
    )
    .addOption(
      option('--quotas <whose>', 'refuse what goes beyond the rates and numbers that AWS allows')
        .choices(['none', 'aws'])
        .default('none'),
    )
    .addOption(option('--object-dir <folder>', 'where the objects of Maps and tasks are: BUCKET/KEY in this folder'))
    .addOption(
      option('--endpoint <service=url>', 'or the S3 service that has them: s3=URL; sqs, sns, events for destinations')
        .argParser(collectEndpoints)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--allow-plain-http', 'let http:invoke call http: endpoints, too (env: STEPWELL_ALLOW_PLAIN_HTTP)'),
    )
    .addOption(
      option('--allow-host <name>', 'answer under this host name too (repeatable)')
        .argParser(collectHosts)
        .default([], 'loopback names only'),
    )
    .addOption(
      option('--cors-origin <origin>', 'let pages of this origin use the APIs from a browser (repeatable)')
        .argParser(collectOrigins)
        .default([], 'none'),
    )
    .addOption(option('--tls-cert <file>', 'certificate, PEM: speak TLS; read again on SIGHUP'))
    .addOption(option('--tls-key <file>', 'the key of the certificate, PEM'))
    .addOption(option('--metrics-token <token>', 'what /metrics asks for, as a bearer token'))
    .addOption(
      option('--drain-timeout <seconds>', 'how long running work may take to end after SIGTERM or SIGINT')
        .argParser(parseSeconds)
        .default(30_000, '30'),
    )
    .addOption(
      new Option(
        '--insecure-bind',
        'without --auth strict, allow an address that other machines can reach, where anyone may run code (env: STEPWELL_INSECURE_BIND)',
      ),
    )
    .addHelpText('after', HELP)
    .action(start);
}

/** An option that its environment variable may set: `--data-dir` is `STEPWELL_DATA_DIR`. */
function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  return made.env(`STEPWELL_${made.name().toUpperCase().replaceAll('-', '_')}`);
}

async function start(flags: StartFlags, command: Command): Promise<void> {
  const insecureBind = flags.insecureBind ?? isSwitchedOn(process.env['STEPWELL_INSECURE_BIND']);
  if (!isLoopback(flags.host) && flags.auth !== 'strict' && !insecureBind)
    command.error(
      `error: other machines could reach "${flags.host}" and run code here; give --auth strict, or --insecure-bind if that is meant`,
    );
  const dataDir = keepsNothing(flags, command) ? undefined : flags.dataDir;
  const objects = objectStorage(flags, command);
  const messages = messageEndpoints(flags);
  const tls = certificateFiles(flags, command);
  const tracesUrl = tracesUrlFromEnvironment(command);

  const { startStepwell, StartupError } = await import('../app.ts');
  const { allowHost: allowHosts, corsOrigin: corsOrigins, drainTimeout: drainTimeoutMs, ...options } = flags;
  try {
    const stepwell = await startStepwell({
      ...startOptions(options),
      ...(objects && { objects }),
      quotas: flags.quotas,
      ...(messages && { messages }),
      allowPlainHttp: flags.allowPlainHttp ?? isSwitchedOn(process.env['STEPWELL_ALLOW_PLAIN_HTTP']),
      ...(tls && { tls }),
      ...(tracesUrl && { tracesUrl }),
      allowHosts,
      corsOrigins,
      ...(dataDir && { dataDir }),
    });
    stopOnSignal(stepwell, drainTimeoutMs);
    if (tls !== undefined) renewCertificateOnSignal(stepwell);
    console.log(greeting(stepwell, options));
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    command.error(`error: ${error.message}`);
  }
}

function startOptions(flags: Omit<StartFlags, 'allowHost' | 'corsOrigin' | 'drainTimeout'>): StartOptions {
  const {
    runtime: runtimes,
    keyFile,
    metricsToken,
    port,
    host,
    account,
    region,
    auth,
    iam,
    isolation,
    onUnknownOutcome,
  } = flags;
  return {
    ...{ port, host, account, region, auth, iam, isolation, runtimes, onUnknownOutcome },
    ...(keyFile && { keyFile }),
    ...(metricsToken && { metricsToken }),
  };
}

function tracesUrlFromEnvironment(command: Command): string | undefined {
  try {
    return tracesUrlOf(process.env);
  } catch (error) {
    if (!(error instanceof TracesEnvironmentError)) throw error;
    return command.error(`error: ${error.message}`);
  }
}

function certificateFiles({ tlsCert, tlsKey }: StartFlags, command: Command): StartOptions['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    return command.error('error: give --tls-cert and --tls-key together');
  return { certFile: tlsCert, keyFile: tlsKey };
}

/** Where objects are; the key of an S3 service comes from the environment, so that no list of processes shows it. */
/** Signed with the keys of the environment, or with ones that only say who asks: what stands in for AWS takes any. */
function messageEndpoints({ endpoint: { s3: _, ...urls } }: StartFlags): StartOptions['messages'] {
  if (Object.keys(urls).length === 0) return undefined;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: sessionToken } = process.env;
  const accessKeyId = AWS_ACCESS_KEY_ID || 'stepwell';
  const secretAccessKey = AWS_SECRET_ACCESS_KEY || 'stepwell';
  return { urls, credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } };
}

function objectStorage({ objectDir, endpoint, region }: StartFlags, command: Command): StartOptions['objects'] {
  const url = endpoint['s3'];
  if (objectDir !== undefined && url !== undefined)
    command.error('error: give --object-dir or --endpoint s3=URL, not both');
  if (objectDir !== undefined) return { directory: objectDir };
  if (url === undefined) return undefined;
  const value = (name: string) => process.env[`STEPWELL_S3_${name}`] || process.env[`AWS_${name}`];
  const accessKeyId = value('ACCESS_KEY_ID');
  const secretAccessKey = value('SECRET_ACCESS_KEY');
  const sessionToken = value('SESSION_TOKEN');
  if (!accessKeyId || !secretAccessKey)
    return command.error(
      `error: ${url} needs a key; set STEPWELL_S3_ACCESS_KEY_ID and STEPWELL_S3_SECRET_ACCESS_KEY in the environment`,
    );
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  return { url, region: process.env['STEPWELL_S3_REGION'] || region, credentials };
}

/** What the command line says wins over the environment. */
function keepsNothing(flags: StartFlags, command: Command): boolean {
  const dataDirGiven = command.getOptionValueSource('dataDir') === 'cli';
  if (flags.memory && dataDirGiven) command.error('error: give --data-dir or --memory, not both');
  return flags.memory ?? (!dataDirGiven && isSwitchedOn(process.env['STEPWELL_MEMORY']));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The first line is what scripts wait for; the exports can be pasted into a shell. */
function greeting(
  { url, firstKey, isolation }: RunningStepwell,
  { auth, region }: Pick<StartFlags, 'auth' | 'region'>,
): string {
  return [
    `Stepwell is ready: ${url}`,
    `The console: ${url}/console/`,
    `Isolation of functions: ${isolation}`,
    '',
    ...(firstKey === undefined ? [] : [`The first key, of the user ${firstKey.userName}. It is not shown again:`, '']),
    `export AWS_ENDPOINT_URL=${url}`,
    ...keyExports(auth, firstKey),
    `export AWS_DEFAULT_REGION=${region}`,
    `export AWS_REGION=${region}`,
    'export AWS_DISABLE_HOST_PREFIX_INJECTION=true',
  ].join('\n');
}

/** In strict mode everybody has a key of their own. */
function keyExports(auth: AuthMode, firstKey: RunningStepwell['firstKey']): readonly string[] {
  const { accessKeyId, secretAccessKey } = firstKey ?? { accessKeyId: 'test', secretAccessKey: 'test' };
  if (auth === 'strict' && firstKey === undefined) return [];
  return [`export AWS_ACCESS_KEY_ID=${accessKeyId}`, `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`];
}

/** npm passes Ctrl-C on to a process that the terminal has already told: two signals, and only one of them meant. */
const ECHO_MS = 200;

/** The first signal drains; a second one ends the process at once, which is as safe as a crash. */
function stopOnSignal(stepwell: RunningStepwell, drainTimeoutMs: number): void {
  let stoppingSinceMs: number | undefined;
  const stop = async (): Promise<void> => {
    if (stoppingSinceMs !== undefined) {
      if (performance.now() - stoppingSinceMs > ECHO_MS) process.exit(1);
      return;
    }
    stoppingSinceMs = performance.now();
    console.error(`Stopping: running work has ${drainTimeoutMs / 1000} s to end. A second signal stops at once.`);
    await stepwell.close({ drainTimeoutMs });
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
}

/** Whoever renews certificates says so with SIGHUP, as to other servers. Without one, the end of a terminal is that of the server. */
function renewCertificateOnSignal(stepwell: RunningStepwell): void {
  process.on('SIGHUP', () => {
    stepwell.renewCertificate().catch((error: Error) => {
      console.error(`The certificate was not renewed: ${error.message}`);
    });
  });
}
