//! The pure step beside a simple model of it: a table of a dozen phases that knows nothing of quotes, guests or dates.
//! Whatever happens in whatever order, both agree on what may happen, where that leads, and what is done next.

use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::course::{Circumstances, Deed, Effect, Input, step};
use core_chat::domain::failure::FailureCode;
use core_chat::domain::guest::Guest;
use core_chat::domain::ids::{HoldId, SupplierReference};
use core_chat::domain::partner::Mode;
use core_chat::supplier::{BookAnswer, CancelAnswer, Evidence};
use proptest::prelude::*;

use crate::support;

/// Where a booking is, as the model sees it. What is asked before the final yes is all one to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is promised yet.
    Asking,
    /// The terms are fixed.
    Terms,
    /// The yes is given, nothing is held.
    Yes,
    /// The money is held.
    Held,
    /// It will not be sent; the money is still held.
    LettingGo,
    Sent,
    OnRequest,
    Lost,
    Booked,
    Cancelling,
    CancelLost,
    /// It has ended: refused, cancelled or given up.
    Over,
}

fn phase(attempt: &BookingAttempt) -> Phase {
    match attempt.state {
        AttemptState::Quoted | AttemptState::PriceChanged | AttemptState::AwaitingCard => Phase::Asking,
        AttemptState::AwaitingYes => Phase::Terms,
        AttemptState::Intent => Phase::Yes,
        AttemptState::Authorised if attempt.failure.is_some() => Phase::LettingGo,
        AttemptState::Authorised => Phase::Held,
        AttemptState::Sending => Phase::Sent,
        AttemptState::Requested => Phase::OnRequest,
        AttemptState::Unknown => Phase::Lost,
        AttemptState::Confirmed => Phase::Booked,
        AttemptState::CancelSending => Phase::Cancelling,
        AttemptState::CancelUnknown => Phase::CancelLost,
        AttemptState::Refused | AttemptState::Cancelled | AttemptState::Ended => Phase::Over,
    }
}

/// What is done next, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Commit,
    Tell,
    Quote,
    ChoosePayer,
    Hold,
    Book,
    Cancel,
    LookUp,
    Capture,
    Release,
    Refund,
}

fn done(effect: &Effect) -> Done {
    match effect {
        Effect::Commit => Done::Commit,
        Effect::Tell => Done::Tell,
        Effect::Quote => Done::Quote,
        Effect::ChoosePayer => Done::ChoosePayer,
        Effect::Outside(Deed::Hold { .. }) => Done::Hold,
        Effect::Outside(Deed::Book) => Done::Book,
        Effect::Outside(Deed::Cancel) => Done::Cancel,
        Effect::Outside(Deed::LookUp) => Done::LookUp,
        Effect::Outside(Deed::Capture(_)) => Done::Capture,
        Effect::Outside(Deed::Release(_)) => Done::Release,
        Effect::Outside(Deed::Refund(..)) => Done::Refund,
    }
}

type Expected = Option<(Phase, Vec<Done>)>;

/// What the model expects of `input`: where it leads and what is done; `None` where it has no place. What happens before
/// the final yes is left to other tests, but that nothing is held, sent or taken in it.
fn expected(from: Phase, input: &Input, around: Circumstances, is_over: bool) -> Expected {
    use Done::{Book, Cancel, Capture, Commit, Hold, LookUp, Refund, Release, Tell};
    use Phase as P;
    let stay = Some((from, vec![]));
    let refused = Some((P::Over, vec![Release, Tell]));
    let booked = Some((P::Booked, vec![Capture, Tell]));
    let cancelled = Some((P::Over, vec![Refund, Tell]));
    let let_go = Some((P::LettingGo, vec![Commit]));
    let send = if !around.may_send {
        stay.clone()
    } else if is_over {
        let_go.clone()
    } else {
        Some((P::Sent, vec![Commit]))
    };
    match (from, input) {
        (P::Terms, Input::Yes(_)) if !is_over => Some((P::Yes, vec![Commit])),
        (P::Yes, Input::Committed) => Some((P::Yes, vec![Hold])),
        (P::Yes, Input::Held(_)) if !around.attended => Some((P::Held, vec![Commit])),
        (P::Yes, Input::Held(_)) if around.may_send => Some((P::Sent, vec![Commit])),
        (P::Yes, Input::Held(_)) => Some((P::Held, vec![Tell])),
        (P::Yes, Input::Declined(_)) if around.attended => Some((P::Asking, vec![Tell])),
        (P::Yes, Input::Declined(_)) => Some((P::Over, vec![Tell])),
        (P::Yes, Input::LeftBehind) if around.may_send => Some((P::Yes, vec![Hold])),
        (P::Held, Input::Committed | Input::LeftBehind) => send,
        (P::Held | P::LettingGo, Input::StayTaken | Input::Ruled(None)) => let_go,
        (P::LettingGo, Input::Committed | Input::LeftBehind) => refused,
        (P::Sent, Input::Committed) => Some((P::Sent, vec![Book])),
        (P::Sent, Input::BookAnswered(BookAnswer::Confirmed(_))) => booked,
        (P::Sent, Input::BookAnswered(BookAnswer::OnRequest(_))) => Some((P::OnRequest, vec![Tell])),
        (P::Sent, Input::BookAnswered(BookAnswer::Refused(_))) => refused,
        (P::Sent, Input::BookAnswered(BookAnswer::Unknown(_)) | Input::LeftBehind) => Some((P::Lost, vec![Tell])),
        (P::OnRequest | P::Lost | P::CancelLost, Input::LookedAt | Input::LeftBehind) => Some((from, vec![LookUp])),
        (P::OnRequest | P::Lost, Input::Found(Evidence::Booked(_))) => booked,
        (P::OnRequest | P::Lost, Input::Found(Evidence::NotBooked)) => refused,
        (P::Sent | P::OnRequest | P::Lost, Input::Ruled(Some(_))) => booked,
        (P::Sent | P::OnRequest | P::Lost, Input::Ruled(None)) => refused,
        (P::Booked | P::CancelLost, Input::CancelAsked) => Some((P::Cancelling, vec![Commit])),
        (P::Cancelling, Input::Committed) => Some((P::Cancelling, vec![Cancel])),
        (P::Cancelling, Input::LeftBehind) if around.may_send => Some((P::Cancelling, vec![Cancel])),
        (P::Cancelling, Input::CancelAnswered(CancelAnswer::Cancelled)) => cancelled,
        (P::Cancelling, Input::CancelAnswered(CancelAnswer::Refused(_))) => booked,
        (P::Cancelling, Input::CancelAnswered(CancelAnswer::Unknown(_))) => Some((P::CancelLost, vec![Tell])),
        (P::CancelLost, Input::Found(Evidence::Booked(_))) => booked,
        (P::CancelLost, Input::Found(Evidence::Cancelled(_))) => cancelled,
        (P::Cancelling | P::CancelLost, Input::Ruled(Some(_))) => booked,
        (P::Cancelling | P::CancelLost, Input::Ruled(None)) => cancelled,
        (_, Input::LookedAt | Input::LeftBehind | Input::Ruled(_)) => stay,
        (
            P::OnRequest | P::Lost | P::CancelLost,
            Input::Found(Evidence::Pending(_) | Evidence::Unavailable | Evidence::Cancelled(_) | Evidence::NotBooked),
        ) => stay,
        _ => None,
    }
}

/// Something that happens: what the last effect asked for, answered somehow, or anything at all.
#[derive(Debug, Clone)]
enum Move {
    Natural(u8),
    Any(u8),
}

fn moves() -> impl Strategy<Value = (Move, bool, bool, i64)> {
    let natural = any::<u8>().prop_map(Move::Natural);
    let any_other = any::<u8>().prop_map(Move::Any);
    let at = prop_oneof![9 => Just(0_i64), 1 => Just(2)];
    (prop_oneof![5 => natural, 1 => any_other], any::<bool>(), prop::bool::weighted(0.9), at)
}

fn natural(last: Option<Done>, from: Phase, throw: u8) -> Input {
    let reference = || SupplierReference::parse("THEIRS-1").unwrap();
    match (last, throw % 4) {
        (Some(Done::Commit), 0) => Input::LeftBehind,
        (Some(Done::Commit), _) => Input::Committed,
        (Some(Done::Hold), 0) => Input::Declined(FailureCode::CardDeclined),
        (Some(Done::Hold), _) => Input::Held(HoldId::parse("hold").unwrap()),
        (Some(Done::Book), 0) => Input::BookAnswered(BookAnswer::Confirmed(reference())),
        (Some(Done::Book), 1) => Input::BookAnswered(BookAnswer::Refused(FailureCode::SoldOut)),
        (Some(Done::Book), 2) => Input::BookAnswered(BookAnswer::OnRequest(reference())),
        (Some(Done::Book), _) => Input::BookAnswered(BookAnswer::Unknown("reset".to_owned())),
        (Some(Done::Cancel), 0 | 1) => Input::CancelAnswered(CancelAnswer::Cancelled),
        (Some(Done::Cancel), 2) => Input::CancelAnswered(CancelAnswer::Refused(FailureCode::CancellationRefused)),
        (Some(Done::Cancel), _) => Input::CancelAnswered(CancelAnswer::Unknown("reset".to_owned())),
        (Some(Done::LookUp), 0) => Input::Found(Evidence::Booked(reference())),
        (Some(Done::LookUp), 1) => Input::Found(Evidence::NotBooked),
        (Some(Done::LookUp), 2) => Input::Found(Evidence::Cancelled(reference())),
        (Some(Done::LookUp), _) => Input::Found(Evidence::Unavailable),
        (_, _) => match from {
            Phase::Asking => Input::Payer(Some((support::method("pm_1"), guest()))),
            Phase::Terms => Input::Yes(None),
            Phase::Booked | Phase::CancelLost => Input::CancelAsked,
            _ => Input::LeftBehind,
        },
    }
}

fn anything(throw: u8) -> Input {
    let reference = SupplierReference::parse("THEIRS-2").unwrap();
    match throw % 17 {
        0 => Input::PriceAccepted,
        1 => Input::Gone(FailureCode::SoldOut),
        2 => Input::Payer(None),
        3 => Input::Yes(Some(support::method("pm_2"))),
        4 => Input::GivenUp(None),
        5 => Input::Committed,
        6 => Input::StayTaken,
        7 => Input::Held(HoldId::parse("hold").unwrap()),
        8 => Input::Declined(FailureCode::InsufficientFunds),
        9 => Input::BookAnswered(BookAnswer::Confirmed(reference)),
        10 => Input::CancelAsked,
        11 => Input::CancelAnswered(CancelAnswer::Cancelled),
        12 => Input::LookedAt,
        13 => Input::LeftBehind,
        14 => Input::Found(Evidence::NotBooked),
        15 => Input::Ruled(Some(reference)),
        _ => Input::Ruled(None),
    }
}

fn guest() -> Guest {
    Guest::new("Ada", "Lovelace", None).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_core_and_a_simple_model_of_it_agree_on_every_step(moves in prop::collection::vec(moves(), 0..80)) {
        let session = support::session(&support::caller("acme", Mode::Test), "ada", 1);
        let mut attempt = support::attempt(&session, 1);
        let (mut last, mut sent, mut held) = (None, 0_u32, false);
        for (what, attended, may_send, hours) in moves {
            let from = phase(&attempt);
            let input = match what {
                Move::Natural(throw) => natural(last, from, throw),
                Move::Any(throw) => anything(throw),
            };
            if input == Input::Committed && last != Some(Done::Commit) {
                continue;
            }
            let around = Circumstances { now: support::in_hours(hours), attended, may_send };
            let is_over = attempt.quote.expires_at <= around.now;
            let expects = expected(from, &input, around, is_over);
            let told = format!("{from:?} {input:?} {around:?}");
            let is_hold = matches!(input, Input::Held(_));
            let course = step(&attempt, input, around);
            let is_before_yes = matches!(from, Phase::Asking | Phase::Terms) && expects.is_none();
            match (&course, expects) {
                (Ok(course), Some((to, effects))) => {
                    let does: Vec<Done> = course.effects.iter().map(done).collect();
                    prop_assert_eq!((phase(&course.attempt), does), (to, effects), "{}", told);
                }
                (Ok(course), None) => {
                    prop_assert!(is_before_yes, "{} is taken", told);
                    let is_quiet = course.effects.iter().all(|effect| !matches!(effect, Effect::Outside(_)));
                    prop_assert!(is_quiet && course.attempt.sends == sent, "{} goes out", told);
                }
                (Err(_), Some(expects)) => prop_assert!(false, "{} is refused, and {:?} expected", told, expects),
                (Err(_), None) => {}
            }
            let Ok(course) = course else { continue };
            held |= is_hold;
            for effect in course.effects.iter().map(done) {
                sent += u32::from(effect == Done::Book);
                prop_assert!(effect != Done::Capture || held && sent <= 1, "{}", told);
            }
            prop_assert!(sent <= 1 + course.attempt.refusals, "{} sends {} times", told, sent);
            last = course.effects.last().map(done);
            attempt = course.attempt;
        }
    }
}
