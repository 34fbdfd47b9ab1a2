//! Questions about what is on screen: the hotel spoken of, or all of them.

mod many;
mod one;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::error::ChatError;
use super::mine;
use super::pointing::{meant, pointed};
use super::work::Work;
use crate::domain::outcome::{AnswerKind, Outcome};
use crate::domain::place::Destination;
use crate::domain::session::OpenQuestion;
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::understanding::meaning::Understanding;
use crate::understanding::topic::Topic;

/// Answers a question.
pub(super) async fn answer(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    let topics = &understood.topics;
    if topics.contains(&Topic::Reference) {
        return mine::bookings(work).await;
    }
    let Some(option) = meant(work, understood) else { return Ok(about_those_shown(work, understood)) };
    if topics.iter().all(|topic| *topic == Topic::Availability)
        && understood.selection.is_empty()
        && let Some(booked) = mine::spoken_of(work, &option).await?
    {
        // "Is it confirmed?" asks about the booking, not about the hotel.
        return Ok(Outcome::BookingDetails(booked));
    }
    let option = as_it_stands(work, option).await?;
    let place = destination(work);
    work.session.focus = Some(option.id);
    let told = topics.iter().filter_map(|topic| match (topic, &understood.measured_to) {
        (Topic::Distance, Some(to)) => Some(one::distance_to(&option, to)),
        _ => Some(one::about(&option, *topic, place.as_deref()?, work.now())),
    });
    let answer = joined(told);
    let answer = if answer.is_empty() { one::description(&option, work.now()) } else { answer };
    Ok(Outcome::OptionDetails { option, answer })
}

/// The option with all that is known of it, for a guest who points at it.
pub(super) fn describe(work: &mut Work<'_>, option: ShownOption) -> Outcome {
    work.session.focus = Some(option.id);
    let mut answer = one::description(&option, work.now());
    if work.session.open_question.is_none() {
        answer.push_str(" Say “book it” to go on with it.");
    }
    Outcome::OptionDetails { option, answer }
}

/// What cancelling the option would cost, for a guest who asks before booking it.
pub(super) fn about_cancelling(work: &mut Work<'_>, option: ShownOption) -> Outcome {
    work.session.focus = Some(option.id);
    let place = destination(work);
    let answer = place.map(|place| one::about(&option, Topic::Refund, &place, work.now())).unwrap_or_default();
    Outcome::OptionDetails { option, answer }
}

fn destination(work: &Work<'_>) -> Option<Arc<Destination>> {
    work.session.shortlist.as_ref().map(|list| Arc::clone(&list.request.destination))
}

/// The option at the price and terms that are proposed, where it is proposed.
async fn as_it_stands(work: &Work<'_>, shown: ShownOption) -> Result<ShownOption, ChatError> {
    let Some(id) = work.session.open_question.as_ref().and_then(OpenQuestion::booking) else { return Ok(shown) };
    let Some(attempt) = work.attempt(id).await?.filter(|attempt| attempt.option_id == shown.id) else {
        return Ok(shown);
    };
    let mut option = (*shown.option).clone();
    option.total = attempt.quote.total;
    option.price = attempt.quote.price;
    option.cancellation = attempt.quote.cancellation.clone();
    Ok(ShownOption { option: Arc::new(option), ..shown })
}

/// Nothing was pointed at: what the whole list answers, what holds in general, or a question back.
fn about_those_shown(work: &Work<'_>, understood: &Understanding) -> Outcome {
    let points = !pointed(work, understood).is_empty();
    let shown = work.session.shortlist.as_deref();
    if let Some(list) = shown.filter(|list| understood.selection.iter().any(|i| *i >= list.options.len())) {
        return Outcome::Answer(AnswerKind::NotOnList(list.options.len()));
    }
    let of_list = |list: &Shortlist| {
        let told = understood.topics.iter().filter_map(|topic| match (topic, &understood.measured_to) {
            (Topic::Distance, Some(to)) => many::closest_to(list, to),
            _ => many::about(list, *topic, work.now()),
        });
        joined(told)
    };
    let told = match shown {
        Some(list) if points => {
            let chosen = pointed(work, understood);
            of_list(&Shortlist { options: chosen, ..list.clone() })
        }
        Some(list) => of_list(list),
        None => joined(understood.topics.iter().filter_map(|topic| many::in_general(*topic).map(str::to_owned))),
    };
    Outcome::Answer(match (told.is_empty(), shown) {
        (false, _) => AnswerKind::OfThoseShown(told),
        (true, Some(_)) => AnswerKind::WhichHotel,
        (true, None) => AnswerKind::NothingShown,
    })
}

/// The sentences one after the other, none twice.
fn joined(told: impl Iterator<Item = String>) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for sentence in told {
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences.join(" ")
}
