//! A commit as rows, made by the one who commits, so that the thread that writes has nothing to work out.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::codec::{encode, word};
use super::filed;
use super::gate::Stripe;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::card::{CardSetup, PaymentMethod};
use crate::domain::ids::{ActorId, EventId, IdempotencyKey, PartnerId, SessionId};
use crate::domain::partner::{Caller, Mode};
use crate::domain::session::{Session, SessionKey};
use crate::domain::shortlist::Shortlist;
use crate::domain::usage::UsageRecord;
use crate::store::memory::hot::GRACE;
use crate::store::{Commit, StoredResult};

type Encoded<T> = Result<T, serde_json::Error>;

/// Everything a commit writes.
#[derive(Debug)]
pub(super) struct Rows {
    /// The session that the next two are of.
    pub(super) conversation: Option<Conversation>,
    pub(super) session: Option<SessionRow>,
    pub(super) turn: Option<TurnRow>,
    pub(super) attempts: Vec<AttemptRow>,
    pub(super) setup: Option<SetupRow>,
    /// The caller of whom nothing stays.
    pub(super) forget: Option<String>,
    pub(super) usage: Vec<UsageRow>,
    /// What readers must not see half of.
    pub(super) stripes: BTreeSet<Stripe>,
}

/// What is on the screen of a session after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    Nothing,
    /// The list that was there.
    Kept,
    /// The list of this commit.
    Shown,
}

/// Which session.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) caller: String,
    pub(super) id: String,
}

#[derive(Debug)]
pub(super) struct SessionRow {
    pub(super) actor: String,
    pub(super) version: i64,
    pub(super) expires_at: i64,
    pub(super) screen: Screen,
    pub(super) body: Vec<u8>,
}

/// What a commit brings of a turn; of these parts at least one.
#[derive(Debug)]
pub(super) struct TurnRow {
    pub(super) event: Option<i64>,
    pub(super) line: Option<Line>,
    pub(super) answer: Option<Answer>,
    pub(super) shown: Option<Shown>,
}

/// The line that the history gains.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: String,
    pub(super) status: String,
}

/// What was answered under a key.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) key: String,
    pub(super) keep_until: i64,
    pub(super) fingerprint: [u8; 32],
    pub(super) in_motion: Option<String>,
    pub(super) body: Vec<u8>,
}

/// A list.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) keep_until: i64,
    pub(super) options: Vec<u8>,
    pub(super) body: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct AttemptRow {
    pub(super) caller: String,
    pub(super) id: String,
    pub(super) actor: String,
    pub(super) session: String,
    pub(super) version: i64,
    pub(super) state: String,
    pub(super) held: Option<String>,
    pub(super) booked: bool,
    pub(super) open: bool,
    pub(super) body: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct SetupRow {
    pub(super) caller: String,
    pub(super) actor: String,
    pub(super) id: String,
    pub(super) expires_at: i64,
    pub(super) method: Option<MethodRow>,
    pub(super) body: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct MethodRow {
    pub(super) id: String,
    pub(super) body: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct UsageRow {
    pub(super) caller: String,
    pub(super) at: i64,
    pub(super) request: String,
    pub(super) actor: Option<ActorId>,
    pub(super) session: Option<SessionId>,
    pub(super) event: Option<i64>,
    pub(super) endpoint: String,
    pub(super) status: u16,
    pub(super) billable: bool,
}

impl Rows {
    /// The rows of `commit`, whose session is the one of that key.
    pub(super) fn of(commit: &Commit, key: Option<&SessionKey>) -> Encoded<Self> {
        let Commit { session, event: _, shown, result: _, attempts, setup, forget, usage } = commit;
        Ok(Self {
            conversation: key.map(|key| Conversation { caller: caller_text(&key.caller), id: key.id.to_string() }),
            session: session.as_ref().map(|session| session_row(session, shown.as_ref())).transpose()?,
            turn: turn_row(commit)?,
            attempts: attempts.iter().map(|attempt| attempt_row(attempt)).collect::<Encoded<_>>()?,
            setup: setup.as_deref().map(setup_row).transpose()?,
            forget: forget.as_ref().map(|sandbox| caller_text(sandbox.caller())),
            usage: usage.iter().map(usage_row).collect(),
            stripes: if forget.is_some() { Stripe::all() } else { stripes(commit) },
        })
    }
}

/// A caller as rows name it.
pub(super) fn caller_text(caller: &Caller) -> String {
    format!("{}:{}", caller.mode, caller.partner)
}

/// The caller that rows name so.
pub(super) fn caller_of(text: &str) -> Option<Caller> {
    let (mode, partner) = text.split_once(':')?;
    let mode = [Mode::Test, Mode::Live].into_iter().find(|known| known.to_string() == mode)?;
    Some(Caller { partner: PartnerId::parse(partner).ok()?, mode })
}

/// Milliseconds since 1970-01-01T00:00Z.
pub(super) fn instant(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The stripe of a session's file, and that of an actor's.
pub(super) fn session_stripe(key: &SessionKey) -> Stripe {
    Stripe::of(key)
}

pub(super) fn actor_stripe(caller: &Caller, actor: &ActorId) -> Stripe {
    Stripe::of(&(caller, actor))
}

fn stripes(commit: &Commit) -> BTreeSet<Stripe> {
    let mut all = BTreeSet::new();
    all.extend(commit.session.as_ref().map(|session| session_stripe(&session.key)));
    all.extend(commit.result.as_ref().map(|(session, ..)| session_stripe(session)));
    all.extend(commit.attempts.iter().map(|attempt| actor_stripe(&attempt.caller, &attempt.actor)));
    all.extend(commit.setup.as_ref().map(|setup| actor_stripe(&setup.caller, &setup.actor)));
    all.extend(commit.setup.as_ref().map(|setup| Stripe::of(&setup.id)));
    all
}

/// The list on screen is a row of its own, written once.
fn session_row(session: &Arc<Session>, shown: Option<&Arc<Shortlist>>) -> Encoded<SessionRow> {
    let screen = match (&session.shortlist, shown) {
        (None, _) => Screen::Nothing,
        (Some(list), Some(shown)) if Arc::ptr_eq(list, shown) || list == shown => Screen::Shown,
        (Some(_), _) => Screen::Kept,
    };
    Ok(SessionRow {
        actor: session.actor.id.to_string(),
        version: number(session.version),
        expires_at: instant(session.expires_at),
        screen,
        body: encode(session)?,
    })
}

fn turn_row(commit: &Commit) -> Encoded<Option<TurnRow>> {
    let Commit { event, shown, result, .. } = commit;
    if event.is_none() && shown.is_none() && result.is_none() {
        return Ok(None);
    }
    let of_event = event.as_ref().map(|event| event.id);
    let of_result = result.as_ref().map(|(.., result)| result.event);
    let line = event.map(|event| Ok(Line { kind: word(&event.kind)?, status: word(&event.status)? }));
    Ok(Some(TurnRow {
        event: of_event.or(of_result).map(EventId::epoch_ms),
        line: line.transpose()?,
        answer: result.as_ref().map(|(_, key, result)| answer(key, result, shown.as_ref())).transpose()?,
        shown: shown.as_deref().map(shown_list).transpose()?,
    }))
}

fn shown_list(list: &Shortlist) -> Encoded<Shown> {
    let last = list.options.iter().map(|shown| shown.option.expires_at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let keep_until = instant(last.saturating_add(GRACE).unwrap_or(Timestamp::MAX));
    let ids = list.options.iter().flat_map(|shown| shown.id.as_u128().to_be_bytes()).collect();
    Ok(Shown { keep_until, options: ids, body: filed::list(list)? })
}

fn answer(key: &IdempotencyKey, result: &StoredResult, shown: Option<&Arc<Shortlist>>) -> Encoded<Answer> {
    Ok(Answer {
        key: key.to_string(),
        keep_until: instant(result.keep_until),
        fingerprint: result.fingerprint.0,
        in_motion: result.in_motion.as_ref().map(ToString::to_string),
        body: filed::answer(&result.body, shown.map_or(&[], |list| &list.options))?,
    })
}

fn attempt_row(attempt: &BookingAttempt) -> Encoded<AttemptRow> {
    let held = attempt.state.may_hold_a_room().then(|| stay_text(attempt)).transpose()?;
    Ok(AttemptRow {
        caller: caller_text(&attempt.caller),
        id: attempt.id.to_string(),
        actor: attempt.actor.to_string(),
        session: attempt.session.to_string(),
        version: number(attempt.version),
        state: state_text(attempt.state)?,
        held,
        booked: attempt.state.is_booking(),
        open: attempt.state.is_unsettled(),
        body: encode(attempt)?,
    })
}

fn state_text(state: AttemptState) -> Encoded<String> {
    word(&state)
}

/// What recognises a second booking of the same stay, as text.
pub(super) fn stay_text(attempt: &BookingAttempt) -> Encoded<String> {
    let stay = attempt.stay_key();
    serde_json::to_string(&(stay.hotel, stay.dates, stay.rooms, stay.guest))
}

fn setup_row(setup: &CardSetup) -> Encoded<SetupRow> {
    let method_row = |method: &PaymentMethod| Ok(MethodRow { id: method.id.to_string(), body: encode(method)? });
    Ok(SetupRow {
        caller: caller_text(&setup.caller),
        actor: setup.actor.to_string(),
        id: setup.id.to_string(),
        expires_at: instant(setup.expires_at),
        method: setup.method.as_ref().map(method_row).transpose()?,
        body: encode(setup)?,
    })
}

fn usage_row(record: &UsageRecord) -> UsageRow {
    UsageRow {
        caller: caller_text(&record.caller),
        at: instant(record.call.at),
        request: record.call.request.clone(),
        actor: record.actor.clone(),
        session: record.session.clone(),
        event: record.event.map(EventId::epoch_ms),
        endpoint: record.call.endpoint.clone(),
        status: record.status,
        billable: record.billable,
    }
}

/// A count or version, none of which comes near the end of the range.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
