//! The form of a journey.
//!
//! ```text
//! journey  = title, an empty line, lines
//! turn     = "guest:" words                    what a guest types
//!          | "taps:" label                     a next action of the last answer, by the start of its label
//!          | "sends:" kind JSON                an action; $booking is the latest booking, $option2 the second option shown
//! then     = "is:" status                      what the turn comes to
//!          | "-" fact                          what is true of the answer (facts.rs)
//! between  = "card:" name                      the guest completes the card page with that test card, as Ada Lovelace
//!          | "clock:" "+" number unit          the sandbox's clock moves; units are s, m, h and d
//!          | "scenario:" name                  the next turn is sent with this scenario
//!          | "session:" actor/name             from here on in that session, opened when it is new
//!          | "operator:" "settles"             the latest booking, by what the supplier's ledger says of it
//!          | "on" ("sandbox:" | "pageone:") line    only where that one sells; the remark before says why
//!          | "#" remark
//! ```

use std::path::Path;

use crate::suppliers::On;

/// One written conversation.
#[derive(Debug)]
pub struct Journey {
    /// The file's name without its ending.
    pub name: String,
    /// What happens, in a sentence.
    pub title: String,
    /// Its lines, each with its number in the file, and where it is played if not everywhere.
    lines: Vec<(usize, Option<On>, Line)>,
}

/// One line of a journey.
#[derive(Debug, Clone)]
pub enum Line {
    Guest(String),
    Taps(String),
    Sends { kind: String, payload: String },
    Is(String),
    Fact(String),
    Card(String),
    Clock { seconds: i64 },
    Scenario(String),
    Session { actor: String, name: String },
    OperatorSettles,
}

impl Line {
    /// Whether the guest or the partner says something.
    pub fn is_turn(&self) -> bool {
        matches!(self, Self::Guest(_) | Self::Taps(_) | Self::Sends { .. })
    }
}

impl Journey {
    pub fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
        let (_, title) = lines.next().unwrap_or_else(|| panic!("{name} is empty"));
        let told = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let read = |(number, line): (usize, &str)| {
            let (on, line) = place(line);
            let line = self::line(line).unwrap_or_else(|| panic!("{name}, line {number} cannot be read: {line}"));
            (number, on, line)
        };
        Self { title: title.to_owned(), lines: told.map(read).collect(), name }
    }

    /// Its lines that hold on one supplier alone.
    pub fn for_one_supplier(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().filter(|(_, on, _)| on.is_some()).map(|(number, _, line)| (*number, line))
    }

    /// Its lines where `here` sells, each with its number in the file.
    pub fn lines(&self, here: On) -> impl Iterator<Item = (usize, &Line)> {
        let is_here = move |(_, on, _): &&(usize, Option<On>, Line)| on.is_none_or(|on| on == here);
        self.lines.iter().filter(is_here).map(|(number, _, line)| (*number, line))
    }
}

fn place(line: &str) -> (Option<On>, &str) {
    let places = [("on sandbox: ", On::Sandbox), ("on pageone: ", On::PageOne)];
    let said = places.into_iter().find_map(|(words, on)| Some((Some(on), line.strip_prefix(words)?)));
    said.unwrap_or((None, line))
}

fn line(line: &str) -> Option<Line> {
    if let Some(fact) = line.strip_prefix("- ") {
        return Some(Line::Fact(fact.to_owned()));
    }
    let (head, rest) = line.split_once(": ")?;
    let rest = rest.trim();
    Some(match head {
        "guest" => Line::Guest(rest.to_owned()),
        "taps" => Line::Taps(rest.to_owned()),
        "sends" => {
            let (kind, payload) = rest.split_once(' ').unwrap_or((rest, "{}"));
            Line::Sends { kind: kind.to_owned(), payload: payload.to_owned() }
        }
        "is" => Line::Is(rest.to_owned()),
        "card" => Line::Card(rest.to_owned()),
        "clock" => Line::Clock { seconds: seconds(rest)? },
        "operator" if rest == "settles" => Line::OperatorSettles,
        "scenario" => Line::Scenario(rest.to_owned()),
        "session" => {
            let (actor, name) = rest.split_once('/')?;
            Line::Session { actor: actor.to_owned(), name: name.to_owned() }
        }
        _ => return None,
    })
}

/// `+90s`, `+30m`, `+2h`, `+3d`.
fn seconds(text: &str) -> Option<i64> {
    let text = text.strip_prefix('+')?;
    let (number, unit) = text.split_at(text.len() - 1);
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()? * unit)
}
