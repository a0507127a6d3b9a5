-- Whom each institution was told about: an index of the record's answers and downloads, written behind
-- them (`told_until` in meta: every record up to it is indexed). The record stays the truth.

CREATE TABLE told (
  person INTEGER NOT NULL,
  institution_code TEXT NOT NULL,
  record INTEGER NOT NULL,          -- audit
  at INTEGER NOT NULL,              -- milliseconds since 1970
  day INTEGER NOT NULL,             -- asked day, of a month its first: days since 1970-01-01
  way INTEGER NOT NULL,             -- place in store::ToldWay
  validity INTEGER NOT NULL,        -- OQSCD006, of the whole message or unit
  sides INTEGER NOT NULL,           -- bits of store::ToldSide
  as_of INTEGER NOT NULL,           -- batch whose state was told
  PRIMARY KEY (person, institution_code, record)
) WITHOUT ROWID;
INSERT INTO meta VALUES ('told_until', 0);

-- 照会番号: each change is a batch of its own, like a setting.
CREATE TABLE reference_number (
  id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  institution_code TEXT NOT NULL,
  person INTEGER NOT NULL,
  number TEXT NOT NULL
);
CREATE INDEX reference_of_person ON reference_number (person, institution_code);
CREATE INDEX reference_of_number ON reference_number (institution_code, number);
