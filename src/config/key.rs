//! What an API key looks like, and the digest that is kept instead of it.
//!
//! ```text
//! bk_test_7f3k9x0qam_0k3…   prefix and mode · key id · secret: 32 random bytes
//! └──────┬─────────┘
//!      its name: in the partners file and safe to show
//! ```

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use crate::domain::ids::base36;
use crate::domain::partner::Mode;

/// The longest key that is looked at, in bytes; ours have fewer.
const LONGEST_KEY: usize = 128;

/// Base-36 digits of a key id.
const ID_DIGITS: usize = 10;

/// Base-36 digits that hold 16 random bytes.
const HALF_SECRET_DIGITS: usize = 25;

/// The part of a key that may be shown: `bk_test_<key id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyName<'a> {
    /// The whole name.
    pub text: &'a str,
    /// Whether the key reaches the sandbox or real hotels.
    pub mode: Mode,
}

impl<'a> KeyName<'a> {
    /// Reads a name as the partners file holds it.
    ///
    /// ```
    /// use core_chat::config::key::KeyName;
    /// use core_chat::domain::partner::Mode;
    /// assert_eq!(KeyName::parse("bk_live_7f3k9x0qam").unwrap().mode, Mode::Live);
    /// assert!(KeyName::parse("7f3k9x0qam").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (mode, id) = match (text.strip_prefix("bk_test_"), text.strip_prefix("bk_live_")) {
            (Some(id), _) => (Mode::Test, id),
            (None, Some(id)) => (Mode::Live, id),
            (None, None) => return None,
        };
        let fits = (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        fits.then_some(Self { text, mode })
    }

    /// The name of a whole key: all before the first `_` after the mode.
    ///
    /// ```
    /// use core_chat::config::key::KeyName;
    /// let name = KeyName::of_key("bk_test_demo_core_chat_sandbox_key").unwrap();
    /// assert_eq!(name.text, "bk_test_demo");
    /// ```
    #[must_use]
    pub fn of_key(key: &'a str) -> Option<Self> {
        const PREFIX: usize = "bk_test_".len();
        let end = PREFIX + key.get(PREFIX..)?.find('_')?;
        let secret = &key[end + 1..];
        if key.len() > LONGEST_KEY || secret.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        Self::parse(&key[..end])
    }
}

/// A new key made of `random`.
#[must_use]
pub fn new_key(mode: Mode, random: [[u8; 16]; 3]) -> SecretString {
    let [id, first, second] = random.map(u128::from_le_bytes);
    let (id, first, second) =
        (base36(id, ID_DIGITS), base36(first, HALF_SECRET_DIGITS), base36(second, HALF_SECRET_DIGITS));
    SecretString::from(format!("bk_{mode}_{id}_{first}{second}"))
}

/// HMAC-SHA-256 of a key under the pepper.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A digest that no key has, to compare with where there is none.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self([0; 32])
    }
}

impl ConstantTimeEq for Digest {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// The secret that all digests are made with, so that a stolen partners file opens nothing.
#[derive(Clone)]
pub struct Pepper(Hmac<Sha256>);

impl Pepper {
    /// Makes digests with `secret`.
    #[must_use]
    pub fn new(secret: &SecretString) -> Self {
        Self(Hmac::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes secrets of any length"))
    }

    /// The digest of `key`.
    #[must_use]
    pub fn digest(&self, key: &[u8]) -> Digest {
        let mut hmac = self.0.clone();
        hmac.update(key);
        Digest(hmac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_has_a_name_and_a_long_secret() {
        let key = new_key(Mode::Live, [[1; 16], [255; 16], [0; 16]]);
        let key = key.expose_secret();
        let name = KeyName::of_key(key).unwrap();
        assert_eq!(name.mode, Mode::Live);
        assert_eq!(name.text.len(), "bk_live_".len() + ID_DIGITS);
        assert_eq!(key.len(), name.text.len() + 1 + 2 * HALF_SECRET_DIGITS);
    }

    #[test]
    fn what_is_not_a_key_has_no_name() {
        let long = format!("bk_test_a_{}", "x".repeat(200));
        for other in ["", "bk_test_", "bk_test_a", "bk_test_a_", "bk_test_A_x", "bk_prod_a_x", "bk_test_a_é", &long] {
            assert_eq!(KeyName::of_key(other), None, "{other}");
        }
    }

    #[test]
    fn a_digest_reads_back_and_depends_on_the_pepper() {
        let digest = Pepper::new(&SecretString::from("salt")).digest(b"key");
        assert_eq!(Digest::parse(&digest.to_hex()), Some(digest.clone()));
        assert_ne!(Pepper::new(&SecretString::from("pepper")).digest(b"key"), digest);
        for bad in ["", "0g", &"é".repeat(32), &"0".repeat(63)] {
            assert_eq!(Digest::parse(bad), None);
        }
    }

    #[test]
    fn the_digest_is_hmac_sha_256_of_rfc_4231() {
        let digest = Pepper::new(&SecretString::from("Jefe")).digest(b"what do ya want for nothing?");
        assert_eq!(digest.to_hex(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
