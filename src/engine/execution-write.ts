/** The row changes that make one step durable. */
import { nextWake } from '../asl/deadlines.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import type { ExecutionWrite } from '../store/execution-store.ts';
import { encodeEvents, encodeFrame, encodeHead, type Parking, type SharedValues } from './codec.ts';
import type { Folded } from './fold.ts';
import type { ExecutionRecord, Loaded } from './record.ts';

export function stepWrite(record: ExecutionRecord, loaded: Loaded, step: Folded): ExecutionWrite {
  const { state, events, changed } = step;
  const { values } = loaded;
  const frames = [...changed].map((no) => {
    const frame = state.frames.get(no);
    return { no, data: frame === undefined ? null : encodeFrame(frame, values) };
  });
  const first = events[0];
  const history =
    first === undefined
      ? {}
      : { history: { firstId: first.id, lastId: state.lastEventId, events: encodeEvents(events, values) } };
  const delivery = record.id === undefined && loaded.revision.logging !== undefined ? { deliversLogFrom: 0 } : {};
  const head = headWrite(record, loaded, state, values);
  return { ...head, frames, ...history, ...delivery, values: values.takeFresh() };
}

/** The state stays as it was; the inputs wait with it. */
export function parkingWrite(record: ExecutionRecord, loaded: Loaded, parking: Parking): ExecutionWrite {
  const { state, values } = loaded;
  const head = headWrite(record, loaded, state, values, parking);
  return { ...head, parked: true, frames: [], values: values.takeFresh() };
}

function headWrite(
  record: ExecutionRecord,
  { version, revision }: Loaded,
  state: ExecutionState,
  values: SharedValues,
  parking?: Parking,
): Omit<ExecutionWrite, 'frames' | 'values' | 'history'> {
  const { arn, name, startMs, through } = state.identity;
  const wakeMs = nextWake(state);
  return {
    ...(record.id === undefined
      ? {
          start: {
            arn,
            name,
            startMs,
            machineId: revision.machineId,
            revisionId: revision.id,
            ...(through && { through }),
          },
        }
      : { id: record.id }),
    shard: record.shard,
    version: version + 1,
    status: state.status,
    head: encodeHead(state, values, parking),
    ...(state.stopMs === undefined ? {} : { stopMs: state.stopMs }),
    ...(wakeMs === undefined ? {} : { nextWakeMs: wakeMs }),
  };
}
