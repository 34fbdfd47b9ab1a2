//! `core-chat understand`: what a guest's sentence is read as, for people and for programs.
//!
//! `core-chat understand "Seattle Mar 20-23, one room"` prints slot by slot what was read, what was assumed and what
//! was not. With `--json` it prints one JSON object; with `--jsonl` it answers objects from standard input line by
//! line (see `lines.rs`).

mod lines;
mod values;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use core_chat::clock::{Clock, SystemClock};
use core_chat::domain::session::OffsetMinutes;
use core_chat::domain::stay::StayDetails;
use core_chat::understanding::hotel_names::HotelNames;
use core_chat::understanding::meaning::Understanding;
use core_chat::understanding::situation::Situation;
use core_chat::understanding::understand;
use jiff::civil::DateTime;

use super::Done;

/// What to read, and how to show it.
#[derive(Args)]
pub struct UnderstandArgs {
    /// The guest's sentence
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    text: Option<String>,
    /// Date and time at the guest's place, as 2026-02-18T12:00; now in UTC, if not given
    #[arg(long)]
    now: Option<DateTime>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Answer JSON objects from standard input, one a line
    #[arg(long)]
    jsonl: bool,
    /// A file of hotel names to recognise, one a line
    #[arg(long, value_name = "FILE")]
    hotels: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &UnderstandArgs) -> Done {
    let hotels = match &args.hotels {
        Some(file) => HotelNames::of(std::fs::read_to_string(file)?.lines()),
        None => HotelNames::default(),
    };
    let now = args.now.unwrap_or_else(|| OffsetMinutes::default().civil(SystemClock.now()));
    if args.jsonl {
        return lines::answer(now, &hotels);
    }
    let known = StayDetails::default();
    let situation = Situation { hotels: &hotels, ..Situation::fresh(now, &known) };
    let understanding = understand(args.text.as_deref().unwrap_or_default(), &situation);
    let mut out = std::io::stdout();
    if args.json {
        writeln!(out, "{}", values::answer(&understanding))?;
    } else {
        write!(out, "{}", readable(&understanding))?;
    }
    Ok(())
}

/// The reading as lines for people.
fn readable(understanding: &Understanding) -> String {
    let mut lines = vec![format!("{:<12} {}", "intent", understanding.intent.as_str())];
    for (name, value) in values::said(&understanding.said) {
        lines.push(format!("{name:<12} {}", value.to_string().trim_matches('"')));
    }
    if let Some((first, end)) = understanding.within {
        lines.push(format!("{:<12} {first} to {end}", "within"));
    }
    if let Some(room) = &understanding.said.room {
        lines.push(format!("{:<12} {:?}", "room", room.value));
    }
    if let Some(rooms) = &understanding.said.per_room {
        lines.push(format!("{:<12} {:?}", "each room", rooms.value));
    }
    for unneeded in &understanding.said.not_needed {
        lines.push(format!("{:<12} {}", "not needed", unneeded.value.as_str()));
    }
    for unwanted in &understanding.said.unwanted {
        lines.push(format!("{:<12} {:?}", "not wanted", unwanted.value));
    }
    for index in &understanding.selection {
        lines.push(format!("{:<12} {}", "points at", index + 1));
    }
    for topic in &understanding.topics {
        lines.push(format!("{:<12} {}", "asks about", topic.as_str()));
    }
    for assumption in &understanding.heard.assumptions {
        lines.push(format!("{:<12} {assumption}", "assumed"));
    }
    for mended in &understanding.heard.corrections {
        lines.push(format!("{:<12} {} → {}", "mended", mended.from, mended.to));
    }
    for problem in &understanding.problems {
        lines.push(format!("{:<12} {problem:?}", "to ask"));
    }
    if let Some(other) = &understanding.alternative {
        let admin = other.admin.as_deref().unwrap_or_default();
        lines.push(format!("{:<12} {}, {admin}, {}", "or", other.name, other.country));
    }
    for words in &understanding.heard.unread {
        lines.push(format!("{:<12} {words}", "unread"));
    }
    lines.push(String::new());
    lines.join("\n")
}
