/** The index of executions: what it costs to fill, and how long searches take at a million executions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../src/base/random.ts';
import type { ExecutionIndex, ExecutionSearch, IndexWrite } from '../src/store/execution-index.ts';
import { openSqliteStore } from '../src/store/sqlite/index.ts';
import { type Figure, figures } from './figure.ts';
import type { Settings } from './measurements.ts';

const BATCH = 500;
const SCOPE = '000000000000/us-east-1';
const MACHINES = 20;
const START_MS = Date.UTC(2026, 0, 1);

const machineArn = (no: number) => `arn:aws:states:us-east-1:000000000000:stateMachine:Machine${no}`;
const newest = { order: { by: 'start', descending: true } } as const;

/** What people look for; `count` executions there are. */
function searches(count: number): Readonly<Record<string, Partial<ExecutionSearch>>> {
  const middle = Math.floor(count / 2);
  return {
    'the newest': {},
    'the newest failures': { statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    'one machine, longest first': { machineArn: machineArn(7), order: { by: 'duration', descending: true } },
    'one error, oldest first': { error: 'Late', order: { by: 'start', descending: false } },
    'a name': { namePrefix: `order-${middle}` },
    'a word that one has': { words: [`case-${middle}`] },
    'a word that all have': { words: ['customer'], order: { by: 'name', descending: false } },
    'a word and a status': { words: ['gold'], statuses: ['FAILED'] },
    'an hour of one machine': {
      machineArn: machineArn(3),
      startedFromMs: START_MS + middle * 10,
      startedToMs: START_MS + middle * 10 + 3_600_000,
    },
  };
}

export async function measureSearch({ quick, folder }: Settings): Promise<readonly Figure[]> {
  const count = quick ? 100_000 : 1_000_000;
  const directory = await mkdtemp(join(folder, 'search-'));
  const store = await openSqliteStore({ directory });
  try {
    const begun = performance.now();
    for (let id = 1; id <= count; id += BATCH) {
      await store.index.put(Array.from({ length: BATCH }, (_, i) => execution(id + i)));
    }
    const usEach = ((performance.now() - begun) / count) * 1000;
    const taken: Record<string, [number, string]> = { 'index: put, each': [usEach, 'µs'] };
    for (const [name, search] of Object.entries(searches(count))) {
      taken[`search ${count / 1000}k for ${name}`] = [await median(store.index, search), 'ms'];
    }
    return figures(taken);
  } finally {
    await store.close();
    await rm(directory, { recursive: true });
  }
}

async function median(index: ExecutionIndex, search: Partial<ExecutionSearch>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const begun = performance.now();
    await index.search({ scope: SCOPE, limit: 101, ...newest, ...search });
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[3] as number;
}

const random = seededRandom('5eed');

/** One in twenty fails; one in a hundred is of a gold customer. */
function execution(id: number): IndexWrite {
  const chance = Number.parseInt(random.seed().slice(0, 8), 16) / 2 ** 32;
  const failed = chance < 0.05;
  const startMs = START_MS + id * 10;
  return {
    id,
    scope: SCOPE,
    machineArn: machineArn(id % MACHINES),
    name: `order-${id}-${random.uuid()}`,
    status: failed ? 'FAILED' : 'SUCCEEDED',
    startMs,
    stopMs: startMs + Math.floor(chance * 60_000),
    ...(failed && { error: chance < 0.001 ? 'Late' : 'Broken' }),
    text: `{"customer":"c-${id % 50_000}","case":"case-${id}","grade":"${id % 100 === 0 ? 'gold' : 'plain'}"} {"done":true}`,
  };
}
