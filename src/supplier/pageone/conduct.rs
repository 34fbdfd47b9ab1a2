//! How the supplier is asked: paced, tried again where that is safe, and left alone while it fails.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
use tokio::time::Instant;

use super::breaker::{Breaker, Turned};
use super::operation::Operation;
use super::pace::Pace;
use super::transport::Transport;
use super::verdict::Trouble;

/// The shortest and longest pause before trying again; each is stretched by chance.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// What is left of a deadline must be worth a try: one that is cut short says nothing about the supplier.
const SHORTEST_TRY: Duration = Duration::from_millis(1_500);

/// What a question came to.
pub(super) struct Asked<T> {
    /// The answer, or the trouble of the last try.
    pub(super) answer: Result<T, Trouble>,
    /// Whether an earlier try may have been carried out although it had no answer.
    pub(super) may_be_done: bool,
}

/// Asks one PageOne account.
pub(super) struct Conduct {
    transport: Transport,
    pace: Pace,
    breakers: [Breaker; Operation::ALL.len()],
}

impl Conduct {
    pub(super) fn new(transport: Transport) -> Self {
        Self { transport, pace: Pace::new(Instant::now()), breakers: Default::default() }
    }

    /// Asks until there is an answer that `read` accepts, trying again as often as `operation` allows and the deadline
    /// lasts.
    pub(super) async fn ask<T>(
        &self,
        operation: Operation,
        body: Bytes,
        deadline: Instant,
        read: impl Fn(&[u8]) -> Result<T, Trouble>,
    ) -> Asked<T> {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(SHORTEST_PAUSE)
            .with_max_delay(LONGEST_PAUSE)
            .with_max_times(operation.tries() as usize)
            .with_jitter()
            .build();
        self.pace.earn();
        let mut may_be_done = false;
        for (tried, pause) in (1..).zip(pauses) {
            let answer = self.attempt(operation, body.clone(), deadline).await.and_then(|bytes| read(&bytes));
            self.learn(operation, &answer);
            let Err(trouble) = &answer else { return Asked { answer, may_be_done } };
            let is_late = Instant::now() + pause + SHORTEST_TRY > deadline;
            let is_last = tried == operation.tries() || !trouble.may_pass() || is_late;
            if is_last || !self.pace.spend() {
                return Asked { answer, may_be_done };
            }
            may_be_done |= trouble.may_be_done();
            tracing::info!(?operation, trouble = trouble.to_log(), "the supplier is asked again");
            tokio::time::sleep(pause).await;
        }
        Asked { answer: Err(Trouble::HeldBack("it was asked often enough")), may_be_done }
    }

    /// One try, when pace and breaker allow one.
    async fn attempt(&self, operation: Operation, body: Bytes, deadline: Instant) -> Result<Bytes, Trouble> {
        if operation.is_limited() {
            let most = deadline.saturating_duration_since(Instant::now()).saturating_sub(SHORTEST_TRY);
            let wait = self.pace.reserve(Instant::now(), most).ok_or(Trouble::Limited)?;
            tokio::time::sleep(wait).await;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left < SHORTEST_TRY {
            return Err(Trouble::HeldBack("no time is left"));
        }
        if !self.breakers[operation as usize].lets_through(Instant::now()) {
            return Err(Trouble::HeldBack("it has failed too often lately"));
        }
        self.transport.post(operation, body, left.min(operation.patience())).await
    }

    fn learn<T>(&self, operation: Operation, answer: &Result<T, Trouble>) {
        let now = Instant::now();
        let went_well = match answer {
            Ok(_) => true,
            Err(Trouble::Refused { status: 429, retry_after, .. }) => return self.pace.pause(now, *retry_after),
            Err(Trouble::Limited | Trouble::HeldBack(_)) => return,
            Err(trouble) => !trouble.may_pass(),
        };
        match self.breakers[operation as usize].learn(went_well, now) {
            Some(Turned::Open) => {
                tracing::error!(?operation, "the supplier keeps failing and is left alone for a while")
            }
            Some(Turned::Closed) => tracing::info!(?operation, "the supplier answers again"),
            None => {}
        }
    }
}
