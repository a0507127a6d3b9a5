-- Who at an office made a batch: a JSON object of the center's (operator, role, factors, approver); empty
-- for the municipality's own system and for everybody who is no office.

ALTER TABLE batch ADD COLUMN acting TEXT NOT NULL DEFAULT '';
