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
use crate::store::memory::hot::{KeptActor, KeptSession, MOST_CACHED_RESULTS, MOST_SHORTLISTS};
use crate::store::{ActorKey, StoredResult};

/// The session `key` with all that is filed under it, as of one instant.
pub(super) fn session(file: &Connection, key: &SessionKey) -> rusqlite::Result<Option<KeptSession>> {
    // Ends with this function; only reads in between.
    let instant = file.unchecked_transaction()?;
    let found = instant
        .prepare_cached("SELECT no, on_screen, lists, body FROM sessions WHERE caller = ?1 AND id = ?2")?
        .query_row(params![caller_text(&key.caller), key.id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, decode(row.get_ref(3)?.as_blob()?, 3)?))
        })
        .optional()?;
    let Some((no, on_screen, lists, session)) = found else { return Ok(None) };
    let (no, on_screen, lists, mut session): (i64, Option<i64>, i64, Session) = (no, on_screen, lists, session);
    let turns = turns(&instant, no)?;
    let mut shown = Vec::new();
    for no in bookable(&turns, lists) {
        let Some(list) = list(&instant, no)? else { continue };
        if on_screen == Some(no) {
            session.shortlist = Some(Arc::clone(&list));
        }
        shown.push(list);
    }
    if let (None, Some(no)) = (&session.shortlist, on_screen) {
        session.shortlist = list(&instant, no)?;
    }
    let (results, elsewhere) = results(&instant, &turns)?;
    let mut events: Vec<EventRecord> = turns.into_iter().filter_map(|turn| turn.line).collect();
    events.sort_by_key(|event| event.id);
    Ok(Some(KeptSession { session: Arc::new(session), events, results, elsewhere, shown }))
}

/// The row of a turn without what is large in it.
struct Turn {
    no: i64,
    event: Option<EventId>,
    line: Option<EventRecord>,
    /// Its key, and from when on that may be forgotten.
    key: Option<(IdempotencyKey, Timestamp)>,
    /// The number of the list it showed, while that can be booked from.
    list: Option<i64>,
}

/// Every turn of a session.
fn turns(file: &Connection, session: i64) -> rusqlite::Result<Vec<Turn>> {
    file.prepare_cached(
        "SELECT no, event, kind, status, key, keep_until, iif(keep_list_until IS NULL, NULL, list) FROM turns
         WHERE session = ?1",
    )?
    .query_map([session], |row| {
        let event = row.get::<_, Option<i64>>(1)?.map(event_id);
        let line = match (event, row.get(2)?, row.get(3)?) {
            (Some(id), Some(kind), Some(status)) => {
                Some(EventRecord { id, kind: from_word(kind, 2)?, status: from_word(status, 3)? })
            }
            _ => None,
        };
        let key = match row.get(4)? {
            Some(key) => Some((from_word(key, 4)?, timestamp(row.get(5)?))),
            None => None,
        };
        Ok(Turn { no: row.get(0)?, event, line, key, list: row.get(6)? })
    })?
    .collect()
}

/// The rows of the lists that can be booked from, oldest first, of a session that was shown so many.
fn bookable(turns: &[Turn], shown: i64) -> impl Iterator<Item = i64> {
    let too_old = shown - MOST_SHORTLISTS as i64;
    let lists = turns.iter().filter_map(|turn| Some((turn.list?, turn.no)));
    let mut lists: Vec<(i64, i64)> = lists.filter(|(list, _)| *list > too_old).collect();
    lists.sort_unstable();
    lists.into_iter().map(|(_, no)| no)
}

/// The list that the turn of row `no` showed.
fn list(file: &Connection, no: i64) -> rusqlite::Result<Option<Arc<Shortlist>>> {
    file.prepare_cached("SELECT list_body FROM turns WHERE no = ?1 AND list IS NOT NULL")?
        .query_row([no], |row| Ok(Arc::new(decode(row.get_ref(0)?.as_blob()?, 0)?)))
        .optional()
}

fn event_id(epoch_ms: i64) -> EventId {
    EventId::after(None, epoch_ms)
}

type Results = (Vec<(IdempotencyKey, StoredResult)>, Vec<(IdempotencyKey, Timestamp)>);

/// The results of a session that a cache holds, oldest first, and the keys of the others, whose answers are not unpacked.
fn results(file: &Connection, turns: &[Turn]) -> rusqlite::Result<Results> {
    let mut others: Vec<_> = turns.iter().filter_map(|turn| Some((turn.event, turn.no, turn.key.as_ref()?))).collect();
    others.sort_unstable_by_key(|(event, no, _)| (*event, *no));
    let latest = others.split_off(others.len().saturating_sub(MOST_CACHED_RESULTS));
    let mut one = file.prepare_cached(
        "SELECT key, fingerprint, event, in_motion, keep_until, answer_body FROM turns WHERE no = ?1",
    )?;
    let latest = latest.into_iter().map(|(_, no, _)| one.query_row([no], result)).collect::<rusqlite::Result<_>>()?;
    Ok((latest, others.into_iter().map(|(.., key)| key.clone()).collect()))
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
            "SELECT key, fingerprint, event, in_motion, keep_until, answer_body FROM turns
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
        "SELECT s.id FROM sessions s JOIN turns t ON t.session = s.no
         WHERE s.caller = ?1 AND s.actor = ?2 AND t.keep_list_until IS NOT NULL AND instr(t.list_options, ?3) % 16 = 1 LIMIT 1",
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
