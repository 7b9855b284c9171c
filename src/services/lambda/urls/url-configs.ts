/** CreateFunctionUrlConfig, GetFunctionUrlConfig, UpdateFunctionUrlConfig, DeleteFunctionUrlConfig, ListFunctionUrlConfigs. */
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { Call, Operation } from '../../../base/service.ts';
import type { Shape } from '../../../base/shape.ts';
import { noFunctionForUrl, nothingThere, urlExists } from '../errors.ts';
import { aliasOf, type FunctionRow } from '../function-data.ts';
import { isVersionNumber, type NamedFunction, permissionArn, qualified, resolveName } from '../function-name.ts';
import type { FunctionTable } from '../function-table.ts';
import { randomLetters } from '../letters.ts';
import { type PageInput, page, pageQuery } from '../page.ts';
import * as shapes from '../shapes.ts';
import { type CorsConfig, type UrlConfigData, urlOf } from './url-config.ts';

export interface UrlConfigDeps {
  readonly functions: FunctionTable;
  readonly clock: Clock;
  readonly random: Random;
  /** For callers from inside. */
  readonly endpoint: () => string;
}

interface UrlInput extends NamedFunction {
  readonly AuthType?: 'NONE' | 'AWS_IAM';
  readonly Cors?: CorsConfig;
  readonly InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

const URL_PATH = '/2021-10-31/functions/{FunctionName}/url';
const query = { Qualifier: 'Qualifier' };
const ID_LENGTH = 32;

const texts = (max: number, lengthMax: number, lengthMin = 0): Shape => ({
  type: 'list',
  max,
  member: { type: 'string', min: lengthMin, max: lengthMax },
});

/** An alias, not a version: that is how AWS words it. */
const named = {
  ...shapes.namedFunction,
  Qualifier: { type: 'string', min: 1, max: 128, pattern: '((?!^\\d+$)^[0-9a-zA-Z-_]+$)' },
} as const;

const settings = {
  AuthType: { type: 'string', enum: ['NONE', 'AWS_IAM'] },
  Cors: shapes.structure({
    AllowCredentials: { type: 'boolean' },
    AllowHeaders: texts(100, 1024),
    AllowMethods: texts(6, 6),
    AllowOrigins: texts(100, 253, 1),
    ExposeHeaders: texts(100, 1024),
    MaxAge: { type: 'integer', min: 0, max: 86_400 },
  }),
  InvokeMode: { type: 'string', enum: ['RESPONSE_STREAM', 'BUFFERED'] },
} as const;

const permissionOn = (action: string) => (input: UrlInput, call: Call) => [
  {
    action,
    resource: permissionArn(input, call),
    ...(input.AuthType !== undefined && { context: { 'lambda:FunctionUrlAuthType': input.AuthType } }),
  },
];

/** Recorded: an alias that is not there makes the whole function one that is not there. @throws ServiceError */
function findTarget(functions: FunctionTable, input: NamedFunction, call: Call) {
  const { name, qualifier, arn } = resolveName(input, call);
  const row = functions.get(call, name);
  const isThere = row !== undefined && (qualifier === undefined || aliasOf(row.data, qualifier) !== undefined);
  // A version may come with the function's name, where no shape refuses it.
  if (!isThere || (qualifier !== undefined && isVersionNumber(qualifier))) throw noFunctionForUrl();
  return { row, key: qualifier ?? '', arn: qualified(arn, qualifier) };
}

/** @throws ServiceError when there is no URL */
function findUrl(functions: FunctionTable, input: NamedFunction, call: Call) {
  const { name, qualifier, arn } = resolveName(input, call);
  const row = functions.get(call, name);
  const config = row?.data.urls?.[qualifier ?? ''];
  if (row === undefined || config === undefined) throw nothingThere();
  return { row, key: qualifier ?? '', arn: qualified(arn, qualifier), config };
}

function show({ endpoint }: UrlConfigDeps, arn: string, config: UrlConfigData, call: Call): object {
  return {
    FunctionUrl: urlOf(config.id, call.region, call.endpoint ?? endpoint()),
    FunctionArn: arn,
    AuthType: config.authType,
    Cors: config.cors,
    CreationTime: new Date(config.createdMs).toISOString(),
    LastModifiedTime: new Date(config.lastModifiedMs).toISOString(),
    InvokeMode: config.invokeMode,
  };
}

async function change(
  functions: FunctionTable,
  row: FunctionRow,
  changed: (urls: Readonly<Record<string, UrlConfigData>>) => Readonly<Record<string, UrlConfigData>>,
): Promise<void> {
  const updated = await functions.change(row, (data) => ({ ...data, urls: changed(data.urls ?? {}) }));
  if (updated === undefined) throw noFunctionForUrl();
}

const create = (deps: UrlConfigDeps): Operation<UrlInput & { readonly AuthType: 'NONE' | 'AWS_IAM' }> => ({
  input: shapes.structure({ ...named, ...settings, AuthType: { ...settings.AuthType, required: true } }),
  rest: { method: 'POST', path: URL_PATH, status: 201, query },
  permissions: permissionOn('lambda:CreateFunctionUrlConfig'),
  async run({ AuthType, Cors, InvokeMode, ...input }, call) {
    const { functions, clock, random } = deps;
    const { row, key, arn } = findTarget(functions, input, call);
    const nowMs = clock.nowMs();
    const config: UrlConfigData = {
      id: randomLetters(random, ID_LENGTH),
      authType: AuthType,
      cors: Cors,
      invokeMode: InvokeMode ?? 'BUFFERED',
      createdMs: nowMs,
      lastModifiedMs: nowMs,
    };
    await change(functions, row, (urls) => {
      if (urls[key] !== undefined) throw urlExists(arn);
      return { ...urls, [key]: config };
    });
    // What was not given, and the time of the last change, are not shown yet (recorded).
    return { ...show(deps, arn, config, call), LastModifiedTime: undefined, InvokeMode };
  },
});

const get = (deps: UrlConfigDeps): Operation<NamedFunction> => ({
  input: shapes.structure(named),
  rest: { method: 'GET', path: URL_PATH, status: 200, query },
  permissions: permissionOn('lambda:GetFunctionUrlConfig'),
  async run(input, call) {
    const { arn, config } = findUrl(deps.functions, input, call);
    return show(deps, arn, config, call);
  },
});

const update = (deps: UrlConfigDeps): Operation<UrlInput> => ({
  input: shapes.structure({ ...named, ...settings }),
  rest: { method: 'PUT', path: URL_PATH, status: 200, query },
  permissions: permissionOn('lambda:UpdateFunctionUrlConfig'),
  async run({ AuthType, Cors, InvokeMode, ...input }, call) {
    const { functions, clock } = deps;
    findTarget(functions, input, call);
    const { row, key, arn } = findUrl(functions, input, call);
    let changed: UrlConfigData | undefined;
    await change(functions, row, (urls) => {
      const before = urls[key];
      if (before === undefined) throw nothingThere();
      changed = {
        ...before,
        authType: AuthType ?? before.authType,
        cors: Cors ?? before.cors,
        invokeMode: InvokeMode ?? before.invokeMode,
        lastModifiedMs: clock.nowMs(),
      };
      return { ...urls, [key]: changed };
    });
    if (changed === undefined) throw nothingThere();
    return show(deps, arn, changed, call);
  },
});

const remove = ({ functions }: UrlConfigDeps): Operation<NamedFunction> => ({
  input: shapes.structure(named),
  rest: { method: 'DELETE', path: URL_PATH, status: 204, query },
  permissions: permissionOn('lambda:DeleteFunctionUrlConfig'),
  async run(input, call) {
    const { row, key } = findUrl(functions, input, call);
    await change(functions, row, ({ [key]: _gone, ...urls }) => urls);
    return {};
  },
});

const list = (deps: UrlConfigDeps): Operation<NamedFunction & PageInput> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    Marker: { type: 'string' },
    MaxItems: { type: 'integer', min: 1, max: 50 },
  }),
  rest: { method: 'GET', path: `${URL_PATH}s`, status: 200, query: pageQuery },
  permissions: permissionOn('lambda:ListFunctionUrlConfigs'),
  async run(input, call) {
    const { name, arn } = resolveName(input, call);
    const row = deps.functions.get(call, name);
    if (row === undefined) throw noFunctionForUrl();
    const urls = Object.entries(row.data.urls ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    // The function's own key is empty; a marker has to stand above it.
    const { items, NextMarker } = page(urls, input, ([qualifier]) => `:${qualifier}`);
    return {
      NextMarker,
      FunctionUrlConfigs: items.map(([qualifier, config]) =>
        show(deps, qualified(arn, qualifier === '' ? undefined : qualifier), config, call),
      ),
    };
  },
});

export function urlConfigOperations(deps: UrlConfigDeps): Record<string, Operation> {
  return {
    CreateFunctionUrlConfig: create(deps),
    GetFunctionUrlConfig: get(deps),
    UpdateFunctionUrlConfig: update(deps),
    DeleteFunctionUrlConfig: remove(deps),
    ListFunctionUrlConfigs: list(deps),
  };
}
