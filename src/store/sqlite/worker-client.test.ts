import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DatabaseError } from './database-error.ts';
import { WorkerClient } from './worker-client.ts';
import type { ReaderOperations, WriterOperations } from './worker-protocol.ts';

const root = mkdtempSync(join(tmpdir(), 'stepwell-worker-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a worker of the store', () => {
  it('that ends fails the calls it has not answered, and those that come later', async () => {
    const writer = await WorkerClient.open<WriterOperations>({ role: 'writer', directory: root });
    const ended = writer.call('close');
    const unanswered = expect(writer.call('setting', 'a', 'b')).rejects.toThrow('the writer thread of the store ended');
    await ended;
    await unanswered;
    await expect(writer.call('setting', 'a', 'b')).rejects.toThrow('the writer thread of the store ended');
    await writer.close();
  });

  it('answers an error of the database with its code', async () => {
    const writer = await WorkerClient.open<WriterOperations>({ role: 'writer', directory: root });
    const nothing = null as unknown as string;
    const failure = await writer.call('setting', 'key', nothing).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DatabaseError);
    expect(failure).toMatchObject({ code: 'SQLITE_CONSTRAINT' });
    expect(await writer.call('setting', 'key', 'value')).toBe('value');
    await writer.close();
  });

  it('that cannot open its database says so', async () => {
    const directory = join(root, 'missing');
    await expect(WorkerClient.open<ReaderOperations>({ role: 'reader', directory })).rejects.toMatchObject({
      problem: 'not-writable',
    });
  });
});
