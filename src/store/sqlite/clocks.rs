//! The clocks of sandboxes, so that a restart does not turn back the time that options, links and sessions were made by.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::rows::{caller_of, caller_text};
use super::schema::{OpenError, open_reader};
use crate::domain::clock_hand::ClockHand;
use crate::domain::partner::TestCaller;

/// Where the hand of every clock stands that was ever moved, as the file at `path` has it.
///
/// # Errors
/// The file cannot be read.
pub fn kept(path: &Path) -> Result<Vec<(TestCaller, ClockHand)>, OpenError> {
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    all(&open_reader(path).map_err(unusable)?).map_err(unusable)
}

fn all(file: &Connection) -> rusqlite::Result<Vec<(TestCaller, ClockHand)>> {
    let rows: Vec<(String, Option<i64>, Option<i64>)> = file
        .prepare("SELECT caller, ahead, stopped FROM clocks")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let readable = rows.into_iter().filter_map(|(caller, ahead, stopped)| {
        let ahead = ahead.map(|ahead| ClockHand::Ahead(SignedDuration::from_nanos(ahead)));
        let stopped = stopped.and_then(|at| Timestamp::from_nanosecond(at.into()).ok()).map(ClockHand::Stopped);
        Some((TestCaller::of(&caller_of(&caller)?)?, ahead.or(stopped)?))
    });
    Ok(readable.collect())
}

/// Keeps where the hand of `sandbox` stands.
pub(super) fn keep(file: &Connection, sandbox: &TestCaller, hand: ClockHand) -> rusqlite::Result<()> {
    // Both fit: a clock runs a few years ahead at most, and nanoseconds since 1970 in 64 bits end in 2262.
    let nanoseconds = |count: i128| i64::try_from(count).unwrap_or(i64::MAX);
    let (ahead, stopped) = match hand {
        ClockHand::Ahead(ahead) => (Some(nanoseconds(ahead.as_nanos())), None),
        ClockHand::Stopped(at) => (None, Some(nanoseconds(at.as_nanosecond()))),
    };
    file.prepare_cached("INSERT OR REPLACE INTO clocks (caller, ahead, stopped) VALUES (?1, ?2, ?3)")?
        .execute(params![caller_text(sandbox.caller()), ahead, stopped])
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PartnerId;
    use crate::domain::partner::{Caller, Mode};
    use crate::store::sqlite::schema::open_writer;

    #[test]
    fn a_clock_stands_where_it_was_put_last_to_the_nanosecond() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let file = open_writer(&path).unwrap();
        let sandbox =
            |id: &str| TestCaller::of(&Caller { partner: PartnerId::parse(id).unwrap(), mode: Mode::Test }).unwrap();
        let behind = ClockHand::Ahead(SignedDuration::new(-30, -7));
        let still = ClockHand::Stopped("2026-02-18T20:00:00.123456789Z".parse().unwrap());
        for (id, hand) in [("acme", still), ("acme", behind), ("other", behind), ("other", still)] {
            keep(&file, &sandbox(id), hand).unwrap();
        }
        assert_eq!(kept(&path).unwrap(), [(sandbox("acme"), behind), (sandbox("other"), still)]);
    }
}
