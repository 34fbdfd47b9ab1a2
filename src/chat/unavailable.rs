//! An option that cannot be had, and what can be had in its place.

use std::sync::Arc;

use super::error::ChatError;
use super::search;
use super::work::Work;
use crate::domain::failure::FailureCode;
use crate::domain::ids::{HotelId, OptionId};
use crate::domain::outcome::Outcome;
use crate::domain::ranking;
use crate::domain::shortlist::{Shortlist, ShownOption};

/// How many other options are offered in place of one that cannot be had.
const ALTERNATIVES: usize = 2;

/// The option `id` cannot be had; others can. What is offered is on screen from then on, so that "the first one" means it.
///
/// Where the list on screen has no others for a stay that has just sold out, the supplier is asked once more; for an
/// option that is unknown or has expired it is not, so that all such answers are alike.
pub(super) async fn unavailable(work: &mut Work<'_>, code: FailureCode, id: OptionId) -> Result<Outcome, ChatError> {
    let list = work.session.shortlist.clone();
    let options = list.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let others = options.iter().filter(|shown| shown.id != id && shown.option.expires_at > work.now());
    let mut alternatives: Vec<ShownOption> = others.take(ALTERNATIVES).cloned().collect();
    if code == FailureCode::SoldOut
        && alternatives.len() < ALTERNATIVES
        && let Some(list) = &list
    {
        add_fresh(work, list, id, &mut alternatives).await;
    }
    if let Some(list) = &list
        && code == FailureCode::SoldOut
        && !alternatives.is_empty()
    {
        let offered = Arc::new(Shortlist { options: alternatives.clone(), ..(**list).clone() });
        work.session.shortlist = Some(Arc::clone(&offered));
        work.session.focus = None;
        work.commit.shown = Some(offered);
    }
    Ok(Outcome::OptionUnavailable { code, alternatives })
}

/// Other houses for the same stay, whatever their name.
async fn add_fresh(work: &mut Work<'_>, list: &Shortlist, gone: OptionId, alternatives: &mut Vec<ShownOption>) {
    let mut request = list.request.clone();
    request.filters.hotel_name = None;
    let wanted = Arc::new(request);
    let asked = Arc::clone(&wanted);
    let found = work.ask_supplier(async move |supplier, call| supplier.search(&call, &asked).await).await;
    let Some(Ok(results)) = found else { return };
    let gone = list.find(gone).map(|shown| shown.option.hotel.id.clone());
    let is_known = |house: &HotelId| {
        gone.as_ref() == Some(house) || alternatives.iter().any(|known| known.option.hotel.id == *house)
    };
    let ranked = ranking::rank(&results.options, &wanted);
    let fresh = ranked.iter().enumerate().filter(|(_, ranked)| !is_known(&ranked.option.hotel.id));
    let fresh = fresh.take(ALTERNATIVES.saturating_sub(alternatives.len()));
    let ids = OptionId::together(work.ports.entropy.bytes());
    let fresh: Vec<ShownOption> = fresh.zip(ids).map(|((i, ranked), id)| search::shown(id, i, ranked)).collect();
    alternatives.extend(fresh);
}
