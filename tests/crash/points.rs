//! The moments at which the server is killed by name. They stand between the app and what it works with, in the process of
//! a test alone: nothing in the product knows of them.

use std::fmt;
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::event::EventKind;
use core_chat::store::Commit;

use Place::{
    Ask, Book, Call, Cancel, CancelAfterAll, Cancellation, Card, Hold, LateAnswer, Look, Lost, Open, Outcome, Propose,
    Reply, Rest, SendAfterAll, Sending, Settle, TakeUp, Turn, Yes,
};
use When::{After, Before};

/// Where: a commit by what it brings, something asked outside, an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The commits of turns, in the order of a trip.
    Open,
    Turn,
    Propose,
    Card,
    Yes,
    Sending,
    Outcome,
    Ask,
    Cancellation,
    /// The commit of a call that makes nothing.
    Call,
    /// What is asked outside: the money is held, the supplier books, the supplier cancels.
    Hold,
    Book,
    Cancel,
    /// The answer's way to the client.
    Reply,
    /// Recovery: the first look at what is open, and its commits.
    Look,
    Lost,
    TakeUp,
    SendAfterAll,
    CancelAfterAll,
    Settle,
    /// What a client is told who repeats a key that a killed process had taken.
    LateAnswer,
    Rest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Before,
    After,
}

/// A place, and on which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point(pub Place, pub When);

/// Every point at which the server is killed.
pub const POINTS: [Point; 43] = [
    Point(Open, Before),
    Point(Open, After),
    Point(Turn, Before),
    Point(Turn, After),
    Point(Propose, Before),
    Point(Propose, After),
    Point(Card, Before),
    Point(Card, After),
    Point(Yes, Before),
    Point(Yes, After),
    Point(Hold, Before),
    Point(Hold, After),
    Point(Sending, Before),
    Point(Sending, After),
    Point(Book, Before),
    Point(Book, After),
    Point(Outcome, Before),
    Point(Outcome, After),
    Point(Ask, Before),
    Point(Ask, After),
    Point(Cancel, Before),
    Point(Cancel, After),
    Point(Cancellation, Before),
    Point(Cancellation, After),
    Point(Call, Before),
    Point(Call, After),
    Point(Reply, Before),
    Point(Reply, After),
    Point(Look, Before),
    Point(Look, After),
    Point(Lost, Before),
    Point(Lost, After),
    Point(TakeUp, Before),
    Point(TakeUp, After),
    Point(SendAfterAll, Before),
    Point(SendAfterAll, After),
    Point(CancelAfterAll, Before),
    Point(CancelAfterAll, After),
    Point(Settle, Before),
    Point(Settle, After),
    Point(LateAnswer, Before),
    Point(LateAnswer, After),
    Point(Rest, Before),
];

impl Point {
    /// At which point the life before must have ended for this one to be reached.
    pub fn follows(self) -> Option<Self> {
        match self.0 {
            Lost | Rest => Some(Self(Sending, After)),
            TakeUp | SendAfterAll | Settle | LateAnswer => Some(Self(Yes, After)),
            CancelAfterAll => Some(Self(Ask, After)),
            Open | Turn | Propose | Card | Yes | Sending | Outcome | Ask | Cancellation | Call => None,
            Hold | Book | Cancel | Reply | Look => None,
        }
    }

    /// The point of that name.
    pub fn parse(name: &str) -> Option<Self> {
        POINTS.into_iter().find(|point| point.to_string() == name)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}-{:?}", self.1, self.0)
    }
}

impl Place {
    /// What a commit brings. Those of recovery bring neither a session nor an answer.
    pub fn of(commit: &Commit) -> Self {
        let state = commit.attempts.last().map(|attempt| attempt.state);
        let in_a_turn = commit.session.is_some() || commit.result.is_some();
        if commit.setup.as_ref().is_some_and(|setup| setup.method.is_some()) {
            return Card;
        }
        match (state, &commit.session) {
            (Some(state), _) => of_attempt(state, in_a_turn),
            (None, Some(session)) if session.version == 1 => Open,
            (None, Some(session)) => {
                let kind = commit.event.as_ref().map(|event| event.kind);
                let is_late =
                    matches!(kind, Some(EventKind::ActionConfirmPaymentCard | EventKind::ActionCancelBooking));
                if is_late && session.booking.is_some() { LateAnswer } else { Turn }
            }
            (None, None) if commit.result.is_some() => Rest,
            (None, None) => Call,
        }
    }
}

fn of_attempt(state: AttemptState, in_a_turn: bool) -> Place {
    match state {
        AttemptState::Quoted
        | AttemptState::PriceChanged
        | AttemptState::AwaitingCard
        | AttemptState::AwaitingYes
        | AttemptState::Ended => Propose,
        AttemptState::Intent => Yes,
        AttemptState::Authorised => TakeUp,
        AttemptState::Sending if in_a_turn => Sending,
        AttemptState::Sending => SendAfterAll,
        AttemptState::Confirmed | AttemptState::Requested | AttemptState::Refused if in_a_turn => Outcome,
        AttemptState::Confirmed | AttemptState::Requested | AttemptState::Refused => Settle,
        AttemptState::Unknown if in_a_turn => Outcome,
        AttemptState::Unknown => Lost,
        AttemptState::CancelSending => Ask,
        AttemptState::Cancelled | AttemptState::CancelUnknown if in_a_turn => Cancellation,
        AttemptState::Cancelled | AttemptState::CancelUnknown => CancelAfterAll,
    }
}

/// Where this process stands still, and after passing by how often.
#[derive(Debug)]
pub struct Stop {
    point: Point,
    left: AtomicU32,
}

impl Stop {
    /// Reads `Before-Outcome 2`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, nth) = text.split_once(' ')?;
        Some(Self { point: Point::parse(name)?, left: AtomicU32::new(nth.parse().ok()?) })
    }

    /// Stands still for ever if this is the moment, and says so; whoever listens then kills the process.
    pub fn pass(&self, point: Point) {
        if point != self.point || self.left.fetch_sub(1, Ordering::SeqCst) != 1 {
            return;
        }
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "\nat {point}").and_then(|()| out.flush());
        drop(out);
        loop {
            std::thread::park();
        }
    }
}
