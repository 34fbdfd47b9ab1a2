//! What an operator's command can do with the database, also while a server serves it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use thiserror::Error;

use crate::config::Database;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::{BookingId, PartnerId, SupplierReference};
use crate::domain::usage::UsageRecord;
use crate::store::sqlite::desk::{self, DeskError};

/// Why a command could not be carried out.
#[derive(Debug, Error)]
pub enum OperatorError {
    /// Nothing is kept that a command could work on.
    #[error("DATABASE_URL is memory: there is no file to work on")]
    NothingKept,
    /// What went wrong with the file.
    #[error(transparent)]
    Desk(#[from] DeskError),
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

/// Leaves what an operator `found` about a booking for the server, which acts on it within seconds, or at its next start.
///
/// # Errors
/// No such booking, one that is settled, or a database that cannot be written.
pub fn settle(
    database: &Database,
    booking: &BookingId,
    found: Option<&SupplierReference>,
) -> Result<Arc<BookingAttempt>, OperatorError> {
    Ok(desk::leave_verdict(file_of(database)?, booking, found)?)
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

fn file_of(database: &Database) -> Result<&PathBuf, OperatorError> {
    match database {
        Database::Sqlite(path) => Ok(path),
        Database::Memory => Err(OperatorError::NothingKept),
    }
}
