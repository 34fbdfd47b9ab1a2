//! One file per command.

pub mod backup;
pub mod bookings;
pub mod key;
pub mod serve;
pub mod understand;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// What a command ends with.
pub type Done = Result<(), Box<dyn Error>>;

/// Says why a command failed.
pub fn failed(problem: &dyn Error) -> ExitCode {
    // Where not even this can be written, there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "core-chat: {problem}");
    ExitCode::FAILURE
}
