/** Versions of state machines: revisions published under a number (API reference; behaviour as recorded). */
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import { parseMachineArn, parseVersionArn, qualifiedArn } from './arns.ts';
import { conflict, serviceQuotaExceeded } from './errors.ts';
import { findActiveMachine, machineAt } from './find-machine.ts';
import type { MachineData, MachineStore, VersionData } from './machine-store.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import { machinePermission } from './permissions.ts';
import { arnShape, descriptionShape, longArnShape, maxResultsShape, tokenShape } from './shapes.ts';

export interface VersionDeps {
  readonly machines: MachineStore;
  readonly clock: Clock;
}

interface PublishInput {
  readonly stateMachineArn: string;
  /** Publish only if this is the machine's current revision. */
  readonly revisionId?: string;
  readonly description?: string;
}

interface ListInput {
  readonly stateMachineArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const VERSIONS_MAX = 1000;
/** Stands for the revision of a machine that was never updated, which has no id (API reference). */
const INITIAL = 'INITIAL';

export function versionOperations(deps: VersionDeps): Readonly<Record<string, Operation>> {
  const { machines } = deps;

  const publishStateMachineVersion: Operation<PublishInput> = {
    input: {
      type: 'structure',
      members: { stateMachineArn: arnShape, revisionId: { type: 'string' }, description: descriptionShape },
    },
    permissions: ({ stateMachineArn }) => [machinePermission('states:PublishStateMachineVersion', stateMachineArn)],
    run: (input, call) => publish(deps, input, call),
  };

  const listStateMachineVersions: Operation<ListInput> = {
    input: {
      type: 'structure',
      members: { stateMachineArn: arnShape, nextToken: tokenShape, maxResults: maxResultsShape },
    },
    permissions: ({ stateMachineArn }) => [machinePermission('states:ListStateMachineVersions', stateMachineArn)],
    run: async (input, call) => list(deps, input, call),
  };

  const deleteStateMachineVersion: Operation<{ stateMachineVersionArn: string }> = {
    input: { type: 'structure', members: { stateMachineVersionArn: longArnShape } },
    permissions: ({ stateMachineVersionArn: arn }) => [machinePermission('states:DeleteStateMachineVersion', arn)],
    /** Deleting what is not there is fine (recorded). Executions of the version go on. */
    async run({ stateMachineVersionArn }, call) {
      const arn = parseVersionArn(stateMachineVersionArn);
      await machines.change(
        () => machineAt(machines, arn, call),
        ({ data }) => withoutVersion(data, arn.version),
      );
      return {};
    },
  };

  return {
    PublishStateMachineVersion: publishStateMachineVersion,
    ListStateMachineVersions: listStateMachineVersions,
    DeleteStateMachineVersion: deleteStateMachineVersion,
  };
}

/** The version that the current revision was published as. */
export function currentVersion({ versions, revision }: MachineData): VersionData | undefined {
  return versions.find((version) => version.revision === revision);
}

/**
 * The current revision is published, under a number that no other version ever had; one that is published already stays as it
 * is, and the data the same object.
 * @throws ServiceQuotaExceededException
 */
export function withPublished(data: MachineData, version: Pick<VersionData, 'createdMs' | 'description'>): MachineData {
  if (currentVersion(data) !== undefined) return data;
  if (data.versions.length >= VERSIONS_MAX) {
    throw serviceQuotaExceeded(`A state machine can have at most ${VERSIONS_MAX} versions: '${data.arn}'`);
  }
  const number = data.lastVersion + 1;
  return {
    ...data,
    lastVersion: number,
    versions: [...data.versions, { ...version, number, revision: data.revision }],
  };
}

/** @throws ConflictException while an alias refers to the version */
function withoutVersion(data: MachineData, number: number): MachineData {
  const versions = data.versions.filter((version) => version.number !== number);
  if (versions.length === data.versions.length) return data;
  const aliases = data.aliases.filter(({ routes }) => routes.some(({ version }) => version === number));
  if (aliases.length > 0) {
    const names = aliases.map(({ name }) => name).join(', ');
    throw conflict(
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names}]`,
    );
  }
  return { ...data, versions };
}

async function publish({ machines, clock }: VersionDeps, input: PublishInput, call: Call) {
  const { stateMachineArn, revisionId, description } = input;
  const { data } = await machines.change(
    () => findActiveMachine(machines, stateMachineArn, call),
    async (machine) => {
      const { revisionId: currentId = INITIAL } = await machines.currentRevision(machine);
      if (revisionId !== undefined && revisionId !== currentId) {
        throw conflict(
          `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${currentId}.`,
        );
      }
      return withPublished(machine.data, {
        createdMs: clock.nowMs(),
        ...(description !== undefined && { description }),
      });
    },
  );
  const { number, createdMs } = currentVersion(data) as VersionData;
  return { stateMachineVersionArn: qualifiedArn(data.arn, number), creationDate: new Date(createdMs) };
}

/** Newest first (recorded). GUESS: a machine that does not exist has no versions, since no error for it is documented. */
function list({ machines, clock }: VersionDeps, { stateMachineArn, maxResults, nextToken }: ListInput, call: Call) {
  const nowMs = clock.nowMs();
  const arn = parseMachineArn(stateMachineArn);
  const machine = arn.qualifier === undefined ? machineAt(machines, arn, call) : undefined;
  const key = `ListStateMachineVersions ${machine?.id}`;
  const below = decodeToken<number>(key, nextToken, nowMs) ?? Number.POSITIVE_INFINITY;
  const versions = (machine?.data.versions ?? []).filter(({ number }) => number < below).toReversed();
  const page = versions.slice(0, pageSize(maxResults));
  return {
    stateMachineVersions: page.map(({ number, createdMs }) => ({
      stateMachineVersionArn: qualifiedArn(stateMachineArn, number),
      creationDate: new Date(createdMs),
    })),
    nextToken: page.length < versions.length ? encodeToken(key, page.at(-1)?.number, nowMs) : undefined,
  };
}
