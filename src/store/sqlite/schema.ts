/**
 * The tables. Times are milliseconds since 1970. What is written most decides their form:
 * - Large texts (`history`, `payloads`) are appended to rowid tables, whose pages fill one after the other, beside a slim
 *   index: clustering them by execution touches several times as many pages per commit.
 * - An index on names is written all over the place, so there is only one. It also finds ARNs, which end in the name.
 * - Most executions end as SUCCEEDED: the indexes for all other purposes leave those out.
 * - A Map Run may have a million child executions: they stand in indexes of their own, so that a machine's own executions are
 *   listed without going past them.
 * - `head` changes with each step and stands behind the columns that queries filter by. A table of its own for it was no
 *   faster. What few executions have, the version or alias they were started through, follows it: two bytes for the others,
 *   which are in no index of those.
 */

/** The statements that lead from each version of the schema to the next; the first makes a new database. */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE ownership (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, owner TEXT NOT NULL) STRICT;

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE resources (
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX resources_by_name ON resources (kind, scope, name);
CREATE UNIQUE INDEX resources_by_id ON resources (kind, id);

CREATE TABLE executions (
  id INTEGER PRIMARY KEY,
  arn TEXT NOT NULL,
  name TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  revision_id TEXT NOT NULL,
  shard INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  stop_ms INTEGER,
  sort_ms INTEGER NOT NULL,
  next_wake_ms INTEGER,
  parked INTEGER NOT NULL,
  head TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX executions_by_name ON executions (name, machine_id);
CREATE INDEX executions_by_machine ON executions (machine_id, sort_ms);
CREATE INDEX executions_unsuccessful ON executions (machine_id, status, sort_ms) WHERE status <> 'SUCCEEDED';
CREATE INDEX executions_open ON executions (status) WHERE status = 'RUNNING' AND parked = 0;
CREATE INDEX executions_due ON executions (next_wake_ms)
  WHERE status = 'RUNNING' AND parked = 0 AND next_wake_ms IS NOT NULL;

CREATE TABLE frames (
  execution_id INTEGER NOT NULL,
  no INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (execution_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE payloads (execution_id INTEGER NOT NULL, no INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX payloads_by_no ON payloads (execution_id, no);

CREATE TABLE history (
  execution_id INTEGER NOT NULL,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  events TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX history_by_id ON history (execution_id, first_id);
`,
  `
ALTER TABLE executions ADD COLUMN machine_version INTEGER;
ALTER TABLE executions ADD COLUMN machine_alias TEXT;
CREATE INDEX executions_by_version ON executions (machine_id, machine_version, sort_ms)
  WHERE machine_version IS NOT NULL;
CREATE INDEX executions_by_alias ON executions (machine_id, machine_alias, sort_ms) WHERE machine_alias IS NOT NULL;
`,
  `
CREATE TABLE log_deliveries (execution_id INTEGER PRIMARY KEY, delivered_id INTEGER NOT NULL) STRICT;
`,
  `
ALTER TABLE executions ADD COLUMN map_run_id TEXT;
ALTER TABLE executions ADD COLUMN item_count INTEGER;
DROP INDEX executions_by_machine;
DROP INDEX executions_unsuccessful;
CREATE INDEX executions_by_machine ON executions (machine_id, sort_ms) WHERE map_run_id IS NULL;
CREATE INDEX executions_unsuccessful ON executions (machine_id, status, sort_ms)
  WHERE status <> 'SUCCEEDED' AND map_run_id IS NULL;
CREATE INDEX executions_by_map_run ON executions (map_run_id, sort_ms) WHERE map_run_id IS NOT NULL;
CREATE INDEX executions_unsuccessful_children ON executions (map_run_id, status, sort_ms)
  WHERE status <> 'SUCCEEDED' AND map_run_id IS NOT NULL;
`,
  `
CREATE INDEX executions_parked ON executions (id) WHERE parked = 1;
`,
  `
ALTER TABLE executions ADD COLUMN redrive_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE executions ADD COLUMN redrive_ms INTEGER;
CREATE INDEX executions_redriven ON executions (machine_id, sort_ms) WHERE redrive_count > 0;
`,
];
