/** What a durable step asks of the Map Runs. */
import type { Effect } from '../asl/draft.ts';
import { frameWaitingFor } from '../asl/open-effects.ts';
import type { MapRunPort } from './map-run-port.ts';
import type { Loaded } from './record.ts';

/** One that its state no longer waits for need not begin. */
export function performMapRuns(port: MapRunPort, { revision, state }: Loaded, effects: readonly Effect[]): void {
  for (const { type, id } of effects) {
    if (type === 'withdraw') port.abandon(state.identity.arn, id);
    else if (type === 'begin-map-run' && state.status === 'RUNNING') {
      const frame = frameWaitingFor(state, id);
      if (frame !== undefined) port.begin({ revision, state, frame, effect: frame.effect });
    }
  }
}
