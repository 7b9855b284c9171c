/**
 * The functions of all accounts and regions: their rows, their code packages, their way from Pending to Active and from
 * InProgress to Successful, and what the pool needs to run one.
 */
import { createHash } from 'node:crypto';
import { assert } from '../../base/assert.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { CodePackageError, CodePackages, UNZIPPED_BYTES_MAX } from '../../runtimes/code-package.ts';
import type { FunctionVersion } from '../../runtimes/function-version.ts';
import type { EnvironmentPool } from '../../runtimes/pool.ts';
import { runsHere, runtimeVersionArn } from '../../runtimes/runtime-names.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable } from '../../store/resource-table.ts';
import {
  badZip,
  invalidParameterValue,
  isPending,
  resourceConflict,
  updateInProgress,
  versionInUse,
} from './errors.ts';
import {
  type FunctionCode,
  type FunctionData,
  type FunctionRow,
  type FunctionSettings,
  type FunctionSnapshot,
  LATEST,
  type VersionData,
} from './function-data.ts';
import { publishedFrom } from './publication.ts';
import { withoutQualifier } from './qualified-settings.ts';

export interface FunctionTableDeps {
  readonly resources: ResourceStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly pool: EnvironmentPool;
  /** Where code is unpacked. */
  readonly codeRoot: string;
  readonly onDefect: (error: unknown) => void;
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

export interface NewFunction {
  readonly name: string;
  readonly settings: FunctionSettings;
  readonly zip: Uint8Array;
  readonly architectures: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly codeSigningConfigArn?: string;
  /** Make version 1 of it, too. */
  readonly publish?: boolean;
}

export interface Change {
  readonly settings?: FunctionSettings;
  readonly zip?: Uint8Array;
  readonly architectures?: readonly string[];
  /** Make a version of the outcome, too. */
  readonly publish?: boolean;
}

export interface Publication {
  readonly row: FunctionRow;
  /** The new version, or the last one when nothing has changed since. */
  readonly version: VersionData;
}

const KIND = 'function';
/** Lambda quotas: "Deployment package size, zipped", for direct upload. */
export const ZIPPED_BYTES_MAX = 52_428_800;
/**
 * How long an update is in progress. On AWS it is about a second; who looks right after an update sees it here, too, and a
 * script that does not wait between two updates fails here as it would there.
 */
const UPDATE_MS = 100;

export class FunctionTable {
  readonly #deps: FunctionTableDeps;
  readonly #rows: ResourceTable<FunctionData>;
  readonly #packages: CodePackages;
  /** How many functions and versions have the package. */
  readonly #uses = new Map<string, number>();
  readonly #settling = new Map<string, Promise<void>>();
  readonly #updates = new Set<Timer>();
  readonly #versions = new WeakMap<FunctionSnapshot, FunctionVersion>();

  private constructor(deps: FunctionTableDeps, rows: ResourceTable<FunctionData>) {
    this.#deps = deps;
    this.#rows = rows;
    this.#packages = new CodePackages(deps.codeRoot);
  }

  static async open(deps: FunctionTableDeps): Promise<FunctionTable> {
    const table = new FunctionTable(deps, await ResourceTable.open<FunctionData>(deps.resources, KIND));
    for (const { scope, name } of await deps.resources.list(KIND, {})) {
      const row = table.#rows.get(scope, name) as FunctionRow;
      for (const { code } of snapshotsOf(row.data)) table.#use(code.digest);
      if (isUnsettled(row.data)) await table.#settle(row);
    }
    await table.#packages.sweep(new Set(table.#uses.keys()));
    return table;
  }

  get(place: Place, name: string): FunctionRow | undefined {
    return this.#rows.get(scopeOf(place), name);
  }

  /** In order of name. */
  list(place: Place): readonly FunctionRow[] {
    return this.#rows.list(scopeOf(place));
  }

  /** Unpacks a package, which is the check that it is one. @throws ServiceError when it is not, or unfolds to too much */
  async checkCode(zip: Uint8Array, architectures: readonly string[]): Promise<FunctionCode> {
    const digest = createHash('sha256').update(zip).digest('hex');
    try {
      await this.#packages.directory(digest, async () => zip);
    } catch (error) {
      if (!(error instanceof CodePackageError)) throw error;
      if (error.reason === 'malformed') throw badZip();
      throw invalidParameterValue(`Unzipped size must be smaller than ${UNZIPPED_BYTES_MAX} bytes`);
    }
    return { digest, bytes: zip.byteLength, architectures };
  }

  /** The bytes of a function's package. */
  package(digest: string): Promise<Uint8Array | undefined> {
    return this.#deps.objects.get(digest);
  }

  /** Answers with the function in state Pending; it turns Active right after. @throws ServiceError when the name is taken */
  async create(place: Place, created: NewFunction): Promise<FunctionRow> {
    const { clock, random, pool } = this.#deps;
    const { name, settings, zip, architectures, tags, codeSigningConfigArn, publish = false } = created;
    const code = await this.checkCode(zip, architectures);
    return this.#keepingCode(code.digest, zip, async () => {
      const nowMs = clock.nowMs();
      const latest: FunctionData = {
        settings,
        code,
        deploymentId: random.uuid(),
        revisionId: random.uuid(),
        runtimeVersionArn: runtimeVersionArn(settings.Runtime, place.region),
        lastModifiedMs: nowMs,
        state: 'Pending',
        tags,
        ...(codeSigningConfigArn !== undefined && { codeSigningConfigArn }),
      };
      const data = publish ? publishedFrom(latest, { random }) : latest;
      const row = await this.#countingVersion(latest, data, () =>
        this.#rows
          .create({ scope: scopeOf(place), name, id: random.uuid(), createdMs: nowMs, data })
          .catch(conflictAs(() => resourceConflict(`Function already exist: ${name}`))),
      );
      if (runsHere(settings.Runtime)) pool.expect(settings.MemorySize);
      void this.#settle(row);
      return row;
    });
  }

  /** Answers with the update in progress; it is done a moment later. @throws ServiceError when another one is */
  async update(place: Place, row: FunctionRow, arn: string, change: Change): Promise<FunctionRow> {
    const before = row.data;
    if (isUnsettled(before)) throw updateInProgress(arn);
    const architectures = change.architectures ?? before.code.architectures;
    if (change.zip === undefined) return this.#replace(place, row, arn, { ...before.code, architectures }, change);
    const code = await this.checkCode(change.zip, architectures);
    const updated = await this.#keepingCode(code.digest, change.zip, () =>
      this.#replace(place, row, arn, code, change),
    );
    await this.#unuse(before.code.digest);
    return updated;
  }

  async #replace(
    place: Place,
    row: FunctionRow,
    arn: string,
    code: FunctionCode,
    { settings = row.data.settings, publish = false }: Change,
  ): Promise<FunctionRow> {
    const { clock, random, pool } = this.#deps;
    const latest: FunctionData = {
      ...row.data,
      settings,
      code,
      deploymentId: random.uuid(),
      revisionId: random.uuid(),
      lastModifiedMs: clock.nowMs(),
      runtimeVersionArn: runtimeVersionArn(settings.Runtime, place.region),
      updateStatus: 'InProgress',
    };
    const data = publish ? publishedFrom(latest, { random }) : latest;
    const updated = await this.#countingVersion(latest, data, () =>
      this.#rows.update(row, data).catch(conflictAs(() => updateInProgress(arn))),
    );
    this.#settleLater(updated);
    pool.retire(row.data.deploymentId);
    return updated;
  }

  /**
   * Publishes `$LATEST` as it is. Nothing happens when nothing has changed since the last version.
   * @throws ServiceError while a change is in progress
   */
  async publish(row: FunctionRow, arn: string, description?: string): Promise<Publication> {
    const { random } = this.#deps;
    const before = row.data;
    if (before.state === 'Pending') throw isPending();
    if (isUnsettled(before)) throw updateInProgress(arn);
    const data = publishedFrom(before, { random, description });
    if (data === before) return { row, version: lastVersionOf(data) };
    const updated = await this.#countingVersion(before, data, () =>
      this.#rows.update(row, data).catch(conflictAs(() => updateInProgress(arn))),
    );
    return { row: updated, version: lastVersionOf(updated.data) };
  }

  /** Deletes a version; nothing when there is none such. @throws ServiceError while an alias leads to it */
  async removeVersion(row: FunctionRow, number: string): Promise<void> {
    let removed: readonly VersionData[] = [];
    await this.change(row, (data) => {
      const { versions = [], aliases = [] } = data;
      removed = versions.filter(({ version }) => version === number);
      if (removed.length === 0) return undefined;
      const holders = aliases.filter(({ version, weights }) => version === number || number in weights);
      if (holders.length > 0) throw versionInUse(holders.map(({ name }) => name));
      return { ...withoutQualifier(data, number), versions: versions.filter(({ version }) => version !== number) };
    });
    for (const { deploymentId, code } of removed) {
      this.#deps.pool.retire(deploymentId);
      await this.#unuse(code.digest);
    }
  }

  /** Counts the package of the version by which `after` has more than `before`, if it has one. */
  async #countingVersion(
    before: FunctionData,
    after: FunctionData,
    write: () => Promise<FunctionRow>,
  ): Promise<FunctionRow> {
    if (after === before) return write();
    this.#use(after.code.digest);
    try {
      return await write();
    } catch (error) {
      await this.#unuse(after.code.digest);
      throw error;
    }
  }

  /** Stores the package for the function that `make` makes; counted before it is stored, so that nobody removes it meanwhile. */
  async #keepingCode(digest: string, zip: Uint8Array, make: () => Promise<FunctionRow>): Promise<FunctionRow> {
    this.#use(digest);
    try {
      await this.#deps.objects.put(digest, zip);
      return await make();
    } catch (error) {
      await this.#unuse(digest);
      throw error;
    }
  }

  /** Tags are no part of a revision. */
  async setTags(row: FunctionRow, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.change(row, (data) => ({ ...data, tags }));
  }

  /** With all its versions. */
  async remove(row: FunctionRow): Promise<void> {
    await this.#rows.remove(row);
    const snapshots = snapshotsOf(row.data);
    for (const { deploymentId } of snapshots) this.#deps.pool.retire(deploymentId);
    for (const { code } of snapshots) await this.#unuse(code.digest);
  }

  /** Resolves when a function that was just created is active; undefined when it does not wait for anything. */
  settling(row: FunctionRow): Promise<void> | undefined {
    return this.#settling.get(row.id);
  }

  /** What an environment needs to run a version of the function `name`. */
  versionOf(name: string, data: FunctionSnapshot, { region }: Place): FunctionVersion {
    let version = this.#versions.get(data);
    if (version !== undefined) return version;
    const { settings, code, deploymentId } = data;
    version = {
      key: deploymentId,
      name,
      version: data.version ?? LATEST,
      region,
      runtime: settings.Runtime,
      handler: settings.Handler,
      memoryMb: settings.MemorySize,
      timeoutMs: settings.Timeout * 1000,
      roleArn: settings.Role,
      variables: settings.Environment?.Variables ?? {},
      logGroup: settings.LoggingConfig.LogGroup,
      codeDirectory: () => this.#packages.directory(code.digest, () => this.#packageOf(name, code.digest)),
    };
    this.#versions.set(data, version);
    return version;
  }

  async close(): Promise<void> {
    for (const timer of this.#updates) timer.cancel();
    await Promise.all(this.#settling.values());
  }

  async #packageOf(name: string, digest: string): Promise<Uint8Array> {
    const zip = await this.#deps.objects.get(digest);
    if (zip === undefined) throw new Error(`the code package '${digest}' of the function '${name}' is missing`);
    return zip;
  }

  #settle(row: FunctionRow): Promise<void> {
    const settled = this.change(row, (data) => this.#settledFrom(data))
      .then(() => {})
      .catch(this.#deps.onDefect)
      .finally(() => this.#settling.delete(row.id));
    this.#settling.set(row.id, settled);
    return settled;
  }

  #settledFrom(data: FunctionData): FunctionData {
    const settled = <T extends FunctionSnapshot>(snapshot: T): T =>
      isUnsettled(snapshot)
        ? { ...snapshot, state: 'Active', updateStatus: 'Successful', revisionId: this.#deps.random.uuid() }
        : snapshot;
    const { versions } = data;
    return { ...settled(data), ...(versions !== undefined && { versions: versions.map(settled) }) };
  }

  #settleLater(row: FunctionRow): void {
    const timer = this.#deps.clock.schedule(UPDATE_MS, () => {
      this.#updates.delete(timer);
      void this.#settle(row);
    });
    this.#updates.add(timer);
  }

  /**
   * Applies a change to the newest row, again when somebody else was faster; no change when `change` makes nothing of it.
   * @returns the newest row; undefined when the function is gone
   */
  async change(
    row: FunctionRow,
    change: (data: FunctionData) => FunctionData | undefined,
  ): Promise<FunctionRow | undefined> {
    for (;;) {
      const newest = this.#rows.get(row.scope, row.name);
      if (newest?.id !== row.id) return undefined;
      const changed = change(newest.data);
      if (changed === undefined) return newest;
      try {
        return await this.#rows.update(newest, changed);
      } catch (error) {
        if (!(error instanceof ResourceConflictError) || this.#rows.get(row.scope, row.name) === newest) throw error;
      }
    }
  }

  #use(digest: string): void {
    this.#uses.set(digest, (this.#uses.get(digest) ?? 0) + 1);
  }

  /** The last function to let go of a package takes it along. Its directory stays until the next start: it may be in use. */
  async #unuse(digest: string): Promise<void> {
    const uses = (this.#uses.get(digest) ?? 1) - 1;
    if (uses > 0) {
      this.#uses.set(digest, uses);
      return;
    }
    this.#uses.delete(digest);
    await this.#deps.objects.delete(digest);
  }
}

function conflictAs(wireError: () => Error): (error: unknown) => never {
  return (error) => {
    throw error instanceof ResourceConflictError ? wireError() : error;
  };
}

export function scopeOf({ account, region }: Place): string {
  return `${account}/${region}`;
}

function snapshotsOf(data: FunctionData): readonly FunctionSnapshot[] {
  return [data, ...(data.versions ?? [])];
}

function lastVersionOf(data: FunctionData): VersionData {
  const version = data.versions?.at(-1);
  assert(version !== undefined, 'a function that was published has a version');
  return version;
}

function isUnsettled({ state, updateStatus }: FunctionSnapshot): boolean {
  return state === 'Pending' || updateStatus === 'InProgress';
}
