-- Version 3: the clocks of sandboxes that differ from the wall's, in nanoseconds: how far ahead one runs, or where it stands.

CREATE TABLE clocks (
    caller  TEXT PRIMARY KEY,
    ahead   INTEGER,
    stopped INTEGER,
    CHECK ((ahead IS NULL) <> (stopped IS NULL))
) WITHOUT ROWID;
