-- The record (law 3): a chain of rows that are never updated, and signed statements about its head.

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,           -- position in the chain, from 1, no gaps
  at INTEGER NOT NULL,              -- milliseconds since 1970
  kind TEXT NOT NULL,
  party TEXT NOT NULL,
  interface TEXT NOT NULL,
  request_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  person INTEGER NOT NULL,
  detail TEXT NOT NULL,
  previous_hash BLOB NOT NULL,      -- 32 bytes
  hash BLOB NOT NULL
);
CREATE UNIQUE INDEX audit_of_key ON audit (party, request_key) WHERE request_key <> '';

CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  chain TEXT NOT NULL,
  head INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  signature TEXT NOT NULL,
  key_id TEXT NOT NULL
);
