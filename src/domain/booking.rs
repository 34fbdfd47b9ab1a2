//! One booking and the attempt to make it, as a state machine without I/O.
//!
//! ```text
//! quoted ─▶ price_changed ─▶ quoted            a higher price or a worse policy asks again
//!   │ ├──▶ awaiting_card ─▶ awaiting_yes       no usable card yet
//!   │ └──▶ awaiting_yes ─▶ intent ─▶ authorised ─▶ sending (pivot)
//!   └▶ ended (declined, expired, sold out)       │
//!                    sending ─▶ confirmed | requested | refused | unknown
//!                  requested ─▶ confirmed | refused
//!                    unknown ─▶ confirmed | refused      by evidence only
//!                  confirmed ─▶ cancel_sending ─▶ cancelled | confirmed (refused) | cancel_unknown
//! ```
//!
//! `sending` is committed before the first byte goes to the supplier, so that a crash in it is always `unknown` and
//! never a second booking.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::attempt_state::AttemptState;
use super::card::PaymentMethod;
use super::failure::FailureCode;
use super::guest::Guest;
use super::ids::{ActorId, BookingId, HoldId, HotelId, OptionId, PartnerReference, SessionId, SupplierReference};
use super::money::Money;
use super::option::{CancelPolicy, HotelOption, Quote};
use super::partner::Caller;
use super::stay::{Occupancy, StayDates};

/// How often a changed price is offered before the attempt ends.
pub const MOST_PRICE_ROUNDS: u8 = 3;

/// What a cancellation cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelCost {
    /// What is kept.
    pub penalty: Money,
    /// What is given back.
    pub refund: Money,
    /// When the penalty next changes.
    pub next_change: Option<Timestamp>,
}

/// The stay and the person, by which a second booking of the same is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StayKey {
    /// The house.
    pub hotel: HotelId,
    /// The nights.
    pub dates: StayDates,
    /// Who sleeps in each room.
    pub rooms: Vec<Occupancy>,
    /// The guest's name in lower case.
    pub guest: Option<(String, String)>,
}

/// One try to book, with one partner reference; from the final yes on, the booking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BookingAttempt {
    /// Its key, `bookingId` on the wire.
    pub id: BookingId,
    /// Whose it is.
    pub caller: Caller,
    /// For whom.
    pub actor: ActorId,
    /// The session it began in.
    pub session: SessionId,
    /// How often it has been committed, the next commit included.
    pub version: u64,
    /// Where it stands.
    pub state: AttemptState,
    /// The option as shown.
    pub option_id: OptionId,
    /// What was shown.
    pub option: Arc<HotelOption>,
    /// The supplier's latest quote.
    pub quote: Quote,
    /// The total the guest last accepted, first that shown; nothing above it is ever charged.
    pub accepted_total: Money,
    /// The policy the guest last accepted.
    pub accepted_policy: CancelPolicy,
    /// How often a changed price has been offered.
    pub price_rounds: u8,
    /// Who will stay.
    pub guest: Option<Guest>,
    /// The card to charge.
    pub method: Option<PaymentMethod>,
    /// The hold on it.
    pub hold: Option<HoldId>,
    /// Our locator as given to the supplier.
    pub partner_reference: PartnerReference,
    /// The supplier's locator.
    pub supplier_reference: Option<SupplierReference>,
    /// How often the booking was sent.
    pub sends: u32,
    /// How often a send was definitely refused.
    pub refusals: u32,
    /// Why it failed, where it did.
    pub failure: Option<FailureCode>,
    /// What the cancellation cost.
    pub cancellation: Option<CancelCost>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What happens to an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The supplier quoted anew.
    Requoted(Quote),
    /// The guest accepted the changed price.
    AcceptPrice,
    /// There is no usable card.
    NeedCard,
    /// There are a card and a guest; the terms are fixed.
    FixTerms {
        /// The card.
        method: PaymentMethod,
        /// Who will stay.
        guest: Guest,
    },
    /// The guest said the final yes.
    Yes,
    /// The card is held.
    Held(HoldId),
    /// The issuer refused; another card may be tried.
    CardRefused(FailureCode),
    /// It will not be sent: the hold is to be let go, and nothing else may come of it.
    LetGo(FailureCode),
    /// The supplier is about to be asked.
    Send,
    /// The supplier booked.
    Confirm(SupplierReference),
    /// The supplier took it on request.
    OnRequest(SupplierReference),
    /// The supplier definitely did not book.
    Refuse(FailureCode),
    /// Nobody can say whether it is booked.
    LoseTrack,
    /// The supplier is about to be asked to cancel.
    SendCancel,
    /// Cancelled.
    Cancel(CancelCost),
    /// The supplier refused to cancel; the booking stands.
    RefuseCancel(FailureCode),
    /// Nobody can say whether it is cancelled.
    LoseTrackOfCancel,
    /// Given up before anything was sent.
    End(Option<FailureCode>),
}

/// A step that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a booking attempt in state {state:?} does not allow this step")]
pub struct StepError {
    /// The state that was left as it is.
    pub state: AttemptState,
}

/// The states in which the supplier has not been asked to book and no card is held.
const UNSENT: [AttemptState; 4] =
    [AttemptState::Quoted, AttemptState::PriceChanged, AttemptState::AwaitingCard, AttemptState::AwaitingYes];

/// What an attempt begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// A fresh key.
    pub id: BookingId,
    /// Whose it is.
    pub caller: Caller,
    /// For whom.
    pub actor: ActorId,
    /// The session it begins in.
    pub session: SessionId,
    /// The option as shown.
    pub option_id: OptionId,
    /// What was shown.
    pub option: Arc<HotelOption>,
    /// The supplier's quote.
    pub quote: Quote,
    /// Who will stay, where said already.
    pub guest: Option<Guest>,
}

impl BookingAttempt {
    /// An attempt to book what `proposal` names: quoted, or with a changed price when the quote is not exactly what was
    /// shown, be it higher or lower.
    #[must_use]
    pub fn propose(proposal: Proposal, now: Timestamp) -> Self {
        let Proposal { id, caller, actor, session, option_id, option, quote, guest } = proposal;
        let same = quote.total == option.total && !quote.cancellation.is_worse_than(&option.cancellation);
        Self {
            partner_reference: id.partner_reference(),
            id,
            caller,
            actor,
            session,
            version: 1,
            state: if same { AttemptState::Quoted } else { AttemptState::PriceChanged },
            option_id,
            accepted_total: option.total,
            accepted_policy: option.cancellation.clone(),
            option,
            quote,
            price_rounds: u8::from(!same),
            guest,
            method: None,
            hold: None,
            supplier_reference: None,
            sends: 0,
            refusals: 0,
            failure: None,
            cancellation: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The attempt after `step` at `now`.
    ///
    /// # Errors
    /// [`StepError`] when the state does not allow it; nothing has changed then.
    pub fn after(&self, step: Step, now: Timestamp) -> Result<Self, StepError> {
        let mut next = self.clone();
        next.state = self.next_state(&step).ok_or(StepError { state: self.state })?;
        // A cancellation costs what it cost when it was asked for, however long nobody knows whether it was made.
        if step != Step::LoseTrackOfCancel {
            next.updated_at = now;
        }
        next.take(step);
        Ok(next)
    }

    fn next_state(&self, step: &Step) -> Option<AttemptState> {
        use AttemptState as S;
        let from = |allowed: &[S]| allowed.contains(&self.state);
        match step {
            Step::Requoted(quote) => {
                from(&UNSENT).then(|| if self.differs(quote) { S::PriceChanged } else { S::Quoted })
            }
            Step::AcceptPrice => from(&[S::PriceChanged]).then_some(S::Quoted),
            Step::NeedCard => from(&[S::Quoted, S::AwaitingCard, S::AwaitingYes]).then_some(S::AwaitingCard),
            Step::FixTerms { .. } => from(&[S::Quoted, S::AwaitingCard, S::AwaitingYes]).then_some(S::AwaitingYes),
            Step::Yes => from(&[S::AwaitingYes]).then_some(S::Intent),
            Step::Held(_) => from(&[S::Intent]).then_some(S::Authorised),
            Step::CardRefused(_) => from(&[S::Intent]).then_some(S::AwaitingCard),
            Step::LetGo(_) => from(&[S::Authorised]).then_some(S::Authorised),
            Step::Send => {
                (from(&[S::Authorised]) && self.failure.is_none() && self.sends <= self.refusals).then_some(S::Sending)
            }
            Step::Confirm(_) => from(&[S::Sending, S::Requested, S::Unknown]).then_some(S::Confirmed),
            Step::OnRequest(_) => from(&[S::Sending]).then_some(S::Requested),
            Step::Refuse(_) => {
                from(&[S::Intent, S::Authorised, S::Sending, S::Requested, S::Unknown]).then_some(S::Refused)
            }
            Step::LoseTrack => from(&[S::Sending]).then_some(S::Unknown),
            Step::SendCancel => from(&[S::Confirmed, S::CancelUnknown]).then_some(S::CancelSending),
            Step::Cancel(_) => from(&[S::CancelSending, S::CancelUnknown]).then_some(S::Cancelled),
            Step::RefuseCancel(_) => from(&[S::CancelSending, S::CancelUnknown]).then_some(S::Confirmed),
            Step::LoseTrackOfCancel => from(&[S::CancelSending]).then_some(S::CancelUnknown),
            Step::End(_) => from(&UNSENT).then_some(S::Ended),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Requoted(quote) => {
                if self.state == AttemptState::PriceChanged {
                    self.price_rounds = self.price_rounds.saturating_add(1);
                }
                self.quote = quote;
            }
            Step::AcceptPrice => {
                self.accepted_total = self.quote.total;
                self.accepted_policy = self.quote.cancellation.clone();
            }
            Step::FixTerms { method, guest } => {
                self.method = Some(method);
                self.guest = Some(guest);
                self.failure = None;
            }
            Step::Held(hold) => self.hold = Some(hold),
            Step::CardRefused(code) => {
                self.method = None;
                self.failure = Some(code);
            }
            Step::Send => self.sends += 1,
            Step::Confirm(reference) | Step::OnRequest(reference) => {
                self.supplier_reference = Some(reference);
                self.failure = None;
            }
            Step::Refuse(code) => {
                self.refusals = self.sends;
                self.failure = Some(code);
            }
            Step::Cancel(cost) => {
                self.cancellation = Some(cost);
                self.failure = None;
            }
            Step::LetGo(code) | Step::RefuseCancel(code) => self.failure = Some(code),
            Step::End(code) => self.failure = code,
            Step::NeedCard | Step::Yes | Step::LoseTrack | Step::SendCancel | Step::LoseTrackOfCancel => {}
        }
    }

    /// Whether `quote` asks more than was accepted: a higher total, another currency, more due at the hotel, or a worse
    /// policy. A lower total does not.
    #[must_use]
    pub fn differs(&self, quote: &Quote) -> bool {
        quote.total.currency() != self.accepted_total.currency()
            || quote.total.minor() > self.accepted_total.minor()
            || quote.cancellation.is_worse_than(&self.accepted_policy)
    }

    /// What the stay costs by the latest quote: what is charged, never above what was accepted.
    #[must_use]
    pub fn total(&self) -> Money {
        self.quote.total
    }

    /// What recognises a second booking of the same stay.
    #[must_use]
    pub fn stay_key(&self) -> StayKey {
        StayKey {
            hotel: self.option.hotel.id.clone(),
            dates: self.option.dates,
            rooms: self.option.rooms.clone(),
            guest: self.guest.as_ref().map(|g| (g.first_name().to_lowercase(), g.last_name().to_lowercase())),
        }
    }

    /// Whether the supplier has not been asked to book and no card is held, so that it can be given up.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        UNSENT.contains(&self.state)
    }

    /// Whether a card can still be put on it.
    #[must_use]
    pub fn takes_card(&self) -> bool {
        matches!(self.state, AttemptState::Quoted | AttemptState::AwaitingCard | AttemptState::AwaitingYes)
    }

    /// What cancelling at `at` costs.
    #[must_use]
    pub fn cancel_cost(&self, at: Timestamp) -> CancelCost {
        let total = self.total();
        let penalty = self.quote.cancellation.penalty_at(at, total);
        let refund = total.minus(penalty).unwrap_or(Money::zero(total.currency()));
        CancelCost { penalty, refund, next_change: self.quote.cancellation.next_change(at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attempt_state::BookingStatus;
    use crate::domain::fixtures::{attempt, dollars, quote_of};
    use crate::domain::ids::PaymentMethodId;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn method() -> PaymentMethod {
        PaymentMethod {
            id: PaymentMethodId::parse("pm_1").unwrap(),
            brand: "visa".into(),
            last4: "4242".into(),
            exp_month: 12,
            exp_year: 2030,
        }
    }

    fn guest() -> Guest {
        Guest::new("Ada", "Lovelace", None).unwrap()
    }

    fn reference() -> SupplierReference {
        SupplierReference::parse("SBX-1").unwrap()
    }

    fn walk(mut attempt: BookingAttempt, steps: Vec<Step>) -> BookingAttempt {
        for step in steps {
            attempt = attempt.after(step, at(1)).unwrap();
        }
        attempt
    }

    fn to_sending() -> Vec<Step> {
        let terms = Step::FixTerms { method: method(), guest: guest() };
        vec![Step::NeedCard, terms, Step::Yes, Step::Held(HoldId::parse("h").unwrap()), Step::Send]
    }

    #[test]
    fn a_booking_walks_from_quote_to_cancelled() {
        let attempt = walk(attempt(), to_sending());
        assert_eq!(attempt.sends, 1);
        let attempt = walk(attempt, vec![Step::Confirm(reference()), Step::SendCancel]);
        let cost = attempt.cancel_cost(at(0));
        let attempt = walk(attempt, vec![Step::Cancel(cost)]);
        assert_eq!(attempt.state.status(), BookingStatus::Cancelled);
        assert!(attempt.after(Step::SendCancel, at(2)).is_err(), "a terminal state never changes");
    }

    #[test]
    fn nothing_is_sent_twice_while_the_first_send_may_have_booked() {
        let attempt = walk(attempt(), to_sending());
        assert!(attempt.after(Step::Send, at(2)).is_err());
        let unknown = walk(attempt, vec![Step::LoseTrack]);
        assert!(unknown.after(Step::Send, at(2)).is_err());
        assert!(unknown.after(Step::End(None), at(2)).is_err());
    }

    #[test]
    fn any_other_price_than_shown_asks_when_proposed_and_only_a_worse_one_later() {
        let shown = attempt();
        let lower = shown.after(Step::Requoted(quote_of(&shown.option, dollars(-10))), at(1)).unwrap();
        assert_eq!(lower.state, AttemptState::Quoted, "a lower total books and says so");
        let higher = shown.after(Step::Requoted(quote_of(&shown.option, dollars(10))), at(1)).unwrap();
        assert_eq!((higher.state, higher.price_rounds), (AttemptState::PriceChanged, 1));
        let accepted = higher.after(Step::AcceptPrice, at(1)).unwrap();
        assert_eq!(accepted.accepted_total, higher.quote.total);
    }

    proptest! {
        /// Whatever happens in whatever order, at most one send is without a definite refusal.
        #[test]
        fn sends_never_exceed_refusals_by_more_than_one(order in prop::collection::vec(0_usize..12, 0..60)) {
            let mut attempt = attempt();
            for step in order {
                let step = match step {
                    0 => Step::NeedCard,
                    1 => Step::FixTerms { method: method(), guest: guest() },
                    2 => Step::Yes,
                    3 => Step::Held(HoldId::parse("h").unwrap()),
                    4 => Step::Send,
                    5 => Step::Confirm(reference()),
                    6 => Step::Refuse(FailureCode::SoldOut),
                    7 => Step::LoseTrack,
                    8 => Step::SendCancel,
                    9 => Step::LoseTrackOfCancel,
                    10 => Step::CardRefused(FailureCode::CardDeclined),
                    _ => Step::Requoted(quote_of(&attempt.option, dollars(1))),
                };
                if let Ok(next) = attempt.after(step, at(1)) {
                    attempt = next;
                }
                prop_assert!(attempt.sends <= attempt.refusals + 1);
                prop_assert!(attempt.sends == 0 || attempt.state.is_booking());
            }
        }
    }
}
