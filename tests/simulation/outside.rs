//! The ports of one process: every effect goes through here, with a place to be killed before and after it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use core_chat::clock::{Clock, Entropy};
use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::card::{CardSetup, PaymentMethod};
use core_chat::domain::failure::FailureCode;
use core_chat::domain::ids::{
    ActorId, BookingId, EventId, HoldId, IdempotencyKey, OptionId, PaymentMethodId, SetupId, SupplierQuoteRef,
    SupplierReference,
};
use core_chat::domain::money::Money;
use core_chat::domain::option::{HotelOption, Quote};
use core_chat::domain::partner::Caller;
use core_chat::domain::session::{Session, SessionKey};
use core_chat::domain::stay::StayRequest;
use core_chat::payments::{CardFormError, CardVault};
use core_chat::store::{BookingFilter, Commit, EventPage, OwnedOption, Store, StoreError, StoredResult};
use core_chat::supplier::{
    BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, SearchResults, Supplier, SupplierError,
};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::time::Instant;

use crate::stage::{Stage, TheirState, Theirs};

/// All that one process reaches outside.
#[derive(Clone)]
pub struct Outside {
    pub stage: Arc<Stage>,
    pub process: u64,
}

/// Longer than anybody waits.
const FOR_EVER: Duration = Duration::from_secs(600);

impl Outside {
    async fn boundary(&self, place: &str) {
        self.stage.boundary(self.process, place).await;
    }
}

impl Clock for Outside {
    fn now(&self) -> Timestamp {
        self.stage.now()
    }
}

impl Entropy for Outside {
    fn bytes(&self) -> [u8; 16] {
        let (high, low) = (self.stage.dice.number(), self.stage.dice.number());
        (u128::from(high) << 64 | u128::from(low)).to_le_bytes()
    }
}

#[async_trait]
impl Store for Outside {
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError> {
        self.boundary("a read").await;
        self.stage.disk.session(key).await
    }

    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError> {
        self.stage.disk.events(key, after, limit).await
    }

    async fn result(
        &self,
        session: &SessionKey,
        key: &IdempotencyKey,
    ) -> Result<Option<Arc<StoredResult>>, StoreError> {
        self.boundary("a read").await;
        self.stage.disk.result(session, key).await
    }

    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError> {
        self.stage.disk.option(caller, actor, id).await
    }

    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        self.boundary("a read").await;
        let mut found = self.stage.disk.bookings(which).await?;
        if *which == BookingFilter::Unsettled {
            // Those of one instant come in any order, and a seed must tell the same story twice.
            found.sort_by(|a, b| (a.updated_at, a.id.as_str()).cmp(&(b.updated_at, b.id.as_str())));
        }
        Ok(found)
    }

    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError> {
        self.stage.disk.card_setup(id).await
    }

    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError> {
        self.stage.disk.payment_methods(caller, actor).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.boundary("a commit").await;
        if self.stage.is_disk_full() {
            self.stage.trace(|| "the disk is full".to_owned());
            return Err(StoreError::Unavailable("the disk is full".into()));
        }
        self.stage.disk.commit(commit.clone()).await?;
        self.note(&commit);
        self.boundary("the end of a commit").await;
        Ok(())
    }
}

impl Outside {
    /// Notes what was written, and that it goes one way only.
    fn note(&self, commit: &Commit) {
        let mut written = self.stage.written();
        for attempt in &commit.attempts {
            self.stage.trace(|| format!("stored {} {:?} v{}", attempt.id, attempt.state, attempt.version));
            let before = written.attempts.insert(attempt.id.clone(), Arc::clone(attempt));
            if let Some(before) = before.filter(|before| !goes_on(before, attempt)) {
                self.stage.wrong(format!("{} went from {:?} to {:?}", attempt.id, before.state, attempt.state));
            }
        }
        if let (Some(session), Some(event)) = (&commit.session, &commit.event) {
            written.events.entry(session.key.id.clone()).or_default().push(*event);
        }
        written.usage.extend(commit.usage.iter().cloned());
    }
}

/// Whether a booking may go from `before` to `after`: what has ended stays, and sends are never taken back.
fn goes_on(before: &BookingAttempt, after: &BookingAttempt) -> bool {
    let has_ended = matches!(before.state, AttemptState::Refused | AttemptState::Cancelled | AttemptState::Ended);
    let is_decided = before.state == AttemptState::Confirmed;
    let is_cancelling = matches!(after.state, AttemptState::Confirmed | AttemptState::CancelSending);
    after.version == before.version + 1
        && after.sends >= before.sends
        && (!has_ended || after.state == before.state)
        && (!is_decided || is_cancelling)
}

#[async_trait]
impl Supplier for Outside {
    async fn search(&self, _call: &CallContext, _request: &StayRequest) -> Result<SearchResults, SupplierError> {
        Ok(SearchResults::default())
    }

    async fn quote(
        &self,
        call: &CallContext,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<QuoteAnswer, SupplierError> {
        self.boundary("a quote").await;
        let base = previous.map_or(option.total, |quote| quote.total);
        let (numerator, denominator) = match if self.stage.is_healed() { 9 } else { self.stage.dice.below(10) } {
            0 => return Err(SupplierError::Timeout),
            1 => return Ok(QuoteAnswer::Unavailable(FailureCode::SoldOut)),
            2 | 3 => (11, 10),
            4 => (9, 10),
            _ => (1, 1),
        };
        let total = base.share(numerator, denominator);
        Ok(QuoteAnswer::Quoted(Box::new(Quote {
            supplier_ref: SupplierQuoteRef::parse("q").expect("a short name"),
            price: option.price,
            total,
            cancellation: option.cancellation.clone(),
            expires_at: call.now + jiff::SignedDuration::from_mins(25),
        })))
    }

    async fn book(&self, _call: &CallContext, attempt: &BookingAttempt) -> BookAnswer {
        self.boundary("a send").await;
        self.hear(attempt);
        let ours = attempt.partner_reference.clone();
        let answer = match if self.stage.is_healed() { 0 } else { self.stage.dice.below(12) } {
            0..4 => BookAnswer::Confirmed(self.book_now(attempt, TheirState::Live)),
            4 => {
                *self.stage.books().refusals.entry(attempt.id.clone()).or_default() += 1;
                BookAnswer::Refused(FailureCode::SoldOut)
            }
            5 => BookAnswer::Unknown("502, and it is not booked".to_owned()),
            6 => {
                self.book_now(attempt, TheirState::Live);
                BookAnswer::Unknown("502, and it is booked".to_owned())
            }
            7 => {
                self.book_now(attempt, TheirState::Live);
                tokio::time::sleep(FOR_EVER).await;
                BookAnswer::Unknown("nobody waits so long".to_owned())
            }
            8 | 9 => {
                // The request is held up on its way, and arrives when nobody waits for it any more.
                self.stage.books().bookings_on_their_way.insert(ours.clone());
                let (outside, attempt) = (self.clone(), attempt.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(outside.stage.dice.below(90_000))).await;
                    if outside.stage.dice.one_in(2) {
                        outside.book_now(&attempt, TheirState::Live);
                    }
                    outside.stage.books().bookings_on_their_way.remove(&attempt.partner_reference);
                });
                tokio::time::sleep(FOR_EVER).await;
                BookAnswer::Unknown("nobody waits so long".to_owned())
            }
            _ => {
                let until = Instant::now() + Duration::from_millis(self.stage.dice.below(120_000));
                let yes = self.stage.dice.one_in(2);
                BookAnswer::OnRequest(self.book_now(attempt, TheirState::OnRequest { until, yes }))
            }
        };
        self.stage.trace(|| format!("{} is answered {answer:?}", attempt.id));
        self.boundary("the answer to a send").await;
        answer
    }

    async fn cancel(&self, _call: &CallContext, booking: &BookingAttempt) -> CancelAnswer {
        self.boundary("a cancellation").await;
        let stored = self.stage.written().attempts.get(&booking.id).map(|stored| stored.state);
        if stored != Some(AttemptState::CancelSending) {
            self.stage.wrong(format!("{} is cancelled while it is stored as {stored:?}", booking.id));
        }
        let ours = booking.partner_reference.clone();
        let answer = match if self.stage.is_healed() { 0 } else { self.stage.dice.below(10) } {
            0..4 => self.cancel_now(booking),
            4 | 5 => self.refuse_to_cancel(booking),
            6 => {
                self.cancel_now(booking);
                CancelAnswer::Unknown("502, and it is cancelled".to_owned())
            }
            7 => CancelAnswer::Unknown("502, and it is not cancelled".to_owned()),
            8 => {
                self.cancel_now(booking);
                tokio::time::sleep(FOR_EVER).await;
                CancelAnswer::Unknown("nobody waits so long".to_owned())
            }
            _ => {
                self.stage.books().cancellations_on_their_way.insert(ours.clone());
                let (outside, booking) = (self.clone(), booking.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(outside.stage.dice.below(90_000))).await;
                    if outside.stage.books().cancellations_on_their_way.remove(&booking.partner_reference) {
                        outside.cancel_now(&booking);
                    }
                });
                tokio::time::sleep(FOR_EVER).await;
                CancelAnswer::Unknown("nobody waits so long".to_owned())
            }
        };
        self.stage.trace(|| format!("the cancellation of {} is answered {answer:?}", booking.id));
        self.boundary("the answer to a cancellation").await;
        answer
    }

    async fn look_up(&self, _call: &CallContext, attempt: &BookingAttempt) -> Evidence {
        self.boundary("a look-up").await;
        if !self.stage.offers_look_ups || self.stage.goes_wrong(3) {
            return Evidence::Unavailable;
        }
        let evidence = truth(&self.stage, attempt);
        if evidence == Evidence::NotBooked {
            self.stage.books().denied.insert(attempt.partner_reference.clone());
        }
        self.stage.trace(|| format!("{} is looked up: {evidence:?}", attempt.id));
        self.boundary("the answer to a look-up").await;
        evidence
    }
}

/// What the supplier has of `attempt`; what is still on its way to it cannot be told.
pub fn truth(stage: &Stage, attempt: &BookingAttempt) -> Evidence {
    let ours = &attempt.partner_reference;
    let mut books = stage.books();
    if books.bookings_on_their_way.contains(ours) || books.cancellations_on_their_way.contains(ours) {
        return Evidence::Unavailable;
    }
    let Some(theirs) = books.of(ours) else { return Evidence::NotBooked };
    if let TheirState::OnRequest { until, yes } = theirs.state
        && until <= Instant::now()
    {
        theirs.state = if yes { TheirState::Live } else { TheirState::Refused };
    }
    match theirs.state {
        TheirState::Live => Evidence::Booked(theirs.reference.clone()),
        TheirState::OnRequest { .. } => Evidence::Pending(theirs.reference.clone()),
        TheirState::Refused => Evidence::NotBooked,
        TheirState::Cancelled => Evidence::Cancelled(theirs.reference.clone()),
    }
}

impl Outside {
    /// The supplier hears of `attempt`: only what is stored as sending may get here, and never again without a refusal.
    fn hear(&self, attempt: &BookingAttempt) {
        let stored = self.stage.written().attempts.get(&attempt.id).map(|stored| stored.state);
        if stored != Some(AttemptState::Sending) {
            self.stage.wrong(format!("{} is sent while it is stored as {stored:?}", attempt.id));
        }
        let mut books = self.stage.books();
        let sends = books.sends.entry(attempt.id.clone()).or_default();
        *sends += 1;
        let sends = *sends;
        if sends > 1 + books.refusals.get(&attempt.id).copied().unwrap_or_default() {
            self.stage.wrong(format!("{} is sent {sends} times without a refusal", attempt.id));
        }
    }

    /// The booking is in the supplier's books, once for each of our references, unless it said that it is not.
    fn book_now(&self, attempt: &BookingAttempt, state: TheirState) -> SupplierReference {
        let mut books = self.stage.books();
        let number = books.theirs.len();
        let reference = SupplierReference::parse(&format!("THEIRS-{number}")).expect("a short name");
        if let Some(theirs) = books.of(&attempt.partner_reference) {
            return theirs.reference.clone();
        }
        if books.denied.contains(&attempt.partner_reference) {
            return reference;
        }
        let stay = format!("{} {:?}", attempt.actor, attempt.stay_key());
        let holds = |t: &&Theirs| matches!(t.state, TheirState::Live | TheirState::OnRequest { .. });
        if let Some(twin) = books.theirs.iter().filter(holds).find(|theirs| theirs.stay == stay) {
            self.stage.wrong(format!("{} and {} are rooms for the same stay", twin.ours, attempt.partner_reference));
        }
        self.stage.trace(|| format!("{} is in their books", attempt.id));
        books.theirs.push(Theirs {
            reference: reference.clone(),
            ours: attempt.partner_reference.clone(),
            stay,
            total: attempt.total(),
            state,
        });
        reference
    }

    fn cancel_now(&self, booking: &BookingAttempt) -> CancelAnswer {
        let mut books = self.stage.books();
        let Some(theirs) = books.of(&booking.partner_reference) else {
            self.stage.wrong(format!("{} is cancelled, and they never had it", booking.id));
            return CancelAnswer::Refused(FailureCode::CancellationRefused);
        };
        theirs.state = TheirState::Cancelled;
        CancelAnswer::Cancelled
    }

    /// A refusal is the last word on all that was asked before; what is cancelled already is not refused.
    fn refuse_to_cancel(&self, booking: &BookingAttempt) -> CancelAnswer {
        let mut books = self.stage.books();
        books.cancellations_on_their_way.remove(&booking.partner_reference);
        match books.of(&booking.partner_reference) {
            Some(theirs) if theirs.state == TheirState::Cancelled => CancelAnswer::Cancelled,
            _ => CancelAnswer::Refused(FailureCode::CancellationRefused),
        }
    }
}

#[async_trait]
impl CardVault for Outside {
    fn keep(
        &self,
        number: &str,
        expiry: &str,
        security_code: &str,
        random: u128,
        today: Date,
    ) -> Result<PaymentMethod, Vec<CardFormError>> {
        self.stage.vault.keep(number, expiry, security_code, random, today)
    }

    fn keep_test_card(&self, name: &str, random: u128, today: Date) -> Option<PaymentMethod> {
        self.stage.vault.keep_test_card(name, random, today)
    }

    async fn authorise(
        &self,
        caller: &Caller,
        method: &PaymentMethodId,
        amount: Money,
        booking: &BookingId,
    ) -> Result<HoldId, FailureCode> {
        self.boundary("a hold").await;
        let hold = self.stage.vault.authorise(caller, method, amount, booking).await;
        self.boundary("the answer to a hold").await;
        hold
    }

    async fn capture(&self, hold: &HoldId) {
        self.boundary("taking money").await;
        self.stage.vault.capture(hold).await;
        self.boundary("the end of taking money").await;
    }

    async fn release(&self, hold: &HoldId) {
        self.boundary("letting go of money").await;
        self.stage.vault.release(hold).await;
        self.boundary("the end of letting go of money").await;
    }

    async fn refund(&self, hold: &HoldId, amount: Money) {
        self.boundary("giving money back").await;
        self.stage.vault.refund(hold, amount).await;
        self.boundary("the end of giving money back").await;
    }
}
