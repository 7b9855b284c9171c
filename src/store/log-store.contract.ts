/** What every `LogStore` does. Called with a way to open a new, empty store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FIRST_POSITION,
  LAST_POSITION,
  type LogAppend,
  type LogPosition,
  type LogQuery,
  type LogStore,
  type StoredLogEvent,
} from './log-store.ts';
import type { Store } from './store.ts';

const SCOPE = '123456789012/us-east-1';
const DAY_MS = 24 * 3600 * 1000;

export function logStoreContract(open: () => Promise<Store>): void {
  let store: Store;
  let logs: LogStore;

  beforeEach(async () => {
    store = await open();
    logs = store.logs;
  });
  afterEach(() => store.close());

  const appendTo = (stream: string, ...messages: [timestampMs: number, message: string][]): LogAppend => ({
    scope: SCOPE,
    group: 'g',
    stream,
    events: messages.map(([timestampMs, message]) => ({ timestampMs, message })),
    creates: 'group',
  });
  const append = (...appends: LogAppend[]) => logs.append(9000, appends);
  const idOf = async (name = 'g') => (await logs.findGroup(SCOPE, name))?.id as number;
  const page = async (query: Partial<LogQuery> = {}) =>
    logs.read({
      groupId: await idOf(),
      from: FIRST_POSITION,
      to: LAST_POSITION,
      reverse: false,
      limit: 100,
      bytesMax: 1_000_000,
      ...query,
    });
  const messages = (events: readonly StoredLogEvent[]) => events.map(({ message }) => message);

  /** Reads to the end, page by page. */
  async function readAll(query: Partial<LogQuery> = {}): Promise<readonly string[]> {
    const read: string[] = [];
    let rest: LogPosition | undefined;
    do {
      const range: Partial<LogQuery> = rest === undefined ? {} : query.reverse ? { to: rest } : { from: rest };
      const next = await page({ ...query, ...range });
      read.push(...messages(next.events));
      rest = next.rest;
    } while (rest !== undefined);
    return read;
  }

  describe('groups', () => {
    const create = (...names: string[]) =>
      Promise.all(names.map((name) => logs.createGroup({ scope: SCOPE, name, createdMs: 5, data: '{"a":1}' })));
    const list = async (listing: Partial<Parameters<LogStore['listGroups']>[1]> = {}) =>
      (await logs.listGroups(SCOPE, { limit: 100, ...listing })).map(({ name }) => name);

    it('are found as they were created', async () => {
      expect(await create('g')).toStrictEqual([true]);
      expect(await logs.findGroup(SCOPE, 'g')).toStrictEqual({
        id: expect.any(Number),
        scope: SCOPE,
        name: 'g',
        createdMs: 5,
        storedBytes: 0,
        data: '{"a":1}',
      });
      expect(await logs.findGroup(SCOPE, 'G')).toBeUndefined();
      expect(await logs.findGroup('123456789012/eu-west-1', 'g')).toBeUndefined();
    });

    it('have a name of their own within their scope', async () => {
      expect(await create('g', 'g')).toStrictEqual([true, false]);
      const group = { scope: '123456789012/eu-west-1', name: 'g', createdMs: 5, data: '{}' };
      expect(await logs.createGroup(group)).toBe(true);
    });

    it('are listed by name, from a name on, and by parts of their names', async () => {
      await create('b', 'a/b', 'a_b', 'c%b', 'B');
      expect(await list()).toStrictEqual(['B', 'a/b', 'a_b', 'b', 'c%b']);
      expect(await list({ after: 'a/b', limit: 2 })).toStrictEqual(['a_b', 'b']);
      expect(await list({ parts: [{ text: 'a', isPrefix: true }] })).toStrictEqual(['a/b', 'a_b']);
      expect(await list({ parts: [{ text: 'b', isPrefix: false }] })).toStrictEqual(['a/b', 'a_b', 'b', 'c%b']);
      const parts = [
        { text: '_', isPrefix: false },
        { text: 'c', isPrefix: true },
      ];
      expect(await list({ parts })).toStrictEqual(['a_b', 'c%b']);
    });

    it('have their retention set and taken away', async () => {
      await create('g');
      await logs.setRetention(await idOf(), 7);
      expect(await logs.findGroup(SCOPE, 'g')).toMatchObject({ retentionDays: 7 });
      await logs.setRetention(await idOf(), undefined);
      expect(await logs.findGroup(SCOPE, 'g')).not.toHaveProperty('retentionDays');
    });

    it('have their data replaced by whoever knows it', async () => {
      await create('g');
      expect(await logs.replaceData(await idOf(), '{"a":1}', '{"a":2}')).toBe(true);
      expect(await logs.replaceData(await idOf(), '{"a":1}', '{"a":3}')).toBe(false);
      expect(await logs.findGroup(SCOPE, 'g')).toMatchObject({ data: '{"a":2}' });
    });

    it('take their streams and events along, and are empty when they are made again', async () => {
      await append(appendTo('s', [1000, 'old']));
      const before = await idOf();
      await logs.deleteGroup(before);
      expect(await logs.findGroup(SCOPE, 'g')).toBeUndefined();
      expect(await page({ groupId: before })).toStrictEqual({ events: [] });
      await append(appendTo('s', [1000, 'new']));
      expect(await readAll()).toStrictEqual(['new']);
      while (await logs.sweep(9000));
      expect(await readAll()).toStrictEqual(['new']);
    });
  });

  describe('streams', () => {
    const list = async (listing: Partial<Parameters<LogStore['listStreams']>[1]> = {}) =>
      logs.listStreams(await idOf(), { orderBy: 'name', descending: false, limit: 100, ...listing });
    const names = async (listing: Parameters<typeof list>[0] = {}) => (await list(listing)).map(({ name }) => name);

    it('know their first and last event and when they were last written', async () => {
      await append(appendTo('s', [3000, 'b'], [4000, 'c']));
      await logs.append(9500, [appendTo('s', [1000, 'a'])]);
      const expected = {
        id: expect.any(Number),
        name: 's',
        createdMs: 9000,
        firstEventMs: 1000,
        lastEventMs: 4000,
        lastIngestionMs: 9500,
      };
      expect(await list()).toStrictEqual([expected]);
      expect(await logs.findStream(await idOf(), 's')).toStrictEqual(expected);
    });

    it('have no times without events', async () => {
      await logs.createGroup({ scope: SCOPE, name: 'g', createdMs: 5, data: '{}' });
      expect(await logs.createStream(await idOf(), 's', 7)).toBe(true);
      expect(await logs.createStream(await idOf(), 's', 8)).toBe(false);
      expect(await logs.createStream(4711, 's', 8)).toBe(false);
      expect(await list()).toStrictEqual([{ id: expect.any(Number), name: 's', createdMs: 7 }]);
    });

    it('are listed by name, in both directions, from a name on and by prefix', async () => {
      await append(...['b', 'a', '[$LATEST]x', 'ab'].map((name) => appendTo(name, [1, 'm'])));
      expect(await names()).toStrictEqual(['[$LATEST]x', 'a', 'ab', 'b']);
      expect(await names({ descending: true, limit: 2 })).toStrictEqual(['b', 'ab']);
      expect(await names({ after: { name: 'a' } })).toStrictEqual(['ab', 'b']);
      expect(await names({ after: { name: 'ab' }, descending: true })).toStrictEqual(['a', '[$LATEST]x']);
      expect(await names({ prefix: 'a' })).toStrictEqual(['a', 'ab']);
      expect(await names({ prefix: '[$' })).toStrictEqual(['[$LATEST]x']);
    });

    it('are listed by their last event, those without events before all others', async () => {
      await append(appendTo('x', [5, 'm']), appendTo('y', [3, 'm']), appendTo('z', [5, 'm']), appendTo('none'));
      expect(await names({ orderBy: 'last-event' })).toStrictEqual(['none', 'y', 'x', 'z']);
      expect(await names({ orderBy: 'last-event', descending: true })).toStrictEqual(['z', 'x', 'y', 'none']);
      const after = { name: 'x', lastEventMs: 5 };
      expect(await names({ orderBy: 'last-event', after })).toStrictEqual(['z']);
      expect(await names({ orderBy: 'last-event', after, descending: true })).toStrictEqual(['y', 'none']);
      expect(await names({ orderBy: 'last-event', after: { name: 'none' } })).toStrictEqual(['y', 'x', 'z']);
    });

    it('take their events along', async () => {
      await append(appendTo('s', [1, 'gone']), appendTo('t', [2, 'kept']));
      expect(await logs.deleteStream(await idOf(), 's')).toBe(true);
      expect(await logs.deleteStream(await idOf(), 's')).toBe(false);
      expect(await readAll()).toStrictEqual(['kept']);
      expect(await logs.findGroup(SCOPE, 'g')).toMatchObject({ storedBytes: 4 + 26 });
      while (await logs.sweep(9000));
      expect(await readAll()).toStrictEqual(['kept']);
    });
  });

  describe('append', () => {
    it('makes what it may make, and says what is missing otherwise', async () => {
      const onlyStream = { ...appendTo('s', [1, 'm']), creates: 'stream' } as const;
      const { creates: _, ...nothing } = onlyStream;
      expect(await append(onlyStream, nothing)).toStrictEqual(['no-group', 'no-group']);
      await logs.createGroup({ scope: SCOPE, name: 'g', createdMs: 5, data: '{}' });
      expect(await append(nothing, onlyStream, nothing)).toStrictEqual(['no-stream', 'appended', 'appended']);
      expect(await readAll()).toStrictEqual(['m', 'm']);
    });

    it('counts the bytes of the messages and 26 for each event', async () => {
      await append(appendTo('s', [1, 'é'], [2, '']), appendTo('t', [1, 'abc']));
      expect(await logs.findGroup(SCOPE, 'g')).toMatchObject({ storedBytes: 2 + 3 + 3 * 26, data: '{}' });
    });

    it('keeps every character of a message', async () => {
      const message = 'é\u{1f600}"\\\u0000\n\t\u2028 x'.repeat(20_000);
      await append(appendTo('s', [1, message]));
      expect(await readAll()).toStrictEqual([message]);
    });
  });

  describe('read', () => {
    it('returns events with their stream, times and position', async () => {
      await append(appendTo('s', [1500, 'a']));
      expect(await page()).toStrictEqual({
        events: [
          {
            timestampMs: 1500,
            message: 'a',
            streamName: 's',
            ingestionMs: 9000,
            position: { timestampMs: 1500, seq: expect.any(Number) },
          },
        ],
      });
    });

    it('puts the events of all streams in order of time, then of arrival', async () => {
      await append(appendTo('s', [1500, 'c'], [2500, 'e']), appendTo('t', [1500, 'd'], [1200, 'b']));
      await append(appendTo('s', [1500, 'd2']), appendTo('u', [900, 'a'], [7_000_000_000_000, 'z']));
      expect(await readAll()).toStrictEqual(['a', 'b', 'c', 'd', 'd2', 'e', 'z']);
      expect(await readAll({ reverse: true })).toStrictEqual(['z', 'e', 'd2', 'd', 'c', 'b', 'a']);
    });

    it('takes a range of times: the start belongs to it, the end does not', async () => {
      await append(appendTo('s', [999, 'a'], [1000, 'b'], [1999, 'c'], [2000, 'd']));
      const range = { from: { timestampMs: 1000, seq: 0 }, to: { timestampMs: 2000, seq: 0 } };
      expect(await readAll(range)).toStrictEqual(['b', 'c']);
      expect(await readAll({ ...range, reverse: true })).toStrictEqual(['c', 'b']);
      expect(await readAll({ from: range.to, to: range.from })).toStrictEqual([]);
    });

    it('goes on where a page ended, in both directions, whatever the pages’ size', async () => {
      const expected = Array.from({ length: 40 }, (_, i) => `m${i}`);
      const at = (i: number) => 1000 + Math.floor(i / 3) * 350;
      for (let i = 0; i < 40; i += 4) {
        await append(
          appendTo('s', [at(i), `m${i}`], [at(i + 1), `m${i + 1}`]),
          appendTo('t', [at(i + 2), `m${i + 2}`], [at(i + 3), `m${i + 3}`]),
        );
      }
      for (const limit of [1, 3, 7, 40]) {
        const forwards = await readAll({ limit });
        expect([...forwards].sort()).toStrictEqual([...expected].sort());
        expect(await readAll({ limit, reverse: true })).toStrictEqual([...forwards].reverse());
      }
    });

    it('ends a page that has enough bytes, and gives a larger event alone', async () => {
      await append(appendTo('s', [1, 'a'.repeat(74)], [2, 'b'.repeat(74)], [3, 'c'.repeat(500)], [4, 'd']));
      const first = await page({ bytesMax: 200 });
      expect(first.events).toHaveLength(2);
      const second = await page({ bytesMax: 200, from: first.rest as LogPosition });
      expect(second.events.map(({ message }) => message.length)).toStrictEqual([500]);
      expect(await readAll({ bytesMax: 1, reverse: true })).toHaveLength(4);
    });

    it('takes some streams only, by id or by prefix', async () => {
      await append(appendTo('s1', [1, 'a']), appendTo('s2', [2, 'b']), appendTo('t', [3, 'c']));
      const ids = await Promise.all(
        ['s2', 't'].map(async (name) => (await logs.findStream(await idOf(), name))?.id as number),
      );
      expect(await readAll({ streams: { ids } })).toStrictEqual(['b', 'c']);
      expect(await readAll({ streams: { ids: [] } })).toStrictEqual([]);
      expect(await readAll({ streams: { prefix: 's' } })).toStrictEqual(['a', 'b']);
      expect(await readAll({ streams: { prefix: 's' }, reverse: true, limit: 1 })).toStrictEqual(['b', 'a']);
    });

    it('filters messages, also when few of very many match', async () => {
      const many = Array.from({ length: 3000 }, (_, i): [number, string] => [i * 100, `${'x'.repeat(500)} ${i}`]);
      await append(appendTo('s', ...many, [310_000, 'needle']));
      expect(await readAll({ filter: { type: 'contains', text: 'needle' } })).toStrictEqual(['needle']);
      const filter = { type: 'contains', text: ' 17' } as const;
      const expected = many.map(([, message]) => message).filter((message) => message.includes(' 17'));
      expect(await readAll({ filter, limit: 10 })).toStrictEqual(expected);
      expect(await readAll({ filter, limit: 10, reverse: true })).toStrictEqual(expected.reverse());
    });
  });

  describe('sweep', () => {
    const nowMs = 100 * DAY_MS;

    it('removes the events that are older than the retention of their group', async () => {
      const old = Array.from({ length: 1200 }, (_, i): [number, string] => [i * 1000, 'old']);
      await append(appendTo('s', ...old, [nowMs - DAY_MS / 2, 'new']), appendTo('t', [5, 'old']));
      await append({ ...appendTo('s', [5, 'kept']), group: 'other' });
      await logs.setRetention(await idOf(), 1);
      while (await logs.sweep(nowMs));
      expect(await readAll()).toStrictEqual(['new']);
      expect(await readAll({ groupId: await idOf('other') })).toStrictEqual(['kept']);
      expect(await logs.findGroup(SCOPE, 'g')).toMatchObject({ storedBytes: 3 + 26 });
      expect(await logs.findStream(await idOf(), 's')).toMatchObject({ firstEventMs: nowMs - DAY_MS / 2 });
      expect(await logs.findStream(await idOf(), 't')).toStrictEqual({
        id: expect.any(Number),
        name: 't',
        createdMs: 9000,
      });
    });

    it('finds nothing to do when nothing has expired', async () => {
      await append(appendTo('s', [5, 'kept']));
      expect(await logs.sweep(nowMs)).toBe(false);
      await logs.setRetention(await idOf(), 365);
      expect(await logs.sweep(nowMs)).toBe(false);
      expect(await readAll()).toStrictEqual(['kept']);
    });
  });
}
