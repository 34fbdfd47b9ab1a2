//! `core-chat bookings`: lists bookings of which something must still come, and settles one by an operator's evidence.

use std::io::Write;

use clap::{Args, Subcommand};
use core_chat::app::operator;
use core_chat::config::database_from_env;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::ids::{BookingId, SupplierReference};

use super::Done;

/// What can be done with bookings.
#[derive(Args)]
pub struct BookingsArgs {
    /// List the bookings and cancellations whose outcome is still open, the longest waiting first
    #[arg(long, required = true)]
    unsettled: bool,
    #[command(subcommand)]
    command: Option<BookingsCommand>,
}

#[derive(Subcommand)]
enum BookingsCommand {
    /// Settle a booking by what the supplier told you; the server acts on it within seconds, and logs it
    Settle(Verdict),
}

/// What the supplier told.
#[derive(Args)]
struct Verdict {
    /// The booking, as bookings --unsettled lists it
    #[arg(value_parser = |text: &str| BookingId::parse(text).map_err(|e| e.to_string()))]
    booking: BookingId,
    #[command(flatten)]
    found: Found,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Found {
    /// The supplier has the booking, under this reference
    #[arg(long, value_name = "REF", value_parser = |text: &str| SupplierReference::parse(text).map_err(|e| e.to_string()))]
    confirmed: Option<SupplierReference>,
    /// The supplier does not have the booking
    #[arg(long)]
    failed: bool,
}

/// Runs the command.
pub fn run(args: BookingsArgs) -> Done {
    match args.command {
        Some(BookingsCommand::Settle(verdict)) => settle(&verdict),
        None => list(),
    }
}

fn list() -> Done {
    let mut out = std::io::stdout();
    for attempt in operator::unsettled(&database_from_env()?)? {
        writeln!(out, "{}", line(&attempt))?;
    }
    Ok(())
}

/// Everything that is needed to ask the supplier, and nothing of the guest.
fn line(attempt: &BookingAttempt) -> String {
    let option = &attempt.option;
    let state = serde_json::to_string(&attempt.state).unwrap_or_default();
    let reference = attempt.supplier_reference.as_ref().map_or("-", SupplierReference::as_str);
    format!(
        "{} {} {}:{} since {} ours {} theirs {} {} {} {}",
        attempt.id,
        state.trim_matches('"'),
        attempt.caller.mode,
        attempt.caller.partner,
        attempt.updated_at,
        attempt.partner_reference,
        reference,
        option.hotel.id,
        option.dates.check_in(),
        attempt.total(),
    )
}

fn settle(verdict: &Verdict) -> Done {
    let attempt = operator::settle(&database_from_env()?, &verdict.booking, verdict.found.confirmed.as_ref())?;
    writeln!(std::io::stdout(), "Left for the server, which acts on it within seconds or at its next start:")?;
    writeln!(std::io::stdout(), "{}", line(&attempt))?;
    Ok(())
}
