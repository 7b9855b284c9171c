/**
 * The one place that knows which SQLite this is: `node:sqlite` where Node has it (22.13 and later), else `libsql`. Both are
 * synchronous, so connections live in worker threads.
 */
import { codeName, DatabaseError } from './database-error.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** Neither driver uses bigints unless asked to. */
interface RunResult {
  readonly changes: number;
  readonly lastInsertRowid: number;
}

export interface Statement {
  run(...values: readonly Value[]): RunResult;
  all(...values: readonly Value[]): Row[];
}

export interface Database {
  /** Runs statements whose rows nobody wants. */
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Opens or creates the database file. */
export type OpenDatabase = (path: string) => Database;

export async function loadDriver(): Promise<OpenDatabase> {
  return (await loadNodeSqlite()) ?? (await loadLibsql());
}

/** The first row of a query. libsql adds timings to the row of its own `get`. */
export function first(statement: Statement, ...values: readonly Value[]): Row | undefined {
  return statement.all(...values)[0];
}

/** As much of `node:sqlite` as is used; the types of the oldest Node that we run on do not know it. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => Database;
}

async function loadNodeSqlite(): Promise<OpenDatabase | undefined> {
  const { emitWarning } = process;
  // Node calls it experimental on standard error each time it is loaded.
  process.emitWarning = () => {};
  try {
    const specifier = 'node:sqlite';
    const { DatabaseSync } = (await import(specifier)) as NodeSqlite;
    return (path) => nodeDatabase(attempt(() => new DatabaseSync(path)));
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

function nodeDatabase(database: Database): Database {
  return {
    exec: (sql) => attempt(() => database.exec(sql)),
    prepare(sql) {
      const statement = attempt(() => database.prepare(sql));
      return {
        run: (...values) => attempt(() => statement.run(...values)),
        all: (...values) => attempt(() => statement.all(...values)),
      };
    },
    close: () => database.close(),
  };
}

async function loadLibsql(): Promise<OpenDatabase> {
  const { default: Libsql } = await import('libsql');
  return (path) => {
    const database = attempt(() => new Libsql(path));
    return {
      exec: (sql) => attempt(() => void database.exec(sql)),
      prepare(sql) {
        const statement = attempt(() => database.prepare(sql));
        return {
          // One array: several arguments would be flattened, and a single null mistaken for named parameters.
          run: (...values) => attempt(() => statement.run(values) as RunResult),
          all: (...values) => attempt(() => statement.all(values) as Row[]),
        };
      },
      close: () => void database.close(),
    };
  };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toDatabaseError(error);
  }
}

function toDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { rawCode, errcode } = error as Error & { readonly rawCode?: number; readonly errcode?: number };
  const resultCode = rawCode ?? errcode ?? libsqlOpenCode(error.message);
  return resultCode === undefined ? error : new DatabaseError(codeName(resultCode), error.message);
}

/** When it cannot open a file libsql puts the result code only at the end of its message: `ConnectionFailed("...: 14")`. */
function libsqlOpenCode(message: string): number | undefined {
  const match = /^ConnectionFailed\(".*: (\d+)"\)$/s.exec(message);
  return match === null ? undefined : Number(match[1]);
}
