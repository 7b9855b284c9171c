/**
 * What is stored of a Map Run, as a resource of the execution that started it. How many children there are, and how they
 * ended, is not: that is counted from the children, so that a crash neither loses nor doubles any.
 */
import type { MachineType } from '../../asl/definition.ts';
import type { StatesError } from '../../asl/execution-state.ts';
import type { MapRunLimits, MapRunState, MapRunStatus, Tally } from '../../asl/map-run/map-run-state.ts';
import { assert } from '../../base/assert.ts';
import type { Resource, ResourceChange, ResourceStore } from '../../store/resource-store.ts';
import type { Position } from './child-maker.ts';

export interface MapRunRecord {
  readonly id: string;
  readonly arn: string;
  readonly executionArn: string;
  readonly effectId: string;
  readonly machineId: string;
  /** Of the children. */
  readonly stateMachineArn: string;
  readonly executionType: MachineType;
  readonly writesResults: boolean;
  readonly status: MapRunStatus;
  readonly startMs: number;
  readonly stopMs?: number;
  readonly limits: MapRunLimits;
  /** All children of the items before it are there: of an Express workflow, those that have ended. */
  readonly position: Position;
  /** How often it was taken up again, and when last; absent: never. */
  readonly redriveCount?: number;
  readonly redriveMs?: number;
  /** As they are at the end. */
  readonly counts?: MapRunState['counts'];
  readonly pending?: Tally;
  readonly failure?: StatesError;
  /** Where a ResultWriter put the results. */
  readonly resultWriterDetails?: { readonly Bucket: string; readonly Key: string };
}

type Redriven = Required<Pick<MapRunRecord, 'effectId' | 'redriveCount' | 'redriveMs'>>;

const KIND = 'mapRun';
/** Beside each Map Run that has not ended there is one of these, by which the next process finds it. */
const OPEN_KIND = 'openMapRun';
const OPEN_SCOPE = 'open';
const TIME_DIGITS = 15;

export interface StoredMapRun {
  readonly record: MapRunRecord;
  readonly version: number;
}

export class MapRunRecords {
  readonly #resources: ResourceStore;

  constructor(resources: ResourceStore) {
    this.#resources = resources;
  }

  /** The one that is there already, if there is one. */
  async create(record: MapRunRecord): Promise<StoredMapRun> {
    const { id, startMs: createdMs, executionArn: scope, status } = record;
    const common = { id, createdMs, status };
    const open = { ...common, kind: OPEN_KIND, scope: OPEN_SCOPE, name: id, data: '{}' };
    const resource = { ...common, kind: KIND, scope, name: nameOf(record), data: JSON.stringify(record) };
    const failed = await this.#resources.apply([
      { type: 'create', resource },
      { type: 'create', resource: open },
    ]);
    if (failed === undefined) return { record, version: 1 };
    const existing = await this.find(id);
    assert(existing !== undefined, `Map Run ${id} could not be stored`);
    return existing;
  }

  async save({ version }: StoredMapRun, record: MapRunRecord): Promise<StoredMapRun> {
    const { id, status } = record;
    const changes: ResourceChange[] = [
      { type: 'update', kind: KIND, id, version, status, data: JSON.stringify(record) },
    ];
    if (status !== 'RUNNING') changes.push({ type: 'delete', kind: OPEN_KIND, id });
    const failed = await this.#resources.apply(changes);
    assert(failed === undefined, `Map Run ${id} is not at version ${version}`);
    return { record, version: version + 1 };
  }

  /** One that has ended goes on. */
  async reopen({ version, record: ended }: StoredMapRun, redrive: Redriven): Promise<StoredMapRun> {
    const { stopMs: _, counts: __, pending: ___, failure: ____, resultWriterDetails: _____, ...rest } = ended;
    const record: MapRunRecord = { ...rest, ...redrive, status: 'RUNNING' };
    const { id, status } = record;
    const open = { id, createdMs: redrive.redriveMs, status, kind: OPEN_KIND, scope: OPEN_SCOPE, name: id, data: '{}' };
    const failed = await this.#resources.apply([
      { type: 'update', kind: KIND, id, version, status, data: JSON.stringify(record) },
      { type: 'create', resource: open },
    ]);
    assert(failed === undefined, `Map Run ${id} is not at version ${version}`);
    return { record, version: version + 1 };
  }

  async find(id: string): Promise<StoredMapRun | undefined> {
    const resource = await this.#resources.getById(KIND, id);
    return resource && decode(resource);
  }

  async listOpen(): Promise<readonly StoredMapRun[]> {
    const open = await this.#resources.list(OPEN_KIND, { scope: OPEN_SCOPE });
    const found = await Promise.all(open.map(({ id }) => this.find(id)));
    return found.filter((stored) => stored !== undefined);
  }

  /** Those of an execution in the order of their start; `after` is the name of one. */
  async list(
    executionArn: string,
    query: { readonly after?: string; readonly limit: number },
  ): Promise<readonly MapRunRecord[]> {
    const resources = await this.#resources.list(KIND, { scope: executionArn, ...query });
    return resources.map((resource) => decode(resource).record);
  }
}

/** Its place in the list of its execution. */
export function nameOf({ startMs, id }: Pick<MapRunRecord, 'startMs' | 'id'>): string {
  return `${String(startMs).padStart(TIME_DIGITS, '0')} ${id}`;
}

function decode({ data, version }: Resource): StoredMapRun {
  return { record: JSON.parse(data) as MapRunRecord, version };
}
