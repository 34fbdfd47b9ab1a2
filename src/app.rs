//! The composition root: the only room that names concrete adapters, and the state that all handlers share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::chat::{Chat, Ports, Settings};
use crate::clock::{Clock, Entropy};
use crate::config::Config;

/// Everything that runs.
pub struct App {
    /// How it was set up.
    pub config: Config,
    /// The conversations.
    pub chat: Arc<Chat>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
    stopping: AtomicBool,
}

impl App {
    /// An app over chosen `ports`.
    #[must_use]
    pub fn over(ports: Ports, config: Config) -> Arc<Self> {
        let settings = Settings {
            public_base_url: config.public_base_url.clone(),
            session_ttl: config.session_ttl,
            ..Settings::default()
        };
        let (clock, entropy) = (Arc::clone(&ports.clock), Arc::clone(&ports.entropy));
        Arc::new(Self { config, chat: Chat::new(ports, settings), clock, entropy, stopping: AtomicBool::new(false) })
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
