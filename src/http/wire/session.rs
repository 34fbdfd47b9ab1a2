//! A session as opened, and as it stands.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::booking::{Booked, Cancellation, PriceChange};
use super::names;
use super::next::{OfferedBy, Step};
use super::option::{Offered, Quoted, Shown};
use super::payment::{Method, Payment};
use super::search::{Place, Relaxed, Searched, Unclear};
use super::turn::Message;
use super::value::{Each, Instant, Text};
use crate::chat::Snapshot;
use crate::domain::booking::BookingAttempt;
use crate::domain::event::EventRecord;
use crate::domain::ids::{EventId, OptionId};
use crate::domain::outcome::{Relaxation, Status};
use crate::domain::place::Destination;
use crate::domain::session::{Actor, Conversation, LastAnswer, OpenQuestion, Session};
use crate::domain::shortlist::ShownOption;
use crate::domain::stay::Slot;

/// A session as opened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenedSession)]
pub struct Opened<'a> {
    /// Name of the session; send it with every event.
    #[schema(example = "sess_1771456966012_k3v9q0xw")]
    session_id: &'a str,
    /// The partner.
    #[schema(example = "demo-tenant")]
    tenant_id: &'a str,
    /// Who speaks, as sent.
    #[schema(value_type = Speaker)]
    actor: Speaker<'a>,
    /// As sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Channel>)]
    channel: Option<Channel<'a>>,
    /// As sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Thread>)]
    conversation: Option<Thread<'a>>,
    /// When it was opened.
    created_at: Instant,
    /// From when on it is gone.
    expires_at: Instant,
    /// Empty at first.
    #[schema(value_type = Vec<HistoryRow>)]
    events: [HistoryRow; 0],
}

impl<'a> From<&'a Session> for Opened<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            session_id: session.key.id.as_str(),
            tenant_id: session.key.caller.partner.as_str(),
            actor: Speaker::from(&session.actor),
            channel: Channel::of(session),
            conversation: session.origin.conversation.as_ref().map(Thread::from),
            created_at: Instant(session.created_at),
            expires_at: Instant(session.expires_at),
            events: [],
        }
    }
}

/// The partner's end user, as sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Actor)]
pub struct Speaker<'a> {
    /// Who, in the partner's words.
    #[schema(example = "user-42")]
    actor_id: &'a str,
    /// Local time minus UTC in minutes; absent when it is the default, 0.
    #[serde(skip_serializing_if = "is_zero")]
    #[schema(value_type = Option<i16>, example = -480)]
    timezone_offset_minutes: i16,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

/// By reference, as serde calls it.
fn is_zero(minutes: &i16) -> bool {
    *minutes == 0
}

impl<'a> From<&'a Actor> for Speaker<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self {
            actor_id: actor.id.as_str(),
            timezone_offset_minutes: actor.offset.minutes(),
            first_name: actor.first_name.as_deref(),
            last_name: actor.last_name.as_deref(),
            email: actor.email.as_deref(),
        }
    }
}

/// Where the partner holds the conversation, as sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Channel<'a> {
    /// The workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace_id: Option<&'a str>,
}

impl<'a> Channel<'a> {
    fn of(session: &'a Session) -> Option<Self> {
        session.origin.workspace_id.as_ref().map(|id| Self { workspace_id: id.as_deref() })
    }
}

/// The partner's own names for the conversation, as sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversation)]
pub struct Thread<'a> {
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<&'a str>,
    /// The conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// The thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
}

impl<'a> From<&'a Conversation> for Thread<'a> {
    fn from(conversation: &'a Conversation) -> Self {
        Self {
            channel_id: conversation.channel_id.as_deref(),
            id: conversation.id.as_deref(),
            thread_ts: conversation.thread_ts.as_deref(),
        }
    }
}

/// One row of a session's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HistoryEvent)]
pub struct HistoryRow {
    /// The event.
    #[schema(value_type = String, example = "evt_1771456966998")]
    event_id: Text<EventId>,
    /// The kind sent, or the class that the words were understood as.
    #[schema(schema_with = names::kinds)]
    kind: &'static str,
    /// What came of it.
    #[schema(schema_with = names::statuses)]
    result_status: &'static str,
    /// When it was recorded: the millisecond its id names.
    recorded_at: Instant,
}

impl From<&EventRecord> for HistoryRow {
    fn from(record: &EventRecord) -> Self {
        Self {
            event_id: Text(record.id),
            kind: record.kind.as_str(),
            result_status: record.status.as_str(),
            recorded_at: Instant(record.recorded_at()),
        }
    }
}

/// A session as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionSnapshot)]
pub struct Standing<'a> {
    /// The session.
    session_id: &'a str,
    /// The partner.
    tenant_id: &'a str,
    /// Who speaks, as sent.
    #[schema(value_type = Speaker)]
    actor: Speaker<'a>,
    /// As sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Channel>)]
    channel: Option<Channel<'a>>,
    /// As sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Thread>)]
    conversation: Option<Thread<'a>>,
    /// When it was opened.
    created_at: Instant,
    /// From when on it is gone.
    expires_at: Instant,
    /// The history, oldest first.
    #[schema(value_type = Vec<HistoryRow>)]
    events: Each<'a, EventRecord, HistoryRow>,
    /// Whether more events follow.
    has_more: bool,
    /// `pageToken` of the next page; null when no more events follow.
    #[schema(value_type = Option<String>, required)]
    next_page_token: Option<Text<EventId>>,
    /// Enough to rebuild the screen.
    #[schema(value_type = State)]
    state: State<'a>,
}

impl<'a> From<&'a Snapshot> for Standing<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        let (session, page) = (&*snapshot.session, &snapshot.events);
        Self {
            session_id: session.key.id.as_str(),
            tenant_id: session.key.caller.partner.as_str(),
            actor: Speaker::from(&session.actor),
            channel: Channel::of(session),
            conversation: session.origin.conversation.as_ref().map(Thread::from),
            created_at: Instant(session.created_at),
            expires_at: Instant(session.expires_at),
            events: Each::of(&page.events),
            has_more: page.has_more,
            next_page_token: page.events.last().filter(|_| page.has_more).map(|last| Text(last.id)),
            state: State::from(snapshot),
        }
    }
}

/// What is on the guest's screen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionState)]
pub struct State<'a> {
    /// What the last answer came to and said; null before the first.
    #[schema(value_type = Option<Said>, required)]
    last_answer: Option<Said<'a>>,
    /// The latest search; null before the first.
    #[schema(value_type = Option<Searched>, required)]
    search: Option<Searched<'a>>,
    /// Its options on screen; none where it found nothing.
    #[schema(value_type = Vec<Offered>)]
    shortlist: Each<'a, ShownOption, Shown<'a>>,
    /// Where it found nothing: what giving up wishes would bring.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Relaxed>>)]
    relaxations: Option<Each<'a, Relaxation, Relaxed<'a>>>,
    /// The option last spoken of; null when there is none.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    focus_option_id: Option<OptionId>,
    /// What the last answer asked; null when it asked nothing.
    #[schema(value_type = Option<Open>, required)]
    open_question: Option<Open<'a>>,
    /// The actor's bookings, latest first.
    #[schema(value_type = Vec<Booked>)]
    bookings: Each<'a, Arc<BookingAttempt>, Booked<'a>>,
    /// The card on file.
    #[schema(value_type = CardOnFile)]
    payment: CardOnFile<'a>,
    /// Every legal next step.
    #[schema(value_type = Vec<Step>)]
    next_actions: Vec<Step<'a>>,
}

impl<'a> From<&'a Snapshot> for State<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        let session = &*snapshot.session;
        let method = snapshot.methods.first();
        let by = OfferedBy {
            tenant: session.key.caller.partner.as_str(),
            session: &session.key.id,
            event: session.last_event,
        };
        let dead_end = session.dead_end.as_deref();
        let list = dead_end.map_or(session.shortlist.as_deref(), |end| Some(&*end.search));
        Self {
            last_answer: session.last_answer.as_ref().map(|answer| Said::of(answer, session.last_event)),
            search: list.map(Searched::from),
            shortlist: list.map(|list| Each::of(&list.options)).unwrap_or_default(),
            relaxations: dead_end.map(|end| Each::of(&end.relaxations)),
            focus_option_id: session.focus,
            open_question: session.open_question.as_ref().map(|open| Open::of(open, snapshot)),
            bookings: Each::of(&snapshot.bookings),
            payment: CardOnFile { method_available: method.is_some(), method: method.map(Method::from) },
            next_actions: by.steps(&snapshot.next),
        }
    }
}

/// What the last answer came to and said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LastAnswer)]
pub struct Said<'a> {
    /// The event it answered.
    #[schema(value_type = Option<String>, required, example = "evt_1771456966998")]
    event_id: Option<Text<EventId>>,
    /// What came of it.
    #[schema(schema_with = names::statuses)]
    status: &'static str,
    /// What the guest was told.
    #[schema(value_type = Message)]
    message: Message<'a>,
}

impl<'a> Said<'a> {
    fn of(answer: &'a LastAnswer, event: Option<EventId>) -> Self {
        Self { event_id: event.map(Text), status: answer.status.as_str(), message: Message { text: &answer.text } }
    }
}

/// Whether the actor has a card on file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardOnFile<'a> {
    /// Whether there is one.
    method_available: bool,
    /// The latest.
    #[schema(value_type = Option<Method>, required)]
    method: Option<Method<'a>>,
}

/// What the last answer asked: its status, and the sections that belong to it.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenQuestion)]
pub struct Open<'a> {
    /// `clarification_required`, `price_change_confirmation_required`, `payment_setup_required`,
    /// `payment_confirmation_required`, `cancellation_confirmation_required`, or `booking_list` where it was asked which
    /// of several bookings is to be cancelled.
    #[schema(example = "payment_confirmation_required")]
    status: &'static str,
    /// The slots asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    missing: Option<&'a [Slot]>,
    /// The places of which one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Place>>)]
    places: Option<Each<'a, Arc<Destination>, Place<'a>>>,
    /// The questions in full, with texts that would answer them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Unclear>)]
    clarification: Option<Unclear<'a>>,
    /// The quote against what was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_change: Option<PriceChange>,
    /// The exact terms on which a yes would book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Quoted>)]
    quote: Option<Quoted<'a>>,
    /// Where to enter a card, while the page takes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Payment>)]
    payment: Option<Payment<'a>>,
    /// The card that would be charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Method>)]
    method: Option<Method<'a>>,
    /// The booking to be cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Booked>)]
    booking: Option<Booked<'a>>,
    /// What cancelling it costs now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Cancellation>)]
    cancellation: Option<Cancellation<'a>>,
}

impl<'a> Open<'a> {
    fn of(question: &'a OpenQuestion, snapshot: &'a Snapshot) -> Self {
        let attempt = snapshot.attempt.as_deref();
        let asked = |status: Status| Self { status: status.as_str(), ..Self::default() };
        let quote = attempt.map(Quoted::from);
        let clarification = snapshot.session.clarification.as_deref().map(Unclear::from);
        match question {
            OpenQuestion::Details(slots) => {
                Self { missing: Some(slots), clarification, ..asked(Status::ClarificationRequired) }
            }
            OpenQuestion::WhichPlace(places) => {
                Self { places: Some(Each::of(places)), clarification, ..asked(Status::ClarificationRequired) }
            }
            OpenQuestion::WhichBooking(_) => asked(Status::BookingList),
            OpenQuestion::PriceChange(_) => Self {
                price_change: attempt.map(|attempt| PriceChange::of(attempt, attempt.accepted_total)),
                quote,
                ..asked(Status::PriceChangeConfirmationRequired)
            },
            OpenQuestion::CardSetup { .. } => Self {
                quote,
                payment: snapshot.card_page.as_ref().map(|(url, until)| Payment::setup(url, *until)),
                ..asked(Status::PaymentSetupRequired)
            },
            OpenQuestion::FinalYes(_) => Self {
                quote,
                method: attempt.and_then(|attempt| attempt.method.as_ref()).map(Method::from),
                ..asked(Status::PaymentConfirmationRequired)
            },
            OpenQuestion::Cancellation(_) => Self {
                booking: attempt.map(Booked::from),
                cancellation: attempt.zip(snapshot.cancel_cost.as_ref()).map(|(b, cost)| Cancellation::of(b, cost)),
                ..asked(Status::CancellationConfirmationRequired)
            },
        }
    }
}
