#pragma once

#include "sql/database.hpp"

namespace madoguchi::followup {

inline constexpr const char* schema_version = "2";

// What an institution keeps of its open visits. Days and months are texts as on the wire, times are
// ISO texts in Japan.
inline constexpr const char* schema = R"sql(
-- Somebody as the center showed them to us. Two rows may be one person: only the center's own
-- identifiers (patient_key) or a member of staff make them one.
CREATE TABLE IF NOT EXISTS patient (
  id INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT NOT NULL, name TEXT NOT NULL,
  kana TEXT NOT NULL, sex TEXT NOT NULL, birthdate TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS patient_looks ON patient (birthdate, kana);
-- kind: reference (照会番号), numbers (公費負担者番号|受給者番号), each with the birth date.
CREATE TABLE IF NOT EXISTS patient_key (
  kind TEXT NOT NULL, value TEXT NOT NULL, patient INTEGER NOT NULL,
  PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS key_of_patient ON patient_key (patient);

-- One visit that was shown without a ticket.
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY AUTOINCREMENT, patient INTEGER NOT NULL, way TEXT NOT NULL,
  day TEXT NOT NULL, month TEXT NOT NULL, asked_at TEXT NOT NULL, last_at TEXT NOT NULL,
  times INTEGER NOT NULL, record INTEGER NOT NULL, office TEXT NOT NULL, telephone TEXT NOT NULL,
  planned TEXT NOT NULL, payer TEXT NOT NULL, number TEXT NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, issuer TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  expected TEXT NOT NULL, ticket TEXT NOT NULL, ticket_by TEXT NOT NULL, changed TEXT NOT NULL,
  billing TEXT NOT NULL, billing_by TEXT NOT NULL, billing_at TEXT NOT NULL,
  updated_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS item_of_month ON item (month, state);
CREATE INDEX IF NOT EXISTS item_of_patient ON item (patient, month);
-- The answers that an item stands for: notices and replies name them.
CREATE TABLE IF NOT EXISTS item_record (
  record INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (record, item)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_of_item ON item_record (item);
-- What happened to an item, in order. who: account, or empty for the program.
CREATE TABLE IF NOT EXISTS item_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL, at TEXT NOT NULL,
  kind TEXT NOT NULL, who TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_of_item ON item_event (item, id);

-- Calls to offices, and how far the center knows of them. sent: waiting, sent, refused.
CREATE TABLE IF NOT EXISTS call (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL, key TEXT NOT NULL,
  at TEXT NOT NULL, staff TEXT NOT NULL, office_person TEXT NOT NULL, answer TEXT NOT NULL,
  expected TEXT NOT NULL, paper INTEGER NOT NULL, kind TEXT NOT NULL, issuer_code TEXT NOT NULL,
  issuer_name TEXT NOT NULL, text TEXT NOT NULL, record INTEGER NOT NULL, sent TEXT NOT NULL,
  sent_record TEXT NOT NULL, problem TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS call_of_item ON call (item);
CREATE INDEX IF NOT EXISTS call_waiting ON call (sent, id);

-- Notices that were taken in: each once.
CREATE TABLE IF NOT EXISTS notice_taken (number INTEGER PRIMARY KEY);

-- Bulk acquisitions. state: waiting, asking, processing, done, failed, cancelled.
CREATE TABLE IF NOT EXISTS bulk_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT, month TEXT NOT NULL, state TEXT NOT NULL,
  key TEXT NOT NULL, reception TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at TEXT NOT NULL,
  done_at TEXT NOT NULL, people INTEGER NOT NULL, tickets INTEGER NOT NULL,
  added INTEGER NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL,
  problem TEXT NOT NULL, file TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS bulk_run_of_month ON bulk_run (month, id);
-- The last state of each ticket of a month. live: 1 in the last acquisition,
-- 0 gone. patient: 0 while nobody has said whose it is.
CREATE TABLE IF NOT EXISTS bulk_ticket (
  month TEXT NOT NULL, key TEXT NOT NULL, live INTEGER NOT NULL, patient INTEGER NOT NULL,
  reference TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, sex TEXT NOT NULL,
  birthdate TEXT NOT NULL, payer TEXT NOT NULL, number TEXT NOT NULL, issue TEXT NOT NULL,
  from_day TEXT NOT NULL, to_day TEXT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (month, key)) WITHOUT ROWID;
-- Differences to the acquisition before. kind: new, changed, gone.
CREATE TABLE IF NOT EXISTS bulk_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, month TEXT NOT NULL,
  key TEXT NOT NULL, kind TEXT NOT NULL, before TEXT NOT NULL, now TEXT NOT NULL,
  seen_by TEXT NOT NULL, seen_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS bulk_change_of_month ON bulk_change (month, id);

-- Names taken down while the center was away. state: waiting, by_hand, checked, differs (the answer
-- names somebody else), failed, dropped. answered_*: whom the answer named.
CREATE TABLE IF NOT EXISTS after_check (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, day TEXT NOT NULL, staff TEXT NOT NULL,
  name TEXT NOT NULL, kana TEXT NOT NULL, birthdate TEXT NOT NULL, payer TEXT NOT NULL,
  number TEXT NOT NULL, note TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL,
  checked_at TEXT NOT NULL, record INTEGER NOT NULL, validity TEXT NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, dropped_by TEXT NOT NULL, answered_name TEXT NOT NULL DEFAULT '',
  answered_kana TEXT NOT NULL DEFAULT '', confirmed_by TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS after_check_waiting ON after_check (state, id);
)sql";

// From 1: whom an answer named for a name that was taken down.
inline constexpr sql::Database::Upgrade upgrade_to_2{
    "1", "2",
    "ALTER TABLE after_check ADD COLUMN answered_name TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE after_check ADD COLUMN answered_kana TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE after_check ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';"};

}  // namespace madoguchi::followup
