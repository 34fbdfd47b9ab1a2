-- Version 7: a turn is one row. What it answered, what it showed and its line in the history were three, and their indexes
-- had five places more that each commit touched. Everything is copied once: the log takes twice the size of the file meanwhile,
-- and the file is twice as long, until that room is used.
--
-- A row loses in time what need not be kept: its answer with its key, its list. Its line stays as long as the session.

CREATE TABLE turns (
    no         INTEGER PRIMARY KEY,
    session    INTEGER NOT NULL,
    caller     TEXT NOT NULL,
    event      INTEGER,
    -- The line in the history; NULL while the turn is at work.
    kind       TEXT,
    status     TEXT,
    -- The answer, under a key.
    key         TEXT,
    keep_until  INTEGER,
    fingerprint BLOB,
    in_motion   TEXT,
    -- Which list of the session it showed. One that can no longer be booked from and is on screen stays, without a time.
    list            INTEGER,
    keep_list_until INTEGER,
    -- The ids of its options, 16 bytes each.
    list_options BLOB,
    list_body    BLOB,
    answer_body  BLOB,
    -- When there is something to be swept.
    due INTEGER AS (min(ifnull(keep_until, keep_list_until), ifnull(keep_list_until, keep_until))) VIRTUAL,
    UNIQUE (session, key)
);

-- Of two keys with one event, the first has its line.
CREATE INDEX results_of_event ON results (session, event);
INSERT INTO turns (session, caller, event, kind, status, key, keep_until, fingerprint, in_motion, answer_body)
SELECT r.session, r.caller, r.event, e.kind, e.status, r.key, r.keep_until, r.fingerprint, r.in_motion, r.body
FROM results r LEFT JOIN events e ON e.session = r.session AND e.id = r.event
    AND r.no = (SELECT min(other.no) FROM results other WHERE other.session = r.session AND other.event = r.event)
ORDER BY r.no;
INSERT INTO turns (session, caller, event, kind, status)
SELECT e.session, s.caller, e.id, e.kind, e.status FROM events e JOIN sessions s ON s.no = e.session
WHERE NOT EXISTS (SELECT 1 FROM results r WHERE r.session = e.session AND r.event = e.id);
-- Lists are kept for a day after they expired.
INSERT INTO turns (session, caller, list, keep_list_until, list_options, list_body)
SELECT session, caller, list, expires_at + 86400000, options, body FROM shown ORDER BY no;

-- From now on sessions.on_screen is the row of the list, not its number.
UPDATE sessions SET on_screen = (SELECT t.no FROM turns t WHERE t.session = sessions.no AND t.list = sessions.on_screen)
WHERE on_screen IS NOT NULL;

DROP TABLE events;
DROP TABLE results;
DROP TABLE shown;
CREATE INDEX turns_due ON turns (caller, due) WHERE due IS NOT NULL;
