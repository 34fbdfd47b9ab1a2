//! `core-chat bookings`: lists bookings of which something must still come, settles one by an operator's evidence, and
//! lists what was settled so.

use std::io::Write;

use clap::{Args, Subcommand};
use core_chat::app::operator::{self, Outcome, Ruling};
use core_chat::config::{database_from_env, operator_from_env};
use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::ids::{BookingId, SupplierReference};
use jiff::Timestamp;

use super::Done;

/// What can be done with bookings.
#[derive(Args)]
pub struct BookingsArgs {
    #[command(flatten)]
    list: List,
    #[command(subcommand)]
    command: Option<BookingsCommand>,
}

/// Which are listed.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct List {
    /// List the bookings and cancellations whose outcome is still open, the longest waiting first
    #[arg(long)]
    unsettled: bool,
    /// List what operators settled: who told what and when, and how the booking stood after it
    #[arg(long)]
    by_hand: bool,
}

#[derive(Subcommand)]
enum BookingsCommand {
    /// Settle a booking by what the supplier told you; the server acts on it within seconds, logs it and keeps who told it
    Settle(Verdict),
}

/// What the supplier told.
#[derive(Args)]
struct Verdict {
    /// The booking, as bookings --unsettled lists it
    #[arg(value_parser = |text: &str| BookingId::parse(text).map_err(|e| e.to_string()))]
    booking: BookingId,
    /// Since when it has been as you saw it, as bookings --unsettled lists it; refused where it has changed after that
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
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
        None if args.list.by_hand => list_rulings(),
        None => list_unsettled(),
    }
}

fn list_rulings() -> Done {
    let mut out = std::io::stdout();
    for ruling in operator::rulings(&database_from_env()?)? {
        writeln!(out, "{}", told(&ruling))?;
    }
    Ok(())
}

/// What an operator told and what came of it, in one line.
fn told(ruling: &Ruling) -> String {
    let Ruling { verdict, left, acted } = ruling;
    let found = verdict.found.as_ref().map_or("failed".to_owned(), |reference| format!("confirmed {reference}"));
    let (by, at) = left.as_ref().map_or(("-", "-".to_owned()), |(by, at)| (by.as_str(), at.to_string()));
    let came = match acted {
        None => "waiting".to_owned(),
        Some((at, Outcome::NotFound)) => format!("not_found at {at}"),
        Some((at, Outcome::Overtaken)) => format!("overtaken at {at}"),
        Some((at, Outcome::Stands(state))) => format!("{} at {at}", word(*state)),
    };
    format!(
        "{} {}:{} {found} by {by} at {at} then {came}",
        verdict.booking, verdict.caller.mode, verdict.caller.partner
    )
}

fn word(state: AttemptState) -> String {
    serde_json::to_string(&state).unwrap_or_default().trim_matches('"').to_owned()
}

fn list_unsettled() -> Done {
    let mut out = std::io::stdout();
    for attempt in operator::unsettled(&database_from_env()?)? {
        writeln!(out, "{}", line(&attempt))?;
    }
    Ok(())
}

/// Everything that is needed to ask the supplier, and nothing of the guest.
fn line(attempt: &BookingAttempt) -> String {
    let option = &attempt.option;
    let reference = attempt.supplier_reference.as_ref().map_or("-", SupplierReference::as_str);
    format!(
        "{} {} {}:{} since {} ours {} theirs {} {} {} {}",
        attempt.id,
        word(attempt.state),
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
    let (by, found) = (operator_from_env()?, verdict.found.confirmed.as_ref());
    let attempt = operator::settle(&database_from_env()?, &verdict.booking, verdict.since, found, &by)?;
    writeln!(std::io::stdout(), "Left for the server, which acts on it within seconds or at its next start:")?;
    writeln!(std::io::stdout(), "{}", line(&attempt))?;
    Ok(())
}
