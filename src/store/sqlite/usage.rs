//! The calls of partners: read for a day's bill, and forgotten when they are old.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::from_word;
use super::rows::{caller_of, caller_text, instant};
use crate::domain::ids::{EventId, PartnerId};
use crate::domain::partner::{Caller, Mode};
use crate::domain::usage::{Call, KEPT_FOR, UsageRecord};

/// The most rows that one transaction removes.
const MOST_AT_ONCE: i64 = 2_000;

/// How far the clock of the wall may have been off when a day was recorded: nothing is forgotten sooner than promised.
const LEEWAY: SignedDuration = SignedDuration::from_hours(24);

/// Tells `each` call of `partner` that came on `day` in UTC, in the order they came; the inner result is what it said last.
pub(super) fn of_day(
    file: &Connection,
    partner: &PartnerId,
    day: Date,
    mut each: impl FnMut(UsageRecord) -> std::io::Result<()>,
) -> rusqlite::Result<std::io::Result<()>> {
    let midnight = |day: Date| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_or(i64::MAX, instant);
    let [test, live] = [Mode::Test, Mode::Live].map(|mode| caller_text(&Caller { partner: partner.clone(), mode }));
    let mut calls = file.prepare(
        "SELECT caller, at, request, actor, session, event, endpoint, status, billable FROM usage
         WHERE caller IN (?1, ?2) AND at >= ?3 AND at < ?4 ORDER BY at, request",
    )?;
    let end = day.tomorrow().map_or(i64::MAX, midnight);
    let mut rows = calls.query(params![test, live, midnight(day), end])?;
    while let Some(row) = rows.next()? {
        if let Err(problem) = each(record(row)?) {
            return Ok(Err(problem));
        }
    }
    Ok(Ok(()))
}

fn record(row: &Row<'_>) -> rusqlite::Result<UsageRecord> {
    let caller: String = row.get(0)?;
    let caller = caller_of(&caller).ok_or(rusqlite::Error::InvalidQuery)?;
    let at = Timestamp::from_millisecond(row.get(1)?).unwrap_or(Timestamp::UNIX_EPOCH);
    let (actor, session): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
    let event: Option<i64> = row.get(5)?;
    Ok(UsageRecord {
        call: Call { request: row.get(2)?, at, endpoint: row.get(6)? },
        caller,
        actor: actor.map(|actor| from_word(actor, 3)).transpose()?,
        session: session.map(|session| from_word(session, 4)).transpose()?,
        event: event.map(|epoch_ms| EventId::after(None, epoch_ms)),
        status: row.get(7)?,
        billable: row.get(8)?,
    })
}

/// Rows of one caller that are due: all before an instant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Due {
    caller: String,
    before: i64,
}

/// What is to be forgotten next at `now`, not too much at once.
pub(super) fn due(file: &Connection, now: Timestamp) -> rusqlite::Result<Option<Due>> {
    let kept_from = instant(now.saturating_sub(KEPT_FOR + LEEWAY).unwrap_or(Timestamp::MIN));
    let mut last = String::new();
    let mut callers = file.prepare_cached("SELECT min(caller) FROM usage WHERE caller > ?1")?;
    while let Some(caller) = callers.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
        let oldest: i64 = file
            .prepare_cached("SELECT min(at) FROM usage WHERE caller = ?1")?
            .query_row([&caller], |row| row.get(0))?;
        if oldest < kept_from {
            let enough: Option<i64> = file
                .prepare_cached("SELECT at FROM usage WHERE caller = ?1 ORDER BY at LIMIT 1 OFFSET ?2")?
                .query_row(params![caller, MOST_AT_ONCE], |row| row.get(0))
                .optional()?;
            // All of one millisecond go together, so that there is always something to remove.
            let before = enough.map_or(kept_from, |enough| enough.max(oldest + 1).min(kept_from));
            return Ok(Some(Due { caller, before }));
        }
        last = caller;
    }
    Ok(None)
}

/// Removes what is due.
pub(super) fn forget(file: &Connection, due: &Due) -> rusqlite::Result<()> {
    file.prepare_cached("DELETE FROM usage WHERE caller = ?1 AND at < ?2")?
        .execute(params![due.caller, due.before])
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema::open_writer;

    fn filled(folder: &tempfile::TempDir, instants: impl IntoIterator<Item = i64>) -> Connection {
        let file = open_writer(&folder.path().join("a.db")).unwrap();
        for (no, at) in instants.into_iter().enumerate() {
            let row = params![at, format!("req_{no}")];
            let sql = "INSERT INTO usage VALUES ('test:acme', ?1, ?2, NULL, NULL, NULL, 'GET /limits', 200, 1)";
            file.execute(sql, row).unwrap();
        }
        file
    }

    fn left(file: &Connection) -> i64 {
        file.query_row("SELECT count(*) FROM usage", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn what_is_old_is_forgotten_some_at_a_time_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = filled(&folder, (0..5_000).map(|no| if no < 4_500 { no / 2_500 } else { 1_000 }));
        let now = Timestamp::from_millisecond(1_000).unwrap() + KEPT_FOR + LEEWAY;
        let mut rounds = 0;
        while let Some(due) = due(&file, now).unwrap() {
            forget(&file, &due).unwrap();
            rounds += 1;
        }
        assert_eq!((rounds, left(&file)), (2, 500), "whole milliseconds go, and what is 400 days old stays");
    }

    #[test]
    fn a_day_is_told_from_midnight_to_midnight_in_utc() {
        let folder = tempfile::tempdir().unwrap();
        let day = 24 * 60 * 60 * 1_000;
        let file = filled(&folder, [day - 1, day, 2 * day - 1, 2 * day]);
        let mut told = Vec::new();
        let acme = PartnerId::parse("acme").unwrap();
        let each = |record: UsageRecord| {
            told.push(record.call.at.as_millisecond());
            Ok(())
        };
        of_day(&file, &acme, jiff::civil::date(1970, 1, 2), each).unwrap().unwrap();
        assert_eq!(told, [day, 2 * day - 1]);
    }
}
