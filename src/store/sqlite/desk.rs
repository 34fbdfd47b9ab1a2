//! What an operator's command does with the file, also while a server serves it.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::backup::Backup;
use rusqlite::{Connection, params};
use thiserror::Error;

use super::read;
use super::rows::{caller_of, caller_text};
use super::schema::{OpenError, open_existing};
use super::usage;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::{BookingId, PartnerId, SupplierReference};
use crate::domain::partner::Caller;
use crate::domain::usage::UsageRecord;

/// Why a command could not be carried out.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The file cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Reading or writing failed.
    #[error("the database could not be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The copy would replace something, or cannot be put in its place.
    #[error("cannot write the copy: {0}")]
    Copy(#[from] std::io::Error),
    /// What was read could not be passed on.
    #[error("cannot write: {0}")]
    Told(#[source] std::io::Error),
    /// No booking of that id.
    #[error("there is no booking {0}")]
    NoSuchBooking(BookingId),
    /// Nothing is left to say about it.
    #[error("booking {0} is settled already")]
    Settled(BookingId),
}

/// What an operator found out about a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its number among all verdicts.
    pub no: i64,
    /// Whose booking.
    pub caller: Caller,
    /// Which booking.
    pub booking: BookingId,
    /// The supplier's reference, or `None` where the supplier does not have it.
    pub found: Option<SupplierReference>,
}

/// Copies the file at `from` to `to` as of one instant; writers go on meanwhile. Nothing is replaced.
///
/// # Errors
/// Why there is no copy; then there is nothing at `to`.
pub fn backup(from: &Path, to: &Path) -> Result<(), DeskError> {
    let source = open_existing(from)?;
    if to.exists() {
        return Err(DeskError::Copy(std::io::ErrorKind::AlreadyExists.into()));
    }
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = Path::new(&unfinished);
    if unfinished.exists() {
        std::fs::remove_file(unfinished)?;
    }
    let mut copy = Connection::open(unfinished)?;
    // All pages in one step, so that it is one instant's; then as a file that needs no log beside it.
    Backup::new(&source, &mut copy)?.step(-1)?;
    copy.pragma_update(None, "journal_mode", "delete")?;
    copy.close().map_err(|(_, why)| why)?;
    std::fs::File::open(unfinished)?.sync_all()?;
    std::fs::rename(unfinished, to)?;
    Ok(())
}

/// Attempts of which something must still come, of all callers, the longest waiting first.
///
/// # Errors
/// The file cannot be read.
pub fn unsettled(path: &Path) -> Result<Vec<Arc<BookingAttempt>>, DeskError> {
    Ok(read::unsettled(&open_existing(path)?)?)
}

/// Leaves a verdict for the server, which acts on it when it next looks, and gives the booking as it is now.
///
/// # Errors
/// No such booking, or one that is settled; or the file cannot be written.
pub fn leave_verdict(
    path: &Path,
    booking: &BookingId,
    found: Option<&SupplierReference>,
) -> Result<Arc<BookingAttempt>, DeskError> {
    let file = open_existing(path)?;
    let attempt = read::attempt_of_any(&file, booking)?.ok_or_else(|| DeskError::NoSuchBooking(booking.clone()))?;
    if !attempt.state.is_unsettled() {
        return Err(DeskError::Settled(booking.clone()));
    }
    file.execute(
        "INSERT INTO verdicts (caller, booking, reference) VALUES (?1, ?2, ?3)",
        params![caller_text(&attempt.caller), booking.as_str(), found.map(SupplierReference::as_str)],
    )?;
    Ok(attempt)
}

/// Tells `each` call of `partner` with keys of either mode that came on `day` in UTC, in the order they came.
///
/// # Errors
/// The file cannot be read, or what `each` could not do.
pub fn usage(
    path: &Path,
    partner: &PartnerId,
    day: Date,
    each: impl FnMut(UsageRecord) -> std::io::Result<()>,
) -> Result<(), DeskError> {
    usage::of_day(&open_existing(path)?, partner, day, each)?.map_err(DeskError::Told)
}

/// Every verdict that was left and not yet acted upon, in order.
pub(super) fn verdicts(file: &Connection) -> rusqlite::Result<Vec<Verdict>> {
    let rows: Vec<(i64, String, String, Option<String>)> = file
        .prepare_cached("SELECT no, caller, booking, reference FROM verdicts ORDER BY no")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let readable = rows.into_iter().filter_map(|(no, caller, booking, reference)| {
        let found = reference.map(|reference| SupplierReference::parse(&reference)).transpose().ok()?;
        Some(Verdict { no, caller: caller_of(&caller)?, booking: BookingId::parse(&booking).ok()?, found })
    });
    Ok(readable.collect())
}

/// Forgets the verdict `no`.
pub(super) fn forget_verdict(file: &Connection, no: i64) -> rusqlite::Result<()> {
    file.prepare_cached("DELETE FROM verdicts WHERE no = ?1")?.execute([no]).map(drop)
}
