/**
 * Moves the write-ahead log into the database now and then, after a commit has been answered rather than within it, so that
 * the log stays small and the next commit usually finds the work done.
 */
import type { ExecutionWrite } from '../execution-store.ts';
import type { Database, Statement } from './driver.ts';

const PAGES_MAX = 1000;
/** What commits change, measured: the ends of the tables and their indexes, about a page per write, and its texts. */
const COMMIT_PAGES = 10;
const WRITE_PAGES = 1;
const PAGE_CHARS = 8192;

export class Checkpointer {
  readonly #checkpoint: Statement;
  /** An estimate of what the log has grown by. */
  #pages = 0;

  constructor(database: Database) {
    this.#checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  }

  count(writes: readonly ExecutionWrite[]): void {
    this.#pages += COMMIT_PAGES;
    for (const write of writes) this.#pages += WRITE_PAGES + textChars(write) / PAGE_CHARS;
  }

  runIfDue(): void {
    if (this.#pages < PAGES_MAX) return;
    this.#pages = 0;
    try {
      this.#checkpoint.all();
    } catch {
      // A full disk, say. The log has everything, and grows until a later checkpoint succeeds.
    }
  }
}

function textChars({ head, frames, values, history }: ExecutionWrite): number {
  let chars = head.length + (history?.events.length ?? 0);
  for (const { data } of frames) chars += data?.length ?? 0;
  for (const { text } of values) chars += text.length;
  return chars;
}
