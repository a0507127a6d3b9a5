-- What running operations need: bulk acquisitions and the patients' consents.

CREATE TABLE bulk_job (
  id INTEGER PRIMARY KEY,
  reception_number TEXT NOT NULL UNIQUE,
  interface TEXT NOT NULL,
  institution_code TEXT NOT NULL,
  month INTEGER NOT NULL,
  file_identifier TEXT NOT NULL,
  file_identifier_raw TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  snapshot INTEGER NOT NULL,
  units INTEGER NOT NULL,
  error_code TEXT NOT NULL
);
CREATE INDEX bulk_job_of_institution ON bulk_job (institution_code, month);
CREATE INDEX bulk_job_unfinished ON bulk_job (id) WHERE state IN ('accepted', 'processing');
CREATE INDEX bulk_job_kept ON bulk_job (received_at) WHERE state IN ('done', 'done_empty', 'failed');

CREATE TABLE consent (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  institution_code TEXT NOT NULL,
  kind INTEGER NOT NULL,            -- place in domain::ConsentKind
  given INTEGER NOT NULL,
  at INTEGER NOT NULL,
  available_until INTEGER NOT NULL
);
CREATE INDEX consent_of_person ON consent (person, institution_code);
