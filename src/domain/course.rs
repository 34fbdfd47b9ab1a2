//! The course of a booking: what has happened to an attempt goes in, the attempt as it stands then and what is to be done
//! next come out. Nothing is done here, so that all of it can be tried without a disk, a supplier or a clock.
//!
//! ```text
//! quoted ──▶ choose payer ──▶ ask for a card, or for the final yes
//! yes ─▶ intent ─commit─▶ hold the money ─▶ sending ─commit─▶ book ─▶ confirmed: capture · refused: release · unknown
//! cancel ─▶ cancel_sending ─commit─▶ cancel ─▶ cancelled: refund · confirmed again · cancel_unknown
//! left behind: intent, authorised  go on where they were · sending  unknown, always · cancel_sending  ask again
//!              requested, unknown, cancel_unknown  look up; only evidence decides
//! ```
//!
//! Two rules carry everything: what goes out to a supplier is committed before, and what a supplier may have heard is
//! never said again until it has definitely refused. Money follows what is known: doing it twice does it once, so it comes
//! before the commit of what is known, and whatever stops us in between, the next one to look does both.

use jiff::Timestamp;

use super::attempt_state::AttemptState;
use super::booking::{BookingAttempt, MOST_PRICE_ROUNDS, Proposal, Step, StepError};
use super::card::PaymentMethod;
use super::failure::FailureCode;
use super::guest::Guest;
use super::ids::{HoldId, PaymentMethodId, SupplierReference};
use super::money::Money;
use super::option::{Quote, Refundability};
use super::supplier_answer::{BookAnswer, CancelAnswer, Evidence};

/// What has happened to an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The guest accepted the changed price.
    PriceAccepted,
    /// The supplier quoted anew.
    Quoted(Box<Quote>),
    /// The supplier has it no more.
    Gone(FailureCode),
    /// Who pays and who stays; nobody where a card or a name is still to be entered.
    Payer(Option<(PaymentMethod, Guest)>),
    /// The guest said the final yes, perhaps on another card than the terms were fixed with.
    Yes(Option<PaymentMethod>),
    /// Something else takes its place, or it is not wanted any more.
    GivenUp(Option<FailureCode>),
    /// What was to be committed is.
    Committed,
    /// It could not be committed that the supplier is asked, since another attempt may hold a room for the same stay.
    StayTaken,
    /// The money is held.
    Held(HoldId),
    /// The issuer refused.
    Declined(FailureCode),
    /// The supplier answered the booking, or nobody did in time.
    BookAnswered(BookAnswer),
    /// The guest wants it cancelled.
    CancelAsked,
    /// The supplier answered the cancellation, or nobody did in time.
    CancelAnswered(CancelAnswer),
    /// Somebody looks at it, while a turn may be at work on it.
    LookedAt,
    /// It is found with no turn at work on it: the process stopped in that, or what came of it could not be stored.
    LeftBehind,
    /// What the supplier knows of it.
    Found(Evidence),
    /// What an operator found out: the supplier's reference, or that the supplier does not have it.
    Ruled(Option<SupplierReference>),
}

/// What is to be done next, in order. The last effect of a step brings the next [`Input`], unless nothing is left to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Make the attempt durable before anything else: [`Input::Committed`].
    Commit,
    /// Nothing more to do now: commit the attempt together with what is told of it.
    Tell,
    /// Ask what it costs now: [`Input::Quoted`] or [`Input::Gone`]; without an answer it stays as it is.
    Quote,
    /// See which card and which guest there are: [`Input::Payer`].
    ChoosePayer,
    /// Do something outside.
    Outside(Deed),
}

/// What is done outside. The first four bring an input; money that follows is done, and brings none.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Hold `amount`, once for this attempt and card: [`Input::Held`] or [`Input::Declined`].
    Hold {
        /// The card.
        card: PaymentMethodId,
        /// How much.
        amount: Money,
    },
    /// Ask the supplier to book: [`Input::BookAnswered`].
    Book,
    /// Ask the supplier to cancel: [`Input::CancelAnswered`].
    Cancel,
    /// Ask the supplier what became of it: [`Input::Found`].
    LookUp,
    /// Take the money held.
    Capture(HoldId),
    /// Let go of the money held.
    Release(HoldId),
    /// Give back some of the money taken.
    Refund(HoldId, Money),
}

/// What surrounds a step.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// The instant, as the guest lives it.
    pub now: Timestamp,
    /// Whether the guest waits for the answer, and can be asked.
    pub attended: bool,
    /// Whether anything may still go out to suppliers.
    pub may_send: bool,
}

/// An attempt after a step, and what is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The attempt as it stands now.
    pub attempt: BookingAttempt,
    /// What is to be done, in order; nothing where nothing changed and nothing can be done.
    pub effects: Vec<Effect>,
}

/// Begins an attempt with the first quote of an option.
#[must_use]
pub fn begin(proposal: Proposal, now: Timestamp) -> Course {
    let attempt = BookingAttempt::propose(proposal, now);
    let next = if attempt.state == AttemptState::PriceChanged { Effect::Tell } else { Effect::ChoosePayer };
    Course { attempt, effects: vec![next] }
}

/// `attempt` after `input`, and what is to be done next.
///
/// # Errors
/// [`StepError`] when the attempt's state has no place for the input; nothing has changed then.
pub fn step(attempt: &BookingAttempt, input: Input, around: Circumstances) -> Result<Course, StepError> {
    use AttemptState as S;
    let walk = Walk { attempt, around };
    match (attempt.state, input) {
        (_, Input::PriceAccepted) => walk.then([Step::AcceptPrice], [Effect::Quote]),
        (_, Input::Quoted(quote)) => walk.quoted(*quote),
        (_, Input::Gone(code)) => walk.rest([Step::End(Some(code))]),
        (_, Input::GivenUp(code)) => walk.rest([Step::End(code)]),
        (_, Input::Payer(Some((method, guest)))) => walk.rest([Step::FixTerms { method, guest }]),
        (_, Input::Payer(None)) => walk.rest([Step::NeedCard]),
        (_, Input::Yes(card)) => walk.yes(card),
        (S::Intent, Input::Committed) => walk.hold(),
        (S::Authorised, Input::Committed) => walk.send(),
        (S::Sending, Input::Committed) => walk.go(Deed::Book),
        (S::CancelSending, Input::Committed) => walk.go(Deed::Cancel),
        (_, Input::Committed) => Err(StepError { state: attempt.state }),
        (S::Authorised, Input::StayTaken) => walk.let_go(FailureCode::SupplierRejected),
        (_, Input::StayTaken) => Err(StepError { state: attempt.state }),
        (_, Input::Held(hold)) => walk.held(hold),
        (S::Intent, Input::Declined(code)) if around.attended => walk.rest([Step::CardRefused(code)]),
        (S::Intent, Input::Declined(code)) => walk.rest([Step::Refuse(code)]),
        (_, Input::Declined(_)) => Err(StepError { state: attempt.state }),
        (S::Sending, Input::BookAnswered(answer)) => walk.rest([verdict(answer)]),
        (_, Input::BookAnswered(_)) => Err(StepError { state: attempt.state }),
        (_, Input::CancelAsked) => walk.then([Step::SendCancel], [Effect::Commit]),
        (S::CancelSending, Input::CancelAnswered(answer)) => walk.rest([walk.cancel_verdict(answer)]),
        (_, Input::CancelAnswered(_)) => Err(StepError { state: attempt.state }),
        (S::Requested | S::Unknown | S::CancelUnknown, Input::LookedAt | Input::LeftBehind) => walk.go(Deed::LookUp),
        (_, Input::LookedAt) => walk.stay(),
        (_, Input::LeftBehind) => walk.left_behind(),
        (S::Requested | S::Unknown | S::CancelUnknown, Input::Found(evidence)) => walk.found(evidence),
        (_, Input::Found(_)) => Err(StepError { state: attempt.state }),
        (_, Input::Ruled(found)) => walk.ruled(found),
    }
}

/// Whether a booking can be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellable {
    /// It can.
    Yes,
    /// It cannot, and never will.
    No(FailureCode),
    /// It stands otherwise: being booked, being cancelled, or cancelled.
    NotAsItStands,
}

/// Whether `booking` can be cancelled; `has_begun` says whether the day of arrival has come at the hotel.
#[must_use]
pub fn cancellable(booking: &BookingAttempt, has_begun: bool) -> Cancellable {
    match (booking.state, booking.quote.cancellation.refundability) {
        (AttemptState::Refused, _) => Cancellable::No(FailureCode::CancellationRefused),
        (AttemptState::Confirmed | AttemptState::CancelUnknown, _) if has_begun => {
            Cancellable::No(FailureCode::TooLateToCancel)
        }
        (AttemptState::Confirmed | AttemptState::CancelUnknown, Refundability::NonRefundable) => {
            Cancellable::No(FailureCode::NotRefundable)
        }
        (AttemptState::Confirmed | AttemptState::CancelUnknown, _) => Cancellable::Yes,
        _ => Cancellable::NotAsItStands,
    }
}

/// One step from an attempt.
struct Walk<'a> {
    attempt: &'a BookingAttempt,
    around: Circumstances,
}

type Walked = Result<Course, StepError>;

impl Walk<'_> {
    /// Takes `steps`; then `effects` are to be done.
    fn then<const N: usize, const M: usize>(&self, steps: [Step; N], effects: [Effect; M]) -> Walked {
        let mut attempt = self.attempt.clone();
        for step in steps {
            attempt = attempt.after(step, self.around.now)?;
        }
        Ok(Course { attempt, effects: effects.into() })
    }

    /// Takes `steps`, after which nothing is left to do but to move the money and to tell.
    fn rest<const N: usize>(&self, steps: [Step; N]) -> Walked {
        let mut course = self.then(steps, [])?;
        course.effects.extend(money_after(&course.attempt).map(Effect::Outside));
        course.effects.push(Effect::Tell);
        Ok(course)
    }

    /// Goes out and does `deed`, the attempt being as it is.
    fn go(&self, deed: Deed) -> Walked {
        self.then([], [Effect::Outside(deed)])
    }

    /// There is nothing to do.
    fn stay(&self) -> Walked {
        self.then([], [])
    }

    /// A price that is worse than what was accepted is asked about, at most three times; then the attempt ends. A yes that
    /// was said already holds for a price that is not.
    fn quoted(&self, quote: Quote) -> Walked {
        let requoted = self.attempt.after(Step::Requoted(quote), self.around.now)?;
        let is_worse = requoted.state == AttemptState::PriceChanged;
        let next = Walk { attempt: &requoted, around: self.around };
        match (self.attempt.state, &self.attempt.method, &self.attempt.guest) {
            _ if is_worse && requoted.price_rounds > MOST_PRICE_ROUNDS => {
                next.rest([Step::End(Some(FailureCode::SoldOut))])
            }
            _ if is_worse => next.then([], [Effect::Tell]),
            (AttemptState::AwaitingYes, Some(method), Some(guest)) => {
                let terms = Step::FixTerms { method: method.clone(), guest: guest.clone() };
                next.then([terms, Step::Yes], [Effect::Commit])
            }
            _ => next.then([], [Effect::ChoosePayer]),
        }
    }

    /// A yes to a quote that has run out is kept until the price is known again.
    fn yes(&self, card: Option<PaymentMethod>) -> Walked {
        let other = card.filter(|card| self.attempt.method.as_ref().is_none_or(|method| method.id != card.id));
        let on_other = match (other, self.attempt.guest.clone()) {
            (Some(method), Some(guest)) => self.attempt.after(Step::FixTerms { method, guest }, self.around.now)?,
            _ => self.attempt.clone(),
        };
        let next = Walk { attempt: &on_other, around: self.around };
        if self.is_quote_over() && on_other.state == AttemptState::AwaitingYes {
            next.then([], [Effect::Quote])
        } else {
            next.then([Step::Yes], [Effect::Commit])
        }
    }

    fn is_quote_over(&self) -> bool {
        self.attempt.quote.expires_at <= self.around.now
    }

    fn hold(&self) -> Walked {
        match &self.attempt.method {
            Some(method) => self.go(Deed::Hold { card: method.id.clone(), amount: self.attempt.total() }),
            None => self.rest([Step::Refuse(FailureCode::ProcessingError)]),
        }
    }

    /// In a turn the hold and the pivot are one commit: after a crash the same hold is asked for again. Nobody waits for an
    /// attempt left behind, and its stay may be taken by now: its hold is committed before, to be found and let go.
    fn held(&self, hold: HoldId) -> Walked {
        match (self.around.attended, self.around.may_send) {
            (true, true) => self.then([Step::Held(hold), Step::Send], [Effect::Commit]),
            (true, false) => self.rest([Step::Held(hold)]),
            (false, _) => self.then([Step::Held(hold)], [Effect::Commit]),
        }
    }

    /// The pivot.
    fn send(&self) -> Walked {
        if let Some(code) = self.attempt.failure {
            self.rest([Step::Refuse(code)])
        } else if !self.around.may_send {
            self.stay()
        } else if self.is_quote_over() {
            self.let_go(FailureCode::OptionExpired)
        } else {
            self.then([Step::Send], [Effect::Commit])
        }
    }

    /// That it will not be sent is committed before its hold is let go: stopped in between, it must not go on and be sent
    /// with nothing held.
    fn let_go(&self, code: FailureCode) -> Walked {
        self.then([Step::LetGo(code)], [Effect::Commit])
    }

    /// A hold may have been placed and not stored, so even for a quote that has run out it is placed again, to be let go.
    fn left_behind(&self) -> Walked {
        match self.attempt.state {
            AttemptState::Sending => self.rest([Step::LoseTrack]),
            AttemptState::Intent if self.around.may_send => self.hold(),
            AttemptState::Authorised => self.send(),
            AttemptState::CancelSending if self.around.may_send => self.go(Deed::Cancel),
            AttemptState::Quoted
            | AttemptState::PriceChanged
            | AttemptState::AwaitingCard
            | AttemptState::AwaitingYes
            | AttemptState::Intent
            | AttemptState::Confirmed
            | AttemptState::Requested
            | AttemptState::Refused
            | AttemptState::Unknown
            | AttemptState::CancelSending
            | AttemptState::CancelUnknown
            | AttemptState::Cancelled
            | AttemptState::Ended => self.stay(),
        }
    }

    fn found(&self, evidence: Evidence) -> Walked {
        let is_cancelling = self.attempt.state == AttemptState::CancelUnknown;
        match evidence {
            Evidence::Booked(_) if is_cancelling => self.rest([Step::RefuseCancel(FailureCode::CancellationRefused)]),
            Evidence::Cancelled(_) if is_cancelling => self.rest([self.cancelled()]),
            Evidence::Booked(reference) => self.rest([Step::Confirm(reference)]),
            Evidence::NotBooked if !is_cancelling => self.rest([Step::Refuse(FailureCode::SupplierRejected)]),
            Evidence::NotBooked | Evidence::Cancelled(_) | Evidence::Pending(_) | Evidence::Unavailable => self.stay(),
        }
    }

    /// An operator's evidence decides what was sent, and lets go of what only waits to be. What is settled stays, and what
    /// may have a hold that nobody stored goes its way.
    fn ruled(&self, found: Option<SupplierReference>) -> Walked {
        use AttemptState as S;
        match (self.attempt.state, found) {
            (S::Sending | S::Requested | S::Unknown, Some(reference)) => self.rest([Step::Confirm(reference)]),
            (S::Authorised, None) => self.let_go(FailureCode::SupplierRejected),
            (S::Sending | S::Requested | S::Unknown, None) => self.rest([Step::Refuse(FailureCode::SupplierRejected)]),
            (S::CancelSending | S::CancelUnknown, Some(_)) => {
                self.rest([Step::RefuseCancel(FailureCode::CancellationRefused)])
            }
            (S::CancelSending | S::CancelUnknown, None) => self.rest([self.cancelled()]),
            _ => self.stay(),
        }
    }

    /// At the cost it had when it was asked for.
    fn cancelled(&self) -> Step {
        Step::Cancel(self.attempt.cancel_cost(self.attempt.updated_at))
    }

    fn cancel_verdict(&self, answer: CancelAnswer) -> Step {
        match answer {
            CancelAnswer::Cancelled => self.cancelled(),
            CancelAnswer::Refused(code) => Step::RefuseCancel(code),
            CancelAnswer::Unknown(_) => Step::LoseTrackOfCancel,
        }
    }
}

fn verdict(answer: BookAnswer) -> Step {
    match answer {
        BookAnswer::Confirmed(reference) => Step::Confirm(reference),
        BookAnswer::OnRequest(reference) => Step::OnRequest(reference),
        BookAnswer::Refused(code) => Step::Refuse(code),
        BookAnswer::Unknown(_) => Step::LoseTrack,
    }
}

/// What becomes of the money held for `attempt`: taken, let go or given back, as its state demands.
fn money_after(attempt: &BookingAttempt) -> Option<Deed> {
    let hold = attempt.hold.clone()?;
    match (attempt.state, attempt.cancellation) {
        (AttemptState::Confirmed, _) => Some(Deed::Capture(hold)),
        (AttemptState::Refused, _) => Some(Deed::Release(hold)),
        (AttemptState::Cancelled, Some(cost)) => Some(Deed::Refund(hold, cost.refund)),
        _ => None,
    }
}
