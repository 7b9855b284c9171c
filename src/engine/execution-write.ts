/** The row changes that make one step durable. */
import { nextWake } from '../asl/deadlines.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import type { ExecutionStart, ExecutionWrite, RedriveWrite } from '../store/execution-store.ts';
import { encodeEvents, encodeFrame, encodeHead, type Parking, ROOT, SharedValues } from './codec.ts';
import type { Folded } from './fold.ts';
import type { MachineRevision } from './machine-source.ts';
import { type EncodedRoot, type ExecutionRecord, type Loaded, newRecord } from './record.ts';
import { shardOf } from './shard.ts';

/**
 * The machine's own frame changes with nearly every step, as the head does, and is written with it while it is small: one row
 * less. A large one has a row of its own, which is not written again while other frames change.
 */
const ROOT_LENGTH_MAX = 2048;

export function stepWrite(record: ExecutionRecord, loaded: Loaded, step: Folded): ExecutionWrite {
  const { state, events, changed } = step;
  const { values } = loaded;
  const root = rootOf(loaded, state);
  const frames: { readonly no: number; readonly data: string | null }[] = [];
  for (const no of changed) {
    const frame = state.frames.get(no);
    if (no !== ROOT) frames.push({ no, data: frame === undefined ? null : encodeFrame(frame, values) });
    else if (root?.isSmall !== true) frames.push({ no, data: root?.text ?? null });
  }
  const first = events[0];
  return {
    ...headWrite(record, loaded, state, { root }),
    frames,
    history: first && { firstId: first.id, lastId: state.lastEventId, events: encodeEvents(events, values) },
    redrive: redriveOf(loaded.state, state),
    deliversLogFrom: loaded.revision.logging === undefined ? undefined : logFrom(record, loaded.state),
    values: values.takeFresh(),
  };
}

/** The only one of an execution that began and ended in memory. */
export function endedWrite(revision: MachineRevision, state: ExecutionState): ExecutionWrite {
  const { arn } = state.identity;
  const loaded = { version: 0, state, values: new SharedValues(), revision };
  return {
    ...headWrite(newRecord(arn, shardOf(arn)), loaded, state, { root: undefined }),
    frames: [],
    values: loaded.values.takeFresh(),
  };
}

/** Set when the step took the execution up again after its end. */
function redriveOf(before: ExecutionState, { redrives = [] }: ExecutionState): RedriveWrite | undefined {
  const last = redrives.at(-1);
  if (last === undefined || redrives.length === before.redrives?.length) return undefined;
  return { count: redrives.length, redriveMs: last.redriveMs };
}

/** Undefined while its events are being delivered anyway: from its start until its end, and then from a redrive on. */
function logFrom(record: ExecutionRecord, before: ExecutionState): number | undefined {
  if (record.id === undefined) return 0;
  return before.status === 'RUNNING' ? undefined : before.lastEventId;
}

/** The state stays as it was; the inputs wait with it. */
export function parkingWrite(record: ExecutionRecord, loaded: Loaded, parking: Parking): ExecutionWrite {
  const { state, values } = loaded;
  return {
    ...headWrite(record, loaded, state, { root: rootOf(loaded, state), parking }),
    parked: true,
    frames: [],
    values: values.takeFresh(),
  };
}

function headWrite(
  record: ExecutionRecord,
  { version, revision, values }: Loaded,
  state: ExecutionState,
  { root, parking }: { readonly root: EncodedRoot | undefined; readonly parking?: Parking },
): Omit<ExecutionWrite, 'frames' | 'values' | 'history'> {
  return {
    start: record.id === undefined ? startOf(state, revision) : undefined,
    id: record.id,
    shard: record.shard,
    version: version + 1,
    status: state.status,
    head: encodeHead(state, values, { rootText: root?.isSmall ? root.text : undefined, parking }),
    stopMs: state.stopMs,
    nextWakeMs: nextWake(state),
  };
}

function startOf({ identity, mapRun }: ExecutionState, revision: MachineRevision): ExecutionStart {
  const { arn, name, startMs, through } = identity;
  const { machineId, id: revisionId } = revision;
  return {
    arn,
    name,
    startMs,
    machineId,
    revisionId,
    ...(through && { through }),
    ...(mapRun && { mapRun: { id: mapRun.mapRunId, itemCount: mapRun.itemCount } }),
  };
}

/** Encoded again only when it has changed. */
function rootOf(loaded: Loaded, state: ExecutionState): EncodedRoot | undefined {
  const frame = state.frames.get(ROOT);
  if (frame === undefined || loaded.root?.frame === frame) return frame && loaded.root;
  const text = encodeFrame(frame, loaded.values);
  loaded.root = { frame, text, isSmall: text.length <= ROOT_LENGTH_MAX };
  return loaded.root;
}
