/** What Map Runs are made of. */
import type { Clock } from '../../base/clock.ts';
import type { Payload } from '../../base/payload.ts';
import type { Random } from '../../base/random.ts';
import type { ChildRunners } from './children.ts';
import type { ItemSources } from './item-source.ts';
import type { MapRunRecord, MapRunRecords } from './map-run-record.ts';
import type { ResultSink } from './result-sink.ts';

export interface MapRunDeps extends ChildRunners {
  readonly records: MapRunRecords;
  readonly sources: ItemSources;
  readonly sink: ResultSink;
  readonly clock: Clock;
  readonly random: Random;
  /** The Map Run has durably ended; what it came to is the state's result if it succeeded. */
  readonly tellParent: (record: MapRunRecord, output: Payload | undefined) => void;
  readonly onDefect: (error: unknown) => void;
}
