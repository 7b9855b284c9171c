/** Layers as they are kept: a row per layer with all its versions, whose numbers are never given twice. */
import type { Random } from '../../../base/random.ts';
import type { ResourceStore } from '../../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable, type Row } from '../../../store/resource-table.ts';
import { scopeOf } from '../function-table.ts';
import type { PackageStore } from '../package-store.ts';
import type { PolicyData } from '../qualified-settings.ts';
import type { LayerPlace } from './layer-name.ts';

export interface LayerVersionData {
  readonly version: number;
  readonly description: string;
  readonly licenseInfo?: string | undefined;
  readonly compatibleRuntimes?: readonly string[] | undefined;
  readonly compatibleArchitectures?: readonly string[] | undefined;
  /** Of its package. */
  readonly digest: string;
  readonly bytes: number;
  readonly createdMs: number;
  readonly policy?: PolicyData;
}

export interface LayerData {
  readonly lastVersion: number;
  /** Rising. */
  readonly versions: readonly LayerVersionData[];
}

export type LayerRow = Row<LayerData>;

export class LayerTable {
  readonly #rows: ResourceTable<LayerData>;
  readonly #packages: PackageStore;
  readonly #random: Random;

  private constructor(rows: ResourceTable<LayerData>, packages: PackageStore, random: Random) {
    this.#rows = rows;
    this.#packages = packages;
    this.#random = random;
  }

  /** Counts the packages of all layers. */
  static async open(deps: {
    readonly resources: ResourceStore;
    readonly packages: PackageStore;
    readonly random: Random;
  }): Promise<LayerTable> {
    const rows = await ResourceTable.open<LayerData>(deps.resources, 'layer');
    for (const { data } of rows.all()) deps.packages.use(data.versions.map(({ digest }) => digest));
    return new LayerTable(rows, deps.packages, deps.random);
  }

  get(place: LayerPlace): LayerRow | undefined {
    return this.#rows.get(scopeOf(place), place.name);
  }

  version(place: LayerPlace, number: number): LayerVersionData | undefined {
    return this.get(place)?.data.versions.find(({ version }) => version === number);
  }

  /** In order of name. */
  list(place: Omit<LayerPlace, 'name'>): readonly LayerRow[] {
    return this.#rows.list(scopeOf(place));
  }

  /** The package was checked. */
  async publish(place: LayerPlace, zip: Uint8Array, published: Omit<LayerVersionData, 'version'>) {
    const { digest, createdMs } = published;
    this.#packages.use([digest]);
    try {
      await this.#packages.put(digest, zip);
      const { data } = await this.#change(place, createdMs, ({ lastVersion, versions }) => {
        const version = lastVersion + 1;
        return { lastVersion: version, versions: [...versions, { ...published, version }] };
      });
      return data.versions.at(-1) as LayerVersionData;
    } catch (error) {
      await this.#packages.letGo([digest]);
      throw error;
    }
  }

  /** Functions that have it keep it. Nothing happens when there is none such. */
  async remove(place: LayerPlace, number: number): Promise<void> {
    const removed = this.version(place, number);
    if (removed === undefined) return;
    await this.#change(place, removed.createdMs, (data) => ({
      ...data,
      versions: data.versions.filter(({ version }) => version !== number),
    }));
    await this.#packages.letGo([removed.digest]);
  }

  /** Undefined takes the policy away. `change` may refuse by throwing. */
  async changePolicy(
    place: LayerPlace,
    number: number,
    change: (policy: PolicyData | undefined) => PolicyData | undefined,
  ): Promise<void> {
    await this.#change(place, 0, (data) => ({
      ...data,
      versions: data.versions.map((version) => {
        if (version.version !== number) return version;
        const { policy: before, ...others } = version;
        const policy = change(before);
        return { ...others, ...(policy !== undefined && { policy }) };
      }),
    }));
  }

  /** Applies the change to the newest row, again when somebody else was faster. */
  async #change(place: LayerPlace, createdMs: number, change: (data: LayerData) => LayerData): Promise<LayerRow> {
    for (;;) {
      const row = this.get(place);
      const data = change(row?.data ?? { lastVersion: 0, versions: [] });
      try {
        if (row !== undefined) return await this.#rows.update(row, data);
        const created = { scope: scopeOf(place), name: place.name, id: this.#random.uuid(), createdMs, data };
        return await this.#rows.create(created);
      } catch (error) {
        if (!(error instanceof ResourceConflictError) || this.get(place) === row) throw error;
      }
    }
  }
}
