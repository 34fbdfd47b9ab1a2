//! What is billed: one record for every call of a partner.
//!
//! A call that made something is recorded in the commit that made it, so that neither is ever there without the other.
//! Every other answered call has a commit of its own before its answer leaves. Refusals (403, 429, 5xx) are nothing
//! that was acknowledged: their records follow within a second.

use jiff::{SignedDuration, Timestamp};

use super::ids::{ActorId, EventId, SessionId};
use super::partner::Caller;

/// How long records are kept: 400 days, so that a whole year and the month of its invoice can be looked up.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);

/// One request, before anything came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Our name of the request, unique.
    pub request: String,
    /// When it came, by the wall's clock: a sandbox that moves its own clock moves no invoice.
    pub at: Timestamp,
    /// Method and address as documented: `POST /events`.
    pub endpoint: String,
}

/// A call and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRecord {
    /// The request.
    pub call: Call,
    /// Who called.
    pub caller: Caller,
    /// For whom, where that became known; a hash after the actor was erased.
    pub actor: Option<ActorId>,
    /// In which session, where that became known.
    pub session: Option<SessionId>,
    /// The event that was answered.
    pub event: Option<EventId>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Whether it is charged for.
    pub billable: bool,
}

impl UsageRecord {
    /// The id of this record: that of its request under another head, so that an export can be read twice and counted
    /// once.
    ///
    /// ```
    /// # use core_chat::domain::{ids::PartnerId, partner::{Caller, Mode}, usage::{Call, UsageRecord}};
    /// # let caller = Caller { partner: PartnerId::parse("acme").unwrap(), mode: Mode::Test };
    /// let call = Call { request: "req_01ab".into(), at: jiff::Timestamp::UNIX_EPOCH, endpoint: "GET /limits".into() };
    /// let record = UsageRecord { call, caller, actor: None, session: None, event: None, status: 200, billable: true };
    /// assert_eq!(record.id(), "use_01ab");
    /// ```
    #[must_use]
    pub fn id(&self) -> String {
        format!("use_{}", self.call.request.trim_start_matches("req_"))
    }
}

/// Whether an answer acknowledges its call: refusals of the caller or for want of room do not, nor do our own faults.
///
/// ```
/// use core_chat::domain::usage::is_acknowledged;
/// assert!(is_acknowledged(200) && is_acknowledged(400) && is_acknowledged(409));
/// assert!(![401, 403, 429, 500, 503].into_iter().any(is_acknowledged));
/// ```
#[must_use]
pub fn is_acknowledged(status: u16) -> bool {
    !matches!(status, 401 | 403 | 429 | 500..)
}

/// Whether a call with that answer is charged for: it is acknowledged, and for the first time.
///
/// ```
/// use core_chat::domain::usage::is_billable;
/// assert!(is_billable(200, false));
/// assert!(!is_billable(200, true) && !is_billable(429, false));
/// ```
#[must_use]
pub fn is_billable(status: u16, is_replay: bool) -> bool {
    is_acknowledged(status) && !is_replay
}
