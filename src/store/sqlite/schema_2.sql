-- Version 2: the calls of partners, as they are billed. Rows of one caller lie together in the order they came, so that
-- one is added at an end, a day is one stretch, and the oldest are swept from the other end.

CREATE TABLE usage (
    caller   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    -- Our name of the request.
    request  TEXT NOT NULL,
    actor    TEXT,
    session  TEXT,
    event    INTEGER,
    endpoint TEXT NOT NULL,
    status   INTEGER NOT NULL,
    billable INTEGER NOT NULL,
    PRIMARY KEY (caller, at, request)
) WITHOUT ROWID;

-- Which actors were erased and when, told by a hash alone.
CREATE TABLE erasures (
    at       INTEGER NOT NULL,
    partner  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    bookings INTEGER NOT NULL,
    calls    INTEGER NOT NULL
);
