//! What goes on in the background for as long as the app runs: sweeping the store, and settling what is open.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use super::ledger::Ledger;
use crate::chat::{ByHand, Chat, ChatError, Round};
use crate::clock::{Clock, SandboxClock};
use crate::store::memory::MemoryStore;
use crate::store::sqlite::desk::{Outcome, Verdict};
use crate::store::sqlite::{MOST_HOT, SqliteStore};

/// How often the store forgets what nobody can ask for any more.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// How often it is looked whether more is in memory than should be.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often calls that wait to be recorded are.
const RECORD_EVERY: Duration = Duration::from_secs(1);

/// How often it is looked for what is unsettled.
const SETTLE_EVERY: Duration = Duration::from_secs(5);

/// In every so many rounds of settling what is open is told to the log, also when nothing was done about it.
const TELL_EVERY: u32 = 12;

/// Sweeps `store` for as long as anybody else holds it.
pub(super) async fn sweep_memory(store: Weak<MemoryStore>, clock: Arc<SandboxClock>) {
    let mut rounds = tokio::time::interval(SWEEP_EVERY);
    loop {
        rounds.tick().await;
        let Some(store) = store.upgrade() else { return };
        store.sweep(|caller| clock.now_for(caller));
    }
}

/// Sweeps `store` likewise; what cannot be swept now is swept in a later round.
pub(super) async fn sweep_file(store: Weak<SqliteStore>, clock: Arc<SandboxClock>) {
    let mut rounds = tokio::time::interval(SWEEP_EVERY);
    loop {
        rounds.tick().await;
        let Some(store) = store.upgrade() else { return };
        let swept = store.sweep(|caller| clock.now_for(caller)).await;
        let swept = if swept.is_ok() { store.sweep_usage(clock.now()).await } else { swept };
        if let Err(error) = swept {
            tracing::warn!(%error, "the store was not swept");
        }
    }
}

/// Keeps in memory no more of `store` than should be there and what came since the last look, for as long as anybody else
/// holds it.
pub(super) async fn bound_memory(store: Weak<SqliteStore>) {
    let mut rounds = tokio::time::interval(LOOK_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        let Some(store) = store.upgrade() else { return };
        // To let go of thousands takes a while, and a panic there has been logged.
        let _ = tokio::task::spawn_blocking(move || store.keep_within(MOST_HOT)).await;
    }
}

/// Writes the calls that wait in `ledger` for as long as anybody else holds it.
pub(super) async fn write_ledger(ledger: Weak<Ledger>) {
    let mut rounds = tokio::time::interval(RECORD_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        let Some(ledger) = ledger.upgrade() else { return };
        if let Err(error) = ledger.flush().await {
            tracing::warn!(%error, "calls wait to be recorded");
        }
    }
}

/// Settles what is open, from what a stopped process left on, until `is_stopping`; acts on what operators left in the
/// `file`, where there is one.
pub(super) async fn settle(
    chat: Arc<Chat>,
    file: Option<Arc<SqliteStore>>,
    clock: Arc<dyn Clock>,
    is_stopping: impl Fn() -> bool,
) {
    let mut settler = chat.settler();
    let mut rounds = tokio::time::interval(SETTLE_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 0_u32.. {
        rounds.tick().await;
        if is_stopping() {
            return;
        }
        if let Some(file) = &file {
            act_on_verdicts(&chat, file, &*clock).await;
        }
        match settler.round(|| !is_stopping()).await {
            Ok(round) if round.asked > 0 || round.unsettled > 0 && number.is_multiple_of(TELL_EVERY) => tell(round),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "what is open cannot be settled now"),
        }
    }
}

fn tell(round: Round) {
    let Round { unsettled, unknown, oldest_unknown, unstored, asked, settled } = round;
    let oldest_unknown_s = oldest_unknown.as_secs();
    tracing::info!(unsettled, unknown, oldest_unknown_s, unstored, asked, settled, "settling");
}

async fn act_on_verdicts(chat: &Chat, file: &SqliteStore, clock: &dyn Clock) {
    let verdicts = match file.verdicts().await {
        Ok(verdicts) => verdicts,
        Err(error) => return tracing::warn!(%error, "what operators found out cannot be read"),
    };
    for verdict in verdicts {
        let Verdict { no, caller, booking, version, found } = verdict;
        let outcome = match chat.settle_by_hand(&caller, &booking, version, found).await {
            Ok(ByHand::Stands(settled)) => Outcome::Stands(settled.state),
            Ok(ByHand::Overtaken(open)) => {
                tracing::warn!(%booking, state = ?open.state, "a booking had gone on before an operator's verdict");
                Outcome::Overtaken
            }
            Err(ChatError::BookingNotFound) => {
                tracing::warn!(%booking, "there is no booking that an operator settled");
                Outcome::NotFound
            }
            Err(error) => {
                tracing::warn!(%booking, %error, "an operator's verdict waits");
                continue;
            }
        };
        if let Err(error) = file.close_verdict(no, clock.now(), outcome).await {
            tracing::warn!(%booking, %error, "an operator's verdict was acted upon, and will be again");
        }
    }
}
