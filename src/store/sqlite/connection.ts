/** Opens the connections to the database of a data directory: the one that writes, and those that read. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError, type DataDirectoryProblem } from './data-directory-error.ts';
import { DatabaseError, type DatabaseErrorCode } from './database-error.ts';
import { type Database, first, type OpenDatabase } from './driver.ts';
import { LOG_MIGRATIONS } from './log-schema.ts';
import { MIGRATIONS } from './schema.ts';
import { SEARCH_SCHEMA, SEARCH_SCHEMA_VERSION } from './search-schema.ts';

/**
 * The first of these applies to new files only. Pages of 8 KB took 10 to 15 % more executions per second than the default 4.
 * Small caches: what a commit touches is what was written last, and the rest lies in the system's cache.
 * The log is moved into the database by `Checkpointer`; the limit of 32 MB here is for when that does not keep up.
 */
const WRITER_PRAGMAS = `
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA fullfsync = 1;
PRAGMA checkpoint_fullfsync = 1;
PRAGMA wal_autocheckpoint = 4000;
PRAGMA foreign_keys = 0;
PRAGMA cache_size = -8192;
PRAGMA busy_timeout = 5000;
`;

/** Commits do not wait for the disk: a crash of the process loses nothing, one of the machine the last moments. */
const LOG_PRAGMAS = `
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 2000;
PRAGMA foreign_keys = 0;
PRAGMA cache_size = -16384;
PRAGMA busy_timeout = 5000;
`;

const READER_PRAGMAS = `
PRAGMA query_only = 1;
PRAGMA cache_size = -8192;
PRAGMA busy_timeout = 5000;
`;

const PROBLEMS: Partial<Record<DatabaseErrorCode, DataDirectoryProblem>> = {
  SQLITE_BUSY: 'in-use',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
  SQLITE_CANTOPEN: 'not-writable',
  SQLITE_READONLY: 'not-writable',
};

/** Creates the database or brings its schema up to date. @throws DataDirectoryError */
export function openWriter(open: OpenDatabase, directory: string): Database {
  return explain(directory, () => {
    const database = open(databasePath(directory));
    database.exec(WRITER_PRAGMAS);
    migrate(database, directory, MIGRATIONS);
    return database;
  });
}

/** Creates the database of the logs or brings its schema up to date. @throws DataDirectoryError */
export function openLogs(open: OpenDatabase, directory: string): Database {
  return explain(directory, () => {
    const database = open(join(directory, 'logs.db'));
    database.exec(LOG_PRAGMAS);
    migrate(database, directory, LOG_MIGRATIONS);
    return database;
  });
}

/**
 * Opens the index of executions, and makes a new one where there is none of this schema or it cannot be read: it is made again
 * from the executions. @throws DataDirectoryError
 */
export function openSearch(open: OpenDatabase, directory: string): Database {
  return explain(directory, () => {
    const path = join(directory, 'search.db');
    return tryOpenSearch(open, path) ?? createSearch(open, path);
  });
}

function tryOpenSearch(open: OpenDatabase, path: string): Database | undefined {
  if (!existsSync(path)) return undefined;
  let database: Database | undefined;
  try {
    database = open(path);
    database.exec(LOG_PRAGMAS);
    const version = first(database.prepare('SELECT user_version AS version FROM pragma_user_version'))?.['version'];
    if (version === SEARCH_SCHEMA_VERSION) return database;
  } catch (error) {
    if (!(error instanceof DatabaseError) || PROBLEMS[error.code] !== 'damaged') throw error;
  }
  database?.close();
  return undefined;
}

function createSearch(open: OpenDatabase, path: string): Database {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  const database = open(path);
  database.exec(LOG_PRAGMAS);
  database.exec(`BEGIN IMMEDIATE; ${SEARCH_SCHEMA} PRAGMA user_version = ${SEARCH_SCHEMA_VERSION}; COMMIT`);
  return database;
}

/** For a database that the writer has opened before. */
export function openReader(open: OpenDatabase, directory: string): Database {
  return explain(directory, () => {
    const database = open(databasePath(directory));
    database.exec(READER_PRAGMAS);
    return database;
  });
}

/** Holds the directory until the process ends, however it ends: the system gives up locks on files, not files. */
export function lockDirectory(open: OpenDatabase, directory: string): Database {
  return explain(directory, () => {
    const database = open(join(directory, 'lock.db'));
    // A process that is just ending gets a moment.
    database.exec('PRAGMA busy_timeout = 1000');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  });
}

function databasePath(directory: string): string {
  return join(directory, 'stepwell.db');
}

function migrate(database: Database, directory: string, migrations: readonly string[]): void {
  const { version, tables } = first(
    database.prepare(
      'SELECT user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_user_version',
    ),
  ) as { version: number; tables: number };
  if (version > migrations.length)
    throw new DataDirectoryError(directory, 'newer-version', `schema ${version}, known up to ${migrations.length}`);
  if (version === 0 && tables > 0) throw new DataDirectoryError(directory, 'damaged', 'the database is not ours');
  if (version === migrations.length) return;
  const statements = migrations.slice(version).join('');
  database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${migrations.length}; COMMIT`);
}

function explain<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const problem = error instanceof DatabaseError ? PROBLEMS[error.code] : undefined;
    if (problem === undefined) throw error;
    // "database is locked" would say it twice.
    throw new DataDirectoryError(directory, problem, problem === 'in-use' ? '' : (error as Error).message);
  }
}
