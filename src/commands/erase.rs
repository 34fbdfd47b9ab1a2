//! `core-chat erase`: forgets actors, and keeps what is owed without their names.

use std::io::Write;

use clap::Args;
use core_chat::app::operator;
use core_chat::config::{database_from_env, pepper_from_env};
use core_chat::domain::ids::{ActorId, PartnerId};

use super::Done;

/// Who is erased.
#[derive(Args)]
pub struct EraseArgs {
    /// The partner, as the partners file names it
    #[arg(long, value_parser = |text: &str| PartnerId::parse(text).map_err(|e| e.to_string()))]
    partner: PartnerId,
    /// The actor, as the partner names them; may be given several times
    #[arg(long, required = true, value_parser = |text: &str| ActorId::parse(text).map_err(|e| e.to_string()))]
    actor: Vec<ActorId>,
}

/// Runs the command.
pub fn run(args: &EraseArgs) -> Done {
    // What was done goes to the log, as everything that touches what guests said.
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let (database, pepper) = (database_from_env()?, pepper_from_env()?);
    let mut out = std::io::stdout();
    for (hash, erased) in operator::erase(&database, &pepper, &args.partner, &args.actor)? {
        let operator::Erased { sessions, bookings, calls } = erased;
        writeln!(
            out,
            "{hash}: {sessions} sessions are gone; {bookings} bookings and {calls} calls stay without a name"
        )?;
    }
    Ok(())
}
