//! The process: a chat over its ports with a settler in the background, started anew whenever it was killed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use core_chat::chat::{Chat, Ports, Settings};
use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::store::{BookingFilter, Store as _};
use core_chat::supplier::Evidence;
use core_chat::world::World;

use crate::outside::{Outside, truth};
use crate::stage::Stage;

/// How long the settler rests between two rounds, at first; then twice as long each time, up to the longest.
const FIRST_REST: Duration = Duration::from_secs(2);
const LONGEST_REST: Duration = Duration::from_secs(30 * 60);
/// How long a process that stops may take.
const TO_STOP: Duration = Duration::from_secs(25);

pub struct House {
    pub stage: Arc<Stage>,
    living: Mutex<Option<(u64, Arc<Chat>)>>,
}

impl House {
    pub fn on(stage: &Arc<Stage>) -> Arc<Self> {
        Arc::new(Self { stage: Arc::clone(stage), living: Mutex::default() })
    }

    /// The living process, started where there is none, and its number.
    pub fn chat(&self) -> (u64, Arc<Chat>) {
        let mut living = self.living.lock().unwrap_or_else(PoisonError::into_inner);
        let process = self.stage.process();
        match &*living {
            Some((number, chat)) if *number == process => (process, Arc::clone(chat)),
            _ => {
                let chat = self.start(process);
                *living = Some((process, Arc::clone(&chat)));
                (process, chat)
            }
        }
    }

    fn start(&self, process: u64) -> Arc<Chat> {
        self.stage.trace(|| "starts".to_owned());
        let outside = Arc::new(Outside { stage: Arc::clone(&self.stage), process });
        let ports = Ports {
            store: Arc::clone(&outside) as _,
            sandbox: Arc::clone(&outside) as _,
            live: None,
            vault: Arc::clone(&outside) as _,
            live_vault: None,
            clock: Arc::clone(&outside) as _,
            entropy: outside,
            world: World::embedded(),
            known_hotels: Arc::default(),
        };
        let chat = Chat::new(ports, Settings::default());
        let (mut settler, stage) = (chat.settler(), Arc::clone(&self.stage));
        tokio::spawn(async move {
            let mut rest = FIRST_REST;
            while stage.process() == process {
                if let Err(error) = settler.round(|| true).await {
                    stage.trace(|| format!("a round failed: {error}"));
                }
                tokio::time::sleep(rest).await;
                rest = (rest * 2).min(LONGEST_REST);
            }
        });
        chat
    }

    /// Stops the process as it is asked to stop when a new version comes, now and then.
    pub async fn is_renewed(self: Arc<Self>) {
        while !self.stage.is_healed() {
            tokio::time::sleep(Duration::from_millis(1_000 + self.stage.dice.below(120_000))).await;
            if self.stage.goes_wrong(3) {
                let (process, chat) = self.chat();
                self.stage.trace(|| "is asked to stop".to_owned());
                chat.send_no_more();
                let _in_time = tokio::time::timeout(TO_STOP, chat.finish()).await;
                if self.stage.process() == process {
                    self.stage.kill();
                }
            }
        }
    }

    /// An operator who finds out what became of unknown bookings, and enters it. Of a cancellation that a guest may ask
    /// for again only the end of the story is evidence.
    pub async fn is_operated(self: Arc<Self>) {
        while !self.stage.is_healed() {
            tokio::time::sleep(Duration::from_millis(20_000 + self.stage.dice.below(300_000))).await;
            self.rule(|attempt| attempt.state == AttemptState::Unknown).await;
        }
    }

    /// Enters the truth about what is unsettled, where it can be known.
    pub async fn rule(&self, is_meant: impl Fn(&BookingAttempt) -> bool) {
        let open = self.stage.disk.bookings(&BookingFilter::Unsettled).await.unwrap_or_default();
        for attempt in open.into_iter().filter(|attempt| is_meant(attempt)) {
            let found = match truth(&self.stage, &attempt) {
                Evidence::Booked(reference) => Some(reference),
                Evidence::NotBooked | Evidence::Cancelled(_) => None,
                Evidence::Pending(_) | Evidence::Unavailable => continue,
            };
            if found.is_none() {
                self.stage.books().denied.insert(attempt.partner_reference.clone());
            }
            self.stage.trace(|| format!("an operator enters {found:?} for {}", attempt.id));
            let (process, chat) = self.chat();
            tokio::select! {
                biased;
                () = self.stage.death(process) => {}
                _ = chat.settle_by_hand(&attempt.caller, &attempt.id, Some(attempt.version), found) => {}
            }
        }
    }
}
