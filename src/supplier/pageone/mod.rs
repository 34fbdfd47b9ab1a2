//! PageOne over HTTP: what live keys search, quote, book and cancel. Its JSON and its texts stay in here.
//!
//! ```text
//! mod        the supplier: search, quote, book, cancel
//! conduct    paces, tries again, rests            transport   one request over HTTP
//! verdict    what is definite, what is unknown    wire · asking   JSON in and out
//! content · catalogue · last_copy   the houses there are      offers · terms  options, prices and policies
//! ```

mod amount;
mod asking;
mod breaker;
mod catalogue;
mod conduct;
mod content;
mod last_copy;
mod offers;
mod operation;
mod pace;
mod plain;
mod searches;
mod terms;
mod transport;
mod verdict;
mod wire;

use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::time::Instant;

use self::asking::{Asking, MOST_KM, Selector, Stay};
use self::catalogue::Catalogue;
use self::conduct::{Asked, Conduct};
use self::content::Content;
use self::last_copy::LastCopy;
use self::offers::Around;
use self::operation::Operation;
use self::searches::{SearchKey, Searches};
use self::terms::PolicyOf;
pub use self::transport::ConnectError;
use self::transport::Transport;
use self::verdict::{Trouble, Verdict};
use super::{BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, SearchResults, Supplier, SupplierError};
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::failure::FailureCode;
use crate::domain::ids::{SupplierQuoteRef, SupplierReference};
use crate::domain::option::{HotelOption, Quote};
use crate::domain::place::GeoPoint;
use crate::domain::stay::StayRequest;

/// How long a quote holds: the supplier keeps it for 30 minutes, and five are kept back.
const QUOTE_LIFE: SignedDuration = SignedDuration::from_mins(25);
/// How often one quote follows a price that changes under it.
const MOST_PRICE_CHANGES: usize = 2;
/// How long a search waits for everything before it shows what has come so far.
const SEARCH_DEADLINE: Duration = Duration::from_secs(9);
/// When a search counts as slow: the nearest houses are asked for by their codes then, which is a smaller question.
const SLOW: Duration = Duration::from_secs(4);
/// So many of them.
const NEAREST: usize = 25;
/// Between the two keys in a quote's reference; no key holds it.
const BETWEEN: char = ' ';

/// How a PageOne account is reached.
#[derive(Debug, Clone)]
pub struct Account {
    /// `https://host`, without a slash at its end.
    pub base_url: String,
    /// The `api-key`.
    pub key: SecretString,
    /// `settings.access.code`.
    pub access_code: u64,
    /// The file that keeps the list of hotels beyond this process, where one shall.
    pub hotels_file: Option<PathBuf>,
}

/// The supplier behind live keys.
pub struct PageOne {
    conduct: Conduct,
    asking: Asking,
    content: Content,
    searches: Searches,
}

impl PageOne {
    /// The supplier of that account. Must be called inside a Tokio runtime, which then also keeps its content fresh for
    /// as long as anybody holds it.
    ///
    /// # Errors
    /// The HTTP client cannot be set up.
    pub fn connect(account: &Account) -> Result<Arc<Self>, ConnectError> {
        let copy = account.hotels_file.as_deref();
        let copy = copy.map(|path| LastCopy::new(path, &account.base_url, account.access_code));
        let supplier = Arc::new(Self {
            conduct: Conduct::new(Transport::new(&account.base_url, &account.key)?),
            asking: Asking::new(account.access_code),
            content: Content::new(copy),
            searches: Searches::default(),
        });
        tokio::spawn(keep_fresh(Arc::downgrade(&supplier)));
        Ok(supplier)
    }

    /// Around the destination, and by name too where a house is named, at once. What has come by the deadline counts.
    async fn search_all(&self, request: &StayRequest, now: Timestamp) -> Result<SearchResults, SupplierError> {
        let deadline = Instant::now() + SEARCH_DEADLINE;
        let Some(catalogue) = self.content.arrived(deadline).await else {
            return Err(SupplierError::Failed("its content has not been read yet".to_owned()));
        };
        let named = request.filters.hotel_name.as_deref().map(|name| by_name(name, request, &catalogue));
        let by_name = async {
            match &named {
                Some(selector) => Some(self.find(selector, request, now, &catalogue, deadline).await),
                None => None,
            }
        };
        let ((around, is_whole), named) = tokio::join!(self.find_around(request, now, &catalogue, deadline), by_name);
        let is_clipped = request.destination.radius > MOST_KM * 1_000;
        merge(around, named, is_clipped || !is_whole)
    }

    /// What is sold around the destination, or at least in the houses nearest to it, and whether it is everything. Where
    /// everything is slow to come, the nearest are asked for meanwhile, and are the answer at the deadline.
    async fn find_around(
        &self,
        request: &StayRequest,
        now: Timestamp,
        catalogue: &Catalogue,
        deadline: Instant,
    ) -> (Part, bool) {
        let (point, radius) = (request.destination.point, request.destination.radius);
        let around = Selector::Around(point, radius);
        let mut everything = pin!(self.find(&around, request, now, catalogue, deadline));
        if let Ok(found) = tokio::time::timeout(SLOW, &mut everything).await {
            return (found, true);
        }
        let nearest = catalogue.nearest(point, radius, NEAREST);
        if nearest.is_empty() {
            return (everything.await, true);
        }
        tracing::info!("a search is slow; the nearest hotels are asked for by their codes");
        let nearest = Selector::Codes(nearest);
        let mut some = pin!(self.find(&nearest, request, now, catalogue, deadline));
        tokio::select! {
            found = &mut everything => match found {
                Ok(found) => (Ok(found), true),
                Err(error) => (some.await.map_err(|_| error), false),
            },
            found = &mut some => match (everything.await, found) {
                (Err(_), Ok(some)) => (Ok(some), false),
                (everything, _) => (everything, true),
            },
        }
    }

    async fn find(
        &self,
        selector: &Selector,
        request: &StayRequest,
        now: Timestamp,
        catalogue: &Catalogue,
        deadline: Instant,
    ) -> Result<Vec<Arc<HotelOption>>, SupplierError> {
        let stay = Stay { dates: request.dates, rooms: &request.rooms, currency: request.currency };
        let question = self.asking.search(selector, &stay);
        let asked: Asked<wire::Found> = self.conduct.ask(Operation::Search, question, deadline, wire::data).await;
        let found = asked.answer.map_err(|trouble| trouble.error())?;
        let destination = &request.destination;
        let around = Around {
            dates: request.dates,
            rooms: &request.rooms,
            currency: request.currency,
            city: destination.city.as_ref().unwrap_or(&destination.name),
            time_zone: &destination.time_zone,
            now,
        };
        Ok(around.options(&found, catalogue))
    }

    /// The same room of the same house on the same terms, as it is sold now.
    async fn again(
        &self,
        option: &HotelOption,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<Arc<HotelOption>>, SupplierError> {
        let stay = Stay { dates: option.dates, rooms: &option.rooms, currency: option.total.currency() };
        let selector = Selector::Codes(vec![option.hotel.id.clone()]);
        let question = self.asking.search(&selector, &stay);
        let asked: Asked<wire::Found> = self.conduct.ask(Operation::Search, question, deadline, wire::data).await;
        let found = asked.answer.map_err(|trouble| trouble.error())?;
        let around = Around {
            dates: option.dates,
            rooms: &option.rooms,
            currency: option.total.currency(),
            city: &option.hotel.city,
            time_zone: &option.hotel.time_zone,
            now,
        };
        let is_same = |other: &Arc<HotelOption>| {
            other.hotel.id == option.hotel.id
                && other.room_name == option.room_name
                && other.board == option.board
                && other.refundability() == option.refundability()
        };
        Ok(around.options(&found, &self.content.current()).into_iter().find(is_same))
    }

    async fn quote_once(
        &self,
        option_key: &str,
        option: &HotelOption,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Quote, Trouble> {
        let stay = Stay { dates: option.dates, rooms: &option.rooms, currency: option.total.currency() };
        let question = self.asking.quote(option_key, &option.hotel.id, &stay);
        let read = |body: &[u8]| quote_of(&wire::data(body)?, option_key, option, now);
        self.conduct.ask(Operation::Quote, question, deadline, read).await.answer
    }
}

/// Reads the content again and again while the supplier is in use.
async fn keep_fresh(supplier: Weak<PageOne>) {
    loop {
        let pause = match supplier.upgrade() {
            Some(supplier) => supplier.content.refresh(&supplier.conduct).await,
            None => return,
        };
        tokio::time::sleep(pause).await;
    }
}

/// The houses of that name the catalogue knows near the destination, or else whatever the supplier finds under it.
fn by_name(name: &str, request: &StayRequest, catalogue: &Catalogue) -> Selector {
    let near = catalogue.named(name, request.destination.point, MOST_KM * 1_000);
    if near.is_empty() { Selector::Named(name.to_owned()) } else { Selector::Codes(near) }
}

type Part = Result<Vec<Arc<HotelOption>>, SupplierError>;

/// Both parts together, each house once; a part that failed makes the rest partial.
fn merge(around: Part, named: Option<Part>, is_clipped: bool) -> Result<SearchResults, SupplierError> {
    let (mut options, mut partial) = (Vec::new(), is_clipped);
    match (around, named) {
        (Err(error), None | Some(Err(_))) => return Err(error),
        (around, named) => {
            for part in named.into_iter().chain([around]) {
                match part {
                    Ok(more) => {
                        let known: std::collections::HashSet<_> =
                            options.iter().map(|option: &Arc<HotelOption>| option.hotel.id.clone()).collect();
                        options.extend(more.into_iter().filter(|option| !known.contains(&option.hotel.id)));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a part of a search is missing");
                        partial = true;
                    }
                }
            }
        }
    }
    Ok(SearchResults { options: options.into(), partial })
}

/// A quote as read; without a policy of its own it has the option's.
fn quote_of(given: &wire::Quoted, option_key: &str, option: &HotelOption, now: Timestamp) -> Result<Quote, Trouble> {
    let unreadable = |what: &str| Trouble::Unreadable(what.to_owned());
    let key = plain::key(&given.id).ok_or_else(|| unreadable("no quote reference"))?;
    let (price, total) = terms::price(&given.rate).ok_or_else(|| unreadable("no price"))?;
    let policy = given.cancel_policy.as_ref().or(given.cancellation_policy.as_ref());
    let cancellation = match policy {
        Some(policy) => PolicyOf { dates: option.dates, total, time_zone: &option.hotel.time_zone }.read(Some(policy)),
        None => option.cancellation.clone(),
    };
    let supplier_ref = SupplierQuoteRef::parse(&format!("{key}{BETWEEN}{option_key}"))
        .map_err(|_| unreadable("no quote reference"))?;
    Ok(Quote { supplier_ref, price, total, cancellation, expires_at: now + QUOTE_LIFE })
}

/// The keys of the quote and of the option it was made of.
fn keys_of(quote: &Quote) -> Option<(&str, &str)> {
    quote.supplier_ref.as_str().split_once(BETWEEN)
}

/// The booking's reference, if the answer has one. An error beside it changes nothing; a status other than success does.
fn reference_of(body: &[u8]) -> Result<SupplierReference, Trouble> {
    let booked: wire::Booked = wire::data(body)?;
    let is_success = booked.status.as_deref().is_none_or(|status| status.eq_ignore_ascii_case("success"));
    let reference = booked.booking_reference.as_deref().and_then(plain::key);
    match reference.and_then(|reference| SupplierReference::parse(reference).ok()) {
        Some(reference) if is_success => Ok(reference),
        Some(_) => Err(Trouble::Unreadable("a reference with a status other than success".to_owned())),
        None => Err(Trouble::Unreadable("a success without a reference".to_owned())),
    }
}

fn is_cancelled(body: &[u8]) -> Result<(), Trouble> {
    let cancelled: wire::Cancelled = wire::data(body)?;
    match cancelled.status {
        Some(status) if status.eq_ignore_ascii_case("cancelled") => Ok(()),
        Some(_) | None => Err(Trouble::Unreadable("a success that does not say cancelled".to_owned())),
    }
}

#[async_trait]
impl Supplier for PageOne {
    async fn search(&self, call: &CallContext, request: &StayRequest) -> Result<SearchResults, SupplierError> {
        let deadline = Instant::now() + SEARCH_DEADLINE + Duration::from_secs(1);
        let shared = self.searches.share(SearchKey::of(request), call.now, self.search_all(request, call.now));
        tokio::time::timeout_at(deadline, shared).await.unwrap_or(Err(SupplierError::Timeout))
    }

    async fn quote(
        &self,
        call: &CallContext,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<QuoteAnswer, SupplierError> {
        if option.expires_at <= call.now {
            return Ok(QuoteAnswer::Unavailable(FailureCode::OptionExpired));
        }
        let deadline = Instant::now() + Operation::Quote.deadline();
        let mut key = previous.and_then(keys_of).map_or(option.supplier_ref.as_str(), |(_, option)| option).to_owned();
        for _ in 0..=MOST_PRICE_CHANGES {
            let trouble = match self.quote_once(&key, option, call.now, deadline).await {
                Ok(quote) => return Ok(QuoteAnswer::Quoted(Box::new(quote))),
                Err(trouble) => trouble,
            };
            // The refusal names no new price, so the house is searched again.
            if !trouble.asks_to_search_again() {
                tracing::warn!(trouble = trouble.to_log(), "the supplier gave no quote");
                return Err(trouble.error());
            }
            match self.again(option, call.now, deadline).await? {
                Some(now_sold) => key = now_sold.supplier_ref.as_str().to_owned(),
                None => return Ok(QuoteAnswer::Unavailable(FailureCode::SoldOut)),
            }
        }
        Ok(QuoteAnswer::Unavailable(FailureCode::SoldOut))
    }

    async fn book(&self, call: &CallContext, attempt: &BookingAttempt) -> BookAnswer {
        let (quote, option) = (&attempt.quote, &attempt.option);
        let (Some((key, _)), Some(guest)) = (keys_of(quote), &attempt.guest) else {
            return BookAnswer::Refused(FailureCode::SupplierRejected);
        };
        if quote.expires_at <= call.now {
            return BookAnswer::Refused(FailureCode::OptionExpired);
        }
        let accepted = attempt.accepted_total;
        if quote.total.currency() != accepted.currency() || quote.total.minor() > accepted.minor() {
            return BookAnswer::Refused(FailureCode::SupplierRejected);
        }
        let stay = Stay { dates: option.dates, rooms: &option.rooms, currency: quote.total.currency() };
        let question = self.asking.book(key, &option.hotel.id, &stay, guest, &attempt.partner_reference);
        let deadline = Instant::now() + Operation::Book.deadline();
        let trouble = match self.conduct.ask(Operation::Book, question, deadline, reference_of).await.answer {
            Ok(reference) => return BookAnswer::Confirmed(reference),
            Err(trouble) => trouble,
        };
        tracing::warn!(booking = %attempt.id, trouble = trouble.to_log(), "the supplier did not book");
        match trouble.of_book() {
            Verdict::Refused(code) => BookAnswer::Refused(code),
            Verdict::Done | Verdict::Unknown => BookAnswer::Unknown(trouble.to_log()),
        }
    }

    async fn cancel(&self, _call: &CallContext, booking: &BookingAttempt) -> CancelAnswer {
        let Some(reference) = &booking.supplier_reference else {
            return CancelAnswer::Refused(FailureCode::BookingNotFound);
        };
        let question = self.asking.cancel(reference);
        let deadline = Instant::now() + Operation::Cancel.deadline();
        let asked = self.conduct.ask(Operation::Cancel, question, deadline, is_cancelled).await;
        let Err(trouble) = asked.answer else { return CancelAnswer::Cancelled };
        tracing::warn!(booking = %booking.id, trouble = trouble.to_log(), "the supplier did not cancel");
        match trouble.of_cancel() {
            Verdict::Done => CancelAnswer::Cancelled,
            // An earlier try may have cancelled, and this refusal does not speak of the booking.
            Verdict::Refused(FailureCode::SupplierError) if asked.may_be_done => {
                CancelAnswer::Unknown(trouble.to_log())
            }
            Verdict::Refused(code) => CancelAnswer::Refused(code),
            Verdict::Unknown => CancelAnswer::Unknown(trouble.to_log()),
        }
    }

    fn hotel_list_edition(&self) -> u64 {
        self.content.edition()
    }

    fn hotel_names_around(&self, point: GeoPoint, metres: u32) -> Vec<Arc<str>> {
        self.content.current().names_around(point, metres)
    }

    /// PageOne documents no way to ask about a booking. A cancellation without an answer is asked for once more: that is
    /// safe, and the refusal of a second one names where the booking stands.
    async fn look_up(&self, call: &CallContext, attempt: &BookingAttempt) -> Evidence {
        let Some(reference) = attempt.supplier_reference.clone() else { return Evidence::Unavailable };
        if attempt.state != AttemptState::CancelUnknown {
            return Evidence::Unavailable;
        }
        match self.cancel(call, attempt).await {
            CancelAnswer::Cancelled => Evidence::Cancelled(reference),
            // Nothing was asked, or nothing was said of the booking.
            CancelAnswer::Refused(FailureCode::SupplierError) | CancelAnswer::Unknown(_) => Evidence::Unavailable,
            CancelAnswer::Refused(_) => Evidence::Booked(reference),
        }
    }
}
