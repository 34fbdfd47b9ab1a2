//! Asking about what was said but cannot be taken as it stands: impossible dates, missing ages, places that could be
//! several.

use std::sync::Arc;

use super::reply;
use super::search;
use super::work::Work;
use crate::domain::outcome::{Ambiguity, Clarification, Outcome, Question, Unsupported};
use crate::domain::place::Destination;
use crate::domain::session::OpenQuestion;
use crate::domain::stay::Slot;
use crate::understanding::meaning::Problem;

/// The answer that asks about the first of `problems`, if there is one.
pub(super) fn ask_about(work: &mut Work<'_>, problems: &[Problem]) -> Option<Outcome> {
    if problems.iter().any(|p| matches!(p, Problem::TooManyRooms(_))) {
        return Some(Outcome::UnsupportedRequest(Unsupported::LargeGroup));
    }
    let problem = problems.first()?;
    let slot = problem.slot();
    Some(match problem {
        Problem::WhichPlace { choices, .. } => which(work, "Which one do you mean?", choices),
        Problem::PlaceTooLarge { name, cities } => {
            which(work, &format!("{name} is large. Which city would you like to stay in?"), cities)
        }
        Problem::UnknownPlace(_) => {
            let text = "I do not know that place. Which city, area or landmark would you like to stay at?";
            ask(work, slot, text.to_owned(), search::suggestions(Slot::Destination))
        }
        Problem::Dates(problem) => ask(work, slot, reply::date_problem(*problem), search::suggestions(Slot::CheckIn)),
        Problem::NoSuchDay(_) => {
            let text = "There is no such day. Which dates do you mean?";
            ask(work, slot, text.to_owned(), search::suggestions(Slot::CheckIn))
        }
        Problem::AgeOutOfRange(_) => {
            let text = "A child is 0 to 17 years old. How old are the children?";
            ask(work, slot, text.to_owned(), search::suggestions(Slot::ChildAges))
        }
        Problem::NobodyComes => search::ask_for(work, vec![Slot::Adults]),
        Problem::AgesMissing => search::ask_for(work, vec![Slot::ChildAges]),
        Problem::TooManyRooms(_) => Outcome::UnsupportedRequest(Unsupported::LargeGroup),
    })
}

fn ask(work: &mut Work<'_>, slot: Slot, text: String, suggestions: Vec<String>) -> Outcome {
    search::clarify(work, vec![slot], vec![Question { slot, text, suggestions }])
}

fn which(work: &mut Work<'_>, text: &str, places: &[Arc<Destination>]) -> Outcome {
    work.ask(OpenQuestion::WhichPlace(places.to_vec()));
    let ambiguous = which_place(places);
    let suggestions = ambiguous.choices.iter().map(|(_, text)| text.clone()).collect();
    let questions = vec![Question { slot: Slot::Destination, text: text.to_owned(), suggestions }];
    Outcome::ClarificationRequired(Clarification { missing: Vec::new(), ambiguous: vec![ambiguous], questions })
}

/// The places a guest may choose from, each with the words that choose it.
pub(super) fn which_place(places: &[Arc<Destination>]) -> Ambiguity {
    let choices = places.iter().map(|place| (reply::full_name(place), reply::full_name(place))).collect();
    Ambiguity { slot: Slot::Destination, choices }
}
