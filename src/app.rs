//! The composition root: the only room that names concrete adapters, and the state that all handlers share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::chat::{Chat, ChatError, Ports, Settings};
use crate::clock::{Clock, Entropy, OsEntropy, SandboxClock, SystemClock};
use crate::config::{Config, Database};
use crate::domain::partner::TestCaller;
use crate::payments::sandbox::SandboxVault;
use crate::store::memory::MemoryStore;
use crate::supplier::Supplier;
use crate::supplier::pageone::{Account, ConnectError, PageOne};
use crate::supplier::sandbox::SandboxSupplier;
use crate::understanding::hotel_names::HotelNames;
use crate::world::World;

/// How often the store forgets what nobody can ask for any more.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// Everything that runs.
pub struct App {
    /// How it was set up.
    pub config: Config,
    /// The conversations.
    pub chat: Arc<Chat>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The same clock, where partners may move their sandbox's time.
    pub sandbox_clock: Arc<SandboxClock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
    stopping: AtomicBool,
}

impl App {
    /// The app that `config` describes, on the wall clock. Must be called inside a Tokio runtime, which then also sweeps
    /// the store from time to time, and keeps the live supplier's content fresh.
    ///
    /// # Errors
    /// The live supplier's client cannot be set up.
    pub fn new(config: Config) -> Result<Arc<Self>, ConnectError> {
        let clock = Arc::new(SandboxClock::over(Arc::new(SystemClock)));
        let store = match config.database {
            Database::Memory => Arc::new(MemoryStore::new()),
        };
        tokio::spawn(sweep(Arc::downgrade(&store), Arc::clone(&clock)));
        let ports = Ports {
            store,
            sandbox: Arc::new(SandboxSupplier::new()),
            live: live_supplier(&config)?,
            vault: Arc::new(SandboxVault::new()),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(OsEntropy),
            world: World::embedded(),
            hotel_names: Arc::new(HotelNames::of::<&str>([])),
        };
        Ok(Self::running(ports, clock, config))
    }

    /// An app over chosen `ports`, whose clock becomes the one that sandboxes move away from.
    #[must_use]
    pub fn over(ports: Ports, config: Config) -> Arc<Self> {
        let clock = Arc::new(SandboxClock::over(Arc::clone(&ports.clock)));
        Self::running(Ports { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..ports }, clock, config)
    }

    fn running(ports: Ports, sandbox_clock: Arc<SandboxClock>, config: Config) -> Arc<Self> {
        let settings = Settings {
            public_base_url: config.public_base_url.clone(),
            session_ttl: config.session_ttl,
            ..Settings::default()
        };
        let (clock, entropy) = (Arc::clone(&ports.clock), Arc::clone(&ports.entropy));
        let chat = Chat::new(ports, settings);
        Arc::new(Self { config, chat, clock, sandbox_clock, entropy, stopping: AtomicBool::new(false) })
    }

    /// Forgets all that a sandbox was ever told; its clock shows the wall's time again.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn forget(&self, sandbox: &TestCaller) -> Result<(), ChatError> {
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
    let account = Account { base_url: live.base_url.clone(), key: live.api_key.clone(), access_code: live.access_code };
    Ok(Some(PageOne::connect(&account)?))
}

/// The sandbox's hotels and the time, for a server that sells them to others.
#[must_use]
pub fn sandbox() -> (Arc<dyn Supplier>, Arc<dyn Clock>) {
    (Arc::new(SandboxSupplier::new()), Arc::new(SystemClock))
}

/// Sweeps `store` for as long as anybody else holds it.
async fn sweep(store: Weak<MemoryStore>, clock: Arc<SandboxClock>) {
    let mut rounds = tokio::time::interval(SWEEP_EVERY);
    loop {
        rounds.tick().await;
        let Some(store) = store.upgrade() else { return };
        store.sweep(|caller| clock.now_for(caller));
    }
}
