//! Answering words: what was understood decides which act follows.

use std::sync::Arc;
use std::time::Instant;

use super::book::{self, Shown};
use super::cancel;
use super::compare;
use super::error::ChatError;
use super::mine;
use super::pay;
use super::pointing::{meant, pointed};
use super::problem;
use super::question;
use super::sandbox_words;
use super::search;
use super::work::{Answered, Work};
use crate::domain::event::{EventKind, SearchPayload};
use crate::domain::outcome::{AnswerKind, Clarification, Outcome, Question, Unsupported};
use crate::domain::partner::Mode;
use crate::domain::place::Destination;
use crate::domain::session::OpenQuestion;
use crate::domain::shortlist::ShownOption;
use crate::domain::stay::{Slot, StayDetails};
use crate::understanding::hotel_names::HotelNames;
use crate::understanding::meaning::{Intent, Understanding};
use crate::understanding::situation::{Asked, ShownHotel, Situation};
use crate::understanding::understand;

/// Answers a text.
pub(super) async fn to_text(work: &mut Work<'_>, text: &str) -> Result<Answered, ChatError> {
    let understood = read(work, text);
    let outcome = act(work, &understood).await?;
    Ok(Answered { kind: understood.intent.event_kind(), outcome, heard: Some(understood.heard) })
}

/// Answers an explicit search, in words or in parts.
pub(super) async fn to_search(work: &mut Work<'_>, payload: &SearchPayload) -> Result<Answered, ChatError> {
    let kind = EventKind::SearchQuery;
    match payload {
        SearchPayload::Text(text) => Ok(Answered { kind, ..to_text(work, text).await? }),
        SearchPayload::Parts { destination, check_in, check_out, rooms, filters } => {
            let place = destination.as_deref().map(|name| read_fresh(work, name));
            let mut details = StayDetails {
                destination: place.as_ref().and_then(|read| read.details.destination.clone()),
                check_in: *check_in,
                check_out: *check_out,
                per_room: rooms.clone(),
                filters: (**filters).clone(),
                ..StayDetails::default()
            };
            let mut problems = place.map(|read| read.problems).unwrap_or_default();
            if in_sandbox(work) {
                sandbox_words::read_parts(destination.as_deref(), &mut details);
                problems.retain(|_| details.destination.is_none());
            }
            let outcome = match problem::ask_about(work, &problems) {
                Some(asked) => {
                    work.session.details = details;
                    asked
                }
                None => search::search(work, details).await?,
            };
            Ok(Answered { kind, outcome, heard: None })
        }
    }
}

/// What `text` says in this session. Where it leads to another place, it is read once more beside that place's hotels.
fn read(work: &mut Work<'_>, text: &str) -> Understanding {
    let begun = Instant::now();
    let known = work.session.details.destination.clone();
    let mut understood = read_beside(work, text, &hotels_around(work, known.as_deref()));
    if in_sandbox(work) {
        sandbox_words::read(text, &mut understood);
    } else if let Some(place) = understood.details.destination.clone()
        && known.is_none_or(|known| known.place != place.place)
    {
        let again = read_beside(work, text, &hotels_around(work, Some(&place)));
        let same_place = again.details.destination.as_ref().is_some_and(|other| other.place == place.place);
        understood = if same_place { again } else { understood };
    }
    work.timing.understand += begun.elapsed();
    understood
}

/// The hotels that can be named around `place`: in the sandbox those that force an outcome, anywhere.
fn hotels_around(work: &Work<'_>, place: Option<&Destination>) -> Arc<HotelNames> {
    if in_sandbox(work) {
        return sandbox_words::hotel_names();
    }
    match (work.ports.supplier(&work.partner.caller), place) {
        (Some(supplier), Some(place)) => work.ports.known_hotels.around(&**supplier, work.ports.world, place),
        _ => Arc::default(),
    }
}

fn read_beside(work: &Work<'_>, text: &str, hotels: &HotelNames) -> Understanding {
    let session = &work.session;
    let options = session.shortlist.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let shown: Vec<ShownHotel<'_>> = options.iter().map(on_screen).collect();
    let situation = Situation {
        world: work.ports.world,
        now: session.actor.offset.civil(work.call.now),
        guest_country: work.partner.partner.country,
        known: &session.details,
        proposed: None,
        asked: asked(session.open_question.as_ref()),
        shown: &shown,
        focus: session.focus.and_then(|id| options.iter().position(|o| o.id == id)),
        has_booking: session.booking.is_some(),
        hotels,
    };
    understand(text, &situation)
}

/// What `text` says as the answer to "where?", with nothing known before.
fn read_fresh(work: &Work<'_>, text: &str) -> Understanding {
    let known = StayDetails::default();
    let situation = Situation {
        world: work.ports.world,
        guest_country: work.partner.partner.country,
        asked: Asked::Slots(&[Slot::Destination]),
        ..Situation::fresh(work.session.actor.offset.civil(work.call.now), &known)
    };
    understand(text, &situation)
}

fn in_sandbox(work: &Work<'_>) -> bool {
    work.partner.caller.mode == Mode::Test
}

fn asked(open: Option<&OpenQuestion>) -> Asked<'_> {
    match open {
        None => Asked::Nothing,
        Some(OpenQuestion::Details(slots)) => Asked::Slots(slots),
        Some(OpenQuestion::WhichPlace(places)) => Asked::WhichPlace(places),
        Some(OpenQuestion::CardSetup { .. }) => Asked::CardSetup,
        Some(OpenQuestion::PriceChange(_) | OpenQuestion::FinalYes(_)) => Asked::Proposal,
        Some(OpenQuestion::Cancellation(_)) => Asked::Cancellation,
    }
}

fn on_screen(shown: &ShownOption) -> ShownHotel<'_> {
    let (option, hotel) = (&shown.option, &shown.option.hotel);
    ShownHotel {
        name: &hotel.name,
        total: Some(option.total.minor()),
        rating: hotel.rating.map(crate::domain::option::Rating::tenths),
        stars: hotel.stars,
        amenities: hotel.amenities,
        distance: shown.distance,
        refundable: Some(option.refundability() == crate::domain::option::Refundability::Refundable),
    }
}

async fn act(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    match understood.intent {
        Intent::Search | Intent::Refine => search_for(work, understood).await,
        Intent::More if work.session.shortlist.is_some() => search::more(work).await,
        Intent::Compare => Ok(compare_shown(work, understood)),
        Intent::Question => question::answer(work, understood).await,
        Intent::Book => book_pointed(work, understood).await,
        Intent::Select if understood.takes => book_pointed(work, understood).await,
        Intent::Select => Ok(look_at(work, understood)),
        Intent::Cancel => cancel_in_words(work, understood).await,
        Intent::Modify => modify(work).await,
        Intent::Bookings => mine::bookings(work).await,
        Intent::Yes => yes(work).await,
        Intent::No => no(work).await,
        Intent::Done => book::card_page_done(work).await,
        Intent::Repeat => Ok(repeat(work)),
        Intent::More | Intent::DontKnow => Ok(nudge(work)),
        Intent::Thanks => Ok(Outcome::Answer(AnswerKind::Thanks)),
        Intent::Goodbye => Ok(Outcome::Answer(AnswerKind::Goodbye)),
        Intent::Greeting => Ok(Outcome::Answer(AnswerKind::Greeting)),
        Intent::Handoff | Intent::Complaint => Ok(Outcome::Answer(AnswerKind::Handoff)),
        Intent::Help => Ok(Outcome::Answer(AnswerKind::Help)),
        Intent::Unsupported => {
            Ok(Outcome::UnsupportedRequest(understood.unsupported.unwrap_or(Unsupported::OtherTravel)))
        }
        Intent::CardData => Ok(Outcome::CardDataRefused),
        Intent::Unknown => Ok(Outcome::NotUnderstood),
    }
}

async fn search_for(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    book::end_unsent(work, None).await?;
    if let Some(asked) = problem::ask_about(work, &understood.problems) {
        work.session.details = understood.details.clone();
        if matches!(asked, Outcome::UnsupportedRequest(Unsupported::LargeGroup)) {
            work.session.details.forget_party();
        }
        return Ok(asked);
    }
    let mut details = understood.details.clone();
    if understood.said.has_filter()
        && let [one] = pointed(work, understood).as_slice()
    {
        // "The second one, with breakfast": the wish is for that house.
        details.filters.hotel_name = Some(Arc::clone(&one.option.hotel.name));
    }
    search::search(work, details).await
}

async fn book_pointed(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    if !understood.said.is_empty() && understood.selection.is_empty() {
        return search_for(work, understood).await;
    }
    match meant(work, understood) {
        Some(option) => book::propose(work, option.id, None, Shown::Here).await,
        None if work.session.shortlist.is_none() => search_for(work, understood).await,
        None => Ok(which_one(work)),
    }
}

fn which_one(work: &mut Work<'_>) -> Outcome {
    let options = work.session.shortlist.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let suggestions = options.iter().map(|o| format!("book {}", o.option.hotel.name)).collect();
    let question =
        Question { slot: Slot::HotelName, text: "Which hotel would you like to book?".to_owned(), suggestions };
    search::clarify(work, vec![Slot::HotelName], vec![question])
}

fn look_at(work: &mut Work<'_>, understood: &Understanding) -> Outcome {
    match pointed(work, understood).as_slice() {
        [one] => {
            work.session.focus = Some(one.id);
            Outcome::OptionDetails { option: one.clone(), answer: question::description(one, work.now()) }
        }
        [] => nudge(work),
        many => Outcome::Comparison(compare::compare(many.to_vec(), work.now())),
    }
}

fn compare_shown(work: &mut Work<'_>, understood: &Understanding) -> Outcome {
    let chosen = pointed(work, understood);
    let all = work.session.shortlist.as_ref().map(|list| list.options.clone()).unwrap_or_default();
    let compared = if chosen.len() >= 2 { chosen } else { all };
    if compared.len() < 2 {
        return Outcome::Answer(AnswerKind::NothingShown);
    }
    Outcome::Comparison(compare::compare(compared, work.now()))
}

async fn cancel_in_words(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    let proposed = work.session.open_question.as_ref().is_some_and(|open| {
        matches!(open, OpenQuestion::PriceChange(_) | OpenQuestion::CardSetup { .. } | OpenQuestion::FinalYes(_))
    });
    if proposed {
        return no(work).await;
    }
    let live = mine::to_cancel(work).await?;
    if let Some(option) = meant(work, understood).filter(|_| live.is_empty() && understood.asks) {
        // Nothing is booked: "can I cancel it for free?" asks about the hotel spoken of.
        return Ok(question::about_cancelling(work, option));
    }
    match live.as_slice() {
        [one] => cancel::preview(work, &one.id).await,
        // Nothing is left to cancel; the latest booking tells why, if there is one.
        [] => match mine::latest(work).await? {
            Some(latest) => cancel::preview(work, &latest.id).await,
            None => Ok(Outcome::BookingNotFound),
        },
        many => Ok(Outcome::BookingList(many.to_vec())),
    }
}

async fn modify(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    if mine::to_cancel(work).await?.is_empty() {
        Ok(nudge(work))
    } else {
        Ok(Outcome::UnsupportedRequest(Unsupported::ModifyBooking))
    }
}

/// A yes counts for the open question only. One about money must come right after the question: with something else in
/// between, nobody can say what the guest means, so it is asked once more.
async fn yes(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let Some(open) = work.session.open_question.clone() else { return Ok(Outcome::NothingToConfirm) };
    let just_asked = work.session.asked_at == work.session.last_event;
    match open {
        OpenQuestion::PriceChange(_) if just_asked => book::accept_price(work, None).await,
        OpenQuestion::FinalYes(_) if just_asked => pay::confirm(work, None).await,
        OpenQuestion::Cancellation(id) if just_asked => cancel::cancel(work, &id).await,
        OpenQuestion::PriceChange(id) | OpenQuestion::FinalYes(id) => book::ask_again(work, &id).await,
        OpenQuestion::Cancellation(id) => cancel::preview(work, &id).await,
        OpenQuestion::CardSetup { .. } => book::card_page_done(work).await,
        OpenQuestion::Details(_) | OpenQuestion::WhichPlace(_) => Ok(nudge(work)),
    }
}

async fn no(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let kept = matches!(work.session.open_question, Some(OpenQuestion::Cancellation(_)));
    if kept {
        work.session.open_question = None;
        return Ok(Outcome::Answer(AnswerKind::KeptBooking));
    }
    book::end_unsent(work, None).await?;
    Ok(Outcome::Answer(AnswerKind::Declined))
}

/// What is on screen, once more.
fn repeat(work: &mut Work<'_>) -> Outcome {
    match &work.session.shortlist {
        Some(list) => Outcome::Shortlist(Arc::clone(list)),
        None => nudge(work),
    }
}

/// Asks again for what is open, or says that there is no search yet.
fn nudge(work: &mut Work<'_>) -> Outcome {
    match work.session.open_question.clone() {
        Some(OpenQuestion::Details(slots)) if slots == [Slot::HotelName] => which_one(work),
        Some(OpenQuestion::Details(slots)) if !slots.is_empty() => search::ask_for(work, slots),
        Some(OpenQuestion::WhichPlace(places)) => Outcome::ClarificationRequired(Clarification {
            ambiguous: vec![problem::which_place(&places)],
            ..Clarification::default()
        }),
        _ if work.session.shortlist.is_some() => Outcome::Answer(AnswerKind::Help),
        _ => Outcome::Answer(AnswerKind::NothingShown),
    }
}
