/** SearchExecutions: executions of all machines by what is known of them, in any order, page after page. */
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import { validationError } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import type { IndexFeed } from '../../engine/index-feed.ts';
import {
  type ExecutionIndex,
  type ExecutionSearch,
  type IndexedExecution,
  type SearchKey,
  type SearchPosition,
  STATUS_ORDER,
  wordsOf,
} from '../../store/execution-index.ts';
import type { ExecutionStatus } from '../../store/execution-store.ts';
import { decodeToken, encodeToken, PAGE_MEMBERS, PAGE_SIZE_DEFAULT } from './paging.ts';

export interface IndexDeps {
  readonly index: ExecutionIndex;
  readonly indexFeed: Pick<IndexFeed, 'flush' | 'isComplete'>;
  readonly clock: Clock;
}

/** In words of the API. */
const SORT_KEYS = {
  START_DATE: 'start',
  STOP_DATE: 'stop',
  NAME: 'name',
  DURATION: 'duration',
  STATUS: 'status',
} as const satisfies Readonly<Record<string, SearchKey>>;

interface SearchInput {
  readonly stateMachineArn?: string;
  readonly statuses?: readonly ExecutionStatus[];
  /** Inclusive. */
  readonly startedFrom?: Date;
  /** Exclusive. */
  readonly startedTo?: Date;
  readonly namePrefix?: string;
  readonly error?: string;
  /** Words of the input, the output, the error or its cause, or how they begin. */
  readonly text?: string;
  readonly sortBy?: keyof typeof SORT_KEYS;
  readonly sortOrder?: 'ASCENDING' | 'DESCENDING';
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const MEMBERS: Readonly<Record<string, Shape>> = {
  stateMachineArn: { type: 'string', min: 1, max: 256 },
  statuses: { type: 'list', member: { type: 'string', enum: STATUS_ORDER }, min: 1 },
  startedFrom: { type: 'timestamp' },
  startedTo: { type: 'timestamp' },
  namePrefix: { type: 'string', max: 80 },
  error: { type: 'string', max: 256 },
  text: { type: 'string', min: 1, max: 1024 },
  sortBy: { type: 'string', enum: Object.keys(SORT_KEYS) },
  sortOrder: { type: 'string', enum: ['ASCENDING', 'DESCENDING'] },
  ...PAGE_MEMBERS,
};

export function searchOperations(deps: IndexDeps): Readonly<Record<string, Operation>> {
  const searchExecutions: Operation<SearchInput> = {
    input: { type: 'structure', members: MEMBERS },
    permissions: ({ stateMachineArn }) => [{ action: 'stepwell:SearchExecutions', resource: stateMachineArn ?? '*' }],
    run: (input, call) => search(deps, input, call),
  };
  return { SearchExecutions: searchExecutions };
}

/** What has ended or started before the call is found by it, unless the index is still being made. */
export async function isIndexing({ indexFeed }: IndexDeps): Promise<true | undefined> {
  if (!indexFeed.isComplete) return true;
  await indexFeed.flush();
  return undefined;
}

export const scopeOf = ({ account, region }: Call): string => `${account}/${region}`;

async function search(deps: IndexDeps, input: SearchInput, call: Call) {
  const { maxResults: limit = PAGE_SIZE_DEFAULT, nextToken, ...question } = input;
  const { index, clock } = deps;
  const nowMs = clock.nowMs();
  const list = `SearchExecutions ${scopeOf(call)} ${JSON.stringify(question)}`;
  const after = decodeToken<SearchPosition>(list, nextToken, nowMs);
  const query = queryOf(question, scopeOf(call));
  const indexing = await isIndexing(deps);
  const found = await index.search({ ...query, ...(after !== undefined && { after }), limit: limit + 1 });
  const page = found.slice(0, limit);
  return {
    executions: page.map(({ execution }) => summarise(execution)),
    nextToken: page.length < found.length ? encodeToken(list, page.at(-1)?.position, nowMs) : undefined,
    indexing,
  };
}

/** @throws ValidationException */
function queryOf(input: Omit<SearchInput, 'maxResults' | 'nextToken'>, scope: string): Omit<ExecutionSearch, 'limit'> {
  const { stateMachineArn, startedFrom, startedTo, text, sortBy, sortOrder, ...filters } = input;
  const words = text === undefined ? [] : wordsOf(text);
  if (text !== undefined && words.length === 0) {
    throw validationError(`The text '${text}' has no word in it: give some letters or digits to look for.`);
  }
  return {
    ...filters,
    scope,
    ...(stateMachineArn !== undefined && { machineArn: stateMachineArn }),
    ...(startedFrom && { startedFromMs: startedFrom.getTime() }),
    ...(startedTo && { startedToMs: startedTo.getTime() }),
    ...(words.length > 0 && { words }),
    order: { by: SORT_KEYS[sortBy ?? 'START_DATE'], descending: sortOrder !== 'ASCENDING' },
  };
}

function summarise({ machineArn, name, status, startMs, stopMs, error, forkedFrom }: IndexedExecution) {
  return {
    executionArn: `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: new Date(startMs),
    stopDate: stopMs === undefined ? undefined : new Date(stopMs),
    error,
    forkedFrom,
  };
}
