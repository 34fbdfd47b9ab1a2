//! Searching: from what is known of the stay to the ranked few, or to what must be asked first.

use std::sync::Arc;

use super::error::ChatError;
use super::reply;
use super::work::Work;
use crate::domain::ids::OptionId;
use crate::domain::money::Currency;
use crate::domain::outcome::{Clarification, Outcome, Question, Unsupported};
use crate::domain::ranking;
use crate::domain::session::OpenQuestion;
use crate::domain::shortlist::{PAGE, Shortlist, ShownOption};
use crate::domain::stay::{Incomplete, Slot, StayDetails, StayRequest};

/// Searches for the session's details from the first page on.
pub(super) async fn search(work: &mut Work<'_>, details: StayDetails) -> Result<Outcome, ChatError> {
    work.session.details = details;
    work.session.seen = 0;
    work.session.focus = None;
    page(work).await
}

/// The next page of the search on screen.
pub(super) async fn more(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    page(work).await
}

async fn page(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let details = &work.session.details;
    let currency = details.filters.price.and_then(|p| p.currency).unwrap_or(Currency::USD);
    let request = match details.request(work.session.actor.offset.today(work.now()), currency) {
        Ok(request) => request,
        Err(Incomplete::TooMany) => {
            work.session.details.forget_party();
            return Ok(Outcome::UnsupportedRequest(Unsupported::LargeGroup));
        }
        Err(Incomplete::Missing(slots)) => return Ok(ask_for(work, slots)),
        Err(Incomplete::Dates(problem)) => {
            let question = Question {
                slot: Slot::CheckIn,
                text: reply::date_problem(problem),
                suggestions: suggestions(Slot::CheckIn),
            };
            return Ok(clarify(work, vec![Slot::CheckIn, Slot::CheckOut], vec![question]));
        }
    };
    let asked = Arc::new(request);
    let wanted = Arc::clone(&asked);
    let found = work.ask_supplier(async move |supplier, call| supplier.search(&call, &wanted).await).await;
    let results = match found {
        Some(Ok(results)) => results,
        Some(Err(error)) => {
            tracing::warn!(%error, "a search failed");
            return Ok(Outcome::SupplierUnavailable(error.code()));
        }
        None => return Ok(Outcome::SupplierUnavailable(crate::domain::failure::FailureCode::SupplierError)),
    };
    work.session.open_question = None;
    let ranked = ranking::rank(&results.options, &asked);
    let shortlist = Arc::new(Shortlist { partial: results.partial, ..cut(work, &asked, &ranked) });
    if ranked.is_empty() {
        let relaxations = ranking::relaxations(&results.options, &asked);
        work.session.shortlist = None;
        return Ok(Outcome::NoResults { search: shortlist, relaxations });
    }
    if shortlist.options.is_empty() {
        // All of them have been seen; the last page stays on screen.
        return Ok(Outcome::Shortlist(shortlist));
    }
    work.session.seen = shortlist.shown;
    work.session.shortlist = Some(Arc::clone(&shortlist));
    work.commit.shown = Some(Arc::clone(&shortlist));
    Ok(Outcome::Shortlist(shortlist))
}

/// The page after those already seen.
fn cut(work: &Work<'_>, request: &StayRequest, ranked: &[ranking::Ranked<'_>]) -> Shortlist {
    let seen = work.session.seen as usize;
    let options: Vec<ShownOption> =
        ranked.iter().enumerate().skip(seen).take(PAGE).map(|(i, ranked)| shown(work, i, ranked)).collect();
    let shown = count(seen.min(ranked.len()) + options.len());
    Shortlist { request: request.clone(), options, total: count(ranked.len()), shown, partial: false }
}

/// The option at place `i` of a ranking, with a key of its own.
pub(super) fn shown(work: &Work<'_>, i: usize, ranked: &ranking::Ranked<'_>) -> ShownOption {
    ShownOption {
        id: OptionId::new(work.ports.entropy.bytes()),
        rank: count(i + 1),
        distance: Some(ranked.distance),
        option: Arc::clone(ranked.option),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Asks for `slots` and leaves the question open.
pub(super) fn ask_for(work: &mut Work<'_>, slots: Vec<Slot>) -> Outcome {
    let asked = questions(&slots);
    work.ask(OpenQuestion::Details(slots));
    Outcome::ClarificationRequired(asked)
}

/// The questions that ask for `slots`.
pub(super) fn questions(slots: &[Slot]) -> Clarification {
    // Arrival and departure are one question.
    let is_asked = |slot: &&Slot| **slot != Slot::CheckOut || !slots.contains(&Slot::CheckIn);
    let questions = slots.iter().filter(is_asked).map(|slot| question(*slot)).collect();
    Clarification { missing: slots.to_vec(), ambiguous: Vec::new(), questions }
}

pub(super) fn clarify(work: &mut Work<'_>, missing: Vec<Slot>, questions: Vec<Question>) -> Outcome {
    work.ask(OpenQuestion::Details(missing.clone()));
    Outcome::ClarificationRequired(Clarification { missing, ambiguous: Vec::new(), questions })
}

fn question(slot: Slot) -> Question {
    let text = match slot {
        Slot::Destination => "Where would you like to stay?",
        Slot::CheckIn => "Which dates?",
        Slot::CheckOut | Slot::Nights => "How many nights?",
        Slot::Rooms => "How many rooms?",
        Slot::Adults => "For how many adults?",
        Slot::ChildAges => "How old are the children?",
        Slot::HotelName => "Which hotel?",
    };
    Question { slot, text: text.to_owned(), suggestions: suggestions(slot) }
}

/// Texts that would answer a question about `slot`.
pub(super) fn suggestions(slot: Slot) -> Vec<String> {
    match slot {
        Slot::Destination => texts(&["Seattle", "New York", "London"]),
        Slot::CheckIn => texts(&["this weekend", "tomorrow for 2 nights", "next Friday to Sunday"]),
        Slot::CheckOut | Slot::Nights => texts(&["1 night", "2 nights", "3 nights"]),
        Slot::Rooms => texts(&["1 room", "2 rooms"]),
        Slot::Adults => texts(&["1 adult", "2 adults"]),
        Slot::ChildAges => texts(&["5", "5 and 8"]),
        Slot::HotelName => Vec::new(),
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}
