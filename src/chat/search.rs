//! Searching: from what is known of the stay to the ranked few, or to what must be asked first.

use std::sync::Arc;

use super::asking;
use super::error::ChatError;
use super::work::Work;
use crate::domain::ids::{HotelId, OptionId};
use crate::domain::money::Currency;
use crate::domain::outcome::{DeadEnd, Outcome, Unsupported};
use crate::domain::ranking::{self, Ranked};
use crate::domain::shortlist::{PAGE, Shortlist, ShownOption};
use crate::domain::stay::{Incomplete, StayDetails, StayRequest};

/// Searches for the session's details from the first page on.
pub(super) async fn search(work: &mut Work<'_>, details: StayDetails) -> Result<Outcome, ChatError> {
    work.session.details = details;
    work.session.houses_seen.clear();
    work.session.focus = None;
    page(work).await
}

/// The next page of the search on screen; where it found nothing, what giving up the wish in its way brings.
pub(super) async fn more(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let given_up = work.session.dead_end.as_ref().and_then(|end| end.relaxations.first()).map(|r| r.drop.clone());
    if let Some(drop) = given_up {
        let mut details = work.session.details.clone();
        details.filters = ranking::without(&details.filters, &drop);
        return search(work, details).await;
    }
    page(work).await
}

/// The stay as it can be searched, or what must be asked first.
fn wanted(work: &mut Work<'_>) -> Result<StayRequest, Outcome> {
    let details = &mut work.session.details;
    // A currency once named stays, also when the price it was named with is given up.
    details.currency = details.filters.price.and_then(|price| price.currency).or(details.currency);
    let currency = details.currency.unwrap_or(Currency::USD);
    match details.request(work.session.actor.offset.today(work.call.now), currency) {
        Ok(request) => Ok(request),
        Err(Incomplete::TooMany) => {
            details.forget_party();
            Err(Outcome::UnsupportedRequest(Unsupported::LargeGroup))
        }
        Err(Incomplete::Missing(slots)) => Err(asking::ask_for(work, &slots)),
        Err(Incomplete::Dates(problem)) => Err(asking::about_dates(work, problem)),
    }
}

async fn page(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let asked = match wanted(work) {
        Ok(request) => Arc::new(request),
        Err(question) => return Ok(question),
    };
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
    work.session.dead_end = None;
    let ranked = ranking::rank(&results.options, &asked);
    if ranked.is_empty() {
        let relaxations = ranking::relaxations(&results.options, &asked);
        return Ok(dead_end(work, &asked, relaxations, results.partial));
    }
    let shortlist = Arc::new(Shortlist { partial: results.partial, ..cut(work, &asked, &ranked) });
    if shortlist.options.is_empty() {
        // All of them have been seen; the last page stays on screen.
        return Ok(Outcome::Shortlist(shortlist));
    }
    let houses = shortlist.options.iter().map(|shown| shown.option.hotel.id.clone());
    work.session.houses_seen.extend(houses);
    work.session.shortlist = Some(Arc::clone(&shortlist));
    work.commit.shown = Some(Arc::clone(&shortlist));
    Ok(Outcome::Shortlist(shortlist))
}

/// Nothing was found. A list of the same stay stays on screen, so that it can still be spoken of.
fn dead_end(
    work: &mut Work<'_>,
    asked: &StayRequest,
    relaxations: Vec<crate::domain::outcome::Relaxation>,
    partial: bool,
) -> Outcome {
    let is_same_stay = |list: &Shortlist| {
        let before = &list.request;
        before.destination.place == asked.destination.place
            && before.dates == asked.dates
            && before.rooms == asked.rooms
    };
    if !work.session.shortlist.as_deref().is_some_and(is_same_stay) {
        work.session.shortlist = None;
    }
    let search = Arc::new(Shortlist { request: asked.clone(), options: Vec::new(), total: 0, shown: 0, partial });
    let end = Arc::new(DeadEnd { search, relaxations });
    work.session.dead_end = Some(Arc::clone(&end));
    Outcome::NoResults(end)
}

/// The next page: the best houses that have not been seen.
fn cut(work: &Work<'_>, request: &StayRequest, ranked: &[Ranked<'_>]) -> Shortlist {
    let seen = &work.session.houses_seen;
    let mut unseen = unseen(ranked, seen);
    let page = unseen.by_ref().take(PAGE).enumerate();
    let ids = OptionId::together(work.ports.entropy.bytes());
    let options: Vec<ShownOption> = page.zip(ids).map(|((i, ranked), id)| shown(id, seen.len() + i, ranked)).collect();
    let total = ranked.len();
    let left = unseen.count();
    Shortlist { request: request.clone(), options, total: count(total), shown: count(total - left), partial: false }
}

/// What was not seen yet: by house and not by count, so that none comes twice although the supplier has sold or repriced
/// others meanwhile.
fn unseen<'r, 'o>(ranked: &'r [Ranked<'o>], seen: &'r [HotelId]) -> impl Iterator<Item = &'r Ranked<'o>> {
    ranked.iter().filter(|ranked| !seen.contains(&ranked.option.hotel.id))
}

/// The option at place `i` of a ranking, under the key `id`.
pub(super) fn shown(id: OptionId, i: usize, ranked: &Ranked<'_>) -> ShownOption {
    ShownOption { id, rank: count(i + 1), distance: Some(ranked.distance), option: Arc::clone(ranked.option) }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::hotel_option;
    use crate::domain::option::HotelOption;

    fn house(name: &str) -> Arc<HotelOption> {
        let mut option = hotel_option();
        let mut hotel = (*option.hotel).clone();
        hotel.id = HotelId::parse(name).unwrap();
        option.hotel = Arc::new(hotel);
        Arc::new(option)
    }

    #[test]
    fn a_house_that_was_seen_never_comes_again_though_the_order_has_changed() {
        let houses = ["a", "b", "c", "d"].map(house);
        let by = |order: [usize; 3]| order.map(|i| Ranked { option: &houses[i], distance: 0 });
        let seen = vec![HotelId::parse("a").unwrap(), HotelId::parse("b").unwrap()];
        // "a" has sold out, "d" is new and comes first, "b" has fallen to the end.
        let ranked = by([3, 2, 1]);
        let left: Vec<&str> = unseen(&ranked, &seen).map(|r| r.option.hotel.id.as_str()).collect();
        assert_eq!(left, ["d", "c"]);
    }
}
