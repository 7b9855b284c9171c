/** The resource policies of an account: who else may write to its log groups. */
import type { Clock } from '../../base/clock.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, parseJson, stringifyJson } from '../../base/json.ts';
import type { Random } from '../../base/random.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable, type Row } from '../../store/resource-table.ts';
import { permission, scopeOf } from './arns.ts';
import { errors } from './errors.ts';
import { decodeToken, encodeToken } from './paging.ts';
import * as shapes from './shapes.ts';

interface PolicyData {
  readonly document: string;
  readonly updatedMs: number;
}

export type ResourcePolicies = ResourceTable<PolicyData>;

export interface ResourcePolicyDeps {
  readonly policies: ResourcePolicies;
  readonly clock: Clock;
  readonly random: Random;
}

export function openResourcePolicies(resources: ResourceStore): Promise<ResourcePolicies> {
  return ResourceTable.open<PolicyData>(resources, 'logResourcePolicy');
}

/** CloudWatch Logs quotas: "Resource policies". */
const POLICIES_MAX = 10;
const PAGE_SIZE = 50;

const { required, structure } = shapes;
const policyName = required({ type: 'string', min: 1 } as const);
const onAllGroups = (operation: string) => (_input: object, call: Call) => [permission(operation, call)];

interface NamedPolicy {
  readonly policyName: string;
}

const putResourcePolicy = (deps: ResourcePolicyDeps): Operation<NamedPolicy & { readonly policyDocument: string }> => ({
  input: structure({ policyName, policyDocument: required({ type: 'string', min: 1, max: 5120 }) }),
  permissions: onAllGroups('PutResourcePolicy'),
  async run({ policyName: name, policyDocument }, call) {
    const data = { document: normalize(policyDocument), updatedMs: deps.clock.nowMs() };
    return { resourcePolicy: describe(await put(deps, scopeOf(call), name, data)) };
  },
});

/** Makes the policy or replaces the one of that name, again when somebody else was faster. */
async function put(deps: ResourcePolicyDeps, scope: string, name: string, data: PolicyData): Promise<Row<PolicyData>> {
  const { policies, clock, random } = deps;
  const known = policies.get(scope, name);
  if (known === undefined && policies.list(scope).length >= POLICIES_MAX) throw errors.tooManyPolicies();
  try {
    if (known !== undefined) return await policies.update(known, data);
    return await policies.create({ scope, name, id: random.uuid(), createdMs: clock.nowMs(), data });
  } catch (error) {
    if (!(error instanceof ResourceConflictError)) throw error;
    return put(deps, scope, name, data);
  }
}

const describeResourcePolicies = (
  deps: ResourcePolicyDeps,
): Operation<{ readonly limit?: number; readonly nextToken?: string }> => ({
  input: structure({
    limit: shapes.limit(1000),
    nextToken: shapes.nextToken,
    policyScope: { type: 'string', enum: ['ACCOUNT', 'RESOURCE'] },
  }),
  permissions: onAllGroups('DescribeResourcePolicies'),
  async run({ limit = PAGE_SIZE, nextToken }, call) {
    const { policies, clock } = deps;
    const list = `DescribeResourcePolicies ${scopeOf(call)}`;
    const after = decodeToken<string>(list, nextToken, clock.nowMs()) ?? '';
    const rest = policies.list(scopeOf(call)).filter(({ name }) => name > after);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return {
      resourcePolicies: page.map(describe),
      nextToken: last && rest.length > limit ? encodeToken(list, last.name, clock.nowMs()) : undefined,
    };
  },
});

const deleteResourcePolicy = ({ policies }: ResourcePolicyDeps): Operation<NamedPolicy> => ({
  input: structure({ policyName }),
  permissions: onAllGroups('DeleteResourcePolicy'),
  async run({ policyName: name }, call) {
    const policy = policies.get(scopeOf(call), name);
    if (policy === undefined) throw errors.noSuchPolicy(name);
    await policies.remove(policy);
    return {};
  },
});

function describe({ name, data }: Row<PolicyData>) {
  return {
    policyName: name,
    policyDocument: data.document,
    lastUpdatedTime: data.updatedMs,
    policyScope: 'ACCOUNT',
  };
}

/** AWS stores a list of one string as that string (recorded of a principal). @throws ServiceError */
function normalize(text: string): string {
  let document: Json;
  try {
    document = parseJson(text);
  } catch (error) {
    throw errors.invalidPolicy((error as Error).message);
  }
  if (!isJsonObject(document)) throw errors.invalidPolicy('it is not an object');
  const { Statement: statement } = document;
  if (!isJsonArray(statement) && !isJsonObject(statement)) throw errors.invalidPolicy('it has no Statement');
  return stringifyJson(withoutListsOfOne(document) as JsonObject);
}

function withoutListsOfOne(value: Json): Json {
  if (isJsonArray(value)) {
    const [first] = value;
    return value.length === 1 && typeof first === 'string' ? first : value.map(withoutListsOfOne);
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutListsOfOne(member)]));
}

export function resourcePolicyOperations(deps: ResourcePolicyDeps): Record<string, Operation> {
  return {
    PutResourcePolicy: putResourcePolicy(deps),
    DescribeResourcePolicies: describeResourcePolicies(deps),
    DeleteResourcePolicy: deleteResourcePolicy(deps),
  };
}
