//! `core-chat backup`: copies the database while it is served.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use core_chat::app::operator;
use core_chat::config::database_from_env;

use super::Done;

/// Where the copy goes.
#[derive(Args)]
pub struct BackupArgs {
    /// The file to make; nothing is replaced
    path: PathBuf,
}

/// Runs the command.
pub fn run(args: &BackupArgs) -> Done {
    operator::backup(&database_from_env()?, &args.path)?;
    writeln!(std::io::stdout(), "The database as of now is in {}.", args.path.display())?;
    Ok(())
}
