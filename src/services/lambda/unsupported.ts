/** Operations of AWS Lambda that Stepwell does not have, so that each says so by its name. */
import type { Operation, RestBinding } from '../../base/service.ts';
import { notSupported } from './errors.ts';
import * as shapes from './shapes.ts';

const PROVIDERS = '/2025-11-30/capacity-providers';
const PROVIDER = `${PROVIDERS}/{CapacityProviderName}`;
const EXECUTION = '/2025-12-01/durable-executions/{DurableExecutionArn}';
const CALLBACK = '/2025-12-01/durable-execution-callbacks/{CallbackId}';
const SCALING = '/2025-11-30/functions/{FunctionName}/function-scaling-config';
const RESOURCE_POLICY = '/2026-07-09/resource-policy/{ResourceArn}';

const NO_PROVIDERS = 'functions run in processes of this machine, not on managed instances';
const NO_DURABLE_FUNCTIONS = 'it has no durable functions; a state machine keeps state over days';
const USE_PERMISSIONS = 'use AddPermission, RemovePermission and GetPolicy';

type Row = readonly [name: string, method: RestBinding['method'], path: string, why: string];

const UNSUPPORTED: readonly Row[] = [
  ['CreateCapacityProvider', 'POST', PROVIDERS, NO_PROVIDERS],
  ['ListCapacityProviders', 'GET', PROVIDERS, NO_PROVIDERS],
  ['GetCapacityProvider', 'GET', PROVIDER, NO_PROVIDERS],
  ['UpdateCapacityProvider', 'PUT', PROVIDER, NO_PROVIDERS],
  ['DeleteCapacityProvider', 'DELETE', PROVIDER, NO_PROVIDERS],
  ['ListFunctionVersionsByCapacityProvider', 'GET', `${PROVIDER}/function-versions`, NO_PROVIDERS],
  ['PutFunctionScalingConfig', 'PUT', SCALING, NO_PROVIDERS],
  ['GetFunctionScalingConfig', 'GET', SCALING, NO_PROVIDERS],
  ['CheckpointDurableExecution', 'POST', `${EXECUTION}/checkpoint`, NO_DURABLE_FUNCTIONS],
  ['GetDurableExecution', 'GET', EXECUTION, NO_DURABLE_FUNCTIONS],
  ['GetDurableExecutionHistory', 'GET', `${EXECUTION}/history`, NO_DURABLE_FUNCTIONS],
  ['GetDurableExecutionState', 'GET', `${EXECUTION}/state`, NO_DURABLE_FUNCTIONS],
  ['StopDurableExecution', 'POST', `${EXECUTION}/stop`, NO_DURABLE_FUNCTIONS],
  [
    'ListDurableExecutionsByFunction',
    'GET',
    '/2025-12-01/functions/{FunctionName}/durable-executions',
    NO_DURABLE_FUNCTIONS,
  ],
  ['SendDurableExecutionCallbackSuccess', 'POST', `${CALLBACK}/succeed`, NO_DURABLE_FUNCTIONS],
  ['SendDurableExecutionCallbackFailure', 'POST', `${CALLBACK}/fail`, NO_DURABLE_FUNCTIONS],
  ['SendDurableExecutionCallbackHeartbeat', 'POST', `${CALLBACK}/heartbeat`, NO_DURABLE_FUNCTIONS],
  ['PutResourcePolicy', 'PUT', RESOURCE_POLICY, USE_PERMISSIONS],
  ['GetResourcePolicy', 'GET', RESOURCE_POLICY, USE_PERMISSIONS],
  ['DeleteResourcePolicy', 'DELETE', RESOURCE_POLICY, USE_PERMISSIONS],
];

const refuse = ([name, method, path, why]: Row): Operation => ({
  input: shapes.structure({}),
  rest: { method, path, status: 200 },
  unsupported: true,
  permissions: () => [{ action: `lambda:${name}`, resource: '*' }],
  async run() {
    throw notSupported(name, why);
  },
});

export const unsupportedOperations: Record<string, Operation> = Object.fromEntries(
  UNSUPPORTED.map((row) => [row[0], refuse(row)]),
);
