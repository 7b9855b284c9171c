/**
 * State machines and their revisions. The machine holds what can change, its versions and aliases too, so that whatever the
 * rules say of them together changes in one write; each revision, immutable, holds a definition and a role, so that running
 * executions keep theirs. A revision is parsed once and kept while it is in use.
 */
import type { MachineType } from '../../asl/definition.ts';
import { parseDefinition } from '../../asl/parse/parse-definition.ts';
import { assert } from '../../base/assert.ts';
import { ownRevisionId } from '../../engine/child-revision.ts';
import type { MachineRevision, MachineSource } from '../../engine/machine-source.ts';
import type { ResourceChange, ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable, type Row } from '../../store/resource-table.ts';
import { stateMachineDoesNotExist } from './errors.ts';
import { type LoggingConfiguration, loggingSettings } from './logging.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a client configures beside the definition; kept as it was given. */
export interface MachineSettings {
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: object;
  readonly encryptionConfiguration?: object;
}

export interface RevisionData extends MachineSettings {
  readonly machineId: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly updateMs: number;
  /** What clients know it by: absent for the first (recorded). */
  readonly revisionId?: string;
}

/** A revision that was published. */
export interface VersionData {
  readonly number: number;
  readonly revision: string;
  readonly createdMs: number;
  readonly description?: string;
}

/** A version an alias leads to, and its share of the starts in per cent. */
export interface RouteData {
  readonly version: number;
  readonly weight: number;
}

export interface AliasData {
  readonly name: string;
  readonly routes: readonly RouteData[];
  readonly createdMs: number;
  readonly updateMs: number;
  readonly description?: string;
}

export interface MachineData {
  readonly arn: string;
  readonly type: MachineType;
  /** The revision new executions run. */
  readonly revision: string;
  readonly tags: readonly Tag[];
  /** By number, and the highest number ever given: none is given again. */
  readonly versions: readonly VersionData[];
  readonly lastVersion: number;
  readonly aliases: readonly AliasData[];
  /** Set when the machine was created with `publish`: what a repeated create is compared with. */
  readonly createdPublished?: { readonly description?: string };
}

/** As a machine begins that is not published. */
export const NOTHING_PUBLISHED = { versions: [], lastVersion: 0, aliases: [] } as const;

export type MachineRow = Row<MachineData>;

/** The engine's commits check a machine's status under this kind (see the execution store's port). */
const MACHINE = 'stateMachine';
/** What belongs to a machine and goes with it, in a scope of its own. */
export const OWNED = { revision: 'stateMachineRevision', testCase: 'stateMachineTestCase' } as const;
const REVISION = OWNED.revision;
/** How many compiled revisions stay in memory. */
const COMPILED_MAX = 1000;

export const scopeOf = ({ account, region }: { account: string; region: string }): string => `${account}/${region}`;

interface LoadedRevision {
  readonly data: RevisionData;
  readonly compiled: MachineRevision;
}

export class MachineStore implements MachineSource {
  readonly #resources: ResourceStore;
  readonly machines: ResourceTable<MachineData>;
  /** Least recently used first. */
  readonly #revisions = new Map<string, LoadedRevision>();

  private constructor(resources: ResourceStore, machines: ResourceTable<MachineData>) {
    this.#resources = resources;
    this.machines = machines;
  }

  static async open(resources: ResourceStore): Promise<MachineStore> {
    return new MachineStore(resources, await ResourceTable.open<MachineData>(resources, MACHINE));
  }

  /** Of a machine that exists, or has executions that have not ended. */
  async revision(id: string): Promise<MachineRevision> {
    const loaded = await this.#load(id);
    assert(loaded !== undefined, `revision ${id} of a state machine is missing`);
    return loaded.compiled;
  }

  async tryRevision(id: string): Promise<MachineRevision | undefined> {
    return (await this.#load(id))?.compiled;
  }

  /** The revision that new executions of the machine run. @throws StateMachineDoesNotExist when it was deleted meanwhile */
  async currentRevision(machine: MachineRow): Promise<RevisionData> {
    const data = await this.findRevision(machine.data.revision);
    if (data === undefined) throw stateMachineDoesNotExist(machine.data.arn);
    return data;
  }

  /** Undefined once the machine is gone. Of a child of a Map Run: that of the machine around. */
  async findRevision(id: string): Promise<RevisionData | undefined> {
    return (await this.#load(ownRevisionId(id)))?.data;
  }

  /** State name to the variables it reads; undefined when no state reads any. */
  async variableReferences(id: string): Promise<Readonly<Record<string, readonly string[]>> | undefined> {
    const references = (await this.#load(ownRevisionId(id)))?.compiled.machine.variableReferences;
    return references === undefined || references.size === 0 ? undefined : Object.fromEntries(references);
  }

  /** Machine and first revision in one transaction. @throws ResourceConflictError when the name is taken */
  create(
    scope: string,
    row: { id: string; createdMs: number; data: MachineData },
    revision: RevisionData,
  ): Promise<MachineRow> {
    const { id, createdMs, data } = row;
    const machine = { scope, name: revision.machineName, id, createdMs, data };
    return this.machines.create(machine, [newRevision(scope, data.revision, revision)]);
  }

  /** A new revision becomes the machine's. @throws ResourceConflictError when somebody else changed it first */
  update(machine: MachineRow, data: MachineData, revision: RevisionData): Promise<MachineRow> {
    return this.machines.update(machine, data, machine.status, [newRevision(machine.scope, data.revision, revision)]);
  }

  /**
   * A revision that does not become the machine's, for single executions of it. It goes when the machine goes.
   * @throws ResourceConflictError when somebody else changed the machine first
   */
  async addRevision(machine: MachineRow, id: string, revision: RevisionData): Promise<void> {
    await this.machines.update(machine, machine.data, machine.status, [newRevision(machine.scope, id, revision)]);
  }

  /**
   * Changes what `find` finds, the newest there is: when somebody else changed it first, both are asked again. The same data
   * object means that nothing is to change.
   * @returns the machine as it is then; undefined when none was found
   */
  async change<Found extends MachineRow | undefined>(
    find: () => Found,
    change: (machine: MachineRow) => MachineData | Promise<MachineData>,
  ): Promise<Found | MachineRow> {
    for (;;) {
      const machine = find();
      if (machine === undefined) return machine;
      const data = await change(machine);
      if (data === machine.data) return machine;
      try {
        return await this.machines.update(machine, data);
      } catch (error) {
        if (!(error instanceof ResourceConflictError)) throw error;
      }
    }
  }

  /** Takes the machine and all that belongs to it away. */
  async remove(machine: MachineRow): Promise<void> {
    const scope = ownedScope(machine.scope, machine.id);
    const lists = await Promise.all(Object.values(OWNED).map((kind) => this.#resources.list(kind, { scope })));
    const owned = lists.flat();
    for (const { id } of owned) this.#revisions.delete(id);
    await this.machines.remove(
      machine,
      owned.map(({ kind, id }): ResourceChange => ({ type: 'delete', kind, id })),
    );
  }

  async #load(id: string): Promise<LoadedRevision | undefined> {
    const known = this.#revisions.get(id);
    if (known !== undefined) {
      this.#revisions.delete(id);
      this.#revisions.set(id, known);
      return known;
    }
    const resource = await this.#resources.getById(REVISION, id);
    if (resource === undefined) return undefined;
    const loaded = compile(id, JSON.parse(resource.data) as RevisionData);
    this.#revisions.set(id, loaded);
    if (this.#revisions.size > COMPILED_MAX) {
      const [oldest] = this.#revisions.keys();
      this.#revisions.delete(oldest as string);
    }
    return loaded;
  }
}

function compile(id: string, data: RevisionData): LoadedRevision {
  const { machine, diagnostics } = parseDefinition(data.definition);
  assert(
    machine !== undefined,
    `the stored definition of ${data.machineName} is invalid: ${JSON.stringify(diagnostics)}`,
  );
  const { machineId, machineArn, machineName, roleArn } = data;
  const logging = loggingSettings(data.loggingConfiguration);
  const compiled = { id, machineId, machine, machineArn, machineName, roleArn, ...(logging && { logging }) };
  return { data, compiled };
}

export const ownedScope = (scope: string, machineId: string): string => `${scope}/${machineId}`;

function newRevision(scope: string, id: string, data: RevisionData): ResourceChange {
  const resource = {
    kind: REVISION,
    scope: ownedScope(scope, data.machineId),
    name: id,
    id,
    status: 'ACTIVE',
    createdMs: data.updateMs,
    data: JSON.stringify(data),
  };
  return { type: 'create', resource };
}
