/** PutFunctionEventInvokeConfig, UpdateFunctionEventInvokeConfig, GetFunctionEventInvokeConfig, DeleteFunctionEventInvokeConfig, ListFunctionEventInvokeConfigs. */
import { parseArn } from '../../../base/arn.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Call, Operation } from '../../../base/service.ts';
import type { Shape } from '../../../base/shape.ts';
import {
  destinationIsFunctionItself,
  invalidDestination,
  invalidDestinationConfig,
  noEventInvokeConfig,
  noFunctionToConfigure,
  nothingToConfigure,
} from '../errors.ts';
import { aliasOf, type FunctionRow, LATEST, snapshotOf } from '../function-data.ts';
import { type NamedFunction, permissionOn, qualified, resolveName } from '../function-name.ts';
import type { FunctionTable } from '../function-table.ts';
import { type PageInput, page, pageQuery, pageShapes } from '../page.ts';
import type { EventInvokeConfigData } from '../qualified-settings.ts';
import * as shapes from '../shapes.ts';
import type { DestinationPort } from './destinations.ts';

export interface EventInvokeConfigDeps {
  readonly functions: FunctionTable;
  readonly destinations: DestinationPort;
  readonly clock: Clock;
}

interface Destination {
  readonly Destination?: string;
}

interface ConfigInput extends NamedFunction {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: { readonly OnSuccess?: Destination; readonly OnFailure?: Destination };
}

const CONFIG = '/2019-09-25/functions/{FunctionName}/event-invoke-config';
const query = { Qualifier: 'Qualifier' };

const destination: Shape = shapes.structure({
  Destination: {
    type: 'string',
    max: 350,
    pattern:
      '$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
  },
});
const configuration = shapes.structure({
  ...shapes.qualifiedFunction,
  MaximumRetryAttempts: { type: 'integer', min: 0, max: 2 },
  MaximumEventAgeInSeconds: { type: 'integer', min: 60, max: 21_600 },
  DestinationConfig: shapes.structure({ OnSuccess: destination, OnFailure: destination }),
});

/** Services that can be a destination on AWS. */
const DESTINATION_SERVICES = new Set(['lambda', 'sqs', 'sns', 'events', 's3']);

interface Configured {
  readonly row: FunctionRow;
  readonly qualifier: string;
  readonly qualifiedArn: string;
}

/** @throws ServiceError when there is no such function, version or alias */
function findConfigured(functions: FunctionTable, input: NamedFunction, call: Call): Configured {
  const { name, qualifier = LATEST, arn } = resolveName(input, call);
  const row = functions.get(call, name);
  if (row === undefined) throw noFunctionToConfigure();
  if (snapshotOf(row.data, qualifier) === undefined && aliasOf(row.data, qualifier) === undefined) {
    throw noFunctionToConfigure();
  }
  return { row, qualifier, qualifiedArn: qualified(arn, qualifier) };
}

/** What is set, whether the function is there or not. @throws ServiceError when nothing is */
function existingConfig(functions: FunctionTable, input: NamedFunction, call: Call) {
  const { name, qualifier = LATEST, arn } = resolveName(input, call);
  const qualifiedArn = qualified(arn, qualifier);
  const row = functions.get(call, name);
  const config = row?.data.eventInvokeConfigs?.[qualifier];
  if (row === undefined || config === undefined) throw noEventInvokeConfig(qualifiedArn);
  return { row, qualifier, qualifiedArn, config };
}

function show(functionArn: string, config: EventInvokeConfigData): object {
  const { maximumRetryAttempts, maximumEventAgeSeconds, onSuccess, onFailure, lastModifiedMs } = config;
  return {
    LastModified: new Date(lastModifiedMs),
    FunctionArn: functionArn,
    MaximumRetryAttempts: maximumRetryAttempts,
    MaximumEventAgeInSeconds: maximumEventAgeSeconds,
    DestinationConfig: { OnSuccess: { Destination: onSuccess }, OnFailure: { Destination: onFailure } },
  };
}

/** @throws ServiceError in AWS's words; what Stepwell cannot reach is refused here, not when an event has failed */
function checkDestinations(
  { functions, destinations }: EventInvokeConfigDeps,
  { row, qualifiedArn }: Configured,
  { DestinationConfig = {} }: ConfigInput,
  call: Call,
): void {
  const { OnSuccess, OnFailure } = DestinationConfig;
  for (const target of [OnSuccess?.Destination, OnFailure?.Destination]) {
    if (!target) continue;
    const service = parseArn(target)?.service ?? '';
    const isBucketForSuccess = service === 's3' && target === OnSuccess?.Destination;
    if (!DESTINATION_SERVICES.has(service) || isBucketForSuccess) {
      throw invalidDestinationConfig(OnSuccess?.Destination, OnFailure?.Destination);
    }
    const obstacle = destinations.obstacle(target);
    if (obstacle !== undefined) throw invalidDestination(target, obstacle);
    if (service === 'lambda') checkFunction(functions, { target, row, qualifiedArn }, call);
  }
}

function checkFunction(
  functions: FunctionTable,
  { target, row }: { readonly target: string; readonly row: FunctionRow; readonly qualifiedArn: string },
  call: Call,
): void {
  const { account, region } = parseArn(target) ?? {};
  // Those of other accounts and regions are asked when an event comes.
  if (account !== call.account || region !== call.region) return;
  const { name, qualifier = LATEST } = resolveName({ FunctionName: target }, call);
  if (name === row.name) throw destinationIsFunctionItself();
  const data = functions.get(call, name)?.data;
  const isThere = data && (snapshotOf(data, qualifier) ?? aliasOf(data, qualifier)) !== undefined;
  if (!isThere) throw invalidDestination(target);
}

/** What the input sets, on top of `before`. */
function changed(before: Omit<EventInvokeConfigData, 'lastModifiedMs'>, input: ConfigInput, nowMs: number) {
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  return {
    maximumRetryAttempts: input.MaximumRetryAttempts ?? before.maximumRetryAttempts,
    maximumEventAgeSeconds: input.MaximumEventAgeInSeconds ?? before.maximumEventAgeSeconds,
    // An empty text takes a destination away.
    onSuccess: (OnSuccess?.Destination ?? before.onSuccess) || undefined,
    onFailure: (OnFailure?.Destination ?? before.onFailure) || undefined,
    lastModifiedMs: nowMs,
  } satisfies EventInvokeConfigData;
}

async function store(
  { functions }: EventInvokeConfigDeps,
  { row, qualifier, qualifiedArn }: Configured,
  config: EventInvokeConfigData,
): Promise<object> {
  const updated = await functions.change(row, (data) => ({
    ...data,
    eventInvokeConfigs: { ...data.eventInvokeConfigs, [qualifier]: config },
  }));
  if (updated === undefined) throw noFunctionToConfigure();
  return show(qualifiedArn, config);
}

function checkNotEmpty(input: ConfigInput): void {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  const given = [MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig];
  if (given.every((member) => member === undefined)) throw nothingToConfigure();
}

const put = (deps: EventInvokeConfigDeps): Operation<ConfigInput> => ({
  input: configuration,
  rest: { method: 'PUT', path: CONFIG, status: 200, query },
  permissions: permissionOn('lambda:PutFunctionEventInvokeConfig'),
  async run(input, call) {
    checkNotEmpty(input);
    const configured = findConfigured(deps.functions, input, call);
    checkDestinations(deps, configured, input, call);
    return store(deps, configured, changed({}, input, deps.clock.nowMs()));
  },
});

const update = (deps: EventInvokeConfigDeps): Operation<ConfigInput> => ({
  input: configuration,
  rest: { method: 'POST', path: CONFIG, status: 200, query },
  permissions: permissionOn('lambda:UpdateFunctionEventInvokeConfig'),
  async run(input, call) {
    checkNotEmpty(input);
    const configured = findConfigured(deps.functions, input, call);
    const { config } = existingConfig(deps.functions, input, call);
    checkDestinations(deps, configured, input, call);
    return store(deps, configured, changed(config, input, deps.clock.nowMs()));
  },
});

const get = ({ functions }: EventInvokeConfigDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: CONFIG, status: 200, query },
  permissions: permissionOn('lambda:GetFunctionEventInvokeConfig'),
  async run(input, call) {
    const { qualifiedArn, config } = existingConfig(functions, input, call);
    return show(qualifiedArn, config);
  },
});

const remove = ({ functions }: EventInvokeConfigDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'DELETE', path: CONFIG, status: 204, query },
  permissions: permissionOn('lambda:DeleteFunctionEventInvokeConfig'),
  async run(input, call) {
    const { row, qualifier } = existingConfig(functions, input, call);
    await functions.change(row, ({ eventInvokeConfigs = {}, ...data }) => {
      const { [qualifier]: _gone, ...others } = eventInvokeConfigs;
      return { ...data, eventInvokeConfigs: others };
    });
    return {};
  },
});

/** `$LATEST`, then versions, then aliases (recorded): the order of their names. */
const list = ({ functions }: EventInvokeConfigDeps): Operation<NamedFunction & PageInput> => ({
  input: shapes.structure({ ...shapes.namedFunction, ...pageShapes }),
  rest: { method: 'GET', path: `${CONFIG}/list`, status: 200, query: pageQuery },
  permissions: permissionOn('lambda:ListFunctionEventInvokeConfigs'),
  async run(input, call) {
    const { name, arn } = resolveName(input, call);
    const row = functions.get(call, name);
    if (row === undefined) throw noFunctionToConfigure();
    const configs = Object.entries(row.data.eventInvokeConfigs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, NextMarker } = page(configs, input, ([qualifier]) => qualifier);
    return {
      NextMarker,
      FunctionEventInvokeConfigs: items.map(([qualifier, config]) => show(qualified(arn, qualifier), config)),
    };
  },
});

export function eventInvokeConfigOperations(deps: EventInvokeConfigDeps): Record<string, Operation> {
  return {
    PutFunctionEventInvokeConfig: put(deps),
    UpdateFunctionEventInvokeConfig: update(deps),
    GetFunctionEventInvokeConfig: get(deps),
    DeleteFunctionEventInvokeConfig: remove(deps),
    ListFunctionEventInvokeConfigs: list(deps),
  };
}
