/** Executions as clients see them: read from the store, so that nothing undurable is ever visible. */
import type { ForkOrigin, MapRunChild, ParentTask, Redrive, StatesError } from '../asl/execution-state.ts';
import type { ExecutionRow, ExecutionStore } from '../store/execution-store.ts';
import { decodeEvents, decodeSummary, mapValues, sharedReferences, type WireEvent } from './codec.ts';

export interface ExecutionView {
  /** JSON texts, as they came in and went out. */
  readonly input: string;
  readonly output?: string;
  readonly failure?: StatesError;
  readonly lastEventId: number;
  /** Why a defect of our own stopped the execution; absent when it was not stopped. */
  readonly parkedReason?: string;
  /** The task that started it. */
  readonly parent?: ParentTask;
  /** Oldest first. */
  readonly redrives: readonly Redrive[];
  /** Its variables as JSON texts. */
  readonly forkedFrom?: Omit<ForkOrigin, 'variables'> & { readonly variables: Readonly<Record<string, string>> };
  /** Which child of a Map Run it is. */
  readonly child?: Pick<MapRunChild, 'mapRunArn' | 'no'>;
}

export async function viewExecution(store: ExecutionStore, row: ExecutionRow): Promise<ExecutionView> {
  const { input, output, forkedFrom, abandoned: _, ...rest } = decodeSummary(row.head);
  const encoded = [input, output, ...Object.values(forkedFrom?.variables ?? {})];
  const numbers = encoded.filter((text) => typeof text === 'number');
  const values = numbers.length === 0 ? new Map<number, string>() : await store.values(row.id, numbers);
  const textOf = (text: string | number) => (typeof text === 'string' ? text : (values.get(text) as string));
  return {
    ...rest,
    input: textOf(input),
    ...(output === undefined ? {} : { output: textOf(output) }),
    ...(forkedFrom === undefined
      ? {}
      : { forkedFrom: { ...forkedFrom, variables: mapValues(forkedFrom.variables, textOf) } }),
  };
}

interface HistoryPage {
  /** The first event of the page: the lowest id, or the highest when reversed. */
  readonly startId: number;
  readonly limit: number;
  readonly reverse: boolean;
}

/** The events of a page, in the order asked for. */
export async function readHistory(
  store: ExecutionStore,
  executionId: number,
  { startId, limit, reverse }: HistoryPage,
): Promise<readonly WireEvent[]> {
  const fromId = reverse ? Math.max(1, startId - limit + 1) : startId;
  const toId = reverse ? startId : startId + limit - 1;
  const rows = await store.history(executionId, { fromId, toId, reverse, limit });
  const numbers = new Set(rows.flatMap(({ events }) => sharedReferences(events)));
  const values = numbers.size === 0 ? new Map<number, string>() : await store.values(executionId, [...numbers]);
  const events = rows.flatMap((row) => {
    const decoded = decodeEvents(row.events, values);
    return reverse ? decoded.reverse() : decoded;
  });
  return events.filter(({ id }) => id >= fromId && id <= toId);
}
