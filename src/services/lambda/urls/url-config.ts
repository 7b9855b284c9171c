/** What a function URL is: its settings as they are kept, its address, and how it is found by that. */
import type { FunctionRow } from '../function-data.ts';
import { functionArn, qualified } from '../function-name.ts';
import type { FunctionTable } from '../function-table.ts';

export interface CorsConfig {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

export interface UrlConfigData {
  /** 32 letters that nobody can guess, the first part of the host name. */
  readonly id: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly cors?: CorsConfig | undefined;
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly createdMs: number;
  readonly lastModifiedMs: number;
}

export interface FunctionUrl {
  readonly row: FunctionRow;
  /** The alias it leads to. */
  readonly qualifier: string | undefined;
  readonly config: UrlConfigData;
  readonly account: string;
  readonly region: string;
}

/** Where AWS has `on.aws`, a function URL has the server's own name; under `localhost` every name leads to it. */
export function urlOf(id: string, region: string, endpoint: string): string {
  const { protocol, hostname, port } = new URL(endpoint);
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  return `${protocol}//${id}.lambda-url.${region}.${isAddress ? 'localhost' : hostname}${port && `:${port}`}/`;
}

export function arnOfUrl({ row, qualifier, account, region }: FunctionUrl): string {
  return qualified(functionArn(row.name, { account, region }), qualifier);
}

/** All function URLs by id, made anew when a function has changed. */
export class UrlIndex {
  readonly #functions: FunctionTable;
  #urls: ReadonlyMap<string, FunctionUrl> = new Map();
  #revision = -1;

  constructor(functions: FunctionTable) {
    this.#functions = functions;
  }

  find(id: string): FunctionUrl | undefined {
    if (this.#revision !== this.#functions.revision) {
      this.#revision = this.#functions.revision;
      this.#urls = new Map([...urlsOf(this.#functions)].map((url) => [url.config.id, url]));
    }
    return this.#urls.get(id);
  }
}

function* urlsOf(functions: FunctionTable): Iterable<FunctionUrl> {
  for (const row of functions.all()) {
    const [account = '', region = ''] = row.scope.split('/');
    for (const [qualifier, config] of Object.entries(row.data.urls ?? {})) {
      yield { row, qualifier: qualifier === '' ? undefined : qualifier, config, account, region };
    }
  }
}
