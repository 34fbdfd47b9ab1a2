-- Version 4: what an operator found out stays when it has been acted upon: who left it and when, when it was acted upon, and
-- how the booking stood then, or nothing where there was no such booking. What was left before has no first two.

ALTER TABLE verdicts ADD COLUMN left_at INTEGER;
ALTER TABLE verdicts ADD COLUMN left_by TEXT;
ALTER TABLE verdicts ADD COLUMN acted_at INTEGER;
ALTER TABLE verdicts ADD COLUMN became TEXT;
CREATE INDEX verdicts_waiting ON verdicts (no) WHERE acted_at IS NULL;
