-- What a welfare office is told of its own recipients: verifications (an index of the record's answers and
-- downloads, written beside `told` from this schema on), calls that institutions recorded, replies of the office.

CREATE TABLE office_event (
  id INTEGER PRIMARY KEY,           -- larger is later: an office's cursor
  office_code TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  institution_code TEXT NOT NULL,
  kind INTEGER NOT NULL,            -- place in store::OfficeEventKind
  record INTEGER NOT NULL,          -- audit: of the answer; of a call or reply its own
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,              -- milliseconds since 1970
  day INTEGER NOT NULL,             -- asked day, of a bulk's month the first: days since 1970-01-01
  content TEXT NOT NULL             -- JSON members of the center's
);
CREATE INDEX office_event_of_office ON office_event (office_code, id);
-- Whether an institution asked about a recipient; and a record is indexed once.
CREATE UNIQUE INDEX office_event_of_recipient
  ON office_event (office_code, recipient_key, institution_code, kind, record);

-- When an office registers the tickets of a month: each statement is a batch of its own, like a setting.
CREATE TABLE calendar (
  id INTEGER PRIMARY KEY,
  from_batch INTEGER NOT NULL, to_batch INTEGER NOT NULL,
  office_code TEXT NOT NULL,
  month INTEGER NOT NULL,           -- year * 12 + month - 1
  planned_day INTEGER NOT NULL,     -- of the month, 1 to 31
  state INTEGER NOT NULL,           -- place in domain::StatedMonth::State
  text TEXT NOT NULL,
  at INTEGER NOT NULL,              -- milliseconds since 1970
  acting TEXT NOT NULL              -- as of a batch
);
CREATE INDEX calendar_of_office ON calendar (office_code, month);

-- An office's reply travels to its institution as a notice, with what it says.
ALTER TABLE notice ADD COLUMN content TEXT NOT NULL DEFAULT '';

-- Whether a recipient's card is known (GET /office/links).
CREATE INDEX card_of_person ON card (person_id);
