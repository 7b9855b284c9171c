/** GetExecutionHistory (API reference; paging and order as recorded). */
import { DATA_MEMBERS } from '../../asl/history-event.ts';
import type { Clock } from '../../base/clock.ts';
import type { Operation } from '../../base/service.ts';
import type { WireEvent } from '../../engine/codec.ts';
import { readHistory, viewExecution } from '../../engine/view.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { findExecution } from './executions.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import { arnShape, maxResultsShape, tokenShape } from './shapes.ts';

interface HistoryInput {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly reverseOrder?: boolean;
  readonly nextToken?: string;
  readonly includeExecutionData?: boolean;
}

export function historyOperations(executions: ExecutionStore, clock: Clock): Readonly<Record<string, Operation>> {
  const getExecutionHistory: Operation<HistoryInput> = {
    input: {
      type: 'structure',
      members: {
        executionArn: arnShape,
        maxResults: maxResultsShape,
        reverseOrder: { type: 'boolean' },
        nextToken: tokenShape,
        includeExecutionData: { type: 'boolean' },
      },
    },
    permissions: ({ executionArn }) => [{ action: 'states:GetExecutionHistory', resource: executionArn }],
    async run({ executionArn, maxResults, reverseOrder = false, nextToken, includeExecutionData = true }) {
      const row = await findExecution(executions, executionArn);
      const { lastEventId } = await viewExecution(executions, row);
      const nowMs = clock.nowMs();
      const key = `GetExecutionHistory ${row.id} ${reverseOrder}`;
      const startId = decodeToken<number>(key, nextToken, nowMs) ?? (reverseOrder ? lastEventId : 1);
      const limit = pageSize(maxResults);
      const events = await readHistory(executions, row.id, { startId, limit, reverse: reverseOrder });
      const nextId = reverseOrder ? startId - limit : startId + limit;
      return {
        events: (includeExecutionData ? events : events.map(withoutData)).map(withDate),
        nextToken: nextId >= 1 && nextId <= lastEventId ? encodeToken(key, nextId, nowMs) : undefined,
      };
    },
  };
  return { GetExecutionHistory: getExecutionHistory };
}

/** The store has seconds, as the wire. */
function withDate({ timestamp, ...event }: WireEvent): object {
  return { timestamp: new Date(Math.round(timestamp * 1000)), ...event };
}

function withoutData(event: WireEvent): WireEvent {
  const members = Object.entries(event).map(([key, value]) => [key, isDetails(value) ? stripped(value) : value]);
  return Object.fromEntries(members) as WireEvent;
}

const isDetails = (value: unknown): value is object => typeof value === 'object' && value !== null;

function stripped(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !DATA_MEMBERS.has(key)));
}
