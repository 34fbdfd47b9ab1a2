//! What was truly booked and cancelled: a file that only grows, and from which a shop knows its bookings again.
//!
//! ```text
//! file  = { line "\n" }       each line is written whole and synced before anybody is told what it says
//! line  = a JSON object: the members of [`Line`], and on a booking also "attempt", as the shop remembers it
//! ```
//!
//! Any process may read the file while it grows; one alone writes it. What stands behind the last line feed was never told
//! to anybody, and is cut off by the next who opens the file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::booking::BookingAttempt;

/// Where a line keeps what the shop remembers of a booking.
const ATTEMPT: &str = "attempt";

/// What happened to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// It was made.
    Booked,
    /// It was cancelled.
    Cancelled,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// What happened.
    pub what: Happened,
    /// When, as an ISO instant.
    pub at: String,
    /// The supplier's reference.
    pub reference: String,
    /// The partner's.
    pub partner_reference: String,
    /// The code of the house.
    pub hotel: String,
    /// The day of arrival.
    pub check_in: String,
    /// The day of departure.
    pub check_out: String,
    /// How many rooms.
    pub rooms: usize,
    /// Who holds it: given and family name.
    pub holder: (String, String),
    /// What is charged, in decimal digits.
    pub total: String,
    /// In which currency.
    pub currency: String,
}

/// The ledger, in memory and, where a path is given, in a file.
#[derive(Debug)]
pub struct Ledger(Mutex<Book>);

#[derive(Debug)]
struct Book {
    lines: Vec<Line>,
    /// The bookings that earlier processes made, each with its line, until somebody takes them up.
    remembered: Vec<(Line, BookingAttempt)>,
    file: Option<File>,
}

impl Ledger {
    /// A ledger that goes on where the file at `path` ends.
    ///
    /// # Errors
    /// The file cannot be opened or read, is written by another process, or has a line that is none.
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        let mut book = Book { lines: Vec::new(), remembered: Vec::new(), file: None };
        if let Some(path) = path {
            let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
            file.try_lock().map_err(|_| io::Error::other("another process writes it"))?;
            book.read(&mut file)?;
            book.file = Some(file);
        }
        Ok(Self(Mutex::new(book)))
    }

    /// Everything that ever happened.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.book().lines.clone()
    }

    /// The bookings that stand.
    #[must_use]
    pub fn live(&self) -> Vec<Line> {
        let lines = self.lines();
        let cancelled =
            |reference: &str| lines.iter().any(|line| line.what == Happened::Cancelled && line.reference == reference);
        lines.iter().filter(|line| line.what == Happened::Booked && !cancelled(&line.reference)).cloned().collect()
    }

    /// What earlier processes booked, and whether each has been cancelled since; gives it once.
    pub(super) fn take_remembered(&self) -> Vec<(Line, BookingAttempt, bool)> {
        let live = self.live();
        let remembered = std::mem::take(&mut self.book().remembered);
        let with_end = |(line, attempt): (Line, BookingAttempt)| {
            let is_cancelled = !live.iter().any(|standing| standing.reference == line.reference);
            (line, attempt, is_cancelled)
        };
        remembered.into_iter().map(with_end).collect()
    }

    /// Writes a line, to the file first: nothing counts as done that is not in it. A booking brings its `attempt`.
    pub(super) fn enter(&self, line: Line, attempt: Option<&BookingAttempt>) -> io::Result<()> {
        let mut book = self.book();
        if let Some(file) = &mut book.file {
            let mut object = serde_json::to_value(&line)?;
            if let Some(attempt) = attempt {
                object[ATTEMPT] = serde_json::to_value(attempt)?;
            }
            file.write_all(format!("{object}\n").as_bytes())?;
            file.sync_data()?;
        }
        book.lines.push(line);
        Ok(())
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn read(&mut self, file: &mut File) -> io::Result<()> {
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            tracing::warn!(bytes = text.len() - whole, "the ledger ended in half a line, which nobody was told of");
            file.set_len(whole as u64)?;
            file.seek(SeekFrom::End(0))?;
        }
        for (number, line) in text[..whole].lines().enumerate() {
            let wrong = |error: serde_json::Error| io::Error::other(format!("line {}: {error}", number + 1));
            let mut object: Value = serde_json::from_str(line).map_err(wrong)?;
            let attempt = object.as_object_mut().and_then(|members| members.remove(ATTEMPT));
            let line: Line = serde_json::from_value(object).map_err(wrong)?;
            if let Some(attempt) = attempt {
                self.remembered.push((line.clone(), serde_json::from_value(attempt).map_err(wrong)?));
            }
            self.lines.push(line);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(what: Happened, reference: &str) -> Line {
        Line {
            what,
            at: "2026-02-18T20:00:00Z".to_owned(),
            reference: reference.to_owned(),
            partner_reference: "CC-1".to_owned(),
            hotel: "65a0c0de".to_owned(),
            check_in: "2026-03-20".to_owned(),
            check_out: "2026-03-23".to_owned(),
            rooms: 1,
            holder: ("Ada".to_owned(), "Lovelace".to_owned()),
            total: "980.67".to_owned(),
            currency: "USD".to_owned(),
        }
    }

    #[test]
    fn what_one_process_entered_the_next_one_reads_and_half_a_line_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let lines = [line(Happened::Booked, "BK_1"), line(Happened::Booked, "BK_2"), line(Happened::Cancelled, "BK_1")];
        let ledger = Ledger::open(Some(&path)).unwrap();
        for line in &lines {
            ledger.enter(line.clone(), None).unwrap();
        }
        drop(ledger);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], b"{\"what\":\"boo"].concat()).unwrap();
        let ledger = Ledger::open(Some(&path)).unwrap();
        assert_eq!(ledger.lines(), lines);
        assert_eq!(ledger.live(), [lines[1].clone()]);
        ledger.enter(line(Happened::Booked, "BK_3"), None).unwrap();
        drop(ledger);
        assert_eq!(Ledger::open(Some(&path)).unwrap().lines().len(), 4);
    }

    #[test]
    fn one_process_alone_writes_it_and_a_line_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let first = Ledger::open(Some(&path)).unwrap();
        assert!(Ledger::open(Some(&path)).is_err(), "two processes would both write");
        first.enter(line(Happened::Booked, "BK_1"), None).unwrap();
        drop(first);
        let good = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{good}{{\"what\":\"lost\"}}\n{good}")).unwrap();
        let error = Ledger::open(Some(&path)).unwrap_err().to_string();
        assert!(error.starts_with("line 2: "), "{error}");
    }
}
