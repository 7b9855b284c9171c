/**
 * The functions of all accounts and regions: their rows, their code packages, their way from Pending to Active and from
 * InProgress to Successful, and what the pool needs to run one.
 */
import { createHash } from 'node:crypto';
import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { CodePackageError, CodePackages, UNZIPPED_BYTES_MAX } from '../../runtimes/code-package.ts';
import type { FunctionVersion } from '../../runtimes/function-version.ts';
import type { EnvironmentPool } from '../../runtimes/pool.ts';
import { runsHere, runtimeVersionArn } from '../../runtimes/runtime-names.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable } from '../../store/resource-table.ts';
import { badZip, invalidParameterValue, resourceConflict, updateInProgress, zipTooLarge } from './errors.ts';
import {
  type FunctionCode,
  type FunctionData,
  type FunctionRow,
  type FunctionSettings,
  LATEST,
} from './function-data.ts';

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
}

export interface Change {
  readonly settings?: FunctionSettings;
  readonly zip?: Uint8Array;
  readonly architectures?: readonly string[];
}

const KIND = 'function';
/** Lambda quotas: "Deployment package size, zipped". */
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
  /** How many functions have the package. */
  readonly #uses = new Map<string, number>();
  readonly #settling = new Map<string, Promise<void>>();
  readonly #updates = new Set<Timer>();
  readonly #versions = new WeakMap<FunctionData, FunctionVersion>();

  private constructor(deps: FunctionTableDeps, rows: ResourceTable<FunctionData>) {
    this.#deps = deps;
    this.#rows = rows;
    this.#packages = new CodePackages(deps.codeRoot);
  }

  static async open(deps: FunctionTableDeps): Promise<FunctionTable> {
    const table = new FunctionTable(deps, await ResourceTable.open<FunctionData>(deps.resources, KIND));
    for (const { scope, name } of await deps.resources.list(KIND, {})) {
      const row = table.#rows.get(scope, name) as FunctionRow;
      table.#use(row.data.code.digest);
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

  /** Unpacks a package, which is the check that it is one. @throws ServiceError when it is not, or too large */
  async checkCode(zip: Uint8Array, architectures: readonly string[]): Promise<FunctionCode> {
    if (zip.byteLength > ZIPPED_BYTES_MAX) throw zipTooLarge(ZIPPED_BYTES_MAX);
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
  async create(place: Place, { name, settings, zip, architectures, tags }: NewFunction): Promise<FunctionRow> {
    const { clock, random, pool } = this.#deps;
    const code = await this.checkCode(zip, architectures);
    return this.#keepingCode(code.digest, zip, async () => {
      const nowMs = clock.nowMs();
      const data: FunctionData = {
        settings,
        code,
        deploymentId: random.uuid(),
        revisionId: random.uuid(),
        runtimeVersionArn: runtimeVersionArn(settings.Runtime, place.region),
        lastModifiedMs: nowMs,
        state: 'Pending',
        tags,
      };
      const row = await this.#rows
        .create({ scope: scopeOf(place), name, id: random.uuid(), createdMs: nowMs, data })
        .catch(conflictAs(() => resourceConflict(`Function already exist: ${name}`)));
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
    { settings = row.data.settings }: Change,
  ): Promise<FunctionRow> {
    const { clock, random, pool } = this.#deps;
    const data: FunctionData = {
      ...row.data,
      settings,
      code,
      deploymentId: random.uuid(),
      revisionId: random.uuid(),
      lastModifiedMs: clock.nowMs(),
      runtimeVersionArn: runtimeVersionArn(settings.Runtime, place.region),
      updateStatus: 'InProgress',
    };
    const updated = await this.#rows.update(row, data).catch(conflictAs(() => updateInProgress(arn)));
    this.#settleLater(updated);
    pool.retire(row.data.deploymentId);
    return updated;
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
    await this.#change(row, (data) => ({ ...data, tags }));
  }

  async remove(row: FunctionRow): Promise<void> {
    await this.#rows.remove(row);
    this.#deps.pool.retire(row.data.deploymentId);
    await this.#unuse(row.data.code.digest);
  }

  /** Resolves when a function that was just created is active; undefined when it does not wait for anything. */
  settling(row: FunctionRow): Promise<void> | undefined {
    return this.#settling.get(row.id);
  }

  /** What an environment needs to run the function. */
  versionOf({ name, data }: FunctionRow, { region }: Place): FunctionVersion {
    let version = this.#versions.get(data);
    if (version !== undefined) return version;
    const { settings, code, deploymentId } = data;
    version = {
      key: deploymentId,
      name,
      version: LATEST,
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
    const settled = this.#change(row, (data) => ({
      ...data,
      state: 'Active',
      updateStatus: 'Successful',
      revisionId: this.#deps.random.uuid(),
    }))
      .catch(this.#deps.onDefect)
      .finally(() => this.#settling.delete(row.id));
    this.#settling.set(row.id, settled);
    return settled;
  }

  #settleLater(row: FunctionRow): void {
    const timer = this.#deps.clock.schedule(UPDATE_MS, () => {
      this.#updates.delete(timer);
      void this.#settle(row);
    });
    this.#updates.add(timer);
  }

  /** Applies a change to the newest row, again when somebody else was faster; nothing when the function is gone. */
  async #change(row: FunctionRow, change: (data: FunctionData) => FunctionData): Promise<void> {
    for (;;) {
      const newest = this.#rows.get(row.scope, row.name);
      if (newest?.id !== row.id) return;
      try {
        await this.#rows.update(newest, change(newest.data));
        return;
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

function scopeOf({ account, region }: Place): string {
  return `${account}/${region}`;
}

function isUnsettled({ state, updateStatus }: FunctionData): boolean {
  return state === 'Pending' || updateStatus === 'InProgress';
}
