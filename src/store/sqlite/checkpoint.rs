//! Carries the log into the file beside the thread that writes, so that no commit waits for it.
//!
//! The long part, copying thousands of pages and syncing the file, runs on a thread and a connection of its own while
//! commits go on. What they add meanwhile is little; the writer carries that itself between two groups, and with its next
//! commit the log begins anew.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::schema::{OpenError, open_carrier};
use super::sync::fail_on_sync;

/// How long the log may be, in bytes, before it is carried into the file. What the writer carries itself grows with it, and
/// with that the longest waits (benches/load).
const LOG_BYTES: i32 = 4 * 1024 * 1024;

/// How often the long part is done again before the writer carries the rest, whatever is left.
const MOST_ROUNDS: usize = 4;

/// What the writer carries itself, without making anybody wait for long, is this part of a long log: one page in so many.
const FEW: i32 = 20;

thread_local! {
    /// The pages in the log after the last commit of the connection on this thread.
    static LOGGED: Cell<i32> = const { Cell::new(0) };
}

/// Where carrying stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing is carried until the log has so many pages.
    Until(i32),
    /// The thread carries.
    Carrying,
}

/// The writer's end of it.
#[derive(Debug)]
pub(super) struct Checkpoints {
    ask: Option<SyncSender<()>>,
    is_done: Arc<AtomicBool>,
    stage: Stage,
    /// How many pages the log may have.
    log_pages: i32,
    abort: fn() -> !,
    carrying: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Carries the log of the file at `path`, to which `writer` is the one connection that commits. `abort` ends the process when a sync fails.
    ///
    /// # Errors
    /// Why the file cannot be opened once more, or no thread be started.
    pub(super) fn of(path: &Path, writer: &Connection, abort: fn() -> !) -> Result<Self, OpenError> {
        let carrier = open_carrier(path)?;
        let page_bytes: i32 = writer
            .pragma_query_value(None, "page_size", |row| row.get(0))
            .map_err(|why| OpenError::Unusable { path: path.to_owned(), why })?;
        let log_pages = LOG_BYTES / page_bytes.max(1);
        writer.wal_hook(Some(|_, pages| {
            LOGGED.set(pages);
            Ok(())
        }));
        let (ask, asked) = sync_channel(1);
        let is_done = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&is_done);
        let carrying = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || carry_when_asked(&carrier, i64::from(log_pages / FEW), &asked, &done, abort))
            .map_err(|why| OpenError::Lock { path: path.to_owned(), why })?;
        let stage = Stage::Until(log_pages);
        Ok(Self { ask: Some(ask), is_done, stage, log_pages, abort, carrying: Some(carrying) })
    }

    /// To be called between two commits of `writer`: has the log carried when it is long, and ends what the thread began.
    pub(super) fn look_after(&mut self, writer: &Connection) {
        let (pages, log_pages) = (LOGGED.get(), self.log_pages);
        match self.stage {
            Stage::Until(due) if pages >= due => {
                self.is_done.store(false, Ordering::Release);
                if self.ask.as_ref().is_some_and(|ask| ask.try_send(()).is_ok()) {
                    self.stage = Stage::Carrying;
                }
            }
            // The log began anew.
            Stage::Until(due) if due > log_pages && pages < due - log_pages => self.stage = Stage::Until(log_pages),
            Stage::Carrying if self.is_done.load(Ordering::Acquire) => {
                carry(writer, self.abort);
                // Where a reader holds the log, it goes on growing until it is as long again.
                self.stage = Stage::Until(pages.saturating_add(log_pages));
            }
            Stage::Until(_) | Stage::Carrying => {}
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.ask.take());
        if let Some(carrying) = self.carrying.take() {
            // A panic there has been logged, and there is nobody left to tell.
            let _ = carrying.join();
        }
    }
}

fn carry_when_asked(carrier: &Connection, few: i64, asked: &Receiver<()>, is_done: &AtomicBool, abort: fn() -> !) {
    while asked.recv().is_ok() {
        for _ in 0..MOST_ROUNDS {
            if carry(carrier, abort) <= few {
                break;
            }
        }
        is_done.store(true, Ordering::Release);
    }
}

/// Carries what is in the log into the file as far as no reader is in the way, and says how many pages are left. What
/// cannot be carried now stays in the log.
fn carry(file: &Connection, abort: fn() -> !) -> i64 {
    let carried = file.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        let (logged, carried): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(logged - carried)
    });
    carried.unwrap_or_else(|why| {
        fail_on_sync(&why, abort);
        tracing::warn!(error = %why, "the log cannot be carried into the database now");
        0
    })
}
