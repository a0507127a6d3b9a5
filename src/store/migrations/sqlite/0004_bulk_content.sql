-- Bulk jobs that ask about several people: what was asked, and what was settled when they ran.

ALTER TABLE bulk_job ADD COLUMN day INTEGER;  -- asked day, NULL when the interface has none

CREATE TABLE bulk_content (
  id INTEGER PRIMARY KEY,
  reception_number TEXT NOT NULL UNIQUE,
  questions TEXT NOT NULL,          -- JSON, as taken in
  outcome TEXT NOT NULL             -- JSON, empty until the job has run
);
