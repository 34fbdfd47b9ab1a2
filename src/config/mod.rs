//! Every environment variable, typed and read once; `.env` in the working directory stands behind the environment.
//!
//! A variable that is set to nothing counts as not set. What is wrong is said with the variable's name, and nothing
//! starts. Secrets are redacted in `Debug`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Span, SpanRelativeTo};
use secrecy::SecretString;
use thiserror::Error;

use self::key::Pepper;
use self::pageone::PageOneAccount;
use self::partners::PartnerEntry;
pub use self::variables::ConfigError;
use self::variables::{Variables, error, parse_switch};

pub mod key;
pub mod pageone;
pub mod partners;
mod variables;

/// The shortest pepper, in characters.
const SHORTEST_PEPPER: usize = 16;

/// The database where `DATABASE_URL` is not set, in the working directory.
const DEFAULT_FILE: &str = "core-chat.db";

/// The directives of the log filter where `RUST_LOG` is not set.
const DEFAULT_FILTER: &str = "info";

/// Every variable that cannot be used, one a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ConfigErrors(pub Vec<ConfigError>);

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For machines.
    Json,
}

/// Where sessions and bookings are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// In memory; gone when the process ends.
    Memory,
    /// In a file of SQLite.
    Sqlite(PathBuf),
}

/// Where `GET /metrics` is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsAddress {
    /// Nowhere.
    Off,
    /// There, unless somebody else has the address: what was not asked for keeps no server from starting.
    IfFree(SocketAddr),
    /// There.
    At(SocketAddr),
}

impl Database {
    /// The file, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Memory => None,
        }
    }
}

/// Everything that can be set from outside.
#[derive(Debug, Clone)]
pub struct Config {
    /// `LISTEN_ADDR`.
    pub listen: SocketAddr,
    /// `METRICS_ADDR`.
    pub metrics: MetricsAddress,
    /// `PARTNERS_FILE`, read, or the demo partner.
    pub partners: Vec<PartnerEntry>,
    /// `PAGEONE_…`, where an account is set.
    pub live: Option<PageOneAccount>,
    /// Whether the demo partner and its public key are served.
    pub demo: bool,
    /// `API_KEY_PEPPER`.
    pub pepper: Pepper,
    /// `DATABASE_URL`.
    pub database: Database,
    /// `PUBLIC_BASE_URL`, without a slash at its end.
    pub public_base_url: String,
    /// `LOG_FORMAT`.
    pub log_format: LogFormat,
    /// `RUST_LOG`, known to be readable.
    pub log_filter: String,
    /// `SESSION_TTL`.
    pub session_ttl: SignedDuration,
}

impl Config {
    /// Reads the environment, and `.env` for what is not in it.
    ///
    /// # Errors
    /// Every variable that cannot be used.
    pub fn from_env() -> Result<Self, ConfigErrors> {
        let variables = Variables::of_process().map_err(|unreadable| ConfigErrors(vec![unreadable]))?;
        Self::read(&variables)
    }

    fn read(variables: &Variables) -> Result<Self, ConfigErrors> {
        let mut read = Reader { variables, wrong: Vec::new() };
        let listen = read.parsed("LISTEN_ADDR", parse_address).unwrap_or_else(default_address);
        let (pepper, partners) = read.callers(listen);
        let database = read.parsed("DATABASE_URL", parse_database).unwrap_or_else(default_database);
        let config = Self {
            listen,
            metrics: read.parsed("METRICS_ADDR", parse_metrics).unwrap_or_else(default_metrics),
            live: read.kept(pageone::read(variables, &partners, database.file())).flatten(),
            partners,
            demo: variables.text("PARTNERS_FILE").is_none(),
            pepper,
            database,
            public_base_url: read.parsed("PUBLIC_BASE_URL", parse_base_url).unwrap_or_else(|| base_url_of(listen)),
            log_format: read.parsed("LOG_FORMAT", parse_log_format).unwrap_or(LogFormat::Pretty),
            log_filter: read.parsed("RUST_LOG", parse_filter).unwrap_or_else(|| DEFAULT_FILTER.to_owned()),
            session_ttl: read.parsed("SESSION_TTL", parse_ttl).unwrap_or(SignedDuration::from_hours(30 * 24)),
        };
        if read.wrong.is_empty() { Ok(config) } else { Err(ConfigErrors(read.wrong)) }
    }
}

/// Reads one variable after another and remembers which were wrong, so that all can be told at once. What is wrong reads
/// as not set.
struct Reader<'v> {
    variables: &'v Variables,
    wrong: Vec<ConfigError>,
}

impl Reader<'_> {
    fn parsed<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let parsed = self.variables.text(name).map(parse).transpose();
        self.kept(parsed.map_err(|problem| error(name, problem))).flatten()
    }

    fn kept<T>(&mut self, result: Result<T, ConfigError>) -> Option<T> {
        result.map_err(|problem| self.wrong.push(problem)).ok()
    }

    /// Who may call, and the pepper of their keys: those of the file, or else the demo partner where that is safe.
    fn callers(&mut self, listen: SocketAddr) -> (Pepper, Vec<PartnerEntry>) {
        let demo_wanted = self.parsed("DEMO", parse_switch);
        let no_pepper = || Pepper::new(&SecretString::default());
        if let Some(path) = self.variables.text("PARTNERS_FILE") {
            let pepper = self.kept(pepper_of(self.variables)).unwrap_or_else(no_pepper);
            return (pepper, self.kept(partners_of(path)).unwrap_or_default());
        }
        if let Err(problem) = demo_is_safe(listen, demo_wanted) {
            self.wrong.push(problem);
        }
        let pepper = no_pepper();
        let demo = partners::demo(&pepper);
        (pepper, vec![demo])
    }
}

/// The pepper alone, for commands that need nothing else.
///
/// # Errors
/// When `API_KEY_PEPPER` is missing or too short.
pub fn pepper_from_env() -> Result<Pepper, ConfigError> {
    pepper_of(&Variables::of_process()?)
}

/// The database alone, for commands that need nothing else.
///
/// # Errors
/// When `DATABASE_URL` cannot be used.
pub fn database_from_env() -> Result<Database, ConfigError> {
    const NAME: &str = "DATABASE_URL";
    let variables = Variables::of_process()?;
    let said = variables.text(NAME).map(parse_database).transpose();
    Ok(said.map_err(|problem| error(NAME, problem))?.unwrap_or_else(default_database))
}

/// Who gives a command, as the system calls them: by name, of whoever became somebody else for it as well.
///
/// # Errors
/// When the environment cannot be read.
pub fn operator_from_env() -> Result<String, ConfigError> {
    let variables = Variables::of_process()?;
    let name = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|variable| variables.text(variable));
    Ok(name.unwrap_or("unknown").chars().filter(|c| !c.is_control()).take(64).collect())
}

/// Whether the demo partner may be served where there is no file of partners.
fn demo_is_safe(listen: SocketAddr, wanted: Option<bool>) -> Result<(), ConfigError> {
    let problem = match wanted {
        Some(true) => return Ok(()),
        None if listen.ip().is_loopback() => return Ok(()),
        Some(false) => {
            "is not set, and DEMO is off, so nobody could call. Set PARTNERS_FILE, or leave DEMO out".to_owned()
        }
        None => format!(
            "is not set, so only the demo partner would be served, whose key is public; LISTEN_ADDR={listen} can be \
             reached from other machines. Set PARTNERS_FILE, or DEMO=1 if a public demo is what you want"
        ),
    };
    Err(error("PARTNERS_FILE", problem))
}

fn pepper_of(variables: &Variables) -> Result<Pepper, ConfigError> {
    const NAME: &str = "API_KEY_PEPPER";
    match variables.text(NAME) {
        None => Err(error(NAME, "must be set: keys are stored as digests made with it")),
        Some(pepper) if pepper.chars().count() < SHORTEST_PEPPER => {
            Err(error(NAME, format!("must have at least {SHORTEST_PEPPER} characters")))
        }
        Some(pepper) => Ok(Pepper::new(&SecretString::from(pepper))),
    }
}

fn partners_of(path: &str) -> Result<Vec<PartnerEntry>, ConfigError> {
    const NAME: &str = "PARTNERS_FILE";
    let text = std::fs::read_to_string(path).map_err(|e| error(NAME, format!("cannot read {path}: {e}")))?;
    partners::parse(&text).map_err(|problem| error(NAME, format!("{path}: {problem}")))
}

fn default_address() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))
}

/// Where a listener on `listen` is reached from the same machine.
fn base_url_of(listen: SocketAddr) -> String {
    let host = match listen.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("http://{host}:{}", listen.port())
}

fn parse_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:8080 or [::]:8080")
}

/// The port that exporters for Prometheus have by custom.
fn default_metrics() -> MetricsAddress {
    MetricsAddress::IfFree(SocketAddr::from((Ipv4Addr::LOCALHOST, 9464)))
}

fn parse_metrics(text: &str) -> Result<MetricsAddress, &'static str> {
    match text {
        "off" => Ok(MetricsAddress::Off),
        _ => text
            .parse()
            .map(MetricsAddress::At)
            .map_err(|_| "must be an address and a port, such as 127.0.0.1:9464, or off"),
    }
}

fn default_database() -> Database {
    Database::Sqlite(PathBuf::from(DEFAULT_FILE))
}

fn parse_database(text: &str) -> Result<Database, &'static str> {
    match text.split_once(':') {
        Some(("memory", "")) => Ok(Database::Memory),
        Some(("sqlite", path)) if !path.is_empty() && !path.starts_with("//") => Ok(Database::Sqlite(path.into())),
        Some(_) | None => Err("must be sqlite:FILE, such as sqlite:core-chat.db, or memory:"),
    }
}

fn parse_base_url(text: &str) -> Result<String, &'static str> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |rest: &str| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest.bytes().all(|b| b.is_ascii_graphic() && !b"?#@\"<>".contains(&b))
    };
    match host {
        Some(rest) if fits(rest) => Ok(text.trim_end_matches('/').to_owned()),
        Some(_) | None => Err("must be an address such as https://chat.example.com"),
    }
}

fn parse_log_format(text: &str) -> Result<LogFormat, &'static str> {
    match text {
        "pretty" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be pretty or json"),
    }
}

fn parse_filter(text: &str) -> Result<String, &'static str> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("must be log directives such as info or core_chat=debug,info"),
    }
}

fn parse_ttl(text: &str) -> Result<SignedDuration, &'static str> {
    const PROBLEM: &str = "must be a time from 1 minute to 400 days, such as 30d or 12h";
    let span: Span = text.parse().map_err(|_| PROBLEM)?;
    let ttl = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| PROBLEM)?;
    let fits = ttl >= SignedDuration::from_mins(1) && ttl <= SignedDuration::from_hours(400 * 24);
    if fits { Ok(ttl) } else { Err(PROBLEM) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&Variables(owned.collect()))
    }

    /// What is wrong when it is one thing alone.
    #[track_caller]
    fn wrong(variables: &[(&str, &str)]) -> ConfigError {
        let ConfigErrors(all) = read(variables).unwrap_err();
        let [error] = all.as_slice() else { panic!("one variable is wrong: {all:?}") };
        error.clone()
    }

    #[test]
    fn without_any_variable_the_demo_is_served_on_this_machine() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_base_url, "http://127.0.0.1:8080");
        assert_eq!(config.partners[0].partner.id.as_str(), "demo-tenant");
        assert!(config.demo);
        assert_eq!(config.database, Database::Sqlite("core-chat.db".into()));
    }

    #[test]
    fn a_database_is_a_file_or_memory() {
        let database = |url| read(&[("DATABASE_URL", url)]).unwrap().database;
        assert_eq!(database("memory:"), Database::Memory);
        assert_eq!(database("sqlite:/var/lib/core-chat.db"), Database::Sqlite("/var/lib/core-chat.db".into()));
    }

    #[test]
    fn figures_are_for_this_machine_unless_somebody_says_otherwise() {
        let metrics = |said: &[(&str, &str)]| read(said).unwrap().metrics;
        assert_eq!(metrics(&[]), MetricsAddress::IfFree("127.0.0.1:9464".parse().unwrap()));
        assert_eq!(metrics(&[("METRICS_ADDR", "off")]), MetricsAddress::Off);
        assert_eq!(metrics(&[("METRICS_ADDR", "[::]:1")]), MetricsAddress::At("[::]:1".parse().unwrap()));
    }

    #[test]
    fn the_demo_key_is_refused_where_others_can_reach_it() {
        let error = wrong(&[("LISTEN_ADDR", "0.0.0.0:8080")]);
        assert_eq!(error.variable, "PARTNERS_FILE");
        assert!(error.problem.contains("DEMO=1"), "{error}");
        let config = read(&[("LISTEN_ADDR", "0.0.0.0:8080"), ("DEMO", "1")]).unwrap();
        assert_eq!(config.public_base_url, "http://localhost:8080");
    }

    #[test]
    fn a_demo_that_is_turned_off_is_served_nowhere() {
        for off in ["0", "false"] {
            let error = wrong(&[("DEMO", off)]);
            assert_eq!(error.variable, "PARTNERS_FILE");
            assert!(error.problem.contains("DEMO is off"), "{error}");
        }
    }

    #[test]
    fn all_wrong_variables_are_told_one_a_line() {
        let errors = read(&[("LISTEN_ADDR", "8080"), ("DEMO", "yes"), ("PARTNERS_FILE", "x"), ("LOG_FORMAT", "xml")]);
        let text = errors.unwrap_err().to_string();
        let named: Vec<&str> = text.lines().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(named, ["LISTEN_ADDR", "DEMO", "API_KEY_PEPPER", "PARTNERS_FILE", "LOG_FORMAT"]);
    }

    #[test]
    fn a_wrong_variable_is_named() {
        let table = [
            ("LISTEN_ADDR", "8080"),
            ("METRICS_ADDR", "on"),
            ("DEMO", "yes"),
            ("DATABASE_URL", "postgres://db"),
            ("DATABASE_URL", "sqlite:"),
            ("DATABASE_URL", "sqlite://db"),
            ("DATABASE_URL", "memory:x"),
            ("PUBLIC_BASE_URL", "chat.example.com"),
            ("LOG_FORMAT", "xml"),
            ("RUST_LOG", "core_chat=loud=very"),
            ("SESSION_TTL", "soon"),
            ("SESSION_TTL", "1s"),
            ("PARTNERS_FILE", "/no/such/file.toml"),
        ];
        for (name, value) in table {
            let error = wrong(&[(name, value), ("API_KEY_PEPPER", "0123456789abcdef")]);
            assert_eq!(error.variable, name, "{error}");
        }
    }

    #[test]
    fn what_is_set_is_used_and_what_is_empty_is_not_set() {
        let config = read(&[
            ("LISTEN_ADDR", " "),
            ("PUBLIC_BASE_URL", "https://chat.example.com/"),
            ("SESSION_TTL", "2d 12h"),
            ("LOG_FORMAT", "json"),
        ]);
        let config = config.unwrap();
        assert_eq!(config.listen, default_address());
        assert_eq!(config.public_base_url, "https://chat.example.com");
        assert_eq!(config.session_ttl, SignedDuration::from_hours(60));
        assert_eq!(config.log_format, LogFormat::Json);
    }

    #[test]
    fn debug_shows_neither_pepper_nor_digests() {
        let shown = format!("{:?}", read(&[]).unwrap());
        assert!(shown.contains("Pepper(…)") && shown.contains("Digest(…)"), "{shown}");
    }
}
