//! The account that live keys sell from.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::partners::PartnerEntry;
use super::variables::{ConfigError, Variables, error, parse_switch};
use crate::domain::partner::Mode;

/// `PAGEONE_…`: how the supplier of live keys is reached.
#[derive(Debug, Clone)]
pub struct PageOneAccount {
    /// `PAGEONE_BASE_URL`, without a slash or `/api` at its end.
    pub base_url: String,
    /// `PAGEONE_API_KEY`.
    pub api_key: SecretString,
    /// `PAGEONE_ACCESS_CODE`.
    pub access_code: u64,
    /// `PAGEONE_HOTELS_FILE`, or a file beside the database; none where nothing is kept.
    pub hotels_file: Option<PathBuf>,
    /// `ALLOW_TEST_CARDS_FOR_LIVE`: whether live keys may book on test cards, which pay nothing.
    pub test_cards: bool,
}

/// The account, if one is set; all three variables or none, and all three where a partner has a live key. What else is
/// kept of it lies beside `database`, where that is a file.
pub(super) fn read(
    variables: &Variables,
    partners: &[PartnerEntry],
    database: Option<&Path>,
) -> Result<Option<PageOneAccount>, ConfigError> {
    let base_url = parsed(variables, "PAGEONE_BASE_URL", parse_base_url)?;
    let api_key = variables.text("PAGEONE_API_KEY");
    let access_code = parsed(variables, "PAGEONE_ACCESS_CODE", parse_code)?;
    let live = partners.iter().flat_map(|partner| &partner.keys).find(|key| key.mode == Mode::Live && !key.disabled);
    if base_url.is_none() && api_key.is_none() && access_code.is_none() && live.is_none() {
        return Ok(None);
    }
    let missing = |name| {
        let reason = match live {
            Some(key) => format!(
                "must be set: PARTNERS_FILE holds the live key {}, and live keys sell PageOne's hotels. Set \
                 PAGEONE_BASE_URL, PAGEONE_API_KEY and PAGEONE_ACCESS_CODE, or disable the key",
                key.name
            ),
            None => "must be set together with the other PAGEONE_ variables".to_owned(),
        };
        error(name, reason)
    };
    let beside = database.map(|file| file.with_extension("hotels.jsonl"));
    Ok(Some(PageOneAccount {
        hotels_file: variables.text("PAGEONE_HOTELS_FILE").map(PathBuf::from).or(beside),
        test_cards: parsed(variables, "ALLOW_TEST_CARDS_FOR_LIVE", parse_switch)?.unwrap_or(false),
        base_url: base_url.ok_or_else(|| missing("PAGEONE_BASE_URL"))?,
        api_key: SecretString::from(api_key.ok_or_else(|| missing("PAGEONE_API_KEY"))?),
        access_code: access_code.ok_or_else(|| missing("PAGEONE_ACCESS_CODE"))?,
    }))
}

fn parsed<T>(
    variables: &Variables,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, ConfigError> {
    variables.text(name).map(parse).transpose().map_err(|problem| error(name, problem))
}

fn parse_code(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "must be a number such as 10001")
}

/// An address over TLS, or a plain one on this machine: the key must not cross a network in the clear.
fn parse_base_url(text: &str) -> Result<String, &'static str> {
    const PROBLEM: &str = "must be an address such as https://your-host (http:// only for this machine)";
    let trimmed = text.trim_end_matches('/');
    let trimmed = trimmed.strip_suffix("/api").unwrap_or(trimmed);
    let (rest, is_plain) = match (trimmed.strip_prefix("https://"), trimmed.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => return Err(PROBLEM),
    };
    let is_fit = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]/_".contains(&b));
    let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if is_fit && !rest.starts_with(['/', ':']) && (!is_plain || is_here) {
        Ok(trimmed.to_owned())
    } else {
        Err(PROBLEM)
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Pepper;
    use super::super::partners;
    use super::*;
    use secrecy::ExposeSecret;

    const ALL: [(&str, &str); 3] = [
        ("PAGEONE_BASE_URL", "https://api.example.com/api/"),
        ("PAGEONE_API_KEY", "secret-key"),
        ("PAGEONE_ACCESS_CODE", "10001"),
    ];

    fn read_with(variables: &[(&str, &str)], mode: Mode) -> Result<Option<PageOneAccount>, ConfigError> {
        let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut partner = partners::demo(&Pepper::new(&SecretString::default()));
        partner.keys[0].mode = mode;
        read(&Variables(owned.collect()), &[partner], Some(Path::new("/var/lib/chat.db")))
    }

    #[test]
    fn test_cards_pay_for_live_keys_only_where_that_is_said() {
        let said = |value| read_with(&[&ALL[..], &[("ALLOW_TEST_CARDS_FOR_LIVE", value)]].concat(), Mode::Live);
        let allowed = |value| said(value).unwrap().unwrap().test_cards;
        assert!(!read_with(&ALL, Mode::Live).unwrap().unwrap().test_cards);
        assert!(!allowed("") && !allowed("0") && allowed("1"));
        assert_eq!(said("yes").unwrap_err().variable, "ALLOW_TEST_CARDS_FOR_LIVE");
    }

    #[test]
    fn the_list_of_hotels_lies_beside_the_database_or_where_it_is_said() {
        let file = |more: &[_]| read_with(&[&ALL[..], more].concat(), Mode::Live).unwrap().unwrap().hotels_file;
        assert_eq!(file(&[]), Some("/var/lib/chat.hotels.jsonl".into()));
        assert_eq!(file(&[("PAGEONE_HOTELS_FILE", "/tmp/h.jsonl")]), Some("/tmp/h.jsonl".into()));
    }

    #[test]
    fn a_live_key_needs_the_whole_account() {
        let account = read_with(&ALL, Mode::Live).unwrap().unwrap();
        assert_eq!((&*account.base_url, account.access_code), ("https://api.example.com", 10_001));
        assert_eq!(account.api_key.expose_secret(), "secret-key");
        for (left_out, _) in ALL {
            let some: Vec<_> = ALL.into_iter().filter(|(name, _)| *name != left_out).collect();
            let error = read_with(&some, Mode::Live).unwrap_err();
            assert_eq!(error.variable, left_out);
            assert!(error.problem.contains("live key bk_test_demo"), "{error}");
            assert!(read_with(&some, Mode::Test).is_err(), "half an account is a mistake");
        }
        assert!(read_with(&[], Mode::Live).is_err());
        assert!(read_with(&[], Mode::Test).unwrap().is_none());
    }

    #[test]
    fn the_key_never_crosses_a_network_in_the_clear() {
        for fit in ["https://api.example.com", "http://127.0.0.1:8090", "http://localhost:1/", "http://[::1]:80"] {
            assert!(parse_base_url(fit).is_ok(), "{fit}");
        }
        for unfit in ["http://api.example.com", "api.example.com", "https://", "https://user@host", "https://h?x=1"] {
            assert!(parse_base_url(unfit).is_err(), "{unfit}");
        }
    }
}
