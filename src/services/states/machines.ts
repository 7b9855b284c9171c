/** State machines: create, update, describe, list, delete (API reference; behaviour as recorded, states-api.md section 4). */
import type { MachineType } from '../../asl/definition.ts';
import { formatDiagnostics } from '../../asl/parse/diagnostic.ts';
import { parseDefinition } from '../../asl/parse/parse-definition.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { type Authorizer, type Call, type Operation, validationError } from '../../base/service.ts';
import type { ExecutionLog } from '../../engine/execution-log.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import { machineArn, parseMachineArn, qualifiedArn } from './arns.ts';
import { DELETING, type MachineDeletion } from './deletion.ts';
import {
  conflict,
  invalidDefinition,
  invalidTracingConfiguration,
  missingRequiredParameter,
  stateMachineAlreadyExists,
  stateMachineDeleting,
  stateMachineDoesNotExist,
  stateMachineLimitExceeded,
} from './errors.ts';
import { findMachine, findQualified } from './find-machine.ts';
import { LOGGING_OFF, type LoggingConfiguration, requireLogDestination } from './logging.ts';
import {
  type MachineData,
  type MachineRow,
  type MachineSettings,
  type MachineStore,
  NOTHING_PUBLISHED,
  type RevisionData,
  scopeOf,
} from './machine-store.ts';
import { requireName } from './names.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import { machinePermission, passRole } from './permissions.ts';
import type { ResourceQuotas } from './resource-quotas.ts';
import { requireTrustedRole } from './roles.ts';
import {
  arnShape,
  definitionShape,
  descriptionShape,
  INCLUDED_DATA,
  machineTypeShape,
  maxResultsShape,
  SETTINGS_SHAPES,
  TAGS,
  tokenShape,
} from './shapes.ts';
import { mergeTags } from './tags.ts';
import { currentVersion, withPublished } from './versions.ts';

export interface MachineDeps {
  readonly machines: MachineStore;
  readonly deletion: MachineDeletion;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ExecutionLog;
  readonly quotas: ResourceQuotas;
}

/** Settings as clients give them: parts of the logging configuration may be missing. */
interface SettingsInput extends Partial<Omit<MachineSettings, 'loggingConfiguration'>> {
  readonly loggingConfiguration?: Partial<LoggingConfiguration>;
}

interface Publishing {
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

interface CreateInput extends SettingsInput, Publishing {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: MachineType;
  readonly tags?: MachineData['tags'];
}

interface UpdateInput extends SettingsInput, Publishing {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
}

const DEFAULT_SETTINGS: MachineSettings = {
  loggingConfiguration: LOGGING_OFF,
  tracingConfiguration: { enabled: false },
};

const publishing = (publish: boolean | undefined, arn: string) =>
  publish === true ? [machinePermission('states:PublishStateMachineVersion', arn)] : [];

export function machineOperations(deps: MachineDeps): Readonly<Record<string, Operation>> {
  const { machines } = deps;

  const createStateMachine: Operation<CreateInput> = {
    input: {
      type: 'structure',
      members: {
        name: { type: 'string', min: 1, max: 80, required: true },
        definition: { ...definitionShape, required: true },
        roleArn: arnShape,
        type: machineTypeShape,
        ...SETTINGS_SHAPES,
        tags: TAGS,
        publish: { type: 'boolean' },
        versionDescription: descriptionShape,
      },
    },
    permissions: ({ name, roleArn, publish }, call) => [
      machinePermission('states:CreateStateMachine', machineArn(call, name)),
      ...publishing(publish, machineArn(call, name)),
      ...passRole(roleArn),
    ],
    run: (input, call) => create(deps, input, call),
  };

  const updateStateMachine: Operation<UpdateInput> = {
    input: {
      type: 'structure',
      members: {
        stateMachineArn: arnShape,
        definition: definitionShape,
        roleArn: { ...arnShape, required: false },
        ...SETTINGS_SHAPES,
        publish: { type: 'boolean' },
        versionDescription: descriptionShape,
      },
    },
    permissions: ({ stateMachineArn, roleArn, publish }) => [
      machinePermission('states:UpdateStateMachine', stateMachineArn),
      ...publishing(publish, stateMachineArn),
      ...passRole(roleArn),
    ],
    run: (input, call) => update(deps, input, call),
  };

  const describeStateMachine: Operation<{ stateMachineArn: string; includedData?: string }> = {
    input: { type: 'structure', members: { stateMachineArn: arnShape, includedData: INCLUDED_DATA } },
    permissions: ({ stateMachineArn }) => [machinePermission('states:DescribeStateMachine', stateMachineArn)],
    /** Of a version: what was published. GUESS: an alias, of which only DescribeStateMachineAlias tells, does not exist here. */
    async run({ stateMachineArn, includedData }, call) {
      const { machine, version, alias } = findQualified(machines, stateMachineArn, call);
      const { data, name, status, createdMs } = machine;
      const revisionId = version?.revision ?? data.revision;
      const revision = await machines.findRevision(revisionId);
      if (revision === undefined || alias !== undefined) throw stateMachineDoesNotExist(stateMachineArn);
      return {
        stateMachineArn,
        name,
        status,
        type: data.type,
        creationDate: new Date(version?.createdMs ?? createdMs),
        description: version?.description,
        ...describeRevision(revision, includedData),
        variableReferences: await machines.variableReferences(revisionId),
      };
    },
  };

  const listStateMachines: Operation<{ maxResults?: number; nextToken?: string }> = {
    input: { type: 'structure', members: { maxResults: maxResultsShape, nextToken: tokenShape } },
    permissions: () => [{ action: 'states:ListStateMachines', resource: '*' }],
    async run({ maxResults, nextToken }, call) {
      const nowMs = deps.clock.nowMs();
      const after = decodeToken<string>('ListStateMachines', nextToken, nowMs);
      const rows = machines.machines.list(scopeOf(call)).filter(({ name }) => after === undefined || name > after);
      const page = rows.slice(0, pageSize(maxResults));
      return {
        stateMachines: page.map(({ name, createdMs, data }) => ({
          stateMachineArn: data.arn,
          name,
          type: data.type,
          creationDate: new Date(createdMs),
        })),
        nextToken: page.length < rows.length ? encodeToken('ListStateMachines', page.at(-1)?.name, nowMs) : undefined,
      };
    },
  };

  const deleteStateMachine: Operation<{ stateMachineArn: string }> = {
    input: { type: 'structure', members: { stateMachineArn: arnShape } },
    permissions: ({ stateMachineArn }) => [machinePermission('states:DeleteStateMachine', stateMachineArn)],
    /** Deleting what is not there, or is being deleted, is fine (recorded). */
    async run({ stateMachineArn }, call) {
      const { name } = parseMachineArn(stateMachineArn);
      const row = machines.machines.get(scopeOf(call), name);
      if (row !== undefined && row.data.arn === stateMachineArn && row.status !== DELETING)
        await deps.deletion.begin(row);
      return {};
    },
  };

  return {
    CreateStateMachine: createStateMachine,
    UpdateStateMachine: updateStateMachine,
    DescribeStateMachine: describeStateMachine,
    ListStateMachines: listStateMachines,
    DeleteStateMachine: deleteStateMachine,
  };
}

export function describeRevision(revision: RevisionData, includedData = 'ALL_DATA') {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration, revisionId } =
    revision;
  return {
    definition: includedData === 'METADATA_ONLY' ? '{}' : definition,
    roleArn,
    loggingConfiguration,
    tracingConfiguration,
    encryptionConfiguration,
    revisionId,
  };
}

async function create(deps: MachineDeps, input: CreateInput, call: Call) {
  const { machines, clock, random, quotas } = deps;
  requireName(input.name);
  requirePublishable(input);
  const arn = machineArn(call, input.name);
  requireTrustedRole(deps.authorizer, input.roleArn, arn);
  const type = input.type ?? 'STANDARD';
  requireValidDefinition(input.definition, type);
  const settings = settingsOf(input, DEFAULT_SETTINGS);
  await requireLogDestination(deps, settings.loggingConfiguration, input.roleArn, call);
  const existing = machines.machines.get(scopeOf(call), input.name);
  if (existing !== undefined) return sameMachine(existing, await machines.currentRevision(existing), input);
  if (machines.machines.count(scopeOf(call)) >= (quotas.stateMachinesMax ?? Number.POSITIVE_INFINITY)) {
    throw stateMachineLimitExceeded();
  }
  const createdMs = clock.nowMs();
  const id = random.uuid();
  const data = newMachineData(input, { arn, type, revision: random.uuid(), createdMs });
  const revision: RevisionData = {
    machineId: id,
    machineArn: arn,
    machineName: input.name,
    definition: input.definition,
    roleArn: input.roleArn,
    updateMs: createdMs,
    ...settings,
  };
  try {
    await machines.create(scopeOf(call), { id, createdMs, data }, revision);
  } catch (error) {
    if (error instanceof ResourceConflictError) return create(deps, input, call);
    throw error;
  }
  return describeCreated(data, createdMs);
}

function newMachineData(
  input: CreateInput,
  { createdMs, ...fixed }: Pick<MachineData, 'arn' | 'type' | 'revision'> & { readonly createdMs: number },
): MachineData {
  const { tags = [], publish, versionDescription } = input;
  const data = { ...fixed, tags: mergeTags([], tags, fixed.arn), ...NOTHING_PUBLISHED };
  if (publish !== true) return data;
  const createdPublished = versionDescription === undefined ? {} : { description: versionDescription };
  return publishedIfAsked({ ...data, createdPublished }, input, createdMs);
}

/** @throws ServiceQuotaExceededException */
function publishedIfAsked(data: MachineData, input: Publishing, createdMs: number): MachineData {
  const { publish, versionDescription: description } = input;
  return publish === true
    ? withPublished(data, { createdMs, ...(description !== undefined && { description }) })
    : data;
}

/** One that was published has been given the first number. */
function describeCreated({ arn, createdPublished }: MachineData, createdMs: number) {
  return {
    stateMachineArn: arn,
    creationDate: new Date(createdMs),
    stateMachineVersionArn: createdPublished && qualifiedArn(arn, 1),
  };
}

/** The same again is fine; role and tags do not count (recorded); the definition counts as text (recorded). */
function sameMachine(row: MachineRow, revision: RevisionData, input: CreateInput) {
  if (row.status === DELETING) throw stateMachineDeleting(row.data.arn);
  const same =
    revision.definition === input.definition &&
    row.data.type === (input.type ?? 'STANDARD') &&
    (row.data.createdPublished !== undefined) === (input.publish === true) &&
    row.data.createdPublished?.description === input.versionDescription &&
    sameSettings(revision, settingsOf(input, DEFAULT_SETTINGS));
  if (!same) throw stateMachineAlreadyExists(row.data.arn);
  return describeCreated(row.data, row.createdMs);
}

async function update(deps: MachineDeps, input: UpdateInput, call: Call) {
  const { machines, clock, random } = deps;
  const { stateMachineArn, definition, roleArn } = input;
  const row = findMachine(machines, stateMachineArn, call);
  requirePublishable(input);
  requireChange(input);
  if (row.status === DELETING) throw stateMachineDeleting(row.data.arn);
  if (roleArn !== undefined) requireTrustedRole(deps.authorizer, roleArn, row.data.arn);
  if (definition !== undefined) requireValidDefinition(definition, row.data.type);
  const updateMs = clock.nowMs();
  const before = await machines.currentRevision(row);
  const after: RevisionData = {
    ...before,
    ...settingsOf(input, before),
    definition: definition ?? before.definition,
    roleArn: roleArn ?? before.roleArn,
    updateMs,
  };
  if (input.loggingConfiguration !== undefined || roleArn !== undefined) {
    await requireLogDestination(deps, after.loggingConfiguration, after.roleArn, call);
  }
  const revisionId = sameRevision(before, after) ? undefined : random.uuid();
  const revised = revisionId === undefined ? row.data : { ...row.data, revision: revisionId };
  const data = publishedIfAsked(revised, input, updateMs);
  try {
    if (revisionId !== undefined) await machines.update(row, data, { ...after, revisionId });
    else if (data !== row.data) await machines.machines.update(row, data);
  } catch (error) {
    if (error instanceof ResourceConflictError) {
      throw conflict(`State machine was updated concurrently: '${row.data.arn}'. Try again.`);
    }
    throw error;
  }
  const version = input.publish === true ? currentVersion(data) : undefined;
  return {
    updateDate: new Date(updateMs),
    revisionId: revisionId ?? before.revisionId,
    stateMachineVersionArn: version && qualifiedArn(data.arn, version.number),
  };
}

function requireChange({ definition, roleArn, loggingConfiguration, tracingConfiguration }: UpdateInput): void {
  const changes = [definition, roleArn, loggingConfiguration, tracingConfiguration];
  if (changes.some((change) => change !== undefined)) return;
  throw missingRequiredParameter(
    'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  );
}

/** @throws InvalidTracingConfiguration */
function settingsOf(input: SettingsInput, fallback: MachineSettings): MachineSettings {
  if (input.tracingConfiguration !== undefined && !('enabled' in input.tracingConfiguration)) {
    throw invalidTracingConfiguration();
  }
  const encryption = input.encryptionConfiguration ?? fallback.encryptionConfiguration;
  return {
    loggingConfiguration: input.loggingConfiguration
      ? { ...LOGGING_OFF, ...input.loggingConfiguration }
      : fallback.loggingConfiguration,
    tracingConfiguration: input.tracingConfiguration ?? fallback.tracingConfiguration,
    ...(encryption === undefined ? {} : { encryptionConfiguration: encryption }),
  };
}

function sameRevision(a: RevisionData, b: RevisionData): boolean {
  return a.definition === b.definition && a.roleArn === b.roleArn && sameSettings(a, b);
}

function sameSettings(a: MachineSettings, b: MachineSettings): boolean {
  const key = ({ loggingConfiguration, tracingConfiguration, encryptionConfiguration }: MachineSettings) =>
    JSON.stringify([loggingConfiguration, tracingConfiguration, encryptionConfiguration]);
  return key(a) === key(b);
}

function requireValidDefinition(definition: string, type: MachineType): void {
  const { machine, diagnostics } = parseDefinition(definition, type);
  if (machine === undefined) throw invalidDefinition(formatDiagnostics(diagnostics));
}

function requirePublishable({ publish, versionDescription }: Publishing): void {
  if (versionDescription !== undefined && publish !== true) {
    throw validationError('Version description can only be set when publish is true');
  }
}
