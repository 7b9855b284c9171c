/** What every `ExecutionIndex` finds and counts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ExecutionIndex,
  type ExecutionSearch,
  type IndexWrite,
  minuteOf,
  type SearchKey,
  wordsOf,
} from './execution-index.ts';
import type { Store } from './store.ts';

const SCOPE = '123456789012/us-east-1';
const ELSEWHERE = '123456789012/eu-west-1';
const machine = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const MINUTE_MS = 60_000;

/** An execution that succeeded, with what a test cares about. */
const write = (id: number, about: Partial<IndexWrite> = {}): IndexWrite => ({
  id,
  scope: SCOPE,
  machineArn: machine('M'),
  name: `e${id}`,
  status: 'SUCCEEDED',
  startMs: id * 1000,
  stopMs: id * 1000 + 100,
  text: '',
  ...about,
});

/** One that runs. */
function running(id: number, about: Partial<IndexWrite> = {}): IndexWrite {
  const { stopMs: _, ...rest } = write(id, { status: 'RUNNING', ...about });
  return rest;
}

export function executionIndexContract(open: () => Promise<Store>): void {
  let store: Store;
  let index: ExecutionIndex;

  beforeEach(async () => {
    store = await open();
    index = store.index;
  });
  afterEach(() => store.close());

  const order = (by: SearchKey, descending = true) => ({ order: { by, descending } });
  const search = (about: Partial<ExecutionSearch> = {}) =>
    index.search({ scope: SCOPE, limit: 99, ...order('start'), ...about });
  const found = async (about: Partial<ExecutionSearch> = {}) =>
    (await search(about)).map(({ execution }) => execution.id);

  it('gives back what was put in, without the text', async () => {
    const forkedFrom = 'arn:aws:states:us-east-1:123456789012:execution:M:e0';
    const whole = write(1, { status: 'FAILED', error: 'States.Timeout', forkedFrom, text: 'words' });
    await index.put([whole, running(2)]);
    const { text: _, ...one } = whole;
    const { text: __, ...two } = running(2);
    expect((await search()).map(({ execution }) => execution)).toStrictEqual([two, one]);
  });

  it('replaces what it knew of an execution', async () => {
    await index.put([running(1, { text: 'before' })]);
    await index.put([write(1, { status: 'FAILED', error: 'E', text: 'after' })]);
    expect(await search()).toMatchObject([{ execution: { status: 'FAILED', error: 'E', stopMs: 1100 } }]);
    expect(await found({ words: ['before'] })).toEqual([]);
    expect(await found({ words: ['after'] })).toEqual([1]);
  });

  describe('a search', () => {
    beforeEach(() =>
      index.put([
        write(1, { name: 'order-1', text: '{"customer":"Zoë","id":"case-0017"}' }),
        write(2, { name: 'order-2', status: 'FAILED', error: 'OutOfStock', text: 'case-0018 two words' }),
        write(3, { name: 'other', status: 'TIMED_OUT', stopMs: 60_000 }),
        running(4, { machineArn: machine('N'), text: 'two' }),
        write(5, { scope: ELSEWHERE, machineArn: machine('Z'), text: 'two' }),
        write(6, { status: 'FAILED', error: 'Other', startMs: 500 }),
      ]),
    );

    it('stays in its scope', async () => {
      expect(await found()).toEqual([4, 3, 2, 1, 6]);
      expect(await found({ scope: ELSEWHERE })).toEqual([5]);
      expect(await found({ machineArn: machine('Z') })).toEqual([]);
      expect(await found({ scope: 'unknown' })).toEqual([]);
    });

    it('finds by each filter, and by all at once', async () => {
      expect(await found({ machineArn: machine('N') })).toEqual([4]);
      expect(await found({ machineArn: machine('unknown') })).toEqual([]);
      expect(await found({ statuses: ['FAILED'] })).toEqual([2, 6]);
      expect(await found({ statuses: ['FAILED', 'TIMED_OUT'] })).toEqual([3, 2, 6]);
      expect(await found({ statuses: ['ABORTED'] })).toEqual([]);
      expect(await found({ startedFromMs: 2000, startedToMs: 4000 })).toEqual([3, 2]);
      expect(await found({ namePrefix: 'order-' })).toEqual([2, 1]);
      expect(await found({ namePrefix: '' })).toEqual([4, 3, 2, 1, 6]);
      expect(await found({ error: 'OutOfStock' })).toEqual([2]);
      const all = { machineArn: machine('M'), statuses: ['FAILED'], startedFromMs: 1, error: 'OutOfStock' } as const;
      expect(await found({ ...all, namePrefix: 'o', words: ['two'] })).toEqual([2]);
      expect(await found({ ...all, namePrefix: 'e', words: ['two'] })).toEqual([]);
    });

    it('finds words by how they begin, whatever their case and accents', async () => {
      expect(await found({ words: wordsOf('CASE-001') })).toEqual([2, 1]);
      expect(await found({ words: wordsOf('case-0017') })).toEqual([1]);
      expect(await found({ words: wordsOf('zoe') })).toEqual([1]);
      expect(await found({ words: wordsOf('words two') })).toEqual([2]);
      expect(await found({ words: wordsOf('wo rds') })).toEqual([]);
    });

    it.each([
      ['start', [6, 1, 2, 3, 4]],
      ['stop', [6, 1, 2, 3, 4]],
      ['name', [4, 6, 1, 2, 3]],
      ['duration', [1, 2, 6, 3, 4]],
      ['status', [6, 2, 4, 1, 3]],
    ] as const)('is ordered by %s, either way', async (by, ids) => {
      await index.put([write(6, { status: 'FAILED', error: 'Other', startMs: 500, stopMs: 700 })]);
      expect(await found(order(by, false))).toEqual(ids);
      expect(await found(order(by))).toEqual([...ids].reverse());
    });

    it('goes on behind a position, in every order and with any filter', async () => {
      const filters: Partial<ExecutionSearch>[] = [
        {},
        { machineArn: machine('M') },
        { statuses: ['FAILED'] },
        { statuses: ['FAILED', 'TIMED_OUT', 'RUNNING'] },
        { words: ['two'] },
        { namePrefix: 'o' },
        { startedFromMs: 600 },
      ];
      for (const filter of filters) {
        for (const by of ['start', 'stop', 'name', 'duration', 'status'] as const) {
          for (const descending of [true, false]) {
            const wanted = { ...filter, ...order(by, descending) };
            const whole = await search(wanted);
            const pages: number[] = [];
            for (let after = {}; ; ) {
              const [next] = await search({ ...wanted, ...after, limit: 1 });
              if (next === undefined) break;
              pages.push(next.execution.id);
              after = { after: next.position };
            }
            expect(pages, JSON.stringify(wanted)).toEqual(whole.map(({ execution }) => execution.id));
          }
        }
      }
    });

    it('goes on where it was when others were put in meanwhile', async () => {
      const [first] = await search({ limit: 1 });
      await index.put([write(7, { startMs: 99_000 })]);
      expect(await found({ after: first?.position as NonNullable<ExecutionSearch['after']> })).toEqual([3, 2, 1, 6]);
    });
  });

  describe('counts', () => {
    it('are by machine and status, as they are now', async () => {
      await index.put([running(1), running(2), write(3, { machineArn: machine('N') })]);
      await index.put([write(2, { status: 'FAILED' })]);
      await index.put([write(2, { status: 'FAILED' })]);
      const counts = await index.counts(SCOPE);
      expect(counts.toSorted((a, b) => a.status.localeCompare(b.status))).toEqual([
        { machineArn: machine('M'), status: 'FAILED', count: 1 },
        { machineArn: machine('M'), status: 'RUNNING', count: 1 },
        { machineArn: machine('N'), status: 'SUCCEEDED', count: 1 },
      ]);
      expect(await index.counts(ELSEWHERE)).toEqual([]);
    });

    it('by minute are of those that started and those that ended in it', async () => {
      const startMs = 50 * MINUTE_MS;
      await index.put([
        write(1, { startMs, stopMs: startMs + 1 }),
        write(2, { startMs: startMs + 1, stopMs: startMs + MINUTE_MS, status: 'FAILED' }),
        running(3, { startMs: startMs + MINUTE_MS }),
        write(4, { startMs, stopMs: startMs, scope: ELSEWHERE, machineArn: machine('Z') }),
      ]);
      await index.put([running(3, { startMs: startMs + MINUTE_MS })]);
      expect(await index.minutes(SCOPE, 0)).toEqual([
        { machineArn: machine('M'), minute: 50, started: 2, ended: { SUCCEEDED: 1 } },
        { machineArn: machine('M'), minute: 51, started: 1, ended: { FAILED: 1 } },
      ]);
      expect(await index.minutes(SCOPE, 51)).toHaveLength(1);
    });

    it('by minute go back a day', async () => {
      const day = 24 * 60 * MINUTE_MS;
      await index.put([write(1, { startMs: 0, stopMs: 0 })]);
      await index.put([running(2, { startMs: day - 1 })]);
      expect((await index.minutes(SCOPE, 0)).map(({ minute }) => minute)).toEqual([0, minuteOf(day - 1)]);
      await index.put([running(3, { startMs: day })]);
      expect((await index.minutes(SCOPE, 0)).map(({ minute }) => minute)).toEqual([minuteOf(day - 1), minuteOf(day)]);
    });

    it('of an execution that is running again take back its end', async () => {
      const startMs = 50 * MINUTE_MS;
      await index.put([write(1, { startMs, stopMs: startMs, status: 'FAILED' })]);
      await index.put([running(1, { startMs })]);
      expect(await index.counts(SCOPE)).toEqual([{ machineArn: machine('M'), status: 'RUNNING', count: 1 }]);
      expect(await index.minutes(SCOPE, 0)).toEqual([{ machineArn: machine('M'), minute: 50, started: 1, ended: {} }]);
    });
  });

  it('knows its highest id, and which executions it takes for running', async () => {
    expect(await index.highestId()).toBe(0);
    await index.put([running(4), write(5), running(6), running(9)]);
    expect(await index.highestId()).toBe(9);
    expect(await index.runningIds({ afterId: 0, limit: 2 })).toEqual([4, 6]);
    expect(await index.runningIds({ afterId: 6, limit: 2 })).toEqual([9]);
  });
}
