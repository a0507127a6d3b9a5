-- The registry: what offices, insurers and the operator registered, as immutable row versions.
--
-- Every versioned table carries the same five columns:
--   version_id  one counter over all of them, larger is later, never given twice to published rows
--   from_batch  first batch in which the version holds
--   to_batch    first batch in which it no longer holds; 9223372036854775807 while it is current
--   change      0 added, 1 changed, 2 moved here; 3 removed, 4 gone from a full file,
--               5 removal of an unknown key, 6 moved away (never holds: only the feed tells it)
--   previous    version it replaced, 0 when none: an abandoned batch reopens it
-- `body` is the registered row in the packed form of store/sqlite/pack.hpp.

CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('min_reader', 1), ('published', 0), ('probe', 0);

CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,           -- 0 being staged, 1 published
  kind TEXT NOT NULL,
  party TEXT NOT NULL,
  office_code TEXT NOT NULL,
  at INTEGER NOT NULL,
  first_version INTEGER NOT NULL,   -- versions of the batch: first_version < id <= last_version
  last_version INTEGER NOT NULL,
  first_person INTEGER NOT NULL,    -- larger ones are the batch's own
  first_recipient INTEGER NOT NULL,
  first_code INTEGER NOT NULL
);
CREATE INDEX batch_of_office ON batch (office_code, last_version);

-- Short numbers for long keys. They tell nothing by themselves, so they have no versions.
CREATE TABLE person (id INTEGER PRIMARY KEY, link_key TEXT NOT NULL UNIQUE);
CREATE TABLE known_code (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE recipient (
  id INTEGER PRIMARY KEY,
  office_id INTEGER NOT NULL,
  recipient_key TEXT NOT NULL,
  UNIQUE (office_id, recipient_key)
);
-- Who may be meant by payer and recipient number (packed into one integer): every recipient that ever
-- had them, by a qualification or on a ticket. What holds now is looked up in the versions.
CREATE TABLE number_holder (
  number INTEGER NOT NULL,
  recipient_id INTEGER NOT NULL,
  PRIMARY KEY (number, recipient_id)
) WITHOUT ROWID;

CREATE TABLE qualification (
  version_id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  change INTEGER NOT NULL, previous INTEGER NOT NULL,
  recipient_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start_day INTEGER NOT NULL,       -- days since 1970-01-01
  end_day INTEGER,
  not_disclosed INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX qualification_of_recipient ON qualification (recipient_id, person_id);
CREATE INDEX qualification_of_person ON qualification (person_id);

CREATE TABLE ticket (
  version_id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  change INTEGER NOT NULL, previous INTEGER NOT NULL,
  recipient_id INTEGER NOT NULL,
  institution_id INTEGER NOT NULL,  -- known_code
  month INTEGER NOT NULL,           -- year * 12 + month - 1
  number INTEGER,                   -- its own numbers, NULL: the qualification's
  updated_at INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX ticket_of_recipient ON ticket (recipient_id, month);
CREATE INDEX ticket_of_institution ON ticket (institution_id, month);

CREATE TABLE insurance (
  version_id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  change INTEGER NOT NULL, previous INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  insurer_number TEXT NOT NULL,
  number TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX insurance_of_number ON insurance (insurer_number, number, person_id);
CREATE INDEX insurance_of_person ON insurance (person_id);

CREATE TABLE card (
  version_id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  change INTEGER NOT NULL, previous INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  serial_hex TEXT NOT NULL,
  issuer TEXT NOT NULL,
  revoked INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX card_of_serial ON card (serial_hex, issuer);

CREATE TABLE institution (
  version_id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  change INTEGER NOT NULL, previous INTEGER NOT NULL,
  code TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX institution_of_code ON institution (code);

CREATE TABLE office (
  version_id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  change INTEGER NOT NULL, previous INTEGER NOT NULL,
  code TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX office_of_code ON office (code);

-- 環境設定: each change is a batch of its own.
CREATE TABLE setting (
  id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  institution_code TEXT NOT NULL,
  uses_medical_assistance INTEGER NOT NULL
);
CREATE INDEX setting_of_institution ON setting (institution_code);
