//! `core-chat usage`: a partner's calls of one day as lines of JSON, and what they come to.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use clap::Args;
use core_chat::app::operator;
use core_chat::config::database_from_env;
use core_chat::domain::ids::PartnerId;
use core_chat::domain::usage::UsageRecord;
use jiff::civil::Date;
use serde::Serialize;

use super::Done;

/// Whose calls, and when.
#[derive(Args)]
pub struct UsageArgs {
    /// The partner, as the partners file names it
    #[arg(long, value_parser = |text: &str| PartnerId::parse(text).map_err(|e| e.to_string()))]
    partner: PartnerId,
    /// The day in UTC, such as 2026-03-20
    #[arg(long)]
    day: Date,
}

/// One call, as it is exported.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'r> {
    event_id: String,
    timestamp: String,
    partner_id: &'r str,
    mode: String,
    actor_id: Option<&'r str>,
    session_id: Option<&'r str>,
    chat_event_id: Option<String>,
    endpoint: &'r str,
    request_id: &'r str,
    status_code: u16,
    billable: bool,
}

/// The last line.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastLine<'t> {
    totals: &'t Totals,
}

/// What the calls of a day come to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    partner_id: String,
    /// In UTC.
    day: String,
    time_zone: &'static str,
    #[serde(flatten)]
    all: Count,
    by_endpoint: BTreeMap<String, Count>,
    by_mode: BTreeMap<String, Count>,
}

#[derive(Clone, Copy, Default, Serialize)]
struct Count {
    calls: u64,
    billable: u64,
}

impl Count {
    fn add(&mut self, record: &UsageRecord) {
        self.calls += 1;
        self.billable += u64::from(record.billable);
    }
}

/// Runs the command.
pub fn run(args: &UsageArgs) -> Done {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut totals = Totals {
        partner_id: args.partner.to_string(),
        day: args.day.to_string(),
        time_zone: "UTC",
        all: Count::default(),
        by_endpoint: BTreeMap::new(),
        by_mode: BTreeMap::new(),
    };
    operator::usage(&database_from_env()?, &args.partner, args.day, |record| {
        totals.all.add(&record);
        totals.by_endpoint.entry(record.call.endpoint.clone()).or_default().add(&record);
        totals.by_mode.entry(record.caller.mode.to_string()).or_default().add(&record);
        write_line(&mut out, &line(&record))
    })?;
    write_line(&mut out, &LastLine { totals: &totals })?;
    Ok(out.flush()?)
}

fn line(record: &UsageRecord) -> Line<'_> {
    Line {
        event_id: record.id(),
        timestamp: format!("{:.3}", record.call.at),
        partner_id: record.caller.partner.as_str(),
        mode: record.caller.mode.to_string(),
        actor_id: record.actor.as_ref().map(|actor| actor.as_str()),
        session_id: record.session.as_ref().map(|session| session.as_str()),
        chat_event_id: record.event.map(|event| event.to_string()),
        endpoint: &record.call.endpoint,
        request_id: &record.call.request,
        status_code: record.status,
        billable: record.billable,
    }
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
