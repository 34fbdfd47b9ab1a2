//! Asking about what was said but cannot be taken as it stands: impossible dates, missing ages, places that could be
//! several.

use std::sync::Arc;

use super::asking;
use super::reply;
use super::work::Work;
use crate::domain::outcome::{Ambiguity, Outcome, Question, Unsupported};
use crate::domain::place::Destination;
use crate::domain::session::OpenQuestion;
use crate::domain::stay::Slot;
use crate::understanding::meaning::Problem;

/// The answer that asks about the first of `problems`, if there is one. What cannot be is forgotten.
pub(super) fn ask_about(work: &mut Work<'_>, problems: &[Problem]) -> Option<Outcome> {
    if problems.iter().any(|p| matches!(p, Problem::TooManyRooms(_))) {
        work.session.details.forget_party();
        return Some(Outcome::UnsupportedRequest(Unsupported::LargeGroup));
    }
    if problems.iter().any(|p| matches!(p, Problem::NoSuchDay(_))) {
        work.session.details.forget_dates();
    }
    let problem = problems.first()?;
    let slot = problem.slot();
    Some(match problem {
        Problem::WhichPlace { choices, .. } => which(work, "Which one do you mean?".to_owned(), choices),
        Problem::PlaceTooLarge { name, cities } => {
            which(work, format!("{name} is large. Which city would you like to stay in?"), cities)
        }
        Problem::UnknownPlace(_) => {
            let text = "I do not know that place. Which city, area or landmark would you like to stay at?";
            ask(work, slot, text.to_owned(), asking::suggestions(Slot::Destination))
        }
        Problem::Dates(problem) => asking::about_dates(work, *problem),
        Problem::NoSuchDay(_) => {
            let text = "There is no such day. Which dates do you mean?";
            let question = Question { slot, text: text.to_owned(), suggestions: asking::suggestions(Slot::CheckIn) };
            asking::clarify(work, vec![Slot::CheckIn, Slot::CheckOut], vec![question])
        }
        Problem::AgeOutOfRange(_) => {
            let text = "A child is 0 to 17 years old. How old are the children?";
            let children = work.session.details.children.unwrap_or(0);
            ask(work, slot, text.to_owned(), asking::age_suggestions(children))
        }
        Problem::NobodyComes => asking::ask_for(work, &[Slot::Adults]),
        Problem::AgesMissing => asking::ask_for(work, &[Slot::ChildAges]),
        Problem::TooManyRooms(_) => Outcome::UnsupportedRequest(Unsupported::LargeGroup),
    })
}

fn ask(work: &mut Work<'_>, slot: Slot, text: String, suggestions: Vec<String>) -> Outcome {
    asking::clarify(work, vec![slot], vec![Question { slot, text, suggestions }])
}

fn which(work: &mut Work<'_>, text: String, places: &[Arc<Destination>]) -> Outcome {
    asking::which(work, OpenQuestion::WhichPlace(places.to_vec()), which_place(places), text)
}

/// The places a guest may choose from, each with the words that choose it.
fn which_place(places: &[Arc<Destination>]) -> Ambiguity {
    let choices = places.iter().map(|place| (reply::full_name(place), reply::full_name(place))).collect();
    Ambiguity { slot: Slot::Destination, choices }
}
