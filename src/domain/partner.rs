//! Partners: who calls, in which mode, and how much they may ask.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::PartnerId;
use super::place::CountryCode;

/// Whether a key reaches the sandbox or real hotels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// `bk_test_…`: the sandbox supplier, always.
    Test,
    /// `bk_live_…`: a live supplier, never the sandbox.
    Live,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Test => "test",
            Self::Live => "live",
        })
    }
}

/// On whose behalf something is done: everything a partner owns is found by this and an id, never by the id alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Caller {
    /// The partner.
    pub partner: PartnerId,
    /// Test and live are two worlds that never meet.
    pub mode: Mode,
}

/// A caller with a test key: the only one whose world may be forgotten and whose clock may be moved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TestCaller(Caller);

impl TestCaller {
    /// `caller`, if its key is a test key.
    ///
    /// ```
    /// use core_chat::domain::{ids::PartnerId, partner::{Caller, Mode, TestCaller}};
    /// let partner = PartnerId::parse("acme").unwrap();
    /// let caller = |mode| Caller { partner: partner.clone(), mode };
    /// assert!(TestCaller::of(&caller(Mode::Test)).is_some());
    /// assert!(TestCaller::of(&caller(Mode::Live)).is_none());
    /// ```
    #[must_use]
    pub fn of(caller: &Caller) -> Option<Self> {
        (caller.mode == Mode::Test).then(|| Self(caller.clone()))
    }

    /// What its data is filed under.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.0
    }
}

/// A company that calls us, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its id, `tenantId` on the wire.
    pub id: PartnerId,
    /// Where most of its guests are, used to read places and dates such as 03/04.
    pub country: Option<CountryCode>,
    /// What it may ask.
    pub limits: Limits,
}

/// How many requests a partner may send; `None` means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Requests a minute, as a bucket of that size that refills evenly.
    pub requests_per_minute: Option<u32>,
    /// Requests a day, counted from midnight UTC.
    pub requests_per_day: Option<u32>,
}

/// A partner together with the mode of the key it used.
#[derive(Debug, Clone)]
pub struct AuthenticatedPartner {
    /// The partner.
    pub partner: Arc<Partner>,
    /// What its data is filed under.
    pub caller: Caller,
}
