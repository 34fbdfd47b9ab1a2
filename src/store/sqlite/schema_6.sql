-- Version 6: a verdict answers for the booking as it stood when it was left. What was left before and waits has no version, and
-- answers for nothing that is still open.

ALTER TABLE verdicts ADD COLUMN version INTEGER;
