//! One commit inside the transaction of its group: everything is checked before anything is written.

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{AttemptRow, Conversation, Rows, Screen, SessionRow, SetupRow, UsageRow};
use super::turns::{self, Answered};
use crate::domain::ids::{ActorId, SessionId};

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
    let answered = admit_answer(file, filed.as_ref(), rows)?;
    write_usage(file, &rows.usage)?;
    for attempt in &rows.attempts {
        write_attempt(file, attempt)?;
    }
    if let Some(setup) = &rows.setup {
        write_setup(file, setup)?;
    }
    if let Some(conversation) = &rows.conversation {
        write_conversation(file, conversation, rows, filed, answered)?;
    }
    Ok(())
}

/// Everything that is removed with a caller, children first.
const FORGET: [&str; 7] = [
    "DELETE FROM turns WHERE session IN (SELECT no FROM sessions WHERE caller = ?1)",
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
    let Some(Conversation { caller, id }) = &rows.conversation else { return Ok(None) };
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

/// The key is free, or asks the same and named a booking in motion; the row that has it then.
fn admit_answer(file: &Connection, filed: Option<&Filed>, rows: &Rows) -> Result<Option<Answered>, Refusal> {
    let (Some(filed), Some(answer)) = (filed, rows.turn.as_ref().and_then(|turn| turn.answer.as_ref())) else {
        return Ok(None);
    };
    match turns::answered(file, filed.no, &answer.key)? {
        Some(before) if !before.gives_way_to(answer) => Err(Refusal::Conflict),
        before => Ok(before),
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

/// Writes the session and its turn.
fn write_conversation(
    file: &Connection,
    conversation: &Conversation,
    rows: &Rows,
    filed: Option<Filed>,
    answered: Option<Answered>,
) -> rusqlite::Result<()> {
    let is_new = filed.is_none();
    let filed = match (filed, &rows.session) {
        (Some(filed), _) => filed,
        (None, Some(session)) => insert_session(file, conversation, session)?,
        // A turn without a session is of one that is filed.
        (None, None) => return Ok(()),
    };
    let is_shown = rows.turn.as_ref().is_some_and(|turn| turn.shown.is_some());
    let lists = filed.lists + i64::from(is_shown);
    let written =
        rows.turn.as_ref().map(|turn| turns::write(file, (&conversation.caller, filed.no), turn, lists, answered));
    let written = written.transpose()?;
    match &rows.session {
        Some(session) if !is_new || written.is_some() => update_session(file, session, &filed, lists, written),
        Some(_) | None => Ok(()),
    }
}

fn insert_session(file: &Connection, conversation: &Conversation, session: &SessionRow) -> rusqlite::Result<Filed> {
    let no = file
        .prepare_cached(
            "INSERT INTO sessions (caller, id, actor, version, expires_at, lists, body)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)",
        )?
        .insert(params![
            conversation.caller,
            conversation.id,
            session.actor,
            session.version,
            session.expires_at,
            session.body
        ])?;
    Ok(Filed { no, expires_at: session.expires_at, lists: 0, on_screen: None })
}

/// Writes the session as it is after the turn in the row of number `turn`.
fn update_session(
    file: &Connection,
    session: &SessionRow,
    filed: &Filed,
    lists: i64,
    turn: Option<i64>,
) -> rusqlite::Result<()> {
    let on_screen = match session.screen {
        Screen::Nothing => None,
        Screen::Kept => filed.on_screen,
        Screen::Shown => turn,
    };
    file.prepare_cached("UPDATE sessions SET version = ?2, lists = ?3, on_screen = ?4, body = ?5 WHERE no = ?1")?
        .execute(params![filed.no, session.version, lists, on_screen, session.body])?;
    if filed.expires_at != session.expires_at {
        file.prepare_cached("UPDATE sessions SET expires_at = ?2 WHERE no = ?1")?
            .execute(params![filed.no, session.expires_at])?;
    }
    Ok(())
}
