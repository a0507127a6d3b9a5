-- Answers that became wrong, for the institutions that received them. A notice's number is a version of
-- the registry, so that it has its place in the one order of the feed. Its content is made from the
-- record and the registry as of `as_of`.

CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  institution_code TEXT NOT NULL,
  record INTEGER NOT NULL,          -- audit: what was answered
  person INTEGER NOT NULL,
  as_of INTEGER NOT NULL,           -- batch of what holds now
  at INTEGER NOT NULL,              -- milliseconds since 1970
  kind TEXT NOT NULL,
  state TEXT NOT NULL               -- hash of what holds now: the same is not told twice running
);
CREATE INDEX notice_of_institution ON notice (institution_code, id);
CREATE INDEX notice_of_record ON notice (record, person, id);

-- How far published changes were looked at. A database of an earlier program starts at its end: what
-- changed before is not told.
INSERT INTO meta SELECT 'noticed_version', coalesce(max(last_version), 0) FROM batch WHERE state = 1;
INSERT INTO meta SELECT 'noticed_batch', value FROM meta WHERE name = 'published';
INSERT INTO meta SELECT 'noticed_record', coalesce(max(id), 0) FROM audit;
