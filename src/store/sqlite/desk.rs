//! What an operator's command does with the file, also while a server serves it.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::backup::Backup;
use rusqlite::{Connection, Row, params};
use thiserror::Error;

use super::codec::{from_word, word};
use super::read;
use super::rows::{caller_of, caller_text, instant, number};
use super::schema::{OpenError, open_as_it_is, open_existing};
use super::usage;
use crate::domain::attempt_state::AttemptState;
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
    /// It does not stand any more as it was seen.
    #[error("booking {id} changed at {at}: look at it, and ask the supplier, again")]
    Changed {
        /// Which booking.
        id: BookingId,
        /// When it changed.
        at: Timestamp,
    },
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
    /// The version of the booking that it answers for; none in what an earlier program left.
    pub version: Option<u64>,
    /// The supplier's reference, or `None` where the supplier does not have it.
    pub found: Option<SupplierReference>,
}

/// What came of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The booking stood so after it.
    Stands(AttemptState),
    /// The booking had gone on before, and is still open: nothing was done.
    Overtaken,
    /// There was no such booking.
    NotFound,
}

/// [`Outcome::Overtaken`] as its row has it.
const OVERTAKEN: &str = "overtaken";

/// A verdict that was left, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// What was left.
    pub verdict: Verdict,
    /// By whom, as the system calls them, and when.
    pub left: Option<(String, Timestamp)>,
    /// When it was acted upon, and what came of it.
    pub acted: Option<(Timestamp, Outcome)>,
}

/// Copies the file at `from` to `to` as of one instant; writers go on meanwhile. Nothing is replaced.
///
/// # Errors
/// Why there is no copy; then there is nothing at `to`.
pub fn backup(from: &Path, to: &Path) -> Result<(), DeskError> {
    let source = open_as_it_is(from)?;
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

/// Leaves a verdict of the operator `by` for the server, which acts on it when it next looks, and gives the booking as it is
/// now. The verdict answers for the booking as it has been `since` that instant, or, where none is given, as it is now; it does
/// nothing to one that goes on before the server looks and stays open, since it may not be true any more.
///
/// # Errors
/// No such booking, one that is settled or has changed; or the file cannot be written.
pub fn leave_verdict(
    path: &Path,
    booking: &BookingId,
    since: Option<Timestamp>,
    found: Option<&SupplierReference>,
    (by, now): (&str, Timestamp),
) -> Result<Arc<BookingAttempt>, DeskError> {
    let file = open_existing(path)?;
    let attempt = read::attempt_of_any(&file, booking)?.ok_or_else(|| DeskError::NoSuchBooking(booking.clone()))?;
    if !attempt.state.is_unsettled() {
        return Err(DeskError::Settled(booking.clone()));
    }
    if since.is_some_and(|since| since != attempt.updated_at) {
        return Err(DeskError::Changed { id: booking.clone(), at: attempt.updated_at });
    }
    let (caller, reference) = (caller_text(&attempt.caller), found.map(SupplierReference::as_str));
    file.execute(
        "INSERT INTO verdicts (caller, booking, version, reference, left_by, left_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![caller, booking.as_str(), number(attempt.version), reference, by, instant(now)],
    )?;
    Ok(attempt)
}

/// Every verdict that was ever left, in order, with what came of it.
///
/// # Errors
/// The file cannot be read.
pub fn rulings(path: &Path) -> Result<Vec<Ruling>, DeskError> {
    let file = open_existing(path)?;
    let mut rows = file.prepare(
        "SELECT no, caller, booking, version, reference, left_by, left_at, acted_at, became FROM verdicts ORDER BY no",
    )?;
    let rulings = rows.query_and_then([], |row| -> rusqlite::Result<Option<Ruling>> {
        let Some(verdict) = verdict(row)? else { return Ok(None) };
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let (by, left_at): (Option<String>, Option<i64>) = (row.get(5)?, row.get(6)?);
        let (acted_at, became): (Option<i64>, Option<String>) = (row.get(7)?, row.get(8)?);
        let outcome = match became {
            None => Outcome::NotFound,
            Some(became) if became == OVERTAKEN => Outcome::Overtaken,
            Some(state) => Outcome::Stands(from_word(state, 8)?),
        };
        Ok(Some(Ruling {
            verdict,
            left: by.zip(left_at.map(at)),
            acted: acted_at.map(|acted_at| (at(acted_at), outcome)),
        }))
    })?;
    Ok(rulings.filter_map(Result::transpose).collect::<rusqlite::Result<_>>()?)
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
    let mut rows = file.prepare_cached(
        "SELECT no, caller, booking, version, reference FROM verdicts WHERE acted_at IS NULL ORDER BY no",
    )?;
    let verdicts = rows.query_and_then([], verdict)?;
    verdicts.filter_map(Result::transpose).collect()
}

/// The verdict in the first columns of `row`, where it can be read.
fn verdict(row: &Row<'_>) -> rusqlite::Result<Option<Verdict>> {
    let (no, caller, booking): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (version, reference): (Option<i64>, Option<String>) = (row.get(3)?, row.get(4)?);
    let Ok(found) = reference.map(|reference| SupplierReference::parse(&reference)).transpose() else {
        return Ok(None);
    };
    let known = caller_of(&caller).zip(BookingId::parse(&booking).ok());
    Ok(known.map(|(caller, booking)| Verdict { no, caller, booking, version: version.map(i64::cast_unsigned), found }))
}

/// Notes that the verdict `no` was acted upon `at` that instant, and what came of it.
pub(super) fn close_verdict(file: &Connection, no: i64, at: Timestamp, outcome: Outcome) -> rusqlite::Result<()> {
    let became = match outcome {
        Outcome::Stands(state) => Some(word(&state)).transpose(),
        Outcome::Overtaken => Ok(Some(OVERTAKEN.to_owned())),
        Outcome::NotFound => Ok(None),
    };
    let became = became.map_err(|why| rusqlite::Error::ToSqlConversionFailure(why.into()))?;
    file.prepare_cached("UPDATE verdicts SET acted_at = ?2, became = ?3 WHERE no = ?1")?
        .execute(params![no, instant(at), became])
        .map(drop)
}
