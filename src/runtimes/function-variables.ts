/** The environment variables a function finds: those Lambda documents, as far as they mean something here, and its own. */
import { dirname } from 'node:path';
import type { Credentials, FunctionVersion } from './function-version.ts';
import type { Places } from './program.ts';
import { familyOf, nodeMajor } from './runtime-names.ts';

export interface VariableSources {
  readonly places: Places;
  /** The interpreter's path; empty when the function brings its own. */
  readonly command: string;
  readonly logStream: string;
  readonly credentials: Credentials;
  /** Where Stepwell's own AWS API is, so that an SDK inside the function reaches it. */
  readonly endpoint: string;
}

export function functionVariables(fn: FunctionVersion, sources: VariableSources): Record<string, string> {
  const { places, command, logStream, credentials, endpoint } = sources;
  const { code, opt, runtime, tmp } = places;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: joined(command && dirname(command), '/usr/local/bin', '/usr/bin', '/bin', opt && `${opt}/bin`),
    LD_LIBRARY_PATH: joined(code, `${code}/lib`, opt && `${opt}/lib`),
    ...searchPath(fn.runtime, places),
    ...(tmp !== '/tmp' && { TMPDIR: tmp }),
    PWD: code,
    SHLVL: '0',
    AWS_ENDPOINT_URL: endpoint,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...fn.variables,
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: code,
    LAMBDA_RUNTIME_DIR: runtime,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: fn.isProvisioned ? 'provisioned-concurrency' : 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

/** Where the language looks for modules: the layers first, then the code. */
function searchPath(runtime: string, { code, opt }: Places): Record<string, string> {
  switch (familyOf(runtime)) {
    case 'nodejs': {
      const layers =
        opt && joined(`${opt}/nodejs/node${nodeMajor(runtime)}/node_modules`, `${opt}/nodejs/node_modules`);
      return { NODE_PATH: joined(layers, `${code}/node_modules`, code) };
    }
    case 'python': {
      const layers = opt && joined(`${opt}/python/lib/${runtime}/site-packages`, `${opt}/python`);
      return { PYTHONPATH: joined(code, layers) };
    }
    default:
      return {};
  }
}

function joined(...folders: readonly (string | undefined)[]): string {
  return folders.filter(Boolean).join(':');
}
