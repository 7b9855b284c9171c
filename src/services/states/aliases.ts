/** Aliases of state machines: names for one or two versions that starts are shared among (API reference; behaviour as recorded). */
import type { Clock } from '../../base/clock.ts';
import { type Call, type Operation, validationError } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { parseAliasArn, parseMachineArn, qualifiedArn } from './arns.ts';
import { DELETING } from './deletion.ts';
import {
  conflict,
  referenceNotFound,
  serviceQuotaExceeded,
  stateMachineDeleting,
  stateMachineDoesNotExist,
} from './errors.ts';
import { aliasOf, findQualified, machineAt, versionOf } from './find-machine.ts';
import type { AliasData, MachineData, MachineRow, MachineStore } from './machine-store.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import { machinePermission } from './permissions.ts';
import { describeRouting, parseRouting, type Routing, type RoutingItem, routingShape } from './routing.ts';
import { arnShape, descriptionShape, maxResultsShape, tokenShape } from './shapes.ts';

export interface AliasDeps {
  readonly machines: MachineStore;
  readonly clock: Clock;
}

interface CreateInput {
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly RoutingItem[];
}

interface AliasInput {
  readonly stateMachineAliasArn: string;
}

interface UpdateInput extends AliasInput {
  readonly description?: string;
  readonly routingConfiguration?: readonly RoutingItem[];
}

interface ListInput {
  /** Of the machine, or of the version whose aliases are wanted. */
  readonly stateMachineArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const ALIASES_MAX = 100;

const nameShape: Shape = {
  type: 'string',
  required: true,
  min: 1,
  max: 80,
  pattern: '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$',
};

export function aliasOperations(deps: AliasDeps): Readonly<Record<string, Operation>> {
  const { machines } = deps;
  const permissions = (action: string) => (input: AliasInput) => [
    machinePermission(action, input.stateMachineAliasArn),
  ];

  const createStateMachineAlias: Operation<CreateInput> = {
    input: {
      type: 'structure',
      members: {
        name: nameShape,
        description: descriptionShape,
        routingConfiguration: { ...routingShape, required: true },
      },
    },
    permissions({ name, routingConfiguration: [first] }) {
      const machineArn = first?.stateMachineVersionArn.replace(/:\d+$/, '') ?? '*';
      return [machinePermission('states:CreateStateMachineAlias', qualifiedArn(machineArn, name))];
    },
    run: (input, call) => create(deps, input, call),
  };

  const updateStateMachineAlias: Operation<UpdateInput> = {
    input: {
      type: 'structure',
      members: { stateMachineAliasArn: arnShape, description: descriptionShape, routingConfiguration: routingShape },
    },
    permissions: permissions('states:UpdateStateMachineAlias'),
    run: (input, call) => update(deps, input, call),
  };

  const describeStateMachineAlias: Operation<AliasInput> = {
    input: { type: 'structure', members: { stateMachineAliasArn: arnShape } },
    permissions: permissions('states:DescribeStateMachineAlias'),
    async run({ stateMachineAliasArn }, call) {
      const { machine, alias } = findAlias(machines, stateMachineAliasArn, call);
      return {
        stateMachineAliasArn,
        name: alias.name,
        description: alias.description,
        routingConfiguration: describeRouting(machine.data.arn, alias.routes),
        creationDate: new Date(alias.createdMs),
        updateDate: new Date(alias.updateMs),
      };
    },
  };

  const deleteStateMachineAlias: Operation<AliasInput> = {
    input: { type: 'structure', members: { stateMachineAliasArn: arnShape } },
    permissions: permissions('states:DeleteStateMachineAlias'),
    /** Deleting what is not there is fine (recorded). */
    async run({ stateMachineAliasArn }, call) {
      const arn = parseAliasArn(stateMachineAliasArn);
      await machines.change(
        () => machineAt(machines, arn, call),
        ({ data }) => withoutAlias(data, arn.alias),
      );
      return {};
    },
  };

  const listStateMachineAliases: Operation<ListInput> = {
    input: {
      type: 'structure',
      members: { stateMachineArn: arnShape, nextToken: tokenShape, maxResults: maxResultsShape },
    },
    permissions: ({ stateMachineArn }) => [machinePermission('states:ListStateMachineAliases', stateMachineArn)],
    run: async (input, call) => list(deps, input, call),
  };

  return {
    CreateStateMachineAlias: createStateMachineAlias,
    UpdateStateMachineAlias: updateStateMachineAlias,
    DescribeStateMachineAlias: describeStateMachineAlias,
    DeleteStateMachineAlias: deleteStateMachineAlias,
    ListStateMachineAliases: listStateMachineAliases,
  };
}

async function create({ machines, clock }: AliasDeps, input: CreateInput, call: Call) {
  const { name, description, routingConfiguration } = input;
  const routing = parseRouting(routingConfiguration);
  const createdMs = clock.nowMs();
  const times = { createdMs, updateMs: createdMs };
  const alias = { name, routes: routing.routes, ...times, ...(description !== undefined && { description }) };
  const arn = parseMachineArn(routing.machineArn);
  const machine = await machines.change(
    () => machineAt(machines, arn, call) ?? refuseReference(),
    (newest) => withAlias(newest, alias, routing),
  );
  const created = aliasOf(machine, name) ?? refuseReference();
  return {
    stateMachineAliasArn: qualifiedArn(machine.data.arn, name),
    creationDate: new Date(created.createdMs),
  };
}

/** The same again is fine, and leaves the data the same object. @throws ConflictException, ServiceQuotaExceededException */
function withAlias(machine: MachineRow, alias: AliasData, routing: Routing): MachineData {
  const { data } = machine;
  requireRoutable(machine, routing);
  const existing = aliasOf(machine, alias.name);
  if (existing !== undefined) {
    if (existing.description === alias.description && sameRoutes(existing, alias)) return data;
    throw conflict(
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    );
  }
  if (data.aliases.length >= ALIASES_MAX) {
    throw serviceQuotaExceeded(`A state machine can have at most ${ALIASES_MAX} aliases: '${data.arn}'`);
  }
  return { ...data, aliases: [...data.aliases, alias] };
}

async function update({ machines, clock }: AliasDeps, input: UpdateInput, call: Call) {
  const { stateMachineAliasArn, description, routingConfiguration } = input;
  if (description === undefined && routingConfiguration === undefined) {
    // GUESS: the wording.
    throw validationError('Either the description or the routing configuration must be specified');
  }
  const routing = routingConfiguration && parseRouting(routingConfiguration);
  const updateMs = clock.nowMs();
  const changes = {
    updateMs,
    ...(description !== undefined && { description }),
    ...(routing !== undefined && { routes: routing.routes }),
  };
  await machines.change(
    () => findAlias(machines, stateMachineAliasArn, call).machine,
    (machine) => {
      requireRoutable(machine, routing);
      const { alias } = findAlias(machines, stateMachineAliasArn, call);
      const aliases = machine.data.aliases.map((other) => (other === alias ? { ...alias, ...changes } : other));
      return { ...machine.data, aliases };
    },
  );
  return { updateDate: new Date(updateMs) };
}

function withoutAlias(data: MachineData, name: string): MachineData {
  const aliases = data.aliases.filter((alias) => alias.name !== name);
  return aliases.length === data.aliases.length ? data : { ...data, aliases };
}

/** Oldest first, as recorded; the API reference says otherwise. */
function list({ machines, clock }: AliasDeps, { stateMachineArn, maxResults, nextToken }: ListInput, call: Call) {
  const { machine, version, alias } = findQualified(machines, stateMachineArn, call);
  if (alias !== undefined) throw stateMachineDoesNotExist(stateMachineArn);
  if (machine.status === DELETING) throw stateMachineDeleting(stateMachineArn);
  const nowMs = clock.nowMs();
  const key = `ListStateMachineAliases ${machine.id} ${version?.number ?? ''}`;
  const after = decodeToken<AliasPosition>(key, nextToken, nowMs);
  const aliases = machine.data.aliases
    .filter(({ routes }) => version === undefined || routes.some((route) => route.version === version.number))
    .filter((one) => after === undefined || compareAliases(one, after) > 0)
    .toSorted(compareAliases);
  const page = aliases.slice(0, pageSize(maxResults));
  const last = page.at(-1);
  return {
    stateMachineAliases: page.map(({ name, createdMs }) => ({
      stateMachineAliasArn: qualifiedArn(machine.data.arn, name),
      creationDate: new Date(createdMs),
    })),
    nextToken:
      last !== undefined && page.length < aliases.length
        ? encodeToken(key, { createdMs: last.createdMs, name: last.name }, nowMs)
        : undefined,
  };
}

/** Where an alias stands in a list, also when it was deleted meanwhile. */
type AliasPosition = Pick<AliasData, 'createdMs' | 'name'>;

function compareAliases(a: AliasPosition, b: AliasPosition): number {
  return a.createdMs - b.createdMs || (a.name < b.name ? -1 : Number(a.name > b.name));
}

interface FoundAlias {
  readonly machine: MachineRow;
  readonly alias: AliasData;
}

/** @throws InvalidArn, ResourceNotFound */
function findAlias(machines: MachineStore, stateMachineAliasArn: string, call: Call): FoundAlias {
  const arn = parseAliasArn(stateMachineAliasArn);
  const machine = machineAt(machines, arn, call) ?? refuseReference();
  return { machine, alias: aliasOf(machine, arn.alias) ?? refuseReference() };
}

/** The machine can have aliases, and has the versions they are to lead to. @throws StateMachineDeleting, ResourceNotFound */
function requireRoutable(machine: MachineRow, routing: Routing | undefined): void {
  const { arn } = machine.data;
  if (machine.status === DELETING) throw stateMachineDeleting(arn);
  if (routing === undefined) return;
  const missing = routing.routes.some(({ version }) => versionOf(machine, version) === undefined);
  // GUESS: another machine's versions are as good as missing.
  if (missing || routing.machineArn !== arn) refuseReference();
}

function refuseReference(): never {
  throw referenceNotFound();
}

function sameRoutes(a: AliasData, b: AliasData): boolean {
  const key = ({ routes }: AliasData) => JSON.stringify(routes.map(({ version, weight }) => [version, weight]));
  return key(a) === key(b);
}
