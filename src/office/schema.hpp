#pragma once

#include "sql/database.hpp"

namespace madoguchi::office {

inline constexpr const char* schema_version = "2";

// Tables of the office's file. The first group copies the center and can be read anew from nothing;
// the second is the office's own.
inline constexpr const char* schema = R"sql(
-- Every version of the office's rows. item: QualificationDate, or month|IssueNumber.
CREATE TABLE IF NOT EXISTS version (
  cursor INTEGER PRIMARY KEY, batch INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
  change TEXT NOT NULL, acting TEXT NOT NULL, recipient_key TEXT NOT NULL, item TEXT NOT NULL,
  row TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS version_of_item ON version (recipient_key, kind, item, cursor);
CREATE INDEX IF NOT EXISTS version_of_batch ON version (batch, cursor);

-- What holds now, of the versions above.
CREATE TABLE IF NOT EXISTS interval (
  recipient_key TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL, loss TEXT NOT NULL,
  not_disclosed INTEGER NOT NULL, cursor INTEGER NOT NULL, row TEXT NOT NULL,
  PRIMARY KEY (recipient_key, start)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person (
  recipient_key TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, sort TEXT NOT NULL,
  search TEXT NOT NULL, payer TEXT NOT NULL, number TEXT NOT NULL, birthdate TEXT NOT NULL,
  sex TEXT NOT NULL, not_disclosed INTEGER NOT NULL, spans TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS person_in_order ON person (sort, recipient_key);
-- live: 1 registered, 0 cancelled.
CREATE TABLE IF NOT EXISTS ticket (
  recipient_key TEXT NOT NULL, month TEXT NOT NULL, issue TEXT NOT NULL, institution TEXT NOT NULL,
  from_day TEXT NOT NULL, to_day TEXT NOT NULL, live INTEGER NOT NULL, cursor INTEGER NOT NULL,
  row TEXT NOT NULL, PRIMARY KEY (recipient_key, month, issue)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ticket_of_month ON ticket (month, institution);
CREATE INDEX IF NOT EXISTS ticket_of_issue ON ticket (month, issue);
CREATE TABLE IF NOT EXISTS institution (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, search TEXT NOT NULL, row TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS event (
  cursor INTEGER PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL,
  recipient_key TEXT NOT NULL, institution TEXT NOT NULL, institution_name TEXT NOT NULL,
  way TEXT NOT NULL, validity TEXT NOT NULL, decision TEXT NOT NULL, ticket TEXT NOT NULL,
  visit INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS event_of_person ON event (recipient_key, day);
CREATE INDEX IF NOT EXISTS event_of_day ON event (day);

-- Questions that found no ticket, one a person, institution and month.
CREATE TABLE IF NOT EXISTS work (
  id INTEGER PRIMARY KEY AUTOINCREMENT, recipient_key TEXT NOT NULL, institution TEXT NOT NULL,
  institution_name TEXT NOT NULL, month TEXT NOT NULL, first_at TEXT NOT NULL,
  last_at TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, times INTEGER NOT NULL,
  way TEXT NOT NULL, call TEXT NOT NULL, request TEXT NOT NULL, reply TEXT NOT NULL,
  replied_at TEXT NOT NULL, UNIQUE (recipient_key, institution, month));

-- What continues from month to month. self_pay: none, open, fixed.
CREATE TABLE IF NOT EXISTS plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT, recipient_key TEXT NOT NULL, lane TEXT NOT NULL,
  need_until TEXT NOT NULL, self_pay TEXT NOT NULL, amount TEXT NOT NULL, ended INTEGER NOT NULL,
  fields TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (recipient_key, lane));
-- Each decision as it was and became (JSON, null: there was none); never overwritten.
CREATE TABLE IF NOT EXISTS plan_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT, recipient_key TEXT NOT NULL, lane TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS plan_change_of ON plan_change (recipient_key, id);
-- What somebody changed in a month's proposal before it was published.
CREATE TABLE IF NOT EXISTS edit (
  month TEXT NOT NULL, recipient_key TEXT NOT NULL, lane TEXT NOT NULL, fields TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (month, recipient_key, lane)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS publication (
  job TEXT PRIMARY KEY, month TEXT NOT NULL, receipt TEXT NOT NULL) WITHOUT ROWID;
-- Changes that wait for the second person. state: waiting_approval, published, rejected.
CREATE TABLE IF NOT EXISTS draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, state TEXT NOT NULL,
  author TEXT NOT NULL, change TEXT NOT NULL, at TEXT NOT NULL, decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL, reason TEXT NOT NULL, result TEXT NOT NULL);
-- state: running, done, failed, cancelled.
CREATE TABLE IF NOT EXISTS job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, done INTEGER NOT NULL,
  total INTEGER NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL, input TEXT NOT NULL,
  result TEXT NOT NULL, error TEXT NOT NULL, cancel INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS import_file (
  id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, kind TEXT NOT NULL,
  scope TEXT NOT NULL, state TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL,
  author TEXT NOT NULL, hash TEXT NOT NULL, seen INTEGER NOT NULL, batch INTEGER NOT NULL,
  body BLOB NOT NULL, counts TEXT NOT NULL, differences TEXT NOT NULL, problems TEXT NOT NULL);
-- Registered rows that a file takes away, each as it was. change: cancelled, gone.
CREATE TABLE IF NOT EXISTS import_removal (
  file INTEGER NOT NULL, place INTEGER NOT NULL, line INTEGER NOT NULL, change TEXT NOT NULL,
  recipient_key TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (file, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS print (
  serial INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL, kind TEXT NOT NULL,
  at TEXT NOT NULL, author TEXT NOT NULL, reprint INTEGER NOT NULL, file TEXT NOT NULL,
  handed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS print_of_ticket ON print (ticket, kind);
-- The office's own list of designated institutions: versions from import to import (until 0: now).
CREATE TABLE IF NOT EXISTS own_institution (
  code TEXT NOT NULL, since INTEGER NOT NULL, name TEXT NOT NULL, search TEXT NOT NULL,
  row TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (code, since)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own_institution_import (
  id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  counts TEXT NOT NULL, undone INTEGER NOT NULL);
-- The operator's and the office's own as one; where both name one, the operator's holds.
CREATE VIEW IF NOT EXISTS known_institution AS
  SELECT code, name, search, row, 0 AS own FROM institution UNION ALL
  SELECT o.code, o.name, o.search, o.row, 1 FROM own_institution o WHERE o.until = 0
  AND NOT EXISTS (SELECT 1 FROM institution i WHERE i.code = o.code);
-- Plans with the names of their institutions.
CREATE VIEW IF NOT EXISTS plan_named AS
  SELECT l.id, l.recipient_key, l.lane, l.need_until, l.self_pay, l.amount, l.ended, l.by, l.at,
  l.fields, COALESCE(i.name, ''), COALESCE(r.name, '') FROM plan l
  LEFT JOIN known_institution i ON i.code = substr(l.lane, 1, instr(l.lane, '/') - 1)
  LEFT JOIN known_institution r ON r.code =
    json_extract(l.fields, '$.PrescriptionIssuerMedicalInstitutionCode');
-- Why something was done, in the words of who did it.
CREATE TABLE IF NOT EXISTS note (
  batch INTEGER PRIMARY KEY, text TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL);
-- Each change of the office's settings, as it was and became; never overwritten.
CREATE TABLE IF NOT EXISTS setting_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, before TEXT NOT NULL,
  after TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS number_given (
  month TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS calendar (
  month TEXT PRIMARY KEY, planned_day TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL)
  WITHOUT ROWID;
-- Words to institutions, from before they are sent. state: waits (for its ticket), ready, refused;
-- what was sent is gone from here. key: the center's Idempotency-Key.
CREATE TABLE IF NOT EXISTS outgoing (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  work INTEGER NOT NULL, ticket TEXT NOT NULL, reply TEXT NOT NULL, author TEXT NOT NULL,
  at TEXT NOT NULL, refusal TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS outgoing_of_work ON outgoing (work);
)sql";

// From the version before; the tables above are there already.
inline constexpr sql::Database::Upgrade upgrade_to_2{
    "1", "2", "ALTER TABLE job ADD COLUMN cancel INTEGER NOT NULL DEFAULT 0"};

}  // namespace madoguchi::office
