//! What an operator's command can do with the database, also while a server serves it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

use crate::clock::{Clock, SystemClock};
use crate::config::Database;
use crate::config::key::Pepper;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::{ActorId, BookingId, PartnerId, SupplierReference};
use crate::domain::usage::UsageRecord;
use crate::store::sqlite::desk::{self, DeskError};
pub use crate::store::sqlite::desk::{Outcome, Ruling};
pub use crate::store::sqlite::erase::Erased;
use crate::store::sqlite::erase::{self, EraseError, Erasure};

/// Why a command could not be carried out.
#[derive(Debug, Error)]
pub enum OperatorError {
    /// Nothing is kept that a command could work on.
    #[error("DATABASE_URL is memory: there is no file to work on")]
    NothingKept,
    /// What went wrong with the file.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Why nobody was erased.
    #[error(transparent)]
    Erase(#[from] EraseError),
}

/// Copies the database to `to` as of one instant; a server goes on meanwhile.
///
/// # Errors
/// Why there is no copy.
pub fn backup(database: &Database, to: &Path) -> Result<(), OperatorError> {
    Ok(desk::backup(file_of(database)?, to)?)
}

/// Bookings and cancellations of which something must still come, the longest waiting first.
///
/// # Errors
/// The database cannot be read.
pub fn unsettled(database: &Database) -> Result<Vec<Arc<BookingAttempt>>, OperatorError> {
    Ok(desk::unsettled(file_of(database)?)?)
}

/// Leaves what the operator `by` `found` about a booking, as it has been `since` that instant, for the server, which acts on
/// it within seconds, or at its next start; nothing is done where the booking goes on before and stays open.
///
/// # Errors
/// No such booking, one that is settled or has changed, or a database that cannot be written.
pub fn settle(
    database: &Database,
    booking: &BookingId,
    since: Option<Timestamp>,
    found: Option<&SupplierReference>,
    by: &str,
) -> Result<Arc<BookingAttempt>, OperatorError> {
    Ok(desk::leave_verdict(file_of(database)?, booking, since, found, (by, SystemClock.now()))?)
}

/// What operators ever found out about bookings, in order, and what came of it.
///
/// # Errors
/// The database cannot be read.
pub fn rulings(database: &Database) -> Result<Vec<Ruling>, OperatorError> {
    Ok(desk::rulings(file_of(database)?)?)
}

/// Tells `each` call of `partner`, with keys of either mode, that came on `day` in UTC, in the order they came.
///
/// # Errors
/// The database cannot be read, or what `each` could not do.
pub fn usage(
    database: &Database,
    partner: &PartnerId,
    day: Date,
    each: impl FnMut(UsageRecord) -> std::io::Result<()>,
) -> Result<(), OperatorError> {
    Ok(desk::usage(file_of(database)?, partner, day, each)?)
}

/// Forgets the words, names and sessions of `actors` of `partner`, and keeps bookings and the bill under hashes made with
/// `pepper`: for each of them its hash and what was found. Who was erased before is found no more.
///
/// # Errors
/// A server has the file, an actor has a booking that is not settled, or the database cannot be used: nothing was erased.
pub fn erase(
    database: &Database,
    pepper: &Pepper,
    partner: &PartnerId,
    actors: &[ActorId],
) -> Result<Vec<(ActorId, Erased)>, OperatorError> {
    let erasures: Vec<Erasure> =
        actors.iter().map(|actor| Erasure { actor: actor.clone(), hash: hash_of(pepper, partner, actor) }).collect();
    let found = erase::actors(file_of(database)?, partner, &erasures, SystemClock.now())?;
    let told: Vec<_> = erasures.into_iter().map(|erasure| erasure.hash).zip(found).collect();
    for (hash, Erased { sessions, bookings, calls }) in &told {
        tracing::warn!(%partner, actor = %hash, sessions, bookings, calls, "an operator erased an actor");
    }
    Ok(told)
}

/// What stands for `actor` once erased: always the same, so that bills can be added up, and told by the pepper alone.
fn hash_of(pepper: &Pepper, partner: &PartnerId, actor: &ActorId) -> ActorId {
    let digest = pepper.digest(format!("erased actor\n{partner}\n{actor}").as_bytes());
    ActorId::parse(&format!("erased-{}", digest.to_hex())).expect("hexadecimal digits are a short name")
}

fn file_of(database: &Database) -> Result<&PathBuf, OperatorError> {
    match database {
        Database::Sqlite(path) => Ok(path),
        Database::Memory => Err(OperatorError::NothingKept),
    }
}
