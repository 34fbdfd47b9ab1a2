//! What a failed sync means: nobody knows what is on the disk, and asking again would not tell.

use rusqlite::ffi;

/// Ends the process if `why` is that a sync failed. The system may have dropped what it could not write, and would answer
/// a second sync as if all were well.
pub(super) fn fail_on_sync(why: &rusqlite::Error, abort: fn() -> !) {
    if is_failed_sync(why) {
        tracing::error!(error = %why, "a sync failed: nobody knows what is on the disk; stopping at once");
        abort()
    }
}

fn is_failed_sync(why: &rusqlite::Error) -> bool {
    let code = why.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_sync_ends_the_process_and_a_full_disk_does_not() {
        let failed = |code| rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_READONLY, ffi::SQLITE_BUSY] {
            assert!(!is_failed_sync(&failed(code)), "{code}");
        }
        for code in [ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_DIR_FSYNC] {
            assert!(is_failed_sync(&failed(code)), "{code}");
        }
    }
}
