//! The thread that writes: takes what is waiting into one transaction, commits it, brings the cache up to date, and only
//! then answers those who wait.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::Checkpoints;
use super::gate::{Gate, Stripe};
use super::readers::unavailable;
use super::rows::Rows;
use super::sync::fail_on_sync;
use super::write::{self, Refusal};
use crate::store::memory::MemoryStore;
use crate::store::{Commit, StoreError};

/// The most that is written in one transaction.
const MOST_AT_ONCE: usize = 256;

/// What the thread is asked to do.
pub(super) enum Job {
    /// Write a commit.
    Commit(Box<Waiting>),
    /// Do something else in a transaction of its own.
    Errand(Errand, oneshot::Sender<Result<(), StoreError>>),
}

/// Something done to the file that the cache need not know.
pub(super) type Errand = Box<dyn FnOnce(&Connection) -> rusqlite::Result<()> + Send>;

/// A commit, and who waits for it.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) commit: Commit,
    pub(super) rows: Rows,
    pub(super) answer: oneshot::Sender<Result<(), StoreError>>,
}

/// What the thread works with.
pub(super) struct Writer {
    pub(super) file: Connection,
    pub(super) hot: Arc<MemoryStore>,
    pub(super) gate: Arc<Gate>,
    pub(super) checkpoints: Checkpoints,
    /// Ends the process: after a failed sync nobody knows what is on the disk.
    pub(super) abort: fn() -> !,
}

/// Why a whole transaction was not committed.
enum Failure {
    /// One of its commits could not be written.
    Write(rusqlite::Error),
    /// All were written, and could not be committed.
    Commit(rusqlite::Error),
}

impl Writer {
    /// Works until nobody can ask any more.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut taken = Vec::with_capacity(MOST_AT_ONCE);
        while jobs.blocking_recv_many(&mut taken, MOST_AT_ONCE) > 0 {
            take_along(&mut jobs, &mut taken);
            let mut commits = Vec::with_capacity(taken.len());
            for job in taken.drain(..) {
                match job {
                    Job::Commit(waiting) => commits.push(*waiting),
                    Job::Errand(errand, answer) => tell(answer, self.run_errand(errand)),
                }
            }
            self.commit_all(commits);
            self.checkpoints.look_after(&self.file);
        }
    }

    /// Commits a group; where that fails because of one of them, each alone.
    fn commit_all(&mut self, group: Vec<Waiting>) {
        if group.is_empty() {
            return;
        }
        match self.commit_group(&group) {
            Ok(verdicts) => self.answer(group, verdicts),
            Err(Failure::Write(_)) if group.len() > 1 => {
                for alone in group {
                    self.commit_all(vec![alone]);
                }
            }
            Err(Failure::Write(why)) if is_broken_rule(&why) => {
                group.into_iter().for_each(|waiting| tell(waiting.answer, Err(StoreError::Conflict)));
            }
            Err(Failure::Write(why) | Failure::Commit(why)) => {
                tracing::error!(error = %why, commits = group.len(), "nothing can be written");
                let why = Arc::new(why);
                group.into_iter().for_each(|waiting| tell(waiting.answer, Err(unavailable(Arc::clone(&why)))));
            }
        }
    }

    /// One transaction: for each of the group whether it was written. The cache follows before the gate opens.
    fn commit_group(&mut self, group: &[Waiting]) -> Result<Vec<bool>, Failure> {
        let transaction =
            self.file.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Failure::Write)?;
        let mut written = Vec::with_capacity(group.len());
        let mut stripes: BTreeSet<Stripe> = BTreeSet::new();
        for waiting in group {
            match write::commit(&transaction, &waiting.rows) {
                Ok(()) => {
                    stripes.extend(&waiting.rows.stripes);
                    written.push(true);
                }
                Err(Refusal::Conflict) => written.push(false),
                Err(Refusal::Failed(why)) => {
                    fail_on_sync(&why, self.abort);
                    return Err(Failure::Write(why));
                }
            }
        }
        self.gate.close(&stripes);
        let done = transaction.commit();
        if done.is_ok() {
            for (waiting, _) in group.iter().zip(&written).filter(|(_, written)| **written) {
                self.hot.follow(waiting.commit.clone());
            }
        }
        self.gate.open(&stripes);
        match done {
            Ok(()) => Ok(written),
            Err(why) => {
                fail_on_sync(&why, self.abort);
                Err(Failure::Commit(why))
            }
        }
    }

    fn answer(&self, group: Vec<Waiting>, written: Vec<bool>) {
        for (waiting, written) in group.into_iter().zip(written) {
            tell(waiting.answer, if written { Ok(()) } else { Err(StoreError::Conflict) });
        }
    }

    fn run_errand(&mut self, errand: Errand) -> Result<(), StoreError> {
        let transaction = self.file.transaction_with_behavior(TransactionBehavior::Immediate).map_err(unavailable)?;
        errand(&transaction).map_err(unavailable)?;
        transaction.commit().map_err(|why| {
            fail_on_sync(&why, self.abort);
            unavailable(why)
        })
    }
}

/// Takes along what others are about to ask. Where they wait for this core, they go first: what they ask would come while
/// this thread waits for the disk, and have a sync of its own. Where nobody waits, this takes no time.
fn take_along(jobs: &mut mpsc::Receiver<Job>, taken: &mut Vec<Job>) {
    loop {
        let before = taken.len();
        std::thread::yield_now();
        while taken.len() < MOST_AT_ONCE
            && let Ok(job) = jobs.try_recv()
        {
            taken.push(job);
        }
        if taken.len() == before || taken.len() == MOST_AT_ONCE {
            return;
        }
    }
}

/// Whoever waits may have gone; what was written stays.
fn tell(answer: oneshot::Sender<Result<(), StoreError>>, verdict: Result<(), StoreError>) {
    let _ = answer.send(verdict);
}

/// Whether a rule of the tables refused a row, where the checks before it let it pass.
fn is_broken_rule(why: &rusqlite::Error) -> bool {
    why.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures;
    use crate::store::sqlite::schema;

    fn aborted() -> ! {
        panic!("aborted")
    }

    /// What came of filing the proposals of these numbers in one group.
    fn file(writer: &mut Writer, numbers: &[u128]) -> Vec<Result<(), StoreError>> {
        let (group, answers): (Vec<_>, Vec<_>) = numbers
            .iter()
            .map(|number| {
                let mut attempt = fixtures::attempt();
                attempt.id = crate::domain::ids::BookingId::new(*number);
                let commit = Commit { attempts: vec![Arc::new(attempt)], ..Commit::default() };
                let rows = Rows::of(&commit, None).unwrap();
                let (answer, verdict) = oneshot::channel();
                (Waiting { commit, rows, answer }, verdict)
            })
            .unzip();
        writer.commit_all(group);
        answers.into_iter().map(|answer| answer.blocking_recv().unwrap()).collect()
    }

    fn writer(folder: &tempfile::TempDir) -> Writer {
        let path = folder.path().join("a.db");
        let file = schema::open_writer(&path).unwrap();
        let checkpoints = Checkpoints::of(&path, &file, aborted).unwrap();
        Writer { file, hot: Arc::new(MemoryStore::new()), gate: Arc::new(Gate::new()), checkpoints, abort: aborted }
    }

    #[test]
    fn what_waits_goes_along_as_far_as_one_transaction_takes_it() {
        for (waiting, together) in [(0, 1), (2, 3), (MOST_AT_ONCE + 5, MOST_AT_ONCE)] {
            let (ask, mut jobs) = mpsc::channel(2 * MOST_AT_ONCE);
            let job = || Job::Errand(Box::new(|_| Ok(())), oneshot::channel().0);
            (0..waiting).for_each(|_| assert!(ask.try_send(job()).is_ok()));
            let mut taken = vec![job()];
            take_along(&mut jobs, &mut taken);
            assert_eq!(taken.len(), together);
            assert_eq!(jobs.len(), 1 + waiting - together, "the others wait on");
        }
    }

    #[test]
    fn one_conflict_in_a_group_leaves_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let verdicts = file(&mut writer(&folder), &[1, 2, 1, 3]);
        assert!(matches!(verdicts[..], [Ok(()), Ok(()), Err(StoreError::Conflict), Ok(())]), "{verdicts:?}");
    }

    #[test]
    fn a_full_disk_refuses_all_of_it_and_heals() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let pages: i64 = writer.file.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        writer.file.pragma_update(None, "max_page_count", pages + 1).unwrap();
        let mut written = Vec::new();
        for number in 0..400 {
            match &file(&mut writer, &[number])[..] {
                [Ok(())] => written.push(number),
                [Err(StoreError::Unavailable(why))] => assert!(why.to_string().contains("full"), "{why}"),
                other => panic!("{other:?}"),
            }
        }
        assert!(written.len() < 400, "the disk was full");
        let count = |writer: &Writer| -> i64 {
            writer.file.query_row("SELECT count(*) FROM attempts", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(count(&writer), written.len() as i64);
        writer.file.pragma_update(None, "max_page_count", 100_000).unwrap();
        assert!(matches!(file(&mut writer, &[1_000, 1_001])[..], [Ok(()), Ok(())]));
        assert_eq!(count(&writer), written.len() as i64 + 2);
    }

    #[test]
    fn a_read_only_disk_refuses_writes_and_heals() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        writer.file.pragma_update(None, "query_only", true).unwrap();
        assert!(file(&mut writer, &[1, 2]).iter().all(|verdict| matches!(verdict, Err(StoreError::Unavailable(_)))));
        writer.file.pragma_update(None, "query_only", false).unwrap();
        assert!(matches!(file(&mut writer, &[1, 2])[..], [Ok(()), Ok(())]));
    }
}
