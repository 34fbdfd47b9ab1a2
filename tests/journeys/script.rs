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
//!          | "#" remark
//! ```

use std::path::Path;

/// One written conversation.
#[derive(Debug)]
pub struct Journey {
    /// The file's name without its ending.
    pub name: String,
    /// What happens, in a sentence.
    pub title: String,
    /// Its lines, each with its number in the file.
    pub lines: Vec<(usize, Line)>,
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
            let line = self::line(line).unwrap_or_else(|| panic!("{name}, line {number} cannot be read: {line}"));
            (number, line)
        };
        Self { title: title.to_owned(), lines: told.map(read).collect(), name }
    }
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
