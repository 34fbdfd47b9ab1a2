//! The composition root: the only room that names concrete adapters, and the state that all handlers share.

mod ledger;
pub mod operator;
mod rounds;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::SignedDuration;
use thiserror::Error;
use tokio::sync::Mutex;

pub use ledger::Ledger;

use crate::chat::{Chat, ChatError, Ports, Settings};
use crate::clock::{Clock, ClockReading, Entropy, OsEntropy, SandboxClock, SystemClock};
use crate::config::pageone::PageOneAccount;
use crate::config::{Config, Database};
use crate::domain::partner::TestCaller;
use crate::payments::CardVault;
use crate::payments::sandbox::SandboxVault;
use crate::store::Store;
use crate::store::memory::MemoryStore;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::clocks;
use crate::store::sqlite::schema::OpenError;
use crate::supplier::Supplier;
use crate::supplier::pageone::{Account, ConnectError, PageOne};
use crate::supplier::sandbox::SandboxSupplier;
use crate::understanding;
use crate::world::World;

/// Why nothing runs.
#[derive(Debug, Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The live supplier's client cannot be set up.
    #[error(transparent)]
    Live(#[from] ConnectError),
}

/// Everything that runs.
pub struct App {
    /// How it was set up.
    pub config: Config,
    /// The conversations.
    pub chat: Arc<Chat>,
    /// The calls as they are billed.
    pub ledger: Arc<Ledger>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The same clock, where partners may move their sandbox's time.
    pub sandbox_clock: Arc<SandboxClock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The database, where there is one: it also keeps the sandboxes' clocks.
    file: Option<Arc<SqliteStore>>,
    /// Held while a sandbox's clock is turned.
    turning: Mutex<()>,
    stopping: AtomicBool,
}

impl App {
    /// The app that `config` describes, on the wall clock. Must be called inside a Tokio runtime, which then also sweeps
    /// the store from time to time, and settles what is open until the app stops. `abort` ends the process at once; it is
    /// called when a sync of the store fails.
    ///
    /// # Errors
    /// Why the store cannot be opened, or the live supplier's client not be set up.
    pub fn new(config: Config, abort: fn() -> !) -> Result<Arc<Self>, StartError> {
        Self::around(config, abort, |ports| ports)
    }

    /// The same app, with whatever `between` puts between it and what it works with.
    ///
    /// # Errors
    /// Why the store cannot be opened, or the live supplier's client not be set up.
    pub fn around(
        config: Config,
        abort: fn() -> !,
        between: impl FnOnce(Ports) -> Ports,
    ) -> Result<Arc<Self>, StartError> {
        let clock = Arc::new(SandboxClock::over(Arc::new(SystemClock)));
        let mut file = None;
        let store: Arc<dyn Store> = match &config.database {
            Database::Memory => {
                let store = Arc::new(MemoryStore::new());
                tokio::spawn(rounds::sweep_memory(Arc::downgrade(&store), Arc::clone(&clock)));
                store
            }
            Database::Sqlite(path) => {
                let store = Arc::new(SqliteStore::open(path, abort)?);
                for (sandbox, hand) in clocks::kept(path)? {
                    clock.set(&sandbox, hand);
                }
                tokio::spawn(rounds::bound_memory(Arc::downgrade(&store)));
                tokio::spawn(rounds::sweep_file(Arc::downgrade(&store), Arc::clone(&clock)));
                file = Some(Arc::clone(&store));
                store
            }
        };
        understanding::first::prepare();
        let vault: Arc<dyn CardVault> = Arc::new(SandboxVault::new());
        let ports = Ports {
            store,
            sandbox: Arc::new(SandboxSupplier::new()),
            live: live_supplier(&config)?,
            live_vault: live_vault(config.live.as_ref(), &vault),
            vault,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(OsEntropy),
            world: World::embedded(),
            known_hotels: Arc::default(),
        };
        let app = Self::running(between(ports), clock, config, file.clone());
        tokio::spawn(rounds::write_ledger(Arc::downgrade(&app.ledger)));
        let running = Arc::clone(&app);
        let clock = Arc::clone(&app.clock);
        tokio::spawn(rounds::settle(Arc::clone(&app.chat), file, clock, move || running.is_stopping()));
        Ok(app)
    }

    /// An app over chosen `ports`, whose clock becomes the one that sandboxes move away from.
    #[must_use]
    pub fn over(ports: Ports, config: Config) -> Arc<Self> {
        let clock = Arc::new(SandboxClock::over(Arc::clone(&ports.clock)));
        Self::running(Ports { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..ports }, clock, config, None)
    }

    fn running(
        ports: Ports,
        sandbox_clock: Arc<SandboxClock>,
        config: Config,
        file: Option<Arc<SqliteStore>>,
    ) -> Arc<Self> {
        let settings = Settings {
            public_base_url: config.public_base_url.clone(),
            session_ttl: config.session_ttl,
            ..Settings::default()
        };
        let (clock, entropy) = (Arc::clone(&ports.clock), Arc::clone(&ports.entropy));
        let ledger = Arc::new(Ledger::new(Arc::clone(&ports.store)));
        let chat = Chat::new(ports, settings);
        let (turning, stopping) = (Mutex::new(()), AtomicBool::new(false));
        Arc::new(Self { config, chat, ledger, clock, sandbox_clock, entropy, file, turning, stopping })
    }

    /// Moves the clock of `sandbox` forward by `by`, and then stops it or lets it run, where that is said; `None` when it
    /// would come too far ahead. What is on a disk then is so after a restart.
    ///
    /// # Errors
    /// The store cannot write now; the clock was not moved.
    pub async fn turn_clock(
        &self,
        sandbox: &TestCaller,
        by: SignedDuration,
        frozen: Option<bool>,
    ) -> Result<Option<ClockReading>, ChatError> {
        let _turn = self.turning.lock().await;
        let Some(hand) = self.sandbox_clock.turned(sandbox, by, frozen) else { return Ok(None) };
        if let Some(file) = &self.file {
            file.keep_clock(sandbox, hand).await?;
        }
        self.sandbox_clock.set(sandbox, hand);
        Ok(Some(self.sandbox_clock.reading(sandbox)))
    }

    /// Forgets all that a sandbox was ever told; its clock shows the wall's time again.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn forget(&self, sandbox: &TestCaller) -> Result<(), ChatError> {
        let _turn = self.turning.lock().await;
        self.chat.forget(sandbox).await?;
        self.sandbox_clock.forget(sandbox);
        Ok(())
    }

    /// From now on the app finishes what it has and asks for nothing new.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Whether [`stop`](Self::stop) was called.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// Who sells rooms to live keys, where an account is set.
fn live_supplier(config: &Config) -> Result<Option<Arc<dyn Supplier>>, ConnectError> {
    let Some(live) = &config.live else { return Ok(None) };
    let (base_url, key, hotels_file) = (live.base_url.clone(), live.api_key.clone(), live.hotels_file.clone());
    Ok(Some(PageOne::connect(&Account { base_url, key, access_code: live.access_code, hotels_file })?))
}

/// Who keeps the cards of live keys: nobody yet, or the vault of test cards where the operator said so, to try a live
/// account without charging anybody.
fn live_vault(live: Option<&PageOneAccount>, test_cards: &Arc<dyn CardVault>) -> Option<Arc<dyn CardVault>> {
    if live?.test_cards {
        tracing::warn!("ALLOW_TEST_CARDS_FOR_LIVE is set: live keys book real rooms on test cards, which pay nothing");
        return Some(Arc::clone(test_cards));
    }
    tracing::warn!("no card vault is connected for live keys: they search, and every booking is refused");
    None
}

/// The sandbox's hotels, the time and randomness, for a server that sells them to others.
#[must_use]
pub fn sandbox() -> (Arc<dyn Supplier>, Arc<dyn Clock>, Arc<dyn Entropy>) {
    (Arc::new(SandboxSupplier::new()), Arc::new(SystemClock), Arc::new(OsEntropy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;

    #[test]
    fn live_keys_pay_with_test_cards_only_where_the_operator_said_so() {
        let account = |test_cards| PageOneAccount {
            base_url: "https://pageone.example".to_owned(),
            api_key: SecretString::from("key"),
            access_code: 10_001,
            hotels_file: None,
            test_cards,
        };
        let vault: Arc<dyn CardVault> = Arc::new(SandboxVault::new());
        assert!(live_vault(None, &vault).is_none());
        assert!(live_vault(Some(&account(false)), &vault).is_none());
        assert!(live_vault(Some(&account(true)), &vault).is_some());
    }
}
