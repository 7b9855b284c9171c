/** The body of all worker threads: opens a connection, then answers one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import type { ExecutionWrite } from '../execution-store.ts';
import { Checkpointer } from './checkpointer.ts';
import { lockDirectory, openLogs, openReader, openSearch, openWriter } from './connection.ts';
import { loadDriver, type OpenDatabase } from './driver.ts';
import { executionReader } from './execution-reader.ts';
import { executionWriter } from './execution-writer.ts';
import { logDeliveryReader, logDeliveryWriter } from './log-deliveries.ts';
import { logGroups } from './log-groups.ts';
import { logReader } from './log-reader.ts';
import { logSweeper } from './log-sweeper.ts';
import { logWriter } from './log-writer.ts';
import { resourceReader, resourceWriter } from './resources.ts';
import { SearchMachines } from './search-machines.ts';
import { searchReader } from './search-reader.ts';
import { searchWriter } from './search-writer.ts';
import { transactions } from './transaction.ts';
import {
  encodeError,
  type LogOperations,
  type ReaderOperations,
  type SearchOperations,
  type WorkerAnswer,
  type WorkerRequest,
  type WorkerSettings,
  type WriterOperations,
} from './worker-protocol.ts';

interface Service {
  readonly operations: WriterOperations | ReaderOperations | LogOperations | SearchOperations;
  /** Work that nobody waits for, done after an answer. */
  afterAnswer(): void;
}

function openWriterService(open: OpenDatabase, directory: string): Service {
  const lock = lockDirectory(open, directory);
  const database = openWriter(open, directory);
  const transaction = transactions(database, 'IMMEDIATE');
  const executions = executionWriter(database, transaction);
  const checkpointer = new Checkpointer(database);
  return {
    operations: {
      ...executions,
      ...logDeliveryWriter(database, transaction),
      ...resourceWriter(database, transaction),
      commit(epoch: number, writes: readonly ExecutionWrite[]) {
        checkpointer.count(writes);
        return executions.commit(epoch, writes);
      },
      close() {
        try {
          database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        } finally {
          database.close();
          lock.exec('ROLLBACK');
          lock.close();
        }
      },
    },
    afterAnswer: () => checkpointer.runIfDue(),
  };
}

function openReaderService(open: OpenDatabase, directory: string): Service {
  const database = openReader(open, directory);
  return {
    operations: {
      ...executionReader(database, transactions(database, 'DEFERRED')),
      ...logDeliveryReader(database),
      ...resourceReader(database),
      close: () => database.close(),
    },
    afterAnswer() {},
  };
}

function openLogService(open: OpenDatabase, directory: string): Service {
  const database = openLogs(open, directory);
  const transaction = transactions(database, 'IMMEDIATE');
  return {
    operations: {
      ...logGroups(database, transaction),
      ...logWriter(database, transaction),
      ...logReader(database),
      ...logSweeper(database, transaction),
      close: () => database.close(),
    },
    afterAnswer() {},
  };
}

function openSearchService(open: OpenDatabase, directory: string): Service {
  const database = openSearch(open, directory);
  const machines = new SearchMachines(database);
  return {
    operations: {
      ...searchWriter(database, transactions(database, 'IMMEDIATE'), machines),
      ...searchReader(database, machines),
      close: () => database.close(),
    },
    afterAnswer() {},
  };
}

const OPEN: Readonly<Record<WorkerSettings['role'], typeof openWriterService>> = {
  writer: openWriterService,
  reader: openReaderService,
  logs: openLogService,
  search: openSearchService,
};

async function main(): Promise<void> {
  const port = parentPort;
  assert(port !== null, 'this file is the body of a worker thread');
  const answer = (id: number, work: () => unknown) => {
    let message: WorkerAnswer;
    try {
      message = { id, type: 'done', value: work() };
    } catch (error) {
      message = { id, type: 'failed', error: encodeError(error) };
    }
    port.postMessage(message);
    return message.type === 'done';
  };

  const { role, directory } = workerData as WorkerSettings;
  const open = await loadDriver();
  let service: Service | undefined;
  const opened = answer(0, () => {
    service = OPEN[role](open, directory);
  });
  if (!opened || service === undefined) return port.close();

  const { operations, afterAnswer } = service;
  port.on('message', ({ id, operation, args }: WorkerRequest) => {
    const run = operations[operation as keyof typeof operations] as (...args: readonly unknown[]) => unknown;
    answer(id, () => run(...args));
    if (operation === 'close') port.close();
    else afterAnswer();
  });
}

await main();
