//! The partners file: who may call, with which keys, and how much.
//!
//! ```toml
//! [[partners]]
//! id = "acme"
//! country = "US"               # optional
//! requests_per_minute = 600    # optional: no limit without it
//! requests_per_day = 100000    # optional
//!
//! [[partners.keys]]
//! id = "bk_live_7f3k9x0qam"    # the key up to its secret; live or test by its prefix
//! digest = "9f86d0…"           # HMAC-SHA-256 of the key under API_KEY_PEPPER; `core-chat key new` prints it
//! label = "production 2026"    # optional
//! expires = 2027-01-31         # optional: a date (its midnight UTC) or an instant
//! disabled = false             # optional
//! ```

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, tz::Offset};
use serde::Deserialize;

use super::key::{Digest, KeyName, Pepper};
use crate::domain::ids::PartnerId;
use crate::domain::partner::{Limits, Mode, Partner};
use crate::domain::place::CountryCode;

/// The key that everybody may use to try the sandbox.
pub const DEMO_KEY: &str = "bk_test_demo_core_chat_sandbox_key";

/// A partner and its keys.
#[derive(Debug, Clone)]
pub struct PartnerEntry {
    /// The partner.
    pub partner: Arc<Partner>,
    /// Its keys; several may be valid at once.
    pub keys: Vec<KeyEntry>,
}

/// What is known of a key.
#[derive(Debug, Clone)]
pub struct KeyEntry {
    /// The key up to its secret, `bk_test_<key id>`.
    pub name: String,
    /// Live or test, by its prefix.
    pub mode: Mode,
    /// The digest of the whole key.
    pub digest: Digest,
    /// What the partner calls it.
    pub label: Option<String>,
    /// From when on it is refused.
    pub expires: Option<Timestamp>,
    /// Refused at once.
    pub disabled: bool,
}

impl KeyEntry {
    /// Whether it opens nothing at `now`.
    #[must_use]
    pub fn is_off(&self, now: Timestamp) -> bool {
        self.disabled || self.expires.is_some_and(|end| now >= end)
    }
}

/// The partner that is served while no file is given: the sandbox, 6,000 requests a minute.
#[must_use]
pub fn demo(pepper: &Pepper) -> PartnerEntry {
    let name = KeyName::of_key(DEMO_KEY).expect("the demo key has the form of a key");
    let key = KeyEntry {
        name: name.text.to_owned(),
        mode: name.mode,
        digest: pepper.digest(DEMO_KEY.as_bytes()),
        label: Some("public demo".to_owned()),
        expires: None,
        disabled: false,
    };
    let partner = Partner {
        id: PartnerId::parse("demo-tenant").expect("the demo partner's id is a slug"),
        country: CountryCode::parse("US"),
        limits: Limits { requests_per_minute: Some(6_000), requests_per_day: None },
    };
    PartnerEntry { partner: Arc::new(partner), keys: vec![key] }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnersFile {
    #[serde(default)]
    partners: Vec<PartnerTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerTable {
    id: String,
    country: Option<String>,
    requests_per_minute: Option<u32>,
    requests_per_day: Option<u32>,
    #[serde(default)]
    keys: Vec<KeyTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyTable {
    id: String,
    digest: String,
    label: Option<String>,
    expires: Option<toml::value::Datetime>,
    #[serde(default)]
    disabled: bool,
}

/// Reads the text of a partners file.
///
/// # Errors
/// What is wrong, as a sentence that names the partner or the line.
pub fn parse(text: &str) -> Result<Vec<PartnerEntry>, String> {
    let file: PartnersFile = toml::from_str(text).map_err(|e| {
        let line = 1 + e.span().map_or(0, |span| text[..span.start].matches('\n').count());
        format!("line {line}: {}", e.message())
    })?;
    if file.partners.is_empty() {
        return Err("names no partner".to_owned());
    }
    let entries: Vec<PartnerEntry> = file.partners.into_iter().map(partner).collect::<Result<_, _>>()?;
    unique(entries.iter().map(|entry| entry.partner.id.as_str()))?;
    unique(entries.iter().flat_map(|entry| entry.keys.iter().map(|key| key.name.as_str())))?;
    Ok(entries)
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("{name} appears twice"));
        }
    }
    Ok(())
}

fn partner(table: PartnerTable) -> Result<PartnerEntry, String> {
    let at = |problem: &str| format!("partner {}: {problem}", table.id);
    let id = PartnerId::parse(&table.id).map_err(|e| at(&format!("id {e}")))?;
    let country = match table.country.as_deref().map(CountryCode::parse) {
        Some(None) => return Err(at("country must be two letters, such as US")),
        Some(known) => known,
        None => None,
    };
    let limits = Limits { requests_per_minute: table.requests_per_minute, requests_per_day: table.requests_per_day };
    if limits.requests_per_minute == Some(0) || limits.requests_per_day == Some(0) {
        return Err(at("a limit must be at least 1; leave it out for none, or disable the keys"));
    }
    let keys = table.keys.iter().map(|key| self::key(key).map_err(|problem| at(&problem))).collect::<Result<_, _>>()?;
    Ok(PartnerEntry { partner: Arc::new(Partner { id, country, limits }), keys })
}

fn key(table: &KeyTable) -> Result<KeyEntry, String> {
    let at = |problem: &str| format!("key {}: {problem}", table.id.chars().take(40).collect::<String>());
    let name =
        KeyName::parse(&table.id).ok_or_else(|| at("id must be bk_test_<id> or bk_live_<id>, without the secret"))?;
    let digest = Digest::parse(&table.digest).ok_or_else(|| at("digest must be 64 hexadecimal digits"))?;
    let expires = table.expires.map(|end| instant(&end.to_string())).transpose();
    Ok(KeyEntry {
        name: name.text.to_owned(),
        mode: name.mode,
        digest,
        label: table.label.clone(),
        expires: expires.map_err(at)?,
        disabled: table.disabled,
    })
}

fn instant(text: &str) -> Result<Timestamp, &'static str> {
    let midnight = |day: Date| Offset::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok();
    let read = match text.len() {
        10 => text.parse().ok().and_then(midnight),
        _ => text.parse().ok(),
    };
    read.ok_or("expires must be a date, or an instant with its offset")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    fn file(partner: &str, key: &str) -> String {
        format!("[[partners]]\n{partner}\n[[partners.keys]]\n{key}\n")
    }

    fn problem(text: &str) -> String {
        parse(text).unwrap_err()
    }

    #[test]
    fn a_partner_with_two_keys_is_read() {
        let key = format!("id = \"bk_live_a1\"\ndigest = \"{DIGEST}\"\nexpires = 2027-01-31");
        let second = format!("[[partners.keys]]\nid = \"bk_test_a2\"\ndigest = \"{DIGEST}\"\ndisabled = true");
        let text = file("id = \"acme\"\ncountry = \"de\"\nrequests_per_day = 5", &key) + &second;
        let entries = parse(&text).unwrap();
        let [entry] = entries.as_slice() else { panic!("one partner") };
        assert_eq!(entry.partner.country, CountryCode::parse("DE"));
        assert_eq!(entry.partner.limits, Limits { requests_per_minute: None, requests_per_day: Some(5) });
        let [live, test] = entry.keys.as_slice() else { panic!("two keys") };
        assert_eq!((live.mode, test.mode), (Mode::Live, Mode::Test));
        let end: Timestamp = "2027-01-31T00:00:00Z".parse().unwrap();
        assert!(live.is_off(end) && !live.is_off(end - jiff::SignedDuration::from_secs(1)));
        assert!(test.is_off(Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let good = format!("id = \"bk_test_a1\"\ndigest = \"{DIGEST}\"");
        assert_eq!(problem(""), "names no partner");
        assert!(problem("[[partners]]\nid = \"a\"\nlimit = 5").starts_with("line 3: unknown field `limit`"));
        assert_eq!(problem(&file("id = \"A B\"", &good)), "partner A B: id has characters that are not allowed");
        assert!(problem(&file("id = \"a\"\ncountry = \"USA\"", &good)).contains("country must be two letters"));
        assert!(problem(&file("id = \"a\"\nrequests_per_minute = 0", &good)).contains("at least 1"));
        assert!(problem(&file("id = \"a\"", "id = \"a1\"\ndigest = \"\"")).contains("key a1: id must be bk_test_<id>"));
        assert!(problem(&file("id = \"a\"", "id = \"bk_test_a1\"\ndigest = \"ab\"")).contains("64 hexadecimal"));
        let local = format!("{good}\nexpires = 2027-01-31T00:00:00");
        assert!(problem(&file("id = \"a\"", &local)).contains("expires must be"));
        let twice = file("id = \"a\"", &good) + &file("id = \"b\"", &good);
        assert_eq!(problem(&twice), "bk_test_a1 appears twice");
    }
}
