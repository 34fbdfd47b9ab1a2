//! The supplier behind the protocol: options and quotes with their lives, bookings and their ledger.
//!
//! What is for sale, what it costs and which outcomes are forced comes from the sandbox; keys, lives, prices that changed
//! and what is truly booked are kept here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, tz::TimeZone};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::answer;
use super::fault::Fault;
use super::houses::{self, House};
use super::ledger::{Happened, Ledger, Line};
use super::mind::{Booked, Repriced, Shown, State};
use super::question::{self, Refusal, Selector, Stay, refuse};
use crate::clock::{Clock, Entropy};
use crate::domain::booking::{BookingAttempt, Proposal};
use crate::domain::guest::Guest;
use crate::domain::ids::{ActorId, BookingId, OptionId, PartnerId, PartnerReference, SessionId, SupplierReference};
use crate::domain::option::{HotelOption, Quote, Refundability};
use crate::domain::partner::{Caller, Mode};
use crate::domain::place::PlaceId;
use crate::supplier::{BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, Scenario, Supplier};

/// How long options and quotes are known.
const OPTION_LIFE: SignedDuration = SignedDuration::from_hours(24);
const QUOTE_LIFE: SignedDuration = SignedDuration::from_mins(30);
/// After this long the sandbox has decided every booking.
const DECIDED: SignedDuration = SignedDuration::from_mins(2);
/// The head of every booking's reference.
const REFERENCE: &str = "BK_";
/// The page size where none is asked for, and the largest.
const PAGE: usize = 100;

/// The supplier behind the protocol.
pub struct Shop {
    sandbox: Arc<dyn Supplier>,
    clock: Arc<dyn Clock>,
    cities: Vec<PlaceId>,
    houses: OnceCell<BTreeMap<String, House>>,
    ledger: Ledger,
    state: Mutex<State>,
}

type Said = Result<Value, Refusal>;

impl Shop {
    /// A shop that sells the houses of `cities` in `sandbox` and goes on with `ledger`: what is booked there can be
    /// cancelled here, and its rooms are gone.
    pub async fn open(
        sandbox: Arc<dyn Supplier>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
        cities: Vec<PlaceId>,
        ledger: Ledger,
    ) -> Self {
        let [a, b, c, d, ..] = entropy.bytes();
        let state = State { life: u32::from_le_bytes([a, b, c, d]), ..State::default() };
        let shop = Self { sandbox, clock, cities, houses: OnceCell::new(), ledger, state: Mutex::new(state) };
        for (line, attempt, is_cancelled) in shop.ledger.take_remembered() {
            if !is_cancelled {
                // Whoever is asked about a booking enters it again.
                shop.sandbox.look_up(&shop.call(None), &attempt).await;
            }
            let number = line.reference.strip_prefix(REFERENCE).and_then(|number| number.parse().ok());
            let mut state = shop.state();
            state.counter = state.counter.max(number.unwrap_or_default());
            state.bookings.insert(line.reference.clone(), Booked { attempt, line, is_cancelled });
        }
        shop
    }

    /// What was truly booked and cancelled.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn call(&self, scenario: Option<Scenario>) -> CallContext {
        let partner = PartnerId::parse("sandbox-supplier").expect("a slug");
        CallContext { caller: Caller { partner, mode: Mode::Test }, now: self.clock.now(), scenario }
    }

    fn today(&self) -> jiff::civil::Date {
        // The day that begins first on earth has begun: nobody's today is refused as past.
        let now = self.clock.now() - SignedDuration::from_hours(12);
        TimeZone::UTC.to_datetime(now).date()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn houses(&self) -> &BTreeMap<String, House> {
        self.houses.get_or_init(|| async { houses::all(&*self.sandbox, &self.call(None), &self.cities).await }).await
    }

    /// A page of houses.
    pub(super) async fn content(&self, question: &Value) -> Said {
        let size = question.get("size").and_then(Value::as_u64).map_or(PAGE, |size| size as usize);
        if !(1..=PAGE).contains(&size) {
            return Err(refuse(400, "size must be between 1 and 100"));
        }
        let after = question.get("pageToken").and_then(Value::as_str).unwrap_or_default();
        let countries = question::countries(question)?;
        let is_wanted = |(_, house): &(&String, &House)| countries.is_empty() || countries.contains(&house.country);
        let houses = self.houses().await;
        let after = (std::ops::Bound::Excluded(after), std::ops::Bound::Unbounded);
        let mut rest = houses.range::<str, _>(after).filter(is_wanted);
        let page: Vec<&House> = rest.by_ref().take(size).map(|(_, house)| house).collect();
        let has_more = rest.next().is_some();
        Ok(json!({
            "type": "inventory",
            "countries": countries,
            "size": size,
            "hasMore": has_more,
            "nextPageToken": page.last().filter(|_| has_more).map(|house| &house.code),
            "accommodations": page.into_iter().map(answer::house).collect::<Vec<_>>(),
        }))
    }

    /// What is for sale.
    pub(super) async fn search(&self, question: &Value) -> Said {
        let criteria = question.get("searchCriteria").ok_or_else(|| refuse(400, "searchCriteria must be an object"))?;
        let stay = question::stay(criteria, self.today())?;
        let selector = question::selector(criteria)?;
        let is_meant = |house: &&House| match &selector {
            Selector::Codes(codes) => codes.contains(&house.code),
            Selector::Around(point, metres) => house.is_within(*point, *metres),
            Selector::Named(name) => house.is_named(name),
        };
        let mut by_city: BTreeMap<PlaceId, Vec<&House>> = BTreeMap::new();
        for house in self.houses().await.values().filter(is_meant) {
            by_city.entry(house.city).or_default().push(house);
        }
        let mut accommodations = Vec::new();
        for (city, houses) in by_city {
            for (code, options) in self.for_sale(city, &houses, &stay).await {
                let options: Vec<Value> =
                    options.into_iter().map(|(id, option)| answer::option(&id, &option)).collect();
                accommodations.push(json!({"type": "Hotel", "code": code, "options": options}));
            }
        }
        Ok(json!({"accommodations": accommodations}))
    }

    /// The options of those houses of one city, each under a fresh key.
    async fn for_sale(
        &self,
        city: PlaceId,
        houses: &[&House],
        stay: &Stay,
    ) -> BTreeMap<String, Vec<(String, HotelOption)>> {
        let call = self.call(None);
        let forcing = houses.iter().any(|house| house.forces).then(|| "sandbox".into());
        let plain = houses.iter().any(|house| !house.forces).then_some(None);
        let (mut sold, mut known) = (BTreeMap::<_, Vec<_>>::new(), std::collections::HashSet::new());
        for (name, refundable) in
            plain.into_iter().chain(forcing.map(Some)).flat_map(|name| [(name.clone(), None), (name, Some(true))])
        {
            let request = houses::stay_in(city, stay.dates, stay.rooms.clone(), stay.currency, name);
            let Some(mut request) = request else { continue };
            request.filters.refundable = refundable;
            let Ok(found) = self.sandbox.search(&call, &request).await else { continue };
            for option in found.options.iter() {
                let Some(house) = houses.iter().find(|house| house.hotel.id == option.hotel.id) else { continue };
                if known.insert(option.supplier_ref.clone())
                    && let Some(shown) = self.show(house, option).await
                {
                    sold.entry(house.code.clone()).or_default().push(shown);
                }
            }
        }
        sold
    }

    /// Puts an option on show at the price its house asks now.
    async fn show(&self, house: &House, option: &Arc<HotelOption>) -> Option<(String, HotelOption)> {
        let repriced = self.state().repriced.get(&house.hotel.id).cloned();
        let (price, last) = match repriced {
            None => (quote_as_shown(option), None),
            Some(Repriced { is_gone: true, .. }) => return None,
            Some(Repriced { scenario, last, .. }) => match self.requote(scenario, option, last.as_ref()).await {
                Ok(quote) => (quote, last),
                Err(_) => return None,
            },
        };
        let mut shown = HotelOption::clone(option);
        (shown.price, shown.total, shown.cancellation) = (price.price, price.total, price.cancellation.clone());
        let until = self.clock.now() + OPTION_LIFE;
        let kept = Shown { code: house.code.clone(), option: Arc::clone(option), last, price, until };
        let id = self.state().keep(kept, false);
        Some((id, shown))
    }

    async fn requote(
        &self,
        scenario: Option<Scenario>,
        option: &HotelOption,
        last: Option<&Quote>,
    ) -> Result<Quote, Refusal> {
        match self.sandbox.quote(&self.call(scenario), option, last).await {
            Ok(QuoteAnswer::Quoted(quote)) => Ok(*quote),
            Ok(QuoteAnswer::Unavailable(_)) => Err(refuse(400, "Option reference expired or invalid")),
            Err(_) => Err(refuse(500, "Internal server error")),
        }
    }

    /// Fixes what an option costs. A `fault` may let its house ask more from now on, or sell nothing.
    pub(super) async fn quote(&self, question: &Value, fault: Option<Fault>) -> Said {
        let criteria = question.get("quoteCriteria").ok_or_else(|| refuse(400, "quoteCriteria must be an object"))?;
        let id = question::text(criteria, "/optionId")?;
        let shown = self.state().options.get(id).cloned().filter(|shown| self.clock.now() < shown.until);
        let shown = shown.ok_or_else(|| refuse(400, "Option reference expired or invalid"))?;
        let hotel = &shown.option.hotel.id;
        check_stay(criteria, &shown, self.today())?;
        if question::rooms(criteria)? != shown.option.rooms {
            return Err(refuse(400, "Occupancy details mismatch"));
        }
        let Repriced { scenario, is_gone, .. } = self.state().repriced.get(hotel).cloned().unwrap_or_default();
        if is_gone || fault == Some(Fault::Gone) {
            self.state().repriced.insert(hotel.clone(), Repriced { is_gone: true, ..Repriced::default() });
            return Err(refuse(400, "Option reference expired or invalid"));
        }
        let rises = fault == Some(Fault::PriceChanged);
        let scenario = if rises { Some(Scenario::PriceIncrease) } else { scenario };
        let quote = self.requote(scenario, &shown.option, shown.last.as_ref()).await?;
        if quote.total != shown.price.total {
            self.state().repriced.insert(hotel.clone(), Repriced { scenario, last: shown.last.clone(), is_gone });
            return Err(refuse(400, "Price changed"));
        }
        let mut state = self.state();
        if let Some(known) = state.options.get_mut(id) {
            known.last = Some(quote.clone());
        }
        let until = self.clock.now() + QUOTE_LIFE;
        let quoted = Shown { price: quote.clone(), last: None, until, ..shown };
        let id = state.keep(quoted, true);
        Ok(json!({
            "id": id,
            "rate": answer::rate(&quote.price, quote.total),
            "cancelPolicy": answer::policy(&quote.cancellation),
        }))
    }

    /// Books a quote.
    pub(super) async fn book(&self, question: &Value) -> Said {
        let criteria = question.get("bookCriteria").ok_or_else(|| refuse(400, "bookCriteria must be an object"))?;
        let id = question::text(criteria, "/quoteId")?;
        let quoted = self.state().quotes.get(id).cloned().filter(|quoted| self.clock.now() < quoted.until);
        let quoted = quoted.ok_or_else(|| refuse(400, "Quote reference expired or invalid. Please quote again."))?;
        check_stay(criteria, &quoted, self.today())?;
        let holder = (question::text(criteria, "/holder/name")?, question::text(criteria, "/holder/surName")?);
        let guest = Guest::new(holder.0, holder.1, None).map_err(|_| refuse(400, "holder must be a name"))?;
        let partner_reference = question::text(criteria, "/partnerReference")?;
        let attempt = self.attempt(&quoted, guest, partner_reference)?;
        match self.sandbox.book(&self.call(None), &attempt).await {
            BookAnswer::Confirmed(own) => self.enter(attempt, own, &quoted, partner_reference),
            BookAnswer::Refused(_) => Err(refuse(400, "The booking was not successful.")),
            // PageOne knows no booking on request: what is decided later is decided now, and not told.
            BookAnswer::OnRequest(_) | BookAnswer::Unknown(_) => {
                let later = CallContext { now: self.clock.now() + DECIDED, ..self.call(None) };
                if let Evidence::Booked(own) = self.sandbox.look_up(&later, &attempt).await {
                    self.enter(attempt, own, &quoted, partner_reference)?;
                }
                Err(refuse(500, "Internal server error"))
            }
        }
    }

    /// An attempt for the sandbox, under a reference that no other has: this supplier never recognises a repetition.
    fn attempt(&self, quoted: &Shown, guest: Guest, reference: &str) -> Result<BookingAttempt, Refusal> {
        let number = self.state().count();
        let call = self.call(None);
        let option = Arc::new(HotelOption { total: quoted.price.total, ..HotelOption::clone(&quoted.option) });
        let proposal = Proposal {
            id: BookingId::new(u128::from(number)),
            caller: call.caller,
            actor: ActorId::parse("partner").expect("a short name"),
            session: SessionId::new(call.now.as_millisecond(), u128::from(number)),
            option_id: OptionId::unissued(),
            option,
            quote: quoted.price.clone(),
            guest: Some(guest),
        };
        let mut attempt = BookingAttempt::propose(proposal, call.now);
        let own = format!("{}.{number}", reference.chars().take(40).collect::<String>());
        attempt.partner_reference =
            PartnerReference::parse(&own).map_err(|_| refuse(400, "partnerReference must be a string"))?;
        Ok(attempt)
    }

    /// Enters a booking that the sandbox knows under its `own` reference.
    fn enter(
        &self,
        mut attempt: BookingAttempt,
        own: SupplierReference,
        quoted: &Shown,
        partner_reference: &str,
    ) -> Said {
        let mut state = self.state();
        let reference = format!("{REFERENCE}{:06}", state.count());
        let holder = attempt.guest.as_ref();
        let holder = holder.map(|guest| (guest.first_name().to_owned(), guest.last_name().to_owned()));
        let line = Line {
            what: Happened::Booked,
            at: self.clock.now().to_string(),
            reference: reference.clone(),
            partner_reference: partner_reference.to_owned(),
            hotel: quoted.code.clone(),
            check_in: attempt.option.dates.check_in().to_string(),
            check_out: attempt.option.dates.check_out().to_string(),
            rooms: attempt.option.rooms.len(),
            holder: holder.unwrap_or_default(),
            total: attempt.quote.total.decimal(),
            currency: attempt.quote.total.currency().code().to_owned(),
        };
        attempt.supplier_reference = Some(own);
        self.write(line.clone(), Some(&attempt))?;
        let rate = answer::rate(&attempt.quote.price, attempt.quote.total);
        state.bookings.insert(reference.clone(), Booked { attempt, line, is_cancelled: false });
        Ok(json!({
            "bookingReference": reference,
            "partnerReference": partner_reference,
            "status": "success",
            "rate": rate,
        }))
    }

    /// Cancels a booking by the documented rules.
    pub(super) async fn cancel(&self, question: &Value) -> Said {
        let reference = question::text(question, "/input/reference/bookingReference")
            .map_err(|_| refuse(400, "bookingReference is required for cancellation"))?;
        let booked = self.state().bookings.get(reference).cloned();
        let booked = booked.ok_or_else(|| refuse(404, "Booking not found"))?;
        if booked.is_cancelled {
            return Err(refuse(400, "Booking cannot be cancelled. Current status: cancelled"));
        }
        let attempt = &booked.attempt;
        let zone = TimeZone::get(&attempt.option.hotel.time_zone).unwrap_or(TimeZone::UTC);
        if zone.to_datetime(self.clock.now()).date() >= attempt.option.dates.check_in() {
            return Err(refuse(400, "This booking can no longer be cancelled after the check-in date"));
        }
        if attempt.quote.cancellation.refundability != Refundability::Refundable {
            return Err(refuse(400, "This booking is not refundable according to the cancellation policy"));
        }
        match self.sandbox.cancel(&self.call(None), attempt).await {
            CancelAnswer::Cancelled => {}
            CancelAnswer::Refused(_) => return Err(refuse(400, "Booking cannot be cancelled. Current status: failed")),
            CancelAnswer::Unknown(_) => return Err(refuse(500, "Internal server error")),
        }
        let at = self.clock.now().to_string();
        let mut state = self.state();
        let kept = state.bookings.get_mut(reference).filter(|kept| !kept.is_cancelled);
        // Somebody else may have cancelled it meanwhile.
        let kept = kept.ok_or_else(|| refuse(400, "Booking cannot be cancelled. Current status: cancelled"))?;
        self.write(Line { what: Happened::Cancelled, at: at.clone(), ..booked.line }, None)?;
        kept.is_cancelled = true;
        Ok(json!({"status": "cancelled", "cancelledAt": at}))
    }

    fn write(&self, line: Line, attempt: Option<&BookingAttempt>) -> Result<(), Refusal> {
        self.ledger.enter(line, attempt).map_err(|error| {
            tracing::error!(%error, "the ledger cannot be written");
            refuse(500, "Internal server error")
        })
    }
}

/// The price as the search showed it.
fn quote_as_shown(option: &HotelOption) -> Quote {
    Quote {
        supplier_ref: crate::domain::ids::SupplierQuoteRef::parse("as-shown").expect("a short name"),
        price: option.price,
        total: option.total,
        cancellation: option.cancellation.clone(),
        expires_at: option.expires_at,
    }
}

/// Whether the house and the dates are those that were shown.
fn check_stay(criteria: &Value, shown: &Shown, today: jiff::civil::Date) -> Result<(), Refusal> {
    if question::text(criteria, "/accommodation/code")? != shown.code {
        return Err(refuse(400, "Accommodation code mismatch"));
    }
    if question::dates(criteria, today)? != shown.option.dates {
        return Err(refuse(400, "Stay dates mismatch"));
    }
    Ok(())
}
