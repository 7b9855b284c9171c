/**
 * Provisioned concurrency at work: keeps the environments that configurations ask for, and lends them to invocations. What a
 * version is provisioned with is taken out of what is reserved for its function.
 */
import type { FunctionVersion } from '../../../runtimes/function-version.ts';
import type { EnvironmentPool, Lease } from '../../../runtimes/pool.ts';
import { ProvisionFailedError } from '../../../runtimes/provisioned.ts';
import { reservedConcurrencyExceeded } from '../errors.ts';
import { aliasOf, type FunctionData, type FunctionRow, snapshotOf } from '../function-data.ts';
import type { FunctionTable } from '../function-table.ts';

export interface ProvisioningDeps {
  readonly functions: FunctionTable;
  readonly pool: EnvironmentPool;
}

/** A version that has environments of its own. */
interface Provisioned {
  readonly fn: FunctionVersion;
  readonly count: number;
  /** Invocations that have one of them, or wait for one. */
  running: number;
}

/** An environment that is kept for the version. */
export interface Taken {
  readonly lease: Lease;
  /** Ends the invocation's part in it. */
  leave(): void;
}

/** All that is provisioned for a function, in all its versions. */
export function provisionedTotal({ provisioned }: FunctionData, except?: string): number {
  if (provisioned === undefined) return 0;
  const others = Object.entries(provisioned).filter(([qualifier]) => qualifier !== except);
  return others.reduce((total, [, { requested }]) => total + requested, 0);
}

export class Provisioning {
  readonly #deps: ProvisioningDeps;
  /** By function id, then by version. */
  readonly #functions = new Map<string, Map<string, Provisioned>>();

  constructor(deps: ProvisioningDeps) {
    this.#deps = deps;
    deps.functions.onChange((row) => this.#reconcile(row, row.data));
    deps.functions.onRemoved((row) => this.#reconcile(row, undefined));
  }

  /** What configurations ask for since an earlier process. */
  recover(): void {
    for (const row of this.#deps.functions.all()) this.#reconcile(row, row.data);
  }

  /** How many environments the version has of those that are wanted, and whether there will be more. */
  stateOf({ id }: FunctionRow, version: string) {
    const provisioned = this.#functions.get(id)?.get(version);
    return provisioned === undefined
      ? { ready: 0, failed: false }
      : this.#deps.pool.provisioned.stateOf(provisioned.fn.key);
  }

  /** How many the version is to have. */
  wantedOf({ id }: FunctionRow, version: string): number {
    return this.#functions.get(id)?.get(version)?.count ?? 0;
  }

  /** One that is free; undefined when there is none, or the version has none at all. */
  tryTake({ id }: FunctionRow, version: string): Taken | undefined {
    const provisioned = this.#functions.get(id)?.get(version);
    const lease = provisioned && this.#deps.pool.provisioned.tryTake(provisioned.fn.key);
    return provisioned && lease && taken(provisioned, lease);
  }

  /** Whether an invocation that may not run on demand can wait for an environment of the version. */
  hasPlace({ id }: FunctionRow, version: string): boolean {
    const provisioned = this.#functions.get(id)?.get(version);
    return provisioned !== undefined && provisioned.running < provisioned.count;
  }

  /** Waits for one. @throws ServiceError when there are none */
  async take({ id }: FunctionRow, version: string, signal?: AbortSignal): Promise<Taken> {
    const provisioned = this.#functions.get(id)?.get(version);
    if (provisioned === undefined) throw reservedConcurrencyExceeded();
    provisioned.running++;
    try {
      const lease = await this.#deps.pool.provisioned.take(provisioned.fn.key, signal);
      return taken(provisioned, lease);
    } catch (error) {
      if (error instanceof ProvisionFailedError) throw reservedConcurrencyExceeded();
      throw error;
    } finally {
      provisioned.running--;
    }
  }

  /** Keeps what the function asks for now; undefined when it is gone. */
  #reconcile(row: FunctionRow, data: FunctionData | undefined): void {
    const before = this.#functions.get(row.id);
    if (data?.provisioned === undefined && before === undefined) return;
    const after = new Map<string, Provisioned>();
    for (const [version, count] of data === undefined ? [] : wantedOf(data)) {
      const provisioned = this.#provisioned(row, version, count, before?.get(version));
      if (provisioned !== undefined) after.set(version, provisioned);
    }
    const { provisioned } = this.#deps.pool;
    for (const [version, { fn }] of before ?? []) if (after.get(version)?.fn !== fn) provisioned.keep(fn, 0);
    for (const [version, { fn, count }] of after) {
      if (before?.get(version)?.count !== count) provisioned.keep(fn, count);
    }
    if (after.size > 0) this.#functions.set(row.id, after);
    else this.#functions.delete(row.id);
  }

  /** Undefined while the version is being made. */
  #provisioned(
    { name, scope, data }: FunctionRow,
    version: string,
    count: number,
    before: Provisioned | undefined,
  ): Provisioned | undefined {
    const snapshot = snapshotOf(data, version);
    if (snapshot === undefined || snapshot.state === 'Pending') return undefined;
    const [account = '', region = ''] = scope.split('/');
    const onDemand = this.#deps.functions.versionOf(name, snapshot, { account, region });
    const key = `${onDemand.key}/provisioned`;
    if (before?.fn.key === key && before.count === count) return before;
    return { fn: before?.fn.key === key ? before.fn : { ...onDemand, key, isProvisioned: true }, count, running: 0 };
  }

  /** What was asked for again: failures are forgotten. */
  retry({ id }: FunctionRow): void {
    for (const { fn, count } of this.#functions.get(id)?.values() ?? []) {
      if (this.#deps.pool.provisioned.stateOf(fn.key).failed) this.#deps.pool.provisioned.keep(fn, count);
    }
  }
}

function taken(provisioned: Provisioned, lease: Lease): Taken {
  provisioned.running++;
  return { lease, leave: () => void provisioned.running-- };
}

/** How many environments each version is to have. An alias that leads to two shares its own between them. */
export function wantedOf(data: FunctionData): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  const add = (version: string, count: number) => {
    if (count > 0) wanted.set(version, (wanted.get(version) ?? 0) + count);
  };
  for (const [qualifier, { requested }] of Object.entries(data.provisioned ?? {})) {
    const alias = aliasOf(data, qualifier);
    const [other] = Object.entries(alias?.weights ?? {});
    const share = other === undefined ? 0 : Math.round(requested * other[1]);
    add(alias?.version ?? qualifier, requested - share);
    if (other !== undefined) add(other[0], share);
  }
  return wanted;
}
