/**
 * The store in a data directory of the local disk: one SQLite database, others for the logs
 * and the index of executions, and a directory of objects. One
 * worker thread writes, another reads, so that the event loop waits for neither and reads do not wait for commits; a third one
 * has the logs to itself, a fourth the index of executions.
 */
import { join, resolve } from 'node:path';
import type { ExecutionIndex } from '../execution-index.ts';
import type { ExecutionStore } from '../execution-store.ts';
import type { InstallationKey } from '../installation-key.ts';
import { openKeyFile } from '../key-file.ts';
import type { LogStore } from '../log-store.ts';
import type { ObjectStore } from '../object-store.ts';
import type { ResourceStore } from '../resource-store.ts';
import { SecretSeal } from '../secret-seal.ts';
import { fenceEpoch, wholeFence } from '../single-owner.ts';
import type { Store } from '../store.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { makeDirectory } from './durable-files.ts';
import { openFileObjects } from './file-objects.ts';
import { keepPrivate } from './private-files.ts';
import { WorkerClient } from './worker-client.ts';
import type { LogOperations, ReaderOperations, SearchOperations, WriterOperations } from './worker-protocol.ts';

type Writer = WorkerClient<WriterOperations>;
type Reader = WorkerClient<ReaderOperations>;
type Logs = WorkerClient<LogOperations>;
type Search = WorkerClient<SearchOperations>;

export interface SqliteStoreOptions {
  readonly directory: string;
  /** Default `secrets.key` in the directory. */
  readonly keyFile?: string | undefined;
}

/**
 * Opens the store in the directory, or makes one there; until it is closed, or the process ends, nobody else can. An open
 * store keeps the process alive.
 * @throws DataDirectoryError, KeyFileError
 */
export async function openSqliteStore({ directory: path, keyFile }: SqliteStoreOptions): Promise<Store> {
  const directory = resolve(path);
  await asDirectoryError(directory, () => makeDirectory(directory));
  const writer: Writer = await WorkerClient.open({ role: 'writer', directory });
  const opening = [
    WorkerClient.open<ReaderOperations>({ role: 'reader', directory }),
    WorkerClient.open<LogOperations>({ role: 'logs', directory }),
    WorkerClient.open<SearchOperations>({ role: 'search', directory }),
  ] as const;
  try {
    const objects = await asDirectoryError(directory, () => openFileObjects(join(directory, 'objects')));
    const setting = (key: string, value: string) => writer.call('setting', key, value);
    const key = await openKeyFile(keyFile ?? join(directory, 'secrets.key'), { setting });
    const [reader, logs, search] = await Promise.all(opening);
    await keepPrivate(directory);
    return storeOf({ writer, reader, logs, search, objects, key });
  } catch (error) {
    for (const opened of await Promise.allSettled(opening))
      if (opened.status === 'fulfilled') await opened.value.close();
    await writer.close();
    throw error;
  }
}

interface Parts {
  readonly writer: Writer;
  readonly reader: Reader;
  readonly logs: Logs;
  readonly search: Search;
  readonly objects: ObjectStore;
  readonly key: InstallationKey;
}

function storeOf({ writer, reader, logs, search, objects, key }: Parts): Store {
  return {
    executions: executionStore(writer, reader),
    resources: resourceStore(writer, reader),
    objects,
    logs: logStore(logs),
    index: executionIndex(search),
    key,
    seal: new SecretSeal(key),
    setting: (key, value) => writer.call('setting', key, value),
    async close() {
      // The last connection to close leaves no log behind: that must be the one that writes.
      await Promise.all([reader.close(), logs.close(), search.close()]);
      await writer.close();
    },
  };
}

/** All shards belong to whoever asked last, so the queries by shard are queries for all. */
function executionStore(writer: Writer, reader: Reader): ExecutionStore {
  return {
    acquireShards: async (owner) => wholeFence(owner, await writer.call('acquire', owner)),
    commit: async (fence, writes) => writer.call('commit', fenceEpoch(fence, writes), writes),
    find: (arn) => reader.call('find', arn),
    findByName: (machineId, name) => reader.call('findByName', machineId, name),
    load: (id) => reader.call('load', id),
    list: (listing) => reader.call('list', listing),
    listOpen: (_fence, query) => reader.call('listOpen', query),
    listDue: (_fence, query) => reader.call('listDue', query),
    rows: (ids) => reader.call('rows', ids),
    listAfter: (query) => reader.call('listAfter', query),
    listParked: (query) => reader.call('listParked', query),
    countOpen: (machineId) => reader.call('countOpen', machineId),
    countChildren: (mapRunId) => reader.call('countChildren', mapRunId),
    history: (id, range) => reader.call('history', id, range),
    values: (id, numbers) => reader.call('values', id, numbers),
    listLogDeliveries: (_fence, query) => reader.call('listLogDeliveries', query),
    logDeliveries: (ids) => reader.call('logDeliveries', ids),
    moveLogDeliveries: (moves) => writer.call('moveLogDeliveries', moves),
  };
}

function resourceStore(writer: Writer, reader: Reader): ResourceStore {
  return {
    get: (kind, scope, name) => reader.call('getResource', kind, scope, name),
    getById: (kind, id) => reader.call('getResourceById', kind, id),
    list: (kind, query) => reader.call('listResources', kind, query),
    apply: (changes) => writer.call('apply', changes),
  };
}

function logStore(logs: Logs): LogStore {
  return {
    createGroup: (group) => logs.call('createGroup', group),
    findGroup: (scope, name) => logs.call('findGroup', scope, name),
    listGroups: (scope, listing) => logs.call('listGroups', scope, listing),
    setRetention: (groupId, days) => logs.call('setRetention', groupId, days),
    replaceData: (groupId, before, after) => logs.call('replaceData', groupId, before, after),
    deleteGroup: (groupId) => logs.call('deleteGroup', groupId),
    createStream: (groupId, name, createdMs) => logs.call('createStream', groupId, name, createdMs),
    findStream: (groupId, name) => logs.call('findStream', groupId, name),
    listStreams: (groupId, listing) => logs.call('listStreams', groupId, listing),
    deleteStream: (groupId, name) => logs.call('deleteStream', groupId, name),
    append: (ingestionMs, appends) => logs.call('append', ingestionMs, appends),
    read: (query) => logs.call('read', query),
    sweep: (nowMs) => logs.call('sweep', nowMs),
  };
}

function executionIndex(search: Search): ExecutionIndex {
  return {
    put: (writes) => search.call('put', writes),
    search: (query) => search.call('search', query),
    counts: (scope) => search.call('counts', scope),
    minutes: (scope, fromMinute) => search.call('minutes', scope, fromMinute),
    highestId: () => search.call('highestId'),
    runningIds: (query) => search.call('runningIds', query),
  };
}

const NOT_WRITABLE: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST']);

async function asDirectoryError<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw NOT_WRITABLE.has(code) ? new DataDirectoryError(directory, 'not-writable', message) : error;
  }
}
