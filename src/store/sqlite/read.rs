//! What is read from the file: whole sessions and actors for the cache, and the little that is never cached.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::{answer, decode, from_word};
use super::rows::caller_text;
use crate::domain::booking::BookingAttempt;
use crate::domain::card::{CardSetup, PaymentMethod};
use crate::domain::event::{EventRecord, Fingerprint};
use crate::domain::ids::{ActorId, BookingId, EventId, IdempotencyKey, OptionId, SessionId, SetupId};
use crate::domain::partner::Caller;
use crate::domain::session::{Session, SessionKey};
use crate::domain::shortlist::Shortlist;
use crate::store::memory::hot::{KeptActor, KeptSession, MOST_CACHED_RESULTS};
use crate::store::{ActorKey, StoredResult};

/// The session `key` with all that is filed under it, as of one instant.
pub(super) fn session(file: &Connection, key: &SessionKey) -> rusqlite::Result<Option<KeptSession>> {
    // Ends with this function; only reads in between.
    let instant = file.unchecked_transaction()?;
    let found = instant
        .prepare_cached("SELECT no, on_screen, body FROM sessions WHERE caller = ?1 AND id = ?2")?
        .query_row(params![caller_text(&key.caller), key.id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, decode(row.get_ref(2)?.as_blob()?, 2)?))
        })
        .optional()?;
    let Some((no, on_screen, session)) = found else { return Ok(None) };
    let (no, on_screen, mut session): (i64, Option<i64>, Session) = (no, on_screen, session);
    let mut shown = Vec::new();
    for (list, can_be_booked, options) in lists(&instant, no)? {
        if on_screen == Some(list) {
            session.shortlist = Some(Arc::clone(&options));
        }
        if can_be_booked {
            shown.push(options);
        }
    }
    let (results, elsewhere) = results(&instant, no)?;
    let events = events(&instant, no)?;
    Ok(Some(KeptSession { session: Arc::new(session), events, results, elsewhere, shown }))
}

type ListRow = (i64, bool, Arc<Shortlist>);

/// Every list kept of a session: its number, whether it can be booked from, and itself, oldest first.
fn lists(file: &Connection, session: i64) -> rusqlite::Result<Vec<ListRow>> {
    file.prepare_cached("SELECT list, expires_at IS NOT NULL, body FROM shown WHERE session = ?1 ORDER BY list")?
        .query_map([session], |row| Ok((row.get(0)?, row.get(1)?, Arc::new(decode(row.get_ref(2)?.as_blob()?, 2)?))))?
        .collect()
}

fn events(file: &Connection, session: i64) -> rusqlite::Result<Vec<EventRecord>> {
    file.prepare_cached("SELECT id, kind, status FROM events WHERE session = ?1 ORDER BY id")?
        .query_map([session], |row| {
            let (kind, status) = (from_word(row.get(1)?, 1)?, from_word(row.get(2)?, 2)?);
            Ok(EventRecord { id: event_id(row.get(0)?), kind, status })
        })?
        .collect()
}

fn event_id(epoch_ms: i64) -> EventId {
    EventId::after(None, epoch_ms)
}

type Results = (Vec<(IdempotencyKey, StoredResult)>, Vec<(IdempotencyKey, Timestamp)>);

/// The results of a session that a cache holds, oldest first, and the keys of the others, whose answers are not unpacked.
fn results(file: &Connection, session: i64) -> rusqlite::Result<Results> {
    let mut others: Vec<(i64, IdempotencyKey, Timestamp)> = file
        .prepare_cached("SELECT no, key, keep_until FROM results WHERE session = ?1 ORDER BY event")?
        .query_map([session], |row| Ok((row.get(0)?, from_word(row.get(1)?, 1)?, timestamp(row.get(2)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let latest = others.split_off(others.len().saturating_sub(MOST_CACHED_RESULTS));
    let mut one =
        file.prepare_cached("SELECT key, fingerprint, event, in_motion, keep_until, body FROM results WHERE no = ?1")?;
    let latest = latest.into_iter().map(|(no, ..)| one.query_row([no], result)).collect::<rusqlite::Result<_>>()?;
    Ok((latest, others.into_iter().map(|(_, key, keep_until)| (key, keep_until)).collect()))
}

fn timestamp(epoch_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(epoch_ms).unwrap_or(Timestamp::MAX)
}

/// What was answered under that key of the session.
pub(super) fn result_under(
    file: &Connection,
    session: &SessionKey,
    key: &IdempotencyKey,
) -> rusqlite::Result<Option<Arc<StoredResult>>> {
    let found = file
        .prepare_cached(
            "SELECT key, fingerprint, event, in_motion, keep_until, body FROM results
             WHERE session = (SELECT no FROM sessions WHERE caller = ?1 AND id = ?2) AND key = ?3",
        )?
        .query_row(params![caller_text(&session.caller), session.id.as_str(), key.as_str()], result)
        .optional()?;
    Ok(found.map(|(_, result)| Arc::new(result)))
}

fn result(row: &Row<'_>) -> rusqlite::Result<(IdempotencyKey, StoredResult)> {
    let in_motion: Option<String> = row.get(3)?;
    let result = StoredResult {
        fingerprint: Fingerprint(row.get(1)?),
        event: event_id(row.get(2)?),
        body: answer(row.get_ref(5)?.as_blob()?, 5)?.into(),
        in_motion: in_motion.map(|id| from_word(id, 3)).transpose()?,
        keep_until: timestamp(row.get(4)?),
    };
    Ok((from_word(row.get(0)?, 0)?, result))
}

/// All that is filed under an actor, as of one instant; perhaps nothing.
pub(super) fn actor(file: &Connection, key: &ActorKey) -> rusqlite::Result<KeptActor> {
    let instant = file.unchecked_transaction()?;
    let of_actor = params![caller_text(&key.caller), key.actor.as_str()];
    let attempts = instant
        .prepare_cached("SELECT body FROM attempts WHERE caller = ?1 AND actor = ?2 ORDER BY no")?
        .query_map(of_actor, attempt)?
        .collect::<rusqlite::Result<_>>()?;
    let methods = instant
        .prepare_cached("SELECT body FROM methods WHERE caller = ?1 AND actor = ?2 ORDER BY no")?
        .query_map(of_actor, |row| decode::<PaymentMethod>(row.get_ref(0)?.as_blob()?, 0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(KeptActor { attempts, methods })
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<Arc<BookingAttempt>> {
    Ok(Arc::new(decode(row.get_ref(0)?.as_blob()?, 0)?))
}

/// The attempt of that id, whoever's it is; for operators alone.
pub(super) fn attempt_of_any(file: &Connection, id: &BookingId) -> rusqlite::Result<Option<Arc<BookingAttempt>>> {
    file.query_row("SELECT body FROM attempts WHERE id = ?1", [id.as_str()], attempt).optional()
}

/// Whose a booking is.
pub(super) fn owner(file: &Connection, caller: &Caller, id: &BookingId) -> rusqlite::Result<Option<ActorId>> {
    file.prepare_cached("SELECT actor FROM attempts WHERE caller = ?1 AND id = ?2")?
        .query_row(params![caller_text(caller), id.as_str()], |row| from_word(row.get(0)?, 0))
        .optional()
}

/// In which session of that actor an option was shown, if it can still be booked.
pub(super) fn session_showing(
    file: &Connection,
    caller: &Caller,
    actor: &ActorId,
    option: OptionId,
) -> rusqlite::Result<Option<SessionId>> {
    file.prepare_cached(
        "SELECT s.id FROM sessions s JOIN shown l ON l.session = s.no
         WHERE s.caller = ?1 AND s.actor = ?2 AND l.expires_at IS NOT NULL AND instr(l.options, ?3) % 16 = 1 LIMIT 1",
    )?
    .query_row(params![caller_text(caller), actor.as_str(), option.as_u128().to_be_bytes()], |row| {
        from_word(row.get(0)?, 0)
    })
    .optional()
}

/// Attempts of which something must still come, of all callers, the longest waiting first.
pub(super) fn unsettled(file: &Connection) -> rusqlite::Result<Vec<Arc<BookingAttempt>>> {
    let mut all: Vec<Arc<BookingAttempt>> = file
        .prepare_cached("SELECT body FROM attempts WHERE open")?
        .query_map([], attempt)?
        .collect::<rusqlite::Result<_>>()?;
    all.sort_by_key(|attempt| attempt.updated_at);
    Ok(all)
}

/// A visit to the card page.
pub(super) fn setup(file: &Connection, id: &SetupId) -> rusqlite::Result<Option<Arc<CardSetup>>> {
    file.prepare_cached("SELECT body FROM setups WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok(Arc::new(decode(row.get_ref(0)?.as_blob()?, 0)?)))
        .optional()
}
