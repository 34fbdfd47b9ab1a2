-- Version 1. Instants are milliseconds since 1970-01-01T00:00Z; a caller is its mode and partner, as test:acme.
-- Bodies are one digit for their format and JSON. What is found by cache misses alone has no index of its own.

CREATE TABLE sessions (
    no         INTEGER PRIMARY KEY,
    caller     TEXT NOT NULL,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    version    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- How many shortlists were shown, and which of them is on screen.
    lists      INTEGER NOT NULL,
    on_screen  INTEGER,
    body       BLOB NOT NULL,
    UNIQUE (caller, id)
);
CREATE INDEX sessions_of_actor ON sessions (caller, actor);
CREATE INDEX sessions_due ON sessions (caller, expires_at);

CREATE TABLE events (
    session INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    status  TEXT NOT NULL,
    PRIMARY KEY (session, id)
) WITHOUT ROWID;

CREATE TABLE results (
    no          INTEGER PRIMARY KEY,
    session     INTEGER NOT NULL,
    key         TEXT NOT NULL,
    caller      TEXT NOT NULL,
    keep_until  INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    event       INTEGER NOT NULL,
    in_motion   TEXT,
    body        BLOB NOT NULL,
    UNIQUE (session, key)
);
CREATE INDEX results_due ON results (caller, keep_until);

-- expires_at is NULL for a list that can no longer be booked from and stays for the screen alone.
CREATE TABLE shown (
    no         INTEGER PRIMARY KEY,
    session    INTEGER NOT NULL,
    list       INTEGER NOT NULL,
    caller     TEXT NOT NULL,
    expires_at INTEGER,
    -- The ids of its options, 16 bytes each.
    options    BLOB NOT NULL,
    body       BLOB NOT NULL,
    UNIQUE (session, list)
);
CREATE INDEX shown_due ON shown (caller, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE attempts (
    no       INTEGER PRIMARY KEY,
    caller   TEXT NOT NULL,
    id       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    session  TEXT NOT NULL,
    version  INTEGER NOT NULL,
    state    TEXT NOT NULL,
    -- The stay and the guest, by which a second booking of the same is recognised, while a room may be held.
    held     TEXT,
    -- Whether it is a booking, and whether something must still come of it.
    booked   INTEGER NOT NULL,
    open     INTEGER NOT NULL,
    body     BLOB NOT NULL,
    UNIQUE (caller, id)
);
CREATE INDEX attempts_of_actor ON attempts (caller, actor);
CREATE UNIQUE INDEX one_stay_one_room ON attempts (caller, actor, held) WHERE held IS NOT NULL;
CREATE INDEX attempts_open ON attempts (no) WHERE open;

CREATE TABLE setups (
    id         TEXT PRIMARY KEY,
    caller     TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    method     TEXT,
    body       BLOB NOT NULL
);
CREATE INDEX setups_due ON setups (caller, expires_at);

CREATE TABLE methods (
    no     INTEGER PRIMARY KEY,
    caller TEXT NOT NULL,
    actor  TEXT NOT NULL,
    id     TEXT NOT NULL,
    body   BLOB NOT NULL,
    UNIQUE (caller, actor, id)
);

-- What an operator found out about a booking, waiting to be acted upon.
CREATE TABLE verdicts (
    no      INTEGER PRIMARY KEY,
    caller  TEXT NOT NULL,
    booking TEXT NOT NULL,
    -- The supplier's reference, or NULL where it is not booked.
    reference TEXT
);
