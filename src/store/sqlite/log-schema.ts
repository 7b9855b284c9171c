/**
 * The tables of `logs.db`. Events are kept in chunks, not one by one: what a stream got at once is one row, which makes an
 * invocation's lines cost little more than one. A chunk's events lie in one second, so whoever reads whole seconds can put
 * the chunks of many streams in order without looking further.
 */

/** See `MIGRATIONS` of the main database. */
export const LOG_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE log_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  retention_days INTEGER,
  stored_bytes INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_groups_by_name ON log_groups (scope, name);

CREATE TABLE log_streams (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  first_event_ms INTEGER,
  last_event_ms INTEGER,
  last_ingestion_ms INTEGER,
  stored_bytes INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_streams_by_name ON log_streams (group_id, name);
CREATE INDEX log_streams_by_last_event ON log_streams (group_id, coalesce(last_event_ms, 0), name);

CREATE TABLE log_chunks (
  id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  second INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  ingestion_ms INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  events TEXT NOT NULL
) STRICT;
CREATE INDEX log_chunks_by_group ON log_chunks (group_id, second);
CREATE INDEX log_chunks_by_stream ON log_chunks (stream_id, second);

CREATE TABLE log_remains (group_id INTEGER, stream_id INTEGER) STRICT;
`,
];
