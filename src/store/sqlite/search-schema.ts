/**
 * The tables of `search.db`, the index of executions. Nothing in it is the only copy: a damaged one is made again, and so is
 * one of an older schema. An execution takes some 250 bytes; its machine's ARN is written once.
 */

/** Raise it with each change below. */
export const SEARCH_SCHEMA_VERSION = 1;

/**
 * `stop_ms` and `duration_ms` are the latest there can be while an execution runs; `status_start` is the status and the start in
 * one number, so that one index serves the order by status and the newest of one status. The texts are not kept, only their
 * words, and not where in the text they stand.
 */
export const SEARCH_SCHEMA = `
CREATE TABLE machines (no INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, scope TEXT NOT NULL) STRICT;

CREATE TABLE executions (
  id INTEGER PRIMARY KEY,
  machine_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  stop_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status_start INTEGER NOT NULL,
  error TEXT,
  forked_from TEXT
) STRICT;
CREATE INDEX by_start ON executions (start_ms);
CREATE INDEX by_stop ON executions (stop_ms);
CREATE INDEX by_name ON executions (name);
CREATE INDEX by_duration ON executions (duration_ms);
CREATE INDEX by_status ON executions (status_start);
CREATE INDEX by_machine ON executions (machine_no, start_ms);
CREATE INDEX by_error ON executions (error, start_ms) WHERE error IS NOT NULL;

CREATE VIRTUAL TABLE texts USING fts5(
  text, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 tokenchars '-_'"
);

CREATE TABLE totals (
  machine_no INTEGER NOT NULL, status INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (machine_no, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE minutes (
  minute INTEGER NOT NULL,
  machine_no INTEGER NOT NULL,
  /** A status, or -1 for those that started. */
  what INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, machine_no, what)
) STRICT, WITHOUT ROWID;
`;
