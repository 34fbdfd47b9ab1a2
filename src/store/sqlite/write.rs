//! One commit inside the transaction of its group: everything is checked before anything is written.

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{AttemptRow, ResultRow, Rows, Screen, SessionRow, SetupRow, ShownRow, UsageRow};
use crate::domain::ids::{ActorId, SessionId};

/// How many shortlists of one session can be booked from.
const MOST_SHORTLISTS: i64 = 64;

/// Why a commit was not written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Somebody else wrote in between; nothing of this commit was written.
    Conflict,
    /// The file could not be read or written; part of the commit may be in the transaction.
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error)
    }
}

/// A session as the file has it.
struct Filed {
    no: i64,
    expires_at: i64,
    lists: i64,
    on_screen: Option<i64>,
}

/// Writes everything in `rows`, or nothing.
pub(super) fn commit(file: &Connection, rows: &Rows) -> Result<(), Refusal> {
    if let Some(caller) = &rows.forget {
        forget(file, caller)?;
        return Ok(write_usage(file, &rows.usage)?);
    }
    for attempt in &rows.attempts {
        admit_attempt(file, attempt)?;
    }
    if let Some(setup) = &rows.setup {
        admit_setup(file, setup)?;
    }
    let filed = admit_session(file, rows)?;
    if let (Some(filed), Some(result)) = (&filed, &rows.result) {
        admit_result(file, filed.no, result)?;
    }
    write_usage(file, &rows.usage)?;
    for attempt in &rows.attempts {
        write_attempt(file, attempt)?;
    }
    if let Some(setup) = &rows.setup {
        write_setup(file, setup)?;
    }
    let no = match (&rows.session, filed) {
        (Some(session), filed) => Some(write_session(file, session, rows.shown.as_ref(), filed)?),
        (None, filed) => filed.map(|filed| filed.no),
    };
    let Some(no) = no else { return Ok(()) };
    if let Some(event) = &rows.event {
        file.prepare_cached("INSERT INTO events (session, id, kind, status) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![no, event.id, event.kind, event.status])?;
    }
    if let Some(result) = &rows.result {
        write_result(file, no, result)?;
    }
    Ok(())
}

/// Everything that is removed with a caller, children first.
const FORGET: [&str; 9] = [
    "DELETE FROM events WHERE session IN (SELECT no FROM sessions WHERE caller = ?1)",
    "DELETE FROM shown WHERE session IN (SELECT no FROM sessions WHERE caller = ?1)",
    "DELETE FROM results WHERE session IN (SELECT no FROM sessions WHERE caller = ?1)",
    "DELETE FROM sessions WHERE caller = ?1",
    "DELETE FROM attempts WHERE caller = ?1",
    "DELETE FROM setups WHERE caller = ?1",
    "DELETE FROM methods WHERE caller = ?1",
    "DELETE FROM verdicts WHERE caller = ?1",
    "DELETE FROM clocks WHERE caller = ?1",
];

fn forget(file: &Connection, caller: &str) -> rusqlite::Result<()> {
    for removal in FORGET {
        file.execute(removal, [caller])?;
    }
    Ok(())
}

/// The attempt follows what is filed, and when it begins to hold a room, no other may hold one for the same stay.
fn admit_attempt(file: &Connection, attempt: &AttemptRow) -> Result<(), Refusal> {
    let filed: Option<(i64, bool)> = file
        .prepare_cached("SELECT version, held IS NOT NULL FROM attempts WHERE caller = ?1 AND id = ?2")?
        .query_row(params![attempt.caller, attempt.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (version, held_before) = filed.unwrap_or((0, false));
    if version + 1 != attempt.version {
        return Err(Refusal::Conflict);
    }
    let Some(held) = attempt.held.as_ref().filter(|_| !held_before) else { return Ok(()) };
    let is_held = file
        .prepare_cached("SELECT 1 FROM attempts WHERE caller = ?1 AND actor = ?2 AND held = ?3 AND id <> ?4")?
        .exists(params![attempt.caller, attempt.actor, held, attempt.id])?;
    if is_held { Err(Refusal::Conflict) } else { Ok(()) }
}

/// A visit that brought a card brings no other.
fn admit_setup(file: &Connection, setup: &SetupRow) -> Result<(), Refusal> {
    let filed: Option<Option<String>> = file
        .prepare_cached("SELECT method FROM setups WHERE id = ?1")?
        .query_row([&setup.id], |row| row.get(0))
        .optional()?;
    let brings_another = filed.flatten().is_some_and(|filed| setup.method.as_ref().map(|m| &m.id) != Some(&filed));
    if brings_another { Err(Refusal::Conflict) } else { Ok(()) }
}

/// The session that the rest belongs to, if the commit has one; it must be as it was read, or new.
fn admit_session(file: &Connection, rows: &Rows) -> Result<Option<Filed>, Refusal> {
    let of_session = rows.session.as_ref().map(|session| (&session.caller, &session.id));
    let Some((caller, id)) = of_session.or(rows.result.as_ref().map(|r| (&r.caller, &r.session))) else {
        return Ok(None);
    };
    let filed = file
        .prepare_cached("SELECT no, version, expires_at, lists, on_screen FROM sessions WHERE caller = ?1 AND id = ?2")?
        .query_row([caller, id], |row| {
            let version: i64 = row.get(1)?;
            Ok((
                version,
                Filed { no: row.get(0)?, expires_at: row.get(2)?, lists: row.get(3)?, on_screen: row.get(4)? },
            ))
        })
        .optional()?;
    match (rows.session.as_ref().map(|session| session.version), filed) {
        (Some(1), None) => Ok(None),
        (Some(next), Some((version, filed))) if version + 1 == next => Ok(Some(filed)),
        (None, Some((_, filed))) => Ok(Some(filed)),
        (Some(_) | None, _) => Err(Refusal::Conflict),
    }
}

/// The key is free, or asks the same and named a booking in motion.
fn admit_result(file: &Connection, session: i64, result: &ResultRow) -> Result<(), Refusal> {
    let filed: Option<(Vec<u8>, bool)> = file
        .prepare_cached("SELECT fingerprint, in_motion IS NOT NULL FROM results WHERE session = ?1 AND key = ?2")?
        .query_row(params![session, result.key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match filed {
        Some((fingerprint, moves)) if !moves || fingerprint != result.fingerprint => Err(Refusal::Conflict),
        Some(_) | None => Ok(()),
    }
}

/// A record that is there already was written before its writer heard of it.
fn write_usage(file: &Connection, calls: &[UsageRow]) -> rusqlite::Result<()> {
    for call in calls {
        file.prepare_cached(
            "INSERT OR IGNORE INTO usage (caller, at, request, actor, session, event, endpoint, status, billable)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            call.caller,
            call.at,
            call.request,
            call.actor.as_ref().map(ActorId::as_str),
            call.session.as_ref().map(SessionId::as_str),
            call.event,
            call.endpoint,
            call.status,
            call.billable
        ])?;
    }
    Ok(())
}

fn write_attempt(file: &Connection, attempt: &AttemptRow) -> rusqlite::Result<()> {
    file.prepare_cached(
        "INSERT INTO attempts (caller, id, actor, session, version, state, held, booked, open, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (caller, id) DO UPDATE SET version = excluded.version, state = excluded.state,
         held = excluded.held, booked = excluded.booked, open = excluded.open, body = excluded.body",
    )?
    .execute(params![
        attempt.caller,
        attempt.id,
        attempt.actor,
        attempt.session,
        attempt.version,
        attempt.state,
        attempt.held,
        attempt.booked,
        attempt.open,
        attempt.body
    ])?;
    Ok(())
}

fn write_setup(file: &Connection, setup: &SetupRow) -> rusqlite::Result<()> {
    let method = setup.method.as_ref();
    file.prepare_cached(
        "INSERT INTO setups (id, caller, expires_at, method, body) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, method = excluded.method, body = excluded.body",
    )?
    .execute(params![setup.id, setup.caller, setup.expires_at, method.map(|m| &m.id), setup.body])?;
    if let Some(method) = method {
        // The latest card is the one with the highest number.
        file.prepare_cached("REPLACE INTO methods (caller, actor, id, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![setup.caller, setup.actor, method.id, method.body])?;
    }
    Ok(())
}

/// Writes the session and what it was shown, and gives its number.
fn write_session(
    file: &Connection,
    session: &SessionRow,
    shown: Option<&ShownRow>,
    filed: Option<Filed>,
) -> rusqlite::Result<i64> {
    let (before, lists) = filed.as_ref().map_or((None, 0), |filed| (filed.on_screen, filed.lists));
    let lists = lists + i64::from(shown.is_some());
    let on_screen = match session.screen {
        Screen::Nothing => None,
        Screen::Kept => before,
        Screen::Shown => Some(lists),
    };
    let no = match &filed {
        None => file
            .prepare_cached(
                "INSERT INTO sessions (caller, id, actor, version, expires_at, lists, on_screen, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .insert(params![
                session.caller,
                session.id,
                session.actor,
                session.version,
                session.expires_at,
                lists,
                on_screen,
                session.body
            ])?,
        Some(filed) => {
            file.prepare_cached(
                "UPDATE sessions SET version = ?2, lists = ?3, on_screen = ?4, body = ?5 WHERE no = ?1",
            )?
            .execute(params![filed.no, session.version, lists, on_screen, session.body])?;
            if filed.expires_at != session.expires_at {
                file.prepare_cached("UPDATE sessions SET expires_at = ?2 WHERE no = ?1")?
                    .execute(params![filed.no, session.expires_at])?;
            }
            filed.no
        }
    };
    if let Some(shown) = shown {
        write_shown(file, no, lists, session, shown)?;
    }
    if let Some(before) = before.filter(|_| before != on_screen) {
        // What was kept for the screen alone has left it.
        file.prepare_cached("DELETE FROM shown WHERE session = ?1 AND list = ?2 AND expires_at IS NULL")?
            .execute(params![no, before])?;
    }
    Ok(no)
}

fn write_shown(file: &Connection, no: i64, list: i64, session: &SessionRow, shown: &ShownRow) -> rusqlite::Result<()> {
    file.prepare_cached(
        "INSERT INTO shown (session, list, caller, expires_at, options, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![no, list, session.caller, shown.expires_at, shown.options, shown.body])?;
    if list > MOST_SHORTLISTS {
        file.prepare_cached("DELETE FROM shown WHERE session = ?1 AND list <= ?2")?
            .execute(params![no, list - MOST_SHORTLISTS])?;
    }
    Ok(())
}

fn write_result(file: &Connection, no: i64, result: &ResultRow) -> rusqlite::Result<()> {
    file.prepare_cached(
        "INSERT INTO results (session, key, caller, keep_until, fingerprint, event, in_motion, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (session, key) DO UPDATE SET keep_until = excluded.keep_until, event = excluded.event,
         in_motion = excluded.in_motion, body = excluded.body",
    )?
    .execute(params![
        no,
        result.key,
        result.caller,
        result.keep_until,
        result.fingerprint,
        result.event,
        result.in_motion,
        result.body
    ])?;
    Ok(())
}
