//! One file per command.

pub mod backup;
pub mod bookings;
pub mod erase;
pub mod key;
mod log_line;
pub mod sandbox_supplier;
pub mod serve;
pub mod understand;
pub mod usage;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

/// What a command ends with.
pub type Done = Result<(), Box<dyn Error>>;

/// Says why a command failed.
pub fn failed(problem: &dyn Error) -> ExitCode {
    // Where not even this can be written, there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "core-chat: {problem}");
    ExitCode::FAILURE
}

/// Waits for SIGTERM or SIGINT.
pub async fn asked_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::warn!("cannot hear signals; only a kill stops this process");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
