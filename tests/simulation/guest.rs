//! A partner's guest and the partner's client: what they ask for next, and how they try again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use core_chat::chat::{Asked, CardPageError, ChatError, Handled, TypedGuest};
use core_chat::domain::event::{Action, Event, Fingerprint};
use core_chat::domain::ids::{BookingId, EventId, IdempotencyKey, OptionId, SetupId};
use core_chat::domain::outcome::{Outcome, Turn};
use core_chat::domain::partner::{AuthenticatedPartner, Limits, Partner};
use core_chat::domain::session::Session;
use core_chat::domain::usage::Call;

use crate::house::House;
use crate::stage::{Stage, Told};

/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it asks under one key.
const TRIES: usize = 3;

/// A card that pays, and one that does not.
const CARDS: [&str; 2] = ["4242424242424242", "4000000000000002"];

pub struct Guest {
    pub house: Arc<House>,
    pub session: Session,
    options: Vec<OptionId>,
    seen: Vec<EventId>,
}

/// An answer as the client reads it.
#[derive(Debug, Clone, Default)]
struct Answer {
    status: String,
    booking: Option<BookingId>,
    setup: Option<SetupId>,
}

/// The body of an answer: status, booking, its state, its total, its reference, and the card page, if any.
fn render(turn: &Turn) -> Bytes {
    let setup = match &turn.outcome {
        Outcome::PaymentSetupRequired { setup_url, .. } => setup_url.as_str(),
        Outcome::PaymentDeclined { setup: Some((url, _)), .. } => url.as_str(),
        _ => "",
    };
    let setup = setup.rsplit('/').next().unwrap_or_default();
    let status = turn.outcome.status().as_str();
    let line = match booking_of(&turn.outcome) {
        Some(b) => {
            let reference = b.supplier_reference.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{status}|{}|{:?}|{}|{reference}|{setup}", b.id, b.state, b.total().minor())
        }
        None => format!("{status}|||||{setup}"),
    };
    line.into()
}

fn booking_of(outcome: &Outcome) -> Option<&Arc<core_chat::domain::booking::BookingAttempt>> {
    match outcome {
        Outcome::PriceChanged { attempt, .. }
        | Outcome::PaymentSetupRequired { attempt, .. }
        | Outcome::PaymentConfirmationRequired { attempt, .. }
        | Outcome::PaymentDeclined { attempt, .. }
        | Outcome::BookingConfirmed(attempt)
        | Outcome::BookingPending(attempt)
        | Outcome::BookingFailed { attempt, .. }
        | Outcome::BookingCancelled { booking: attempt, .. }
        | Outcome::CancellationPending(attempt)
        | Outcome::CancellationFailed { booking: attempt, .. } => Some(attempt),
        _ => None,
    }
}

impl Guest {
    pub fn of(house: &Arc<House>, session: Session, options: Vec<OptionId>) -> Self {
        Self { house: Arc::clone(house), session, options, seen: Vec::new() }
    }

    fn stage(&self) -> &Stage {
        &self.house.stage
    }

    /// Books, pays, cancels and asks again, until there is enough or the world has healed.
    pub async fn live(mut self) {
        let turns = 5 + self.stage().dice.below(9);
        let mut last = Answer::default();
        for turn in 0..turns {
            let key = format!("{}-{turn}", self.session.key.id);
            if let Some(answer) = self.go_on(&last, &key).await {
                last = answer;
            }
            if self.stage().dice.one_in(3) {
                self.look().await;
            }
        }
        self.look().await;
    }

    async fn go_on(&mut self, last: &Answer, key: &str) -> Option<Answer> {
        let throw = self.stage().dice.below(8);
        let action = match (last.status.as_str(), &last.booking, &last.setup) {
            ("payment_setup_required" | "payment_declined", _, Some(setup)) => {
                self.enter_card(setup).await;
                Action::ConfirmPaymentCard { method: None }
            }
            ("payment_confirmation_required", ..) => {
                if throw == 0 {
                    // The quote runs out before the yes is said.
                    tokio::time::sleep(Duration::from_secs(26 * 60)).await;
                }
                Action::ConfirmPaymentCard { method: None }
            }
            ("price_change_confirmation_required", ..) if throw > 0 => Action::ConfirmPriceChange { option: None },
            ("booking_confirmed" | "cancellation_failed", Some(booking), _) if throw > 2 => {
                Action::CancelBooking { booking: booking.clone(), preview: false }
            }
            ("cancellation_pending", Some(booking), _) => {
                tokio::time::sleep(Duration::from_secs(self.stage().dice.below(100))).await;
                Action::CancelBooking { booking: booking.clone(), preview: false }
            }
            ("booking_pending", ..) if throw > 0 => {
                tokio::time::sleep(Duration::from_secs(self.stage().dice.below(100))).await;
                self.look().await;
                return None;
            }
            _ => Action::BookAnyOption {
                option: self.options[usize::try_from(throw).unwrap_or_default() % self.options.len()],
                guest: core_chat::domain::guest::Guest::new("Ada", "Lovelace", None).ok(),
            },
        };
        if throw == 1 {
            // Sent twice at once, as by a client that lost patience.
            let (first, second) = tokio::join!(self.ask(action.clone(), key), self.ask(action, key));
            return second.or(first);
        }
        let answer = self.ask(action.clone(), key).await;
        if throw == 2 && answer.is_some() {
            return self.ask(action, key).await.or(answer);
        }
        answer
    }

    /// Asks under `key`, and again where no answer came or a fault.
    async fn ask(&self, action: Action, key: &str) -> Option<Answer> {
        for _ in 0..TRIES {
            let told_before = self.stage().told().len();
            match self.ask_once(&action, key).await {
                Some(Ok(handled)) => return Some(self.note(key, &handled, told_before)),
                Some(Err(ChatError::Unavailable(_) | ChatError::Stopping)) | None => {}
                Some(Err(error)) => {
                    self.stage().wrong(format!("{key} is answered {error}"));
                    return None;
                }
            }
            tokio::time::sleep(Duration::from_millis(100 + self.stage().dice.below(3_000))).await;
        }
        None
    }

    /// One request: `None` where the connection was lost or the client's patience.
    async fn ask_once(&self, action: &Action, key: &str) -> Option<Result<Handled, ChatError>> {
        let stage = self.stage();
        let (process, chat) = self.house.chat();
        stage.trace(|| format!("{key} asks {action:?}"));
        let asked = Asked {
            event: Event {
                session: self.session.key.id.clone(),
                actor: None,
                text: None,
                action: Some(action.clone()),
                key: IdempotencyKey::parse(key).ok(),
                fingerprint: Fingerprint([7; 32]),
            },
            scenario: None,
            call: Call {
                request: format!("req_{:x}", stage.dice.number()),
                at: stage.now(),
                endpoint: "POST /events".to_owned(),
            },
        };
        let caller = self.session.key.caller.clone();
        let partner = Partner { id: caller.partner.clone(), country: None, limits: Limits::default() };
        let partner = AuthenticatedPartner { partner: Arc::new(partner), caller };
        tokio::select! {
            biased;
            () = stage.death(process) => None,
            handled = chat.handle_event(&partner, asked, render) => Some(handled),
            () = tokio::time::sleep(PATIENCE) => None,
        }
    }

    /// Notes what was told, and that a key tells the same as it did before it was asked, once it was told for good.
    fn note(&self, key: &str, handled: &Handled, told_before: usize) -> Answer {
        let stage = self.stage();
        let session = self.session.key.id.clone();
        let body = String::from_utf8_lossy(&handled.body).into_owned();
        stage.trace(|| format!("{key} is told {body} as {} (replayed: {})", handled.event, handled.replayed));
        let was_stored = {
            let written = stage.written();
            written.events.get(&session).is_some_and(|events| events.iter().any(|event| event.id == handled.event))
        };
        let mut told = stage.told();
        let before = told[..told_before].iter().rev().find(|told| told.key == key && !told.body.contains("_pending|"));
        if let Some(before) = before.filter(|before| before.body != body || before.event != handled.event) {
            stage.wrong(format!("{key} is told {body}, and was told {}", before.body));
        }
        told.push(Told { session, key: key.to_owned(), event: handled.event, body: body.clone(), was_stored });
        let parts: Vec<&str> = body.split('|').collect();
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        Answer {
            status: part(0).to_owned(),
            booking: BookingId::parse(part(1)).ok(),
            setup: SetupId::parse(part(5)).ok(),
        }
    }

    async fn enter_card(&self, setup: &SetupId) {
        let (process, chat) = self.house.chat();
        let card = CARDS[usize::from(self.stage().dice.one_in(4))];
        let guest = TypedGuest { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com" };
        let done = tokio::select! {
            biased;
            () = self.stage().death(process) => return,
            done = chat.complete_card_page(setup, guest, card, "12/30", "123") => done,
        };
        if let Err(error @ CardPageError::Form { .. }) = done {
            self.stage().wrong(format!("the card page says {error:?}"));
        }
    }

    /// Reads the session: what was seen of its history is the beginning of it.
    async fn look(&mut self) {
        let (process, chat) = self.house.chat();
        let (caller, id) = (&self.session.key.caller, &self.session.key.id);
        let snapshot = tokio::select! {
            biased;
            () = self.stage().death(process) => return,
            snapshot = chat.snapshot(caller, id, None, None) => snapshot,
        };
        let Ok(snapshot) = snapshot else { return };
        let now: Vec<EventId> = snapshot.events.events.iter().map(|event| event.id).collect();
        if !now.starts_with(&self.seen) {
            self.stage().wrong(format!("{id} had the history {:?}, and has {now:?}", self.seen));
        }
        let unlike: BTreeSet<&EventId> = now.iter().collect();
        if unlike.len() != now.len() || !now.is_sorted() {
            self.stage().wrong(format!("{id} has the history {now:?}"));
        }
        self.seen = now;
    }
}
