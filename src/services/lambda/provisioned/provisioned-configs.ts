/** PutProvisionedConcurrencyConfig, GetProvisionedConcurrencyConfig, DeleteProvisionedConcurrencyConfig, ListProvisionedConcurrencyConfigs. */
import type { Clock } from '../../../base/clock.ts';
import type { Call, Operation } from '../../../base/service.ts';
import {
  aliasOfProvisionedVersion,
  cannotFindAlias,
  functionNotFound,
  invalidParameterValue,
  noProvisionedConfig,
  unreservedTooFew,
  versionOfProvisionedAlias,
} from '../errors.ts';
import { aliasOf, type FunctionData, type FunctionRow, LATEST, snapshotOf } from '../function-data.ts';
import {
  functionArn,
  isVersionNumber,
  type NamedFunction,
  permissionOn,
  qualified,
  resolveName,
} from '../function-name.ts';
import type { FunctionTable } from '../function-table.ts';
import { type PageInput, page, pageQuery } from '../page.ts';
import type { ProvisionedData } from '../qualified-settings.ts';
import { UNRESERVED_MIN, unreservedConcurrency } from '../reserved-concurrency.ts';
import * as shapes from '../shapes.ts';
import { type Provisioning, provisionedTotal } from './provisioning.ts';

export interface ProvisionedConfigDeps {
  readonly functions: FunctionTable;
  readonly provisioning: Provisioning;
  readonly clock: Clock;
}

interface PutInput extends NamedFunction {
  readonly ProvisionedConcurrentExecutions: number;
}

const CONFIG = '/2019-09-30/functions/{FunctionName}/provisioned-concurrency';
const query = { Qualifier: 'Qualifier' };
const named = {
  ...shapes.namedFunction,
  Qualifier: { type: 'string', required: true, min: 1, max: 128, pattern: '(|[a-zA-Z0-9$_-]+)' },
} as const;

/**
 * How long a configuration is in progress at least. On AWS it is a minute or two; who looks right after the request sees it
 * here, too.
 */
const PROGRESS_MS = 250;

interface Target {
  readonly row: FunctionRow;
  /** An alias or a version. */
  readonly qualifier: string;
}

/** @throws ServiceError when there is no such version or alias, or it is `$LATEST` */
function findTarget(functions: FunctionTable, input: NamedFunction, call: Call, latestMessage: string): Target {
  const { name, qualifier = LATEST, arn } = resolveName(input, call);
  if (qualifier === LATEST) throw invalidParameterValue(latestMessage);
  const row = functions.get(call, name);
  const found = row && (snapshotOf(row.data, qualifier) ?? aliasOf(row.data, qualifier));
  if (row === undefined || found === undefined) {
    throw (isVersionNumber(qualifier) ? functionNotFound : cannotFindAlias)(qualified(arn, qualifier));
  }
  return { row, qualifier };
}

const NOT_FOR_LATEST = 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.';
const NONE_FOR_LATEST = 'The function resource provided must be an alias or a published version.';

/** A version is provisioned by itself or through its alias, not both. @throws ServiceError */
function checkOverlap(data: FunctionData, qualifier: string): void {
  const provisioned = Object.keys(data.provisioned ?? {});
  const alias = aliasOf(data, qualifier);
  if (alias !== undefined) {
    if (provisioned.includes(alias.version)) throw aliasOfProvisionedVersion();
    return;
  }
  if (provisioned.some((other) => aliasOf(data, other)?.version === qualifier)) throw versionOfProvisionedAlias();
}

function show({ provisioning, clock }: ProvisionedConfigDeps, { row, qualifier }: Target, config: ProvisionedData) {
  const { requested, lastModifiedMs } = config;
  const version = aliasOf(row.data, qualifier)?.version ?? qualifier;
  const { ready, failed } = provisioning.stateOf(row, version);
  const isNew = clock.nowMs() < lastModifiedMs + PROGRESS_MS;
  // What an alias shares with a second version is not there twice.
  const wanted = provisioning.wantedOf(row, version);
  const isReady = !isNew && !failed && wanted > 0 && ready >= wanted;
  const available = isReady ? requested : 0;
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: isReady ? 'READY' : failed && !isNew ? 'FAILED' : 'IN_PROGRESS',
    ...(failed && !isNew && { StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' }),
    LastModified: new Date(lastModifiedMs).toISOString().replace('Z', '+0000'),
  };
}

const put = (deps: ProvisionedConfigDeps): Operation<PutInput> => ({
  input: shapes.structure({
    ...named,
    ProvisionedConcurrentExecutions: { type: 'integer', required: true, min: 1 },
  }),
  rest: { method: 'PUT', path: CONFIG, status: 202, query },
  permissions: permissionOn('lambda:PutProvisionedConcurrencyConfig'),
  async run({ ProvisionedConcurrentExecutions: requested, ...input }, call) {
    const { functions, provisioning, clock } = deps;
    const { row, qualifier } = findTarget(functions, input, call, NOT_FOR_LATEST);
    const config: ProvisionedData = { requested, lastModifiedMs: clock.nowMs() };
    const changed = await functions.change(row, (data) => {
      checkOverlap(data, qualifier);
      const total = requested + provisionedTotal(data, qualifier);
      if (data.reservedConcurrency !== undefined && total > data.reservedConcurrency) {
        throw invalidParameterValue(
          'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
        );
      }
      const unreserved = unreservedConcurrency(functions, call) + provisionedTotal(data);
      if (data.reservedConcurrency === undefined && unreserved - total < UNRESERVED_MIN) {
        throw unreservedTooFew('ConcurrentExecutions', UNRESERVED_MIN);
      }
      return { ...data, provisioned: { ...data.provisioned, [qualifier]: config } };
    });
    if (changed === undefined) throw functionNotFound(qualified(functionArn(row.name, call), qualifier));
    provisioning.retry(changed);
    return show(deps, { row: changed, qualifier }, config);
  },
});

const get = (deps: ProvisionedConfigDeps): Operation<NamedFunction> => ({
  input: shapes.structure(named),
  rest: { method: 'GET', path: CONFIG, status: 200, query },
  permissions: permissionOn('lambda:GetProvisionedConcurrencyConfig'),
  async run(input, call) {
    const target = findTarget(deps.functions, input, call, NONE_FOR_LATEST);
    const config = target.row.data.provisioned?.[target.qualifier];
    if (config === undefined) throw noProvisionedConfig();
    return show(deps, target, config);
  },
});

/** One that does not exist is deleted successfully (recorded). */
const remove = ({ functions }: ProvisionedConfigDeps): Operation<NamedFunction> => ({
  input: shapes.structure(named),
  rest: { method: 'DELETE', path: CONFIG, status: 204, query },
  permissions: permissionOn('lambda:DeleteProvisionedConcurrencyConfig'),
  async run(input, call) {
    const { row, qualifier } = findTarget(functions, input, call, NONE_FOR_LATEST);
    await functions.change(row, (data) => {
      const { [qualifier]: gone, ...others } = data.provisioned ?? {};
      return gone === undefined ? undefined : { ...data, provisioned: others };
    });
    return {};
  },
});

const list = (deps: ProvisionedConfigDeps): Operation<NamedFunction & PageInput> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    Marker: { type: 'string' },
    MaxItems: { type: 'integer', min: 1, max: 50 },
  }),
  rest: { method: 'GET', path: `${CONFIG}?List=ALL`, status: 200, query: pageQuery },
  permissions: permissionOn('lambda:ListProvisionedConcurrencyConfigs'),
  async run(input, call) {
    const { name, arn } = resolveName(input, call);
    const row = deps.functions.get(call, name);
    if (row === undefined) throw functionNotFound(arn);
    const configs = Object.entries(row.data.provisioned ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, NextMarker } = page(configs, input, ([qualifier]) => qualifier);
    const ProvisionedConcurrencyConfigs = items.map(([qualifier, config]) => ({
      FunctionArn: qualified(arn, qualifier),
      ...show(deps, { row, qualifier }, config),
    }));
    return { NextMarker, ProvisionedConcurrencyConfigs };
  },
});

export function provisionedConfigOperations(deps: ProvisionedConfigDeps): Record<string, Operation> {
  return {
    PutProvisionedConcurrencyConfig: put(deps),
    GetProvisionedConcurrencyConfig: get(deps),
    DeleteProvisionedConcurrencyConfig: remove(deps),
    ListProvisionedConcurrencyConfigs: list(deps),
  };
}
