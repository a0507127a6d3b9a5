-- Histories: what claims, check-ups and dispensings tell of a person. Immutable versions like the registry's,
-- with numbers of their own: an import is one number, and becomes visible when `history_published` reaches it.
--   from_import  first import in which the version holds
--   to_import    first in which it no longer holds; 9223372036854775807 while it is current

CREATE TABLE history_import (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,              -- milliseconds since 1970
  kind TEXT NOT NULL,
  party TEXT NOT NULL,
  file_hash TEXT NOT NULL,          -- SHA-256, empty when there was no file
  last_month INTEGER                -- of a claims file: the latest month of care in it
);
CREATE UNIQUE INDEX history_import_of_file ON history_import (file_hash, kind) WHERE file_hash <> '';

CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  from_import INTEGER NOT NULL, to_import INTEGER NOT NULL,
  source INTEGER NOT NULL,          -- place in store::HistorySource
  person INTEGER NOT NULL,          -- 0: nobody was found
  institution_code TEXT NOT NULL,
  month INTEGER NOT NULL,           -- year * 12 + month - 1
  billed INTEGER NOT NULL,
  key TEXT NOT NULL,
  search_key TEXT NOT NULL,
  content TEXT NOT NULL,
  identity TEXT NOT NULL,           -- of a row that is nobody's; else empty
  why TEXT NOT NULL
);
CREATE INDEX history_of_person ON history (person, month);
CREATE INDEX history_of_key ON history (institution_code, month, source, key);
CREATE INDEX history_of_search ON history (search_key) WHERE search_key <> '';
CREATE INDEX history_of_month ON history (month);
-- What an import that did not end had closed.
CREATE INDEX history_closed ON history (to_import) WHERE to_import < 9223372036854775807;

CREATE TABLE history_master (
  id INTEGER PRIMARY KEY,
  from_import INTEGER NOT NULL, to_import INTEGER NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX history_master_of_code ON history_master (kind, code);

INSERT INTO meta VALUES ('history_published', 0);

-- What an institution may see of histories: bits, see store::HistorySwitch (a new institution's are the delivered ones).
ALTER TABLE setting ADD COLUMN history_switches INTEGER;  -- NULL: as delivered
