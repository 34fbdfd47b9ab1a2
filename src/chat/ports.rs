//! What a conversation needs from outside, and what it is told about its house.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::clock::{Clock, Entropy};
use crate::domain::ids::SetupId;
use crate::domain::partner::{Caller, Mode};
use crate::payments::CardVault;
use crate::store::Store;
use crate::supplier::Supplier;
use crate::world::World;

use super::known_hotels::KnownHotels;

/// The rooms below, behind their traits.
#[derive(Clone)]
pub struct Ports {
    /// What remembers.
    pub store: Arc<dyn Store>,
    /// Who sells rooms to test keys.
    pub sandbox: Arc<dyn Supplier>,
    /// Who sells rooms to live keys, where one is connected.
    pub live: Option<Arc<dyn Supplier>>,
    /// Who keeps the cards that guests of test keys enter.
    pub vault: Arc<dyn CardVault>,
    /// Who keeps those of live keys, where one is connected. Without it nobody can pay, so nothing is booked.
    pub live_vault: Option<Arc<dyn CardVault>>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where random bits come from.
    pub entropy: Arc<dyn Entropy>,
    /// Places of the earth.
    pub world: &'static World,
    /// Hotels that can be recognised by name, beside those on screen.
    pub known_hotels: Arc<KnownHotels>,
}

impl Ports {
    /// The supplier for this kind of key: the sandbox for test keys, never for live ones.
    pub(super) fn supplier(&self, caller: &Caller) -> Option<&Arc<dyn Supplier>> {
        match caller.mode {
            Mode::Test => Some(&self.sandbox),
            Mode::Live => self.live.as_ref(),
        }
    }

    /// Who keeps cards for this kind of key: a vault of test cards holds no money, and so is never asked for live ones
    /// unless it was connected for them.
    pub(super) fn vault(&self, caller: &Caller) -> Option<&Arc<dyn CardVault>> {
        match caller.mode {
            Mode::Test => Some(&self.vault),
            Mode::Live => self.live_vault.as_ref(),
        }
    }

    /// A random number of 128 bits.
    pub(super) fn random(&self) -> u128 {
        u128::from_le_bytes(self.entropy.bytes())
    }
}

/// What is decided by configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the card page is reached from outside, without a slash at the end.
    pub public_base_url: String,
    /// How long a session lives after it was opened.
    pub session_ttl: SignedDuration,
    /// How long the card page waits for the guest.
    pub card_page_ttl: SignedDuration,
    /// How long a supplier may take to book or cancel before the outcome counts as unknown.
    pub supplier_patience: std::time::Duration,
}

impl Settings {
    /// The address of a visit to the card page.
    #[must_use]
    pub fn card_page_url(&self, setup: &SetupId) -> String {
        format!("{}/pay/{setup}", self.public_base_url)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_base_url: "http://127.0.0.1:8080".to_owned(),
            session_ttl: SignedDuration::from_hours(30 * 24),
            card_page_ttl: SignedDuration::from_mins(30),
            supplier_patience: std::time::Duration::from_secs(20),
        }
    }
}
