//! What was truly booked and cancelled: a file that only grows, one JSON object a line.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// What happened to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// It was made.
    Booked,
    /// It was cancelled.
    Cancelled,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    file: Option<File>,
}

impl Ledger {
    /// A ledger that also grows the file at `path`.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        let open = |path: &Path| OpenOptions::new().create(true).append(true).open(path);
        Ok(Self(Mutex::new(Book { lines: Vec::new(), file: path.map(open).transpose()? })))
    }

    /// Everything that happened since this process began.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).lines.clone()
    }

    /// The bookings that stand.
    #[must_use]
    pub fn live(&self) -> Vec<Line> {
        let lines = self.lines();
        let cancelled =
            |reference: &str| lines.iter().any(|line| line.what == Happened::Cancelled && line.reference == reference);
        lines.iter().filter(|line| line.what == Happened::Booked && !cancelled(&line.reference)).cloned().collect()
    }

    /// Writes a line, to the file first: nothing counts as done that is not in it.
    pub(super) fn enter(&self, line: Line) -> io::Result<()> {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut book.file {
            let mut text = serde_json::to_string(&line).map_err(io::Error::other)?;
            text.push('\n');
            file.write_all(text.as_bytes())?;
            file.sync_data()?;
        }
        book.lines.push(line);
        Ok(())
    }
}
