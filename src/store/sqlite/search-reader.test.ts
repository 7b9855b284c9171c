/** Whichever way a search takes, by few or by many, it finds what looking at all of them finds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExecutionSearch, IndexWrite } from '../execution-index.ts';
import { MemoryExecutionIndex } from '../memory/execution-index.ts';
import { loadDriver } from './driver.ts';
import { SearchMachines } from './search-machines.ts';
import { searchReader } from './search-reader.ts';
import { SEARCH_SCHEMA } from './search-schema.ts';
import { searchWriter } from './search-writer.ts';
import { transactions } from './transaction.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
const SCOPES = ['1/us-east-1', '1/eu-west-1'];
const WORDS = ['alpha', 'alphabet', 'beta', 'case-1'];

const ended = fc.record({
  id: fc.integer({ min: 1, max: 40 }),
  machine: fc.nat(2),
  name: fc.constantFrom('a', 'ab', 'b', 'bc'),
  status: fc.constantFrom(...STATUSES),
  startMs: fc.nat(20),
  lastedMs: fc.nat(20),
  error: fc.constantFrom('E', 'F', undefined),
  text: fc.subarray(WORDS).map((words) => words.join(' ')),
});

const writes = fc.array(
  ended.map(({ machine, lastedMs, error, ...rest }): IndexWrite => {
    const machineArn = `arn:machine-${machine}`;
    const stop = rest.status === 'RUNNING' ? {} : { stopMs: rest.startMs + lastedMs };
    // Only the first of an id counts for what never changes.
    const scope = SCOPES[machine === 2 ? 1 : 0] as string;
    return { ...rest, scope, machineArn, ...stop, ...(error !== undefined && { error }) };
  }),
  { maxLength: 60 },
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const searches = fc
  .record({
    scope: fc.constantFrom(...SCOPES),
    machineArn: optional(fc.constantFrom('arn:machine-0', 'arn:machine-1', 'arn:machine-2')),
    statuses: optional(fc.subarray([...STATUSES], { minLength: 1 })),
    startedFromMs: optional(fc.nat(20)),
    startedToMs: optional(fc.nat(20)),
    namePrefix: optional(fc.constantFrom('a', 'ab', 'b', '')),
    error: optional(fc.constantFrom('E', 'F')),
    words: optional(fc.subarray(['alpha', 'bet', 'case-1'], { minLength: 1 })),
    order: fc.record({
      by: fc.constantFrom('start', 'stop', 'name', 'duration', 'status'),
      descending: fc.boolean(),
    }),
    limit: fc.integer({ min: 1, max: 9 }),
  })
  .map((search) => Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)));

test('every search finds the same in SQLite as in memory, page after page', async () => {
  const open = await loadDriver();
  const property = fc.asyncProperty(writes, searches, fc.constantFrom(0, 3, 99), async (written, wanted, few) => {
    const memory = new MemoryExecutionIndex();
    const database = open(':memory:');
    try {
      database.exec(SEARCH_SCHEMA);
      const machines = new SearchMachines(database);
      const first = new Map(written.toReversed().map((write) => [write.id, write]));
      const consistent = written.map((write) => {
        const { scope, machineArn, name, startMs } = first.get(write.id) as IndexWrite;
        return { ...write, scope, machineArn, name, startMs };
      });
      searchWriter(database, transactions(database, 'IMMEDIATE'), machines).put(consistent);
      await memory.put(consistent);
      const { search } = searchReader(database, machines, few);
      let page = wanted as unknown as ExecutionSearch;
      for (;;) {
        const expected = await memory.search(page);
        expect(search(page)).toStrictEqual(expected);
        const last = expected.at(-1);
        if (last === undefined) return;
        page = { ...page, after: last.position };
      }
    } finally {
      database.close();
    }
  });
  await fc.assert(property, { numRuns: 150 });
});
