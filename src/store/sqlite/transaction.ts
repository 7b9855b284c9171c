/** Transactions on a connection: all or nothing, also when the work throws. */
import type { Database } from './driver.ts';

/** Runs the work; `keep` decides from its result whether what it wrote is kept. */
export type Transaction = <T>(work: () => T, keep?: (result: T) => boolean) => T;

/** `IMMEDIATE` to write, `DEFERRED` to see one state of the database in several queries. */
export function transactions(database: Database, mode: 'IMMEDIATE' | 'DEFERRED'): Transaction {
  const begin = database.prepare(`BEGIN ${mode}`);
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  return (work, keep = () => true) => {
    begin.run();
    try {
      const result = work();
      (keep(result) ? commit : rollback).run();
      return result;
    } catch (error) {
      try {
        rollback.run();
      } catch {
        // SQLite has rolled back by itself, as it does after some errors.
      }
      throw error;
    }
  };
}
