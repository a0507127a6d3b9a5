-- Keys of one time are near each other, whoever's they are (they begin with the time they were made
-- at): so the records of one moment add to a few pages of the index, not to one page each.

DROP INDEX audit_of_key;
CREATE UNIQUE INDEX audit_of_key ON audit (request_key, party) WHERE request_key <> '';
