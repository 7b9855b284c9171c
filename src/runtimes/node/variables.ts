/** The environment variables a Node.js function finds: those Lambda documents, as far as they mean something here, and its own. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Credentials, FunctionVersion } from '../function-version.ts';

export interface VariableSources {
  readonly codeDirectory: string;
  /** The content of the function's layers, if it has any. */
  readonly optDirectory: string | undefined;
  readonly logStream: string;
  readonly credentials: Credentials;
  /** Where Stepwell's own AWS API is, so that an SDK inside the function reaches it. */
  readonly endpoint: string;
}

export function nodeVariables(fn: FunctionVersion, sources: VariableSources): Record<string, string> {
  const { codeDirectory, optDirectory, logStream, credentials, endpoint } = sources;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    LD_LIBRARY_PATH: `${codeDirectory}:${codeDirectory}/lib`,
    NODE_PATH: `${layerPath(fn, optDirectory)}${codeDirectory}/node_modules:${codeDirectory}`,
    PWD: codeDirectory,
    SHLVL: '0',
    AWS_ENDPOINT_URL: endpoint,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...fn.variables,
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: codeDirectory,
    LAMBDA_RUNTIME_DIR: fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, ''),
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

/** Layers go before the function's own modules, as on AWS; a layer may have some for one version of Node.js only. */
function layerPath({ runtime }: FunctionVersion, optDirectory: string | undefined): string {
  if (optDirectory === undefined) return '';
  const major = /\d+/.exec(runtime)?.[0] ?? '';
  return `${optDirectory}/nodejs/node${major}/node_modules:${optDirectory}/nodejs/node_modules:`;
}

/** Names Node (or what it links) reads once, when a process starts: a function that sets one cannot take a spare process. */
const READ_AT_START = /^(NODE_(?!PATH$|ENV$)|UV_|SSL_CERT_|OPENSSL_|LD_|ICU_)/;

export function variablesReadAtStart(variables: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const entries = Object.entries(variables).filter(([name]) => READ_AT_START.test(name));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
