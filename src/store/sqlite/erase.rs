//! Erasing actors: their words, names and sessions go, and what is owed stays under a hash.
//!
//! The file is rewritten afterwards, so that no byte of what was erased is left in its free space or its log. That takes
//! the file for itself: nothing serves it meanwhile, and so no cache remembers what is gone.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};
use thiserror::Error;

use super::codec::{decode, encode};
use super::rows::{caller_text, instant};
use super::schema::{OpenError, lock, open_existing};
use crate::domain::booking::BookingAttempt;
use crate::domain::card::CardSetup;
use crate::domain::ids::{ActorId, BookingId, PartnerId};
use crate::domain::partner::{Caller, Mode};

/// Why nothing was erased.
#[derive(Debug, Error)]
pub enum EraseError {
    /// A server has the file.
    #[error("{0}: erasing rewrites the whole file, so stop the server first")]
    Served(OpenError),
    /// The file cannot be used.
    #[error(transparent)]
    Open(OpenError),
    /// Reading or writing failed; what was not yet rewritten is when the command is given again.
    #[error("the database could not be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A row cannot be written again.
    #[error("a booking cannot be written again: {0}")]
    Encode(#[from] serde_json::Error),
    /// A guest without a name cannot be booked in, nor looked for.
    #[error("booking {0} is not settled yet: core-chat bookings settles it, then its actor can be erased")]
    Unsettled(BookingId),
}

/// An actor to erase, and the hash that stands for them from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub actor: ActorId,
    /// What is left of the name.
    pub hash: ActorId,
}

/// What an erasure found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Sessions that are gone, with their words, answers and options.
    pub sessions: usize,
    /// Bookings that stay without a name.
    pub bookings: usize,
    /// Calls that stay on the bill without a name.
    pub calls: usize,
}

/// Erases `actors` of `partner`, of keys of either mode, from the file at `path`; who was erased before is found no more.
///
/// # Errors
/// Why nothing was erased.
pub fn actors(path: &Path, partner: &PartnerId, actors: &[Erasure], now: Timestamp) -> Result<Vec<Erased>, EraseError> {
    let is_served = |why: &OpenError| matches!(why, OpenError::InUse(_) | OpenError::InUseByEarlier(_));
    let refused = |why| if is_served(&why) { EraseError::Served(why) } else { EraseError::Open(why) };
    let mut file = open_existing(path).map_err(refused)?;
    let _lock = lock(path).map_err(refused)?;
    let transaction = file.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut all = Vec::with_capacity(actors.len());
    for erasure in actors {
        let mut erased = Erased::default();
        for mode in [Mode::Test, Mode::Live] {
            let caller = caller_text(&Caller { partner: partner.clone(), mode });
            erase(&transaction, &caller, erasure, &mut erased)?;
        }
        audit(&transaction, partner, &erasure.hash, erased, now)?;
        all.push(erased);
    }
    transaction.commit()?;
    rewrite(&file)?;
    Ok(all)
}

/// What is removed with an actor's sessions, children first, and what else is filed under the name alone.
const GONE: [&str; 2] = [
    "DELETE FROM turns WHERE session IN (SELECT no FROM sessions WHERE caller = ?1 AND actor = ?2)",
    "DELETE FROM methods WHERE caller = ?1 AND actor = ?2",
];

fn erase(file: &Connection, caller: &str, erasure: &Erasure, erased: &mut Erased) -> Result<(), EraseError> {
    let Erasure { actor, hash } = erasure;
    let of_actor = params![caller, actor.as_str()];
    erased.bookings += erase_bookings(file, caller, erasure)?;
    for removal in GONE {
        file.execute(removal, of_actor)?;
    }
    erased.sessions += file.execute("DELETE FROM sessions WHERE caller = ?1 AND actor = ?2", of_actor)?;
    erase_visits(file, caller, actor)?;
    let renamed = params![caller, actor.as_str(), hash.as_str()];
    erased.calls += file.execute("UPDATE usage SET actor = ?3 WHERE caller = ?1 AND actor = ?2", renamed)?;
    Ok(())
}

/// Takes the name from bookings, and forgets what was proposed and never became one.
fn erase_bookings(file: &Connection, caller: &str, erasure: &Erasure) -> Result<usize, EraseError> {
    let attempts: Vec<(i64, BookingAttempt)> = file
        .prepare("SELECT no, body FROM attempts WHERE caller = ?1 AND actor = ?2")?
        .query_map(params![caller, erasure.actor.as_str()], |row| {
            Ok((row.get(0)?, decode(row.get_ref(1)?.as_blob()?, 1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    if let Some((_, open)) = attempts.iter().find(|(_, attempt)| attempt.state.is_unsettled()) {
        return Err(EraseError::Unsettled(open.id.clone()));
    }
    let (bookings, proposals): (Vec<_>, Vec<_>) =
        attempts.into_iter().partition(|(_, attempt)| attempt.state.is_booking());
    for (no, _) in &proposals {
        file.execute("DELETE FROM attempts WHERE no = ?1", [no])?;
    }
    for (no, booking) in &bookings {
        let nameless = BookingAttempt { actor: erasure.hash.clone(), guest: None, method: None, ..booking.clone() };
        file.execute(
            "UPDATE attempts SET actor = ?2, held = NULL, body = ?3 WHERE no = ?1",
            params![no, erasure.hash.as_str(), encode(&nameless)?],
        )?;
    }
    Ok(bookings.len())
}

/// Forgets visits to the card page, which bear their actor inside alone.
fn erase_visits(file: &Connection, caller: &str, actor: &ActorId) -> Result<(), EraseError> {
    let visits: Vec<(String, CardSetup)> = file
        .prepare("SELECT id, body FROM setups WHERE caller = ?1")?
        .query_map([caller], |row| Ok((row.get(0)?, decode(row.get_ref(1)?.as_blob()?, 1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, _) in visits.iter().filter(|(_, visit)| visit.actor == *actor) {
        file.execute("DELETE FROM setups WHERE id = ?1", [id])?;
    }
    Ok(())
}

fn audit(
    file: &Connection,
    partner: &PartnerId,
    hash: &ActorId,
    erased: Erased,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let Erased { sessions, bookings, calls } = erased;
    let [sessions, bookings, calls] = [sessions, bookings, calls].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    file.execute(
        "INSERT INTO erasures (at, partner, actor, sessions, bookings, calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![instant(now), partner.as_str(), hash.as_str(), sessions, bookings, calls],
    )
    .map(drop)
}

/// Leaves nothing in the file and its log but what is there to be read.
fn rewrite(file: &Connection) -> rusqlite::Result<()> {
    file.execute_batch("VACUUM")?;
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
