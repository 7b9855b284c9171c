/**
 * The functions of all accounts and regions: their rows, their code packages, their way from Pending to Active and from
 * InProgress to Successful, and what the pool needs to run one.
 */
import { assert } from '../../base/assert.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { FunctionVersion } from '../../runtimes/function-version.ts';
import type { Logging } from '../../runtimes/platform-log.ts';
import type { EnvironmentPool } from '../../runtimes/pool.ts';
import { runtimeVersionArn } from '../../runtimes/runtime-names.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable } from '../../store/resource-table.ts';
import { isPending, resourceConflict, updateInProgress, versionInUse } from './errors.ts';
import {
  type FunctionCode,
  type FunctionData,
  type FunctionRow,
  type FunctionSettings,
  type FunctionSnapshot,
  LATEST,
  type LoggingConfig,
  type VersionData,
} from './function-data.ts';
import type { PackageStore } from './package-store.ts';
import { publishedFrom } from './publication.ts';
import { withoutQualifier } from './qualified-settings.ts';

export interface FunctionTableDeps {
  readonly resources: ResourceStore;
  readonly packages: PackageStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly pool: EnvironmentPool;
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
/**
 * How long an update is in progress. On AWS it is about a second; who looks right after an update sees it here, too, and a
 * script that does not wait between two updates fails here as it would there.
 */
const UPDATE_MS = 100;

export class FunctionTable {
  readonly #deps: FunctionTableDeps;
  readonly #rows: ResourceTable<FunctionData>;
  readonly #settling = new Map<string, Promise<void>>();
  readonly #updates = new Set<Timer>();
  readonly #onChange: ((row: FunctionRow) => void)[] = [];
  readonly #onRemoved: ((row: FunctionRow) => void)[] = [];
  readonly #versions = new WeakMap<FunctionSnapshot, FunctionVersion>();

  private constructor(deps: FunctionTableDeps, rows: ResourceTable<FunctionData>) {
    this.#deps = deps;
    this.#rows = rows;
  }

  /** Counts the packages of all functions; whoever has others counts them, too, before directories are swept. */
  static async open(deps: FunctionTableDeps): Promise<FunctionTable> {
    const table = new FunctionTable(deps, await ResourceTable.open<FunctionData>(deps.resources, KIND));
    for (const { scope, name } of await deps.resources.list(KIND, {})) {
      const row = table.#rows.get(scope, name) as FunctionRow;
      deps.packages.use(digestsOf(row.data));
      if (isUnsettled(row.data)) await table.#settle(row);
    }
    return table;
  }

  get(place: Place, name: string): FunctionRow | undefined {
    return this.#rows.get(scopeOf(place), name);
  }

  /** In order of name. */
  list(place: Place): readonly FunctionRow[] {
    return this.#rows.list(scopeOf(place));
  }

  /** Of all accounts and regions, in no order. */
  all(): Iterable<FunctionRow> {
    return this.#rows.all();
  }

  /** Told of each change of a function that is durable. */
  onChange(listener: (row: FunctionRow) => void): void {
    this.#onChange.push(listener);
  }

  onRemoved(listener: (row: FunctionRow) => void): void {
    this.#onRemoved.push(listener);
  }

  /** Rises with every change of a function. */
  get revision(): number {
    return this.#rows.revision;
  }

  /** @throws ServiceError when it is no package, or, with the function's layers, too large */
  async checkCode(
    zip: Uint8Array,
    { architectures, settings }: { readonly architectures: readonly string[]; readonly settings: FunctionSettings },
  ): Promise<FunctionCode> {
    const { packages } = this.#deps;
    const code = { ...(await packages.check(zip)), architectures };
    await this.#checkTotal(zip, settings);
    return code;
  }

  /** Answers with the function in state Pending; it turns Active right after. @throws ServiceError when the name is taken */
  async create(place: Place, created: NewFunction): Promise<FunctionRow> {
    const { clock, random, pool, packages } = this.#deps;
    const { name, settings, zip, architectures, tags, codeSigningConfigArn, publish = false } = created;
    const code = await this.checkCode(zip, { architectures, settings });
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
    const row = await this.#countingPackages(undefined, data, async () => {
      await packages.put(code.digest, zip);
      return this.#rows
        .create({ scope: scopeOf(place), name, id: random.uuid(), createdMs: nowMs, data })
        .catch(conflictAs(() => resourceConflict(`Function already exist: ${name}`)));
    });
    pool.expect({ runtime: settings.Runtime, memoryMb: settings.MemorySize });
    void this.#settle(row);
    return row;
  }

  /** Answers with the update in progress; it is done a moment later. @throws ServiceError when another one is */
  async update(place: Place, row: FunctionRow, arn: string, change: Change): Promise<FunctionRow> {
    const before = row.data;
    if (isUnsettled(before)) throw updateInProgress(arn);
    const { clock, random, pool, packages } = this.#deps;
    const { settings = before.settings, zip, publish = false } = change;
    const architectures = change.architectures ?? before.code.architectures;
    const code =
      zip === undefined ? { ...before.code, architectures } : await this.checkCode(zip, { architectures, settings });
    if (zip === undefined && settings.Layers !== before.settings.Layers) await this.#checkTotal(code.digest, settings);
    const latest: FunctionData = {
      ...before,
      settings,
      code,
      deploymentId: random.uuid(),
      revisionId: random.uuid(),
      lastModifiedMs: clock.nowMs(),
      runtimeVersionArn: runtimeVersionArn(settings.Runtime, place.region),
      updateStatus: 'InProgress',
    };
    const data = publish ? publishedFrom(latest, { random }) : latest;
    const updated = await this.#countingPackages(before, data, async () => {
      if (zip !== undefined) await packages.put(code.digest, zip);
      return this.#write(row, data).catch(conflictAs(() => updateInProgress(arn)));
    });
    this.#settleLater(updated);
    pool.retire(before.deploymentId);
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
    const updated = await this.#countingPackages(before, data, () =>
      this.#write(row, data).catch(conflictAs(() => updateInProgress(arn))),
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
    for (const snapshot of removed) {
      this.#deps.pool.retire(snapshot.deploymentId);
      await this.#deps.packages.letGo(digestsOfSnapshot(snapshot));
    }
  }

  /** Counts the packages that the function has afterwards, and no longer those it had before. */
  async #countingPackages(
    before: FunctionData | undefined,
    after: FunctionData,
    write: () => Promise<FunctionRow>,
  ): Promise<FunctionRow> {
    const { packages } = this.#deps;
    packages.use(digestsOf(after));
    try {
      const row = await write();
      if (before !== undefined) await packages.letGo(digestsOf(before));
      return row;
    } catch (error) {
      await packages.letGo(digestsOf(after));
      throw error;
    }
  }

  /** @param code the package, or its digest when it is stored already */
  async #checkTotal(code: Uint8Array | string, { Layers = [] }: FunctionSettings): Promise<void> {
    if (Layers.length > 0) await this.#deps.packages.checkTotal([code, ...Layers.map(({ digest }) => digest)]);
  }

  /** Tags are no part of a revision. */
  async setTags(row: FunctionRow, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.change(row, (data) => ({ ...data, tags }));
  }

  /** With all its versions. */
  async remove(row: FunctionRow): Promise<void> {
    await this.#rows.remove(row);
    for (const listener of this.#onRemoved) listener(row);
    for (const { deploymentId } of snapshotsOf(row.data)) this.#deps.pool.retire(deploymentId);
    await this.#deps.packages.letGo(digestsOf(row.data));
  }

  /** Resolves when a function that was just created is active; undefined when it does not wait for anything. */
  settling(row: FunctionRow): Promise<void> | undefined {
    return this.#settling.get(row.id);
  }

  /** What an environment needs to run a version of the function `name`. */
  versionOf(name: string, data: FunctionSnapshot, { region }: Place): FunctionVersion {
    let version = this.#versions.get(data);
    if (version !== undefined) return version;
    const { packages } = this.#deps;
    const { settings, code, deploymentId } = data;
    const layers = settings.Layers?.map(({ digest }) => digest) ?? [];
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
      logging: loggingOf(settings.LoggingConfig),
      ephemeralMb: settings.EphemeralStorage.Size,
      codeDirectory: () => packages.directory(code.digest),
      ...(layers.length > 0 && { optDirectory: () => packages.mergedDirectory(layers) }),
    };
    this.#versions.set(data, version);
    return version;
  }

  async close(): Promise<void> {
    for (const timer of this.#updates) timer.cancel();
    await Promise.all(this.#settling.values());
  }

  async #write(row: FunctionRow, data: FunctionData): Promise<FunctionRow> {
    const written = await this.#rows.update(row, data);
    for (const listener of this.#onChange) listener(written);
    return written;
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
        return await this.#write(newest, changed);
      } catch (error) {
        if (!(error instanceof ResourceConflictError) || this.#rows.get(row.scope, row.name) === newest) throw error;
      }
    }
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

/** Of the packages of all its versions, as often as they have them. */
function digestsOf(data: FunctionData): readonly string[] {
  return snapshotsOf(data).flatMap(digestsOfSnapshot);
}

function digestsOfSnapshot({ code, settings }: FunctionSnapshot): readonly string[] {
  return [code.digest, ...(settings.Layers ?? []).map(({ digest }) => digest)];
}

function lastVersionOf(data: FunctionData): VersionData {
  const version = data.versions?.at(-1);
  assert(version !== undefined, 'a function that was published has a version');
  return version;
}

function loggingOf({ LogFormat, ApplicationLogLevel, SystemLogLevel }: LoggingConfig): Logging {
  return { format: LogFormat, applicationLevel: ApplicationLogLevel, systemLevel: SystemLogLevel };
}

function isUnsettled({ state, updateStatus }: FunctionSnapshot): boolean {
  return state === 'Pending' || updateStatus === 'InProgress';
}
