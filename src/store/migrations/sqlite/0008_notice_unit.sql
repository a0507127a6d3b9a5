-- A message of many questions (OQSmuquc) can tell about one person several times: a notice is of one of
-- them.

ALTER TABLE notice ADD COLUMN unit INTEGER NOT NULL DEFAULT 0;  -- its place in the message from 1, 0: none
