import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type ExecutionWrite, FenceLostError } from '../execution-store.ts';
import { createMachine, startWrite, stepWrite } from '../execution-writes.contract.ts';
import { storeContract } from '../store.contract.ts';
import type { Store } from '../store.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { openSqliteStore } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'stepwell-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let directories = 0;
const newDirectory = () => join(root, String(directories++));

describe('the store in SQLite', () => storeContract(() => openSqliteStore({ directory: newDirectory() })));

describe('a data directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = newDirectory();
  });

  const openStore = () => openSqliteStore({ directory });
  const database = () => join(directory, 'stepwell.db');

  /** Opens the store for the time of the work. */
  async function using<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore();
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  async function commitOne(store: Store, write: ExecutionWrite) {
    return store.executions.commit(await store.executions.acquireShards('node'), [write]);
  }

  async function expectProblem(problem: DataDirectoryError['problem']): Promise<void> {
    const error = await openStore().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DataDirectoryError);
    expect(error).toMatchObject({ problem, directory });
    expect((error as Error).message).toContain(`"${directory}"`);
    expect((error as Error).message).not.toContain('\n');
  }

  it('is nobody else’s to read', async () => {
    const store = await openStore();
    const modes = readdirSync(directory)
      .filter((name) => name !== 'code')
      .map((name) => statSync(join(directory, name)).mode & 0o077);
    expect(new Set(modes)).toEqual(new Set([0]));
    await store.close();
  });

  it('keeps everything when it is closed and opened again', async () => {
    const history = { firstId: 1, lastId: 2, events: '[1,2]' };
    const written = startWrite('e', { history, frames: [{ no: 0, data: 'f' }], values: [{ no: 1, text: 'v' }] });
    const before = await using(async (store) => {
      await createMachine(store, 'machine-1');
      await commitOne(store, written);
      await store.objects.put('key', Uint8Array.of(1, 2));
      await store.setting('key', 'value');
      return store.executions.load(1);
    });
    expect(before?.frames).toHaveLength(1);
    await using(async ({ executions, resources, objects, setting }) => {
      expect(await executions.load(1)).toStrictEqual(before);
      expect(await executions.history(1, { fromId: 1, toId: 9, reverse: false, limit: 9 })).toStrictEqual([history]);
      expect((await resources.list('stateMachine', {})).map(({ id }) => id)).toStrictEqual(['machine-1']);
      expect([...((await objects.get('key')) ?? [])]).toStrictEqual([1, 2]);
      expect(await setting('key', 'other')).toBe('value');
    });
  });

  it('remembers the epoch: a fence is lost to an owner of a later life', async () => {
    const old = await using(({ executions }) => executions.acquireShards('before'));
    await using(async (store) => {
      await createMachine(store, 'machine-1');
      await store.executions.acquireShards('after');
      await expect(store.executions.commit(old, [startWrite('e')])).rejects.toThrow(FenceLostError);
    });
  });

  it('is made with those above it, and left without a log', async () => {
    directory = join(directory, 'a', 'b');
    await using((store) => createMachine(store, 'machine-1'));
    expect(readdirSync(directory).sort()).toStrictEqual([
      'lock.db',
      'logs.db',
      'objects',
      'search.db',
      'secrets.key',
      'stepwell.db',
    ]);
  });

  it('finishes what was asked for before it is closed, and refuses what comes later', async () => {
    const store = await openStore();
    const setting = store.setting('key', 'value');
    const closing = store.close();
    await expect(store.executions.find('x')).rejects.toThrow('the store is closed');
    expect(await setting).toBe('value');
    await closing;
    await store.close();
    await expect(store.setting('key', 'value')).rejects.toThrow('the store is closed');
  });

  it('cannot be opened twice', async () => {
    const store = await openStore();
    await expectProblem('in-use');
    await store.close();
    await using(async ({ setting }) => expect(await setting('a', 'b')).toBe('b'));
  });

  it('is free after its process was killed, with all that was committed', async () => {
    const module = new URL('../../../dist/store/sqlite/index.js', import.meta.url).href;
    const script = `
      const { openSqliteStore } = await import(${JSON.stringify(module)});
      const store = await openSqliteStore({ directory: ${JSON.stringify(directory)} });
      await store.setting('key', 'from the child');
      console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(30_000) });
    await expectProblem('in-use');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using(async ({ setting }) => expect(await setting('key', 'ours')).toBe('from the child'));
  });

  it.each([
    ['is not a database', () => writeFile(database(), 'garbage '.repeat(2000))],
    ['has lost its end', () => truncate(database(), 8192 * 2)],
    ['has lost its first page', () => overwrite(100, Buffer.alloc(8192 - 100, 0xff))],
    ['belongs to something else', () => overwrite(60, Buffer.alloc(4))],
  ])('is called damaged when its database %s', async (_, damage) => {
    await using((store) => createMachine(store, 'machine-1'));
    await damage();
    await expectProblem('damaged');
    await expectProblem('damaged');
  });

  it('of a newer release is refused', async () => {
    await using((store) => createMachine(store, 'machine-1'));
    await overwrite(60, Buffer.from([0, 0, 3, 0xe7]));
    await expectProblem('newer-version');
  });

  /** The header of a SQLite file has the user version at offset 60, and the schema follows it from 100 on. */
  async function overwrite(offset: number, bytes: Buffer): Promise<void> {
    const file = await open(database(), 'r+');
    await file.write(bytes, 0, bytes.length, offset);
    await file.close();
  }

  it('must be a directory', async () => {
    writeFileSync(directory, '');
    await expectProblem('not-writable');
  });

  it('must take a database', async () => {
    mkdirSync(database(), { recursive: true });
    await expectProblem('not-writable');
    expect(existsSync(database())).toBe(true);
  });

  it('must take objects', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'objects'), '');
    await expectProblem('not-writable');
    rmSync(join(directory, 'objects'));
    await using(async ({ setting }) => expect(await setting('a', 'b')).toBe('b'));
  });

  it('is cleaned of objects that were not completely written', async () => {
    await using(({ objects }) => objects.put('key', Uint8Array.of(1)));
    writeFileSync(join(directory, 'objects', 'other~1234'), 'half');
    await using(async ({ objects }) => expect(await objects.get('key')).toBeDefined());
    expect(readdirSync(join(directory, 'objects'))).toStrictEqual(['key']);
  });

  it('keeps the log of the database small while large steps are written', async () => {
    await using(async (store) => {
      await createMachine(store, 'machine-1');
      const fence = await store.executions.acquireShards('node');
      const names = Array.from({ length: 100 }, (_, no) => `e${no}`);
      await store.executions.commit(
        fence,
        names.map((name) => startWrite(name)),
      );
      for (let version = 2; version <= 40; version++) {
        const history = { firstId: version, lastId: version, events: 'x'.repeat(8000) };
        await store.executions.commit(
          fence,
          names.map((_, index) => stepWrite(index + 1, version, { history })),
        );
      }
      expect(statSync(database()).size).toBeGreaterThan(20 * 2 ** 20);
      expect(statSync(`${database()}-wal`).size).toBeLessThan(16 * 2 ** 20);
    });
  });

  it('keeps the log of the database small while many small commits are made', async () => {
    await using(async (store) => {
      await createMachine(store, 'machine-1');
      const fence = await store.executions.acquireShards('node');
      for (let no = 0; no < 1000; no++) {
        const history = { firstId: 1, lastId: 1, events: '[]' };
        await store.executions.commit(fence, [startWrite(`e${no}`, { history, frames: [{ no: 0, data: '{}' }] })]);
      }
      expect(statSync(`${database()}-wal`).size).toBeLessThan(16 * 2 ** 20);
    });
  });
});
