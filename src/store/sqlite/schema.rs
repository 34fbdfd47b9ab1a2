//! Opening the file: its settings, its versions, and what is refused.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use thiserror::Error;

/// Each entry takes the file from the version of its place to the next one.
const MIGRATIONS: [&str; 7] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
];

/// What marks a file as ours, in its header ("CChB").
const APPLICATION_ID: i32 = 0x4343_6842;

/// How long to wait for another process that writes, such as an operator's command.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most statements kept prepared on one connection.
const STATEMENTS: usize = 64;

/// Size of a page of a new file, in bytes. A turn has one for its row, one for its session's and one for its key: small ones are
/// less to write, and large ones are fewer to carry into the file, for which others wait (benches/load).
const PAGE_BYTES: i32 = 8 * 1024;

/// Size of the memory for pages of one connection, in KiB: the largest group of commits fits in it. More is no faster, since
/// SQLite looks through all of it after a commit that moved pages.
const PAGE_MEMORY: i32 = 8 * 1024;

/// Why a file is not served.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It cannot be opened, read or written.
    #[error("cannot open {path}: {why}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: rusqlite::Error,
    },
    /// Its lock cannot be taken.
    #[error("cannot lock {path}: {why}")]
    Lock {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: std::io::Error,
    },
    /// Another process serves it.
    #[error("{0} is being served by another core-chat")]
    InUse(PathBuf),
    /// A server of an earlier version serves it, and would not find its way in a file brought up to date.
    #[error("{0} is being served by an earlier core-chat: use the commands of that one, or stop it first")]
    InUseByEarlier(PathBuf),
    /// It holds something else.
    #[error("{0} is a database, but not one of core-chat's")]
    Foreign(PathBuf),
    /// A later version of this program wrote it.
    #[error("{path} has schema {found}, and this core-chat knows schemas up to {known}: use the newer core-chat")]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version in it.
        found: i64,
        /// The latest version known.
        known: usize,
    },
    /// It does not promise that what is committed is on the disk.
    #[error("{path} is not durable: {setting} is {found}, must be {wanted}")]
    NotDurable {
        /// The file.
        path: PathBuf,
        /// The setting that was read back.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// There is no file to read.
    #[error("there is no database {0}")]
    Missing(PathBuf),
}

/// Takes the lock beside the file at `path`, so that only one process serves it.
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let beside = PathBuf::from(beside);
    let failed = |why| OpenError::Lock { path: beside.clone(), why };
    let lock = File::options().create(true).truncate(false).write(true).open(&beside).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(why)) => Err(OpenError::Lock { path: beside, why }),
    }
}

/// The connection that writes, on a file brought up to date.
pub(super) fn open_writer(path: &Path) -> Result<Connection, OpenError> {
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    let mut connection = Connection::open(path).map_err(unusable)?;
    // A file that is there keeps its own.
    connection.pragma_update(None, "page_size", PAGE_BYTES).map_err(unusable)?;
    prepare(&connection).map_err(unusable)?;
    refuse_strangers(&connection, path)?;
    // The log is carried into the file by a connection of its own.
    connection.pragma_update(None, "wal_autocheckpoint", 0).map_err(unusable)?;
    make_durable(&connection, path)?;
    migrate(&mut connection).map_err(unusable)?;
    Ok(connection)
}

/// A connection that carries the log of a file that is there into it, and commits nothing.
pub(super) fn open_carrier(path: &Path) -> Result<Connection, OpenError> {
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(unusable)?;
    prepare(&connection).map_err(unusable)?;
    make_durable(&connection, path)?;
    Ok(connection)
}

/// A connection that only reads.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    Ok(connection)
}

/// A connection of an operator's command: to a file that is there and ours, brought up to date unless a server has it.
pub(super) fn open_existing(path: &Path) -> Result<Connection, OpenError> {
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    let mut connection = open_as_it_is(path)?;
    if version(&connection).map_err(unusable)? < MIGRATIONS.len() as i64 {
        let is_served = |why| if let OpenError::InUse(path) = why { OpenError::InUseByEarlier(path) } else { why };
        let _lock = lock(path).map_err(is_served)?;
        migrate(&mut connection).map_err(unusable)?;
    }
    Ok(connection)
}

/// A connection to a file that is there, ours, and of a version that we know.
pub(super) fn open_as_it_is(path: &Path) -> Result<Connection, OpenError> {
    if !path.exists() {
        return Err(OpenError::Missing(path.to_owned()));
    }
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(unusable)?;
    prepare(&connection).map_err(unusable)?;
    refuse_strangers(&connection, path)?;
    make_durable(&connection, path)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "cache_size", -PAGE_MEMORY)
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn refuse_strangers(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(unusable)?;
    let is_empty = |connection: &Connection| {
        connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0)).map_err(unusable)
    };
    if id != APPLICATION_ID && !is_empty(connection)? {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    let found = version(connection).map_err(unusable)?;
    if usize::try_from(found).is_ok_and(|found| found <= MIGRATIONS.len()) {
        Ok(())
    } else {
        Err(OpenError::Newer { path: path.to_owned(), found, known: MIGRATIONS.len() })
    }
}

/// Asks for a log that is synced at every commit, and reads back whether there is one.
fn make_durable(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let unusable = |why| OpenError::Unusable { path: path.to_owned(), why };
    let not_durable =
        |setting, found, wanted| Err(OpenError::NotDurable { path: path.to_owned(), setting, found, wanted });
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(unusable)?;
    if mode != "wal" {
        return not_durable("journal_mode", mode, "wal");
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(unusable)?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).map_err(unusable)?;
    if synchronous != 2 {
        return not_durable("synchronous", synchronous.to_string(), "2 (FULL)");
    }
    Ok(())
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let from = version(&transaction)?;
    for (migration, to) in MIGRATIONS.iter().zip(1_i64..).skip(usize::try_from(from).unwrap_or(0)) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", to)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_brought_up_to_date_and_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        for _ in 0..2 {
            let connection = open_writer(&path).unwrap();
            assert_eq!(version(&connection).unwrap(), 7);
        }
    }

    #[test]
    fn a_new_file_has_pages_of_our_size_and_one_that_is_there_keeps_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let page_size =
            |file: Connection| -> i32 { file.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap() };
        assert_eq!(page_size(open_writer(&folder.path().join("new.db")).unwrap()), PAGE_BYTES);
        let path = folder.path().join("earlier.db");
        let earlier = Connection::open(&path).unwrap();
        earlier.pragma_update(None, "page_size", 4096).unwrap();
        earlier.execute_batch(MIGRATIONS[0]).unwrap();
        earlier.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        earlier.pragma_update(None, "user_version", 1).unwrap();
        drop(earlier);
        assert_eq!(page_size(open_writer(&path).unwrap()), 4096);
    }

    #[test]
    fn a_newer_schema_is_refused_with_its_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        open_writer(&path).unwrap().pragma_update(None, "user_version", 8).unwrap();
        let refused = open_writer(&path).unwrap_err().to_string();
        assert!(refused.contains("has schema 8, and this core-chat knows schemas up to 7"), "{refused}");
    }

    #[test]
    fn a_file_of_every_earlier_version_is_brought_up_to_date() {
        for earlier in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.db");
            let file = Connection::open(&path).unwrap();
            MIGRATIONS[..earlier].iter().for_each(|migration| file.execute_batch(migration).unwrap());
            file.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
            file.pragma_update(None, "user_version", i64::try_from(earlier).unwrap()).unwrap();
            drop(file);
            let shape = |file: &Connection| -> String {
                let sql = "SELECT group_concat(name || ' ' || sql, ';' ORDER BY name) FROM sqlite_schema";
                file.query_row(sql, [], |row| row.get(0)).unwrap()
            };
            let anew = open_writer(&folder.path().join("new.db")).unwrap();
            assert_eq!(shape(&open_writer(&path).unwrap()), shape(&anew), "from version {earlier}");
        }
    }

    #[test]
    fn what_is_served_is_synced_at_every_commit_and_what_cannot_be_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let settings = |file: &Connection| -> (String, i64) {
            let mode = file.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
            (mode, file.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap())
        };
        for file in [open_writer(&path), open_carrier(&path), open_existing(&path)] {
            assert_eq!(settings(&file.unwrap()), ("wal".to_owned(), 2));
        }
        // A database in memory has no log.
        let refused = open_writer(Path::new(":memory:")).unwrap_err().to_string();
        assert_eq!(refused, ":memory: is not durable: journal_mode is memory, must be wal");
    }

    #[test]
    fn a_file_of_an_earlier_version_stays_as_it_is_while_it_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let file = Connection::open(&path).unwrap();
        file.execute_batch(MIGRATIONS[0]).unwrap();
        file.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        file.pragma_update(None, "user_version", 1).unwrap();
        let serving = lock(&path).unwrap();
        assert!(matches!(open_existing(&path), Err(OpenError::InUseByEarlier(_))));
        assert_eq!(version(&open_as_it_is(&path).unwrap()).unwrap(), 1);
        drop(serving);
        assert_eq!(version(&open_existing(&path).unwrap()).unwrap(), 7);
    }

    #[test]
    fn a_database_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(open_writer(&path), Err(OpenError::Foreign(_))));
        std::fs::write(&path, "not a database at all, but long enough to look like something else").unwrap();
        assert!(matches!(open_writer(&path), Err(OpenError::Unusable { .. })));
    }

    #[test]
    fn what_is_not_there_is_not_made_for_a_command() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(open_existing(&folder.path().join("no.db")), Err(OpenError::Missing(_))));
    }
}
