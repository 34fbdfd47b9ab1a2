//! Answering words: what was understood decides which act follows.

use std::sync::Arc;
use std::time::Instant;

use super::asking;
use super::book::{self, Shown};
use super::cancel;
use super::cohort;
use super::compare;
use super::decline;
use super::error::ChatError;
use super::mine;
use super::pay;
use super::pointing::{meant, pointed};
use super::problem;
use super::question;
use super::reply;
use super::sandbox_words;
use super::search;
use super::work::{Answered, Work};
use crate::domain::booking::BookingAttempt;
use crate::domain::event::{EventKind, SearchPayload};
use crate::domain::heard::Heard;
use crate::domain::ids::BookingId;
use crate::domain::outcome::{AnswerKind, Outcome, Question, Status, Unsupported};
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
    cohort::gather().await;
    let understood = read(work, text);
    cohort::gather().await;
    if let Some((booking, heard)) = booking_to_cancel(work, text, &understood).await? {
        let outcome = cancel::preview(work, &booking).await?;
        return Ok(Answered { kind: EventKind::CancelRequest, outcome, heard: Some(heard) });
    }
    let outcome = act(work, &understood).await?;
    let kind = match (understood.intent, outcome.status()) {
        // Pointing at a hotel without taking it asks about it.
        (Intent::Select, Status::OptionDetails | Status::Comparison) => EventKind::OptionQuestion,
        (intent, _) => intent.event_kind(),
    };
    Ok(Answered { kind, outcome, heard: Some(understood.heard) })
}

/// The one booking of several that is to be cancelled, where the words point at it: "cancel the second one", or "the one
/// in Portland" after it was asked which.
async fn booking_to_cancel(
    work: &mut Work<'_>,
    text: &str,
    understood: &Understanding,
) -> Result<Option<(BookingId, Heard)>, ChatError> {
    let choices = mine::to_choose_from(work, understood.intent).await?;
    if choices.len() < 2 {
        return Ok(None);
    }
    let listed: Vec<ShownHotel<'_>> = choices.iter().map(|b| ShownHotel::named(&b.option.hotel.name)).collect();
    let pointing = read_beside(work, text, &HotelNames::default(), &listed);
    let points = matches!(pointing.intent, Intent::Select | Intent::Cancel | Intent::Question);
    let city =
        pointing.said.destination.as_ref().filter(|_| pointing.said.check_in.is_none()).map(|place| &place.value);
    let in_city = |b: &&Arc<BookingAttempt>| city.is_some_and(|place| *place.name == *b.option.hotel.city);
    let chosen = match pointing.selection.as_slice() {
        [one] if points => choices.get(*one),
        [] => {
            let mut there = choices.iter().filter(in_city);
            there.next().filter(|_| there.next().is_none())
        }
        _ => None,
    };
    Ok(chosen.map(|booking| (booking.id.clone(), pointing.heard)))
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
            work.session.details = details.clone();
            let outcome = match problem::ask_about(work, &problems) {
                Some(asked) => asked,
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
    let options = work.session.shortlist.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let shown: Vec<ShownHotel<'_>> = options.iter().map(on_screen).collect();
    let mut understood = read_beside(work, text, &hotels_around(work, known.as_deref()), &shown);
    if in_sandbox(work) {
        sandbox_words::read(text, &mut understood);
    } else if let Some(place) = understood.details.destination.clone()
        && known.is_none_or(|known| known.place != place.place)
    {
        let again = read_beside(work, text, &hotels_around(work, Some(&place)), &shown);
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

fn read_beside(work: &Work<'_>, text: &str, hotels: &HotelNames, shown: &[ShownHotel<'_>]) -> Understanding {
    let session = &work.session;
    let options = session.shortlist.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let situation = Situation {
        world: work.ports.world,
        now: session.actor.offset.civil(work.call.now),
        guest_country: work.partner.partner.country,
        known: &session.details,
        proposed: None,
        asked: asked(session.open_question.as_ref()),
        shown,
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
        None | Some(OpenQuestion::WhichBooking(_)) => Asked::Nothing,
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

/// "Does it have parking? I need that": the question is answered, and what is searched from here on must have it.
fn keep_wishes(work: &mut Work<'_>, understood: &Understanding) {
    if understood.said.asked_too > 0 {
        let (kept, wished) = (&mut work.session.details.filters, &understood.details.filters);
        (kept.amenities, kept.board) = (wished.amenities, wished.board);
    }
}

async fn act(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    // What is seldom done is apart, so that a turn that searches is not as big as one that books.
    match understood.intent {
        Intent::Search | Intent::Refine => search_for(work, understood).await,
        Intent::More if work.session.shortlist.is_some() || work.session.dead_end.is_some() => search::more(work).await,
        Intent::Compare => Ok(compare_shown(work, understood)),
        Intent::Question => {
            keep_wishes(work, understood);
            Box::pin(question::answer(work, understood)).await
        }
        Intent::Book => Box::pin(book_pointed(work, understood)).await,
        Intent::Select if understood.takes => Box::pin(book_pointed(work, understood)).await,
        Intent::Select => Ok(look_at(work, understood)),
        Intent::Cancel => Box::pin(cancel_in_words(work, understood)).await,
        Intent::Modify => Box::pin(modify(work, understood)).await,
        Intent::Bookings => Box::pin(mine::bookings(work)).await,
        Intent::Yes => Box::pin(yes(work)).await,
        Intent::No => Box::pin(refuse(work, understood)).await,
        Intent::Done => Box::pin(book::card_page_done(work)).await,
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

/// "No, the second one" leaves a proposal for another option.
async fn refuse(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    let proposed = work.session.focus;
    let refused = decline::no(work, understood).await?;
    let another = matches!(pointed(work, understood).as_slice(), [one] if Some(one.id) != proposed);
    let declined = matches!(refused, Outcome::Answer(AnswerKind::Declined(_)));
    Ok(if declined && another { look_at(work, understood) } else { refused })
}

async fn search_for(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    book::end_unsent(work, None).await?;
    let mut details = understood.details.clone();
    settle_period(&mut details, understood);
    work.session.details = details;
    if let Some(asked) = problem::ask_about(work, &understood.problems) {
        return Ok(asked);
    }
    let mut details = work.session.details.clone();
    if understood.said.has_filter()
        && let [one] = pointed(work, understood).as_slice()
    {
        // "The second one, with breakfast": the wish is for that house.
        details.filters.hotel_name = Some(Arc::clone(&one.option.hotel.name));
    }
    search::search(work, details).await
}

/// A week or month that was named takes the place of the days known before, until days are named again.
fn settle_period(details: &mut StayDetails, understood: &Understanding) {
    if understood.within.is_some() && understood.said.check_in.is_none() {
        details.check_in = None;
        details.check_out = None;
        details.within = understood.within;
    } else if understood.said.check_in.is_some() {
        details.within = None;
    }
}

async fn book_pointed(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    if !understood.said.is_empty() && understood.selection.is_empty() {
        return search_unless_nothing_is_known(work, understood).await;
    }
    match meant(work, understood) {
        Some(option) => book::propose(work, option.id, None, Shown::Here).await,
        None if work.session.shortlist.is_none() => search_unless_nothing_is_known(work, understood).await,
        None => Ok(match past_the_list(work, understood) {
            Some(shown) => which_of(work, reply::not_on_list(shown)),
            None => which_one(work),
        }),
    }
}

/// "Book the cheaper one" out of the blue is no search: there is nothing it could be about.
async fn search_unless_nothing_is_known(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    let points = understood.said.sort.is_some() || !understood.selection.is_empty();
    if points && !understood.said.has_request() && understood.details.destination.is_none() {
        return Ok(Outcome::Answer(AnswerKind::NothingShown));
    }
    search_for(work, understood).await
}

fn which_one(work: &mut Work<'_>) -> Outcome {
    which_of(work, "Which hotel would you like to book?".to_owned())
}

/// Asks which of the hotels on screen is to be booked.
fn which_of(work: &mut Work<'_>, text: String) -> Outcome {
    let options = work.session.shortlist.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let suggestions = options.iter().map(|o| format!("book {}", o.option.hotel.name)).collect();
    asking::clarify(work, vec![Slot::HotelName], vec![Question { slot: Slot::HotelName, text, suggestions }])
}

fn look_at(work: &mut Work<'_>, understood: &Understanding) -> Outcome {
    let mut options = pointed(work, understood);
    if understood.selection.is_empty() {
        options.extend(meant(work, understood));
    }
    match options.as_slice() {
        [one] => question::describe(work, one.clone()),
        [] => not_on_list(work, understood).unwrap_or_else(|| nudge(work)),
        many => Outcome::Comparison(compare::compare(many.to_vec(), work.now())),
    }
}

fn compare_shown(work: &mut Work<'_>, understood: &Understanding) -> Outcome {
    if let Some(beyond) = not_on_list(work, understood) {
        return beyond;
    }
    let chosen = pointed(work, understood);
    let all = work.session.shortlist.as_ref().map(|list| list.options.clone()).unwrap_or_default();
    let compared = if chosen.len() >= 2 { chosen } else { all };
    match compared.as_slice() {
        [] => Outcome::Answer(AnswerKind::NothingShown),
        [only] => question::describe(work, only.clone()),
        _ => Outcome::Comparison(compare::compare(compared, work.now())),
    }
}

/// The answer to words that point past the end of the list.
fn not_on_list(work: &Work<'_>, understood: &Understanding) -> Option<Outcome> {
    past_the_list(work, understood).map(|shown| Outcome::Answer(AnswerKind::NotOnList(shown)))
}

/// How many hotels are on screen, where the words point past them.
fn past_the_list(work: &Work<'_>, understood: &Understanding) -> Option<usize> {
    let shown = work.session.shortlist.as_ref()?.options.len();
    understood.selection.iter().any(|i| *i >= shown).then_some(shown)
}

async fn cancel_in_words(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    let proposed = work.session.open_question.as_ref().is_some_and(|open| {
        matches!(open, OpenQuestion::PriceChange(_) | OpenQuestion::CardSetup { .. } | OpenQuestion::FinalYes(_))
    });
    if proposed {
        return decline::proposal(work).await;
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
        many => {
            work.ask(OpenQuestion::WhichBooking(many.iter().map(|booking| booking.id.clone()).collect()));
            Ok(Outcome::BookingList(many.to_vec()))
        }
    }
}

async fn modify(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    if !mine::to_cancel(work).await?.is_empty() {
        return Ok(Outcome::UnsupportedRequest(Unsupported::ModifyBooking));
    }
    // Nothing is booked yet, so it is the search that changes.
    if understood.said.is_empty() {
        Ok(Outcome::Answer(AnswerKind::NothingToChange))
    } else {
        search_for(work, understood).await
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
        OpenQuestion::WhichBooking(_) => mine::bookings(work).await,
    }
}

/// What was answered last, once more: the list on screen, or that nothing was found.
fn repeat(work: &mut Work<'_>) -> Outcome {
    match (&work.session.dead_end, &work.session.shortlist) {
        (Some(end), _) => Outcome::NoResults(Arc::clone(end)),
        (None, Some(list)) => Outcome::Shortlist(Arc::clone(list)),
        (None, None) => nudge(work),
    }
}

/// Asks again for what is open, or says that there is no search yet.
fn nudge(work: &mut Work<'_>) -> Outcome {
    let asked = work.session.clarification.clone();
    match (work.session.open_question.clone(), asked) {
        (Some(OpenQuestion::Details(slots)), _) if slots == [Slot::HotelName] => which_one(work),
        (Some(OpenQuestion::Details(_) | OpenQuestion::WhichPlace(_)), Some(asked)) => {
            Outcome::ClarificationRequired((*asked).clone())
        }
        _ if work.session.shortlist.is_some() => Outcome::Answer(AnswerKind::Help),
        _ => Outcome::Answer(AnswerKind::NothingShown),
    }
}
