-- Disasters (domain.md 6.3): where and how long institutions may search without a card. Rows are never changed but
-- for an early end.
CREATE TABLE disaster (
  id INTEGER PRIMARY KEY,           -- number of the record that declared it
  areas TEXT NOT NULL,              -- prefecture or institution codes, with a blank between
  from_at INTEGER NOT NULL,         -- milliseconds since 1970
  until_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  declared_at INTEGER NOT NULL,
  declared_by TEXT NOT NULL,        -- party
  ended_at INTEGER                  -- NULL: ends by itself
);

-- What was opened without a card, or without consent: the records that the separate report is made of.
CREATE TABLE exceptional_use (record INTEGER PRIMARY KEY);

-- Who may be meant by a birth date (days since 1970-01-01): every person that ever had it. What holds now is looked up
-- in the versions.
CREATE TABLE born (
  birthdate INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  PRIMARY KEY (birthdate, person_id)
) WITHOUT ROWID;
INSERT OR IGNORE INTO born SELECT birthdate_in_qualification(body), person_id FROM qualification;
INSERT OR IGNORE INTO born SELECT birthdate_in_insurance(body), person_id FROM insurance;

-- Institutions with the right of emergency viewing are few.
CREATE INDEX setting_with_right ON setting (institution_code)
  WHERE history_switches & 64 AND to_batch = 9223372036854775807;
