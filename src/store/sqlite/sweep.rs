//! Forgetting what nobody can ask for any more, some rows at a time: found beside the writer, removed by it.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::rows::instant;
use super::turns;
use crate::store::memory::hot::GRACE;

/// The most rows of each table that one transaction removes.
const MOST_AT_ONCE: usize = 500;

/// The numbers of rows that are due at `now`, of one caller.
#[derive(Debug, Default)]
pub(super) struct Due {
    now: i64,
    turns: Vec<i64>,
    sessions: Vec<i64>,
    setups: Vec<i64>,
}

impl Due {
    /// Whether as much was found as is removed at once, so that more may be due.
    pub(super) fn is_full(&self) -> bool {
        [&self.turns, &self.sessions, &self.setups].iter().any(|rows| rows.len() == MOST_AT_ONCE)
    }

    pub(super) fn is_empty(&self) -> bool {
        [&self.turns, &self.sessions, &self.setups].iter().all(|rows| rows.is_empty())
    }
}

/// Every caller that has something in the file.
pub(super) fn callers(file: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut next = file.prepare_cached(
        "SELECT min(caller) FROM (SELECT min(caller) AS caller FROM sessions WHERE caller > ?1
         UNION ALL SELECT min(caller) FROM setups WHERE caller > ?1)",
    )?;
    let mut all: Vec<String> = Vec::new();
    while let Some(caller) = next.query_row([all.last().map_or("", String::as_str)], |row| row.get(0))? {
        all.push(caller);
    }
    Ok(all)
}

/// What of `caller` is due at `now`.
pub(super) fn find(file: &Connection, caller: &str, now: Timestamp) -> rusqlite::Result<Due> {
    let long_ago = instant(now.saturating_sub(GRACE).unwrap_or(Timestamp::MIN));
    let numbers = |sql: &str, before: i64| -> rusqlite::Result<Vec<i64>> {
        file.prepare_cached(sql)?
            .query_map(params![caller, before, MOST_AT_ONCE as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()
    };
    Ok(Due {
        now: instant(now),
        turns: numbers("SELECT no FROM turns WHERE caller = ?1 AND due <= ?2 LIMIT ?3", instant(now))?,
        sessions: numbers(
            "SELECT no FROM sessions s WHERE caller = ?1 AND expires_at <= ?2
             AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.session = s.no AND t.key IS NOT NULL) LIMIT ?3",
            long_ago,
        )?,
        setups: numbers("SELECT rowid FROM setups WHERE caller = ?1 AND expires_at <= ?2 LIMIT ?3", long_ago)?,
    })
}

/// Removes what is due: with a session its turns, and what was proposed in it and never booked.
pub(super) fn forget(file: &Connection, due: &Due) -> rusqlite::Result<()> {
    for no in &due.turns {
        turns::forget(file, *no, due.now)?;
    }
    for no in &due.sessions {
        file.prepare_cached(
            "DELETE FROM attempts WHERE (caller, actor) = (SELECT caller, actor FROM sessions WHERE no = ?1)
             AND session = (SELECT id FROM sessions WHERE no = ?1) AND NOT booked",
        )?
        .execute([no])?;
        file.prepare_cached("DELETE FROM turns WHERE session = ?1")?.execute([no])?;
        file.prepare_cached("DELETE FROM sessions WHERE no = ?1")?.execute([no])?;
    }
    for no in &due.setups {
        file.prepare_cached("DELETE FROM setups WHERE rowid = ?1")?.execute([no])?;
    }
    Ok(())
}
