//! `core-chat serve`: reads the configuration, starts the log, listens, and stops gracefully.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use core_chat::app::App;
use core_chat::config::partners::DEMO_KEY;
use core_chat::config::{Config, Database, LogFormat, MetricsAddress};
use core_chat::http::server::{self, Patience};
use core_chat::http::{BASE_PATH, Metrics, operators, router};
use futures_util::TryFutureExt;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

use super::log_line::JsonLines;
use super::{Done, asked_to_stop};

/// For how long after it was asked to stop a server still sends bookings and cancellations to suppliers.
const STILL_SENDING: Duration = Duration::from_secs(5);

/// The most connections that a thread takes up at once when it looks which have something to read. Far fewer than the 256
/// tasks that its queue holds: what does not fit goes into one that all threads share, and waited there for 130 ms with
/// 512 busy connections (benches/load).
const CONNECTIONS_AT_ONCE: usize = 64;

/// How many tasks a thread runs before it looks for such connections again although tasks wait: about one queue full.
const TASKS_BETWEEN: u32 = 255;

/// Runs the command until it is asked to stop.
pub fn run() -> Done {
    // The environment is read before any thread exists.
    let config = Config::from_env()?;
    start_log(config.log_format, &config.log_filter)?;
    log_panics();
    open_many();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_io_events_per_tick(CONNECTIONS_AT_ONCE)
        .event_interval(TASKS_BETWEEN)
        .build()?
        .block_on(serve(config))
}

async fn serve(config: Config) -> Done {
    let address = config.listen;
    let listener = server::listen(address).map_err(|e| format!("LISTEN_ADDR: cannot listen on {address}: {e}"))?;
    let for_figures = listen_for_figures(config.metrics)?;
    let welcome = welcome(&config);
    let is_for_people = config.log_format == LogFormat::Pretty;
    let app = App::new(config, std::process::abort)?;
    if is_for_people {
        std::io::stdout().write_all(welcome.as_bytes())?;
    }
    if let Some(listener) = &for_figures {
        tracing::info!(address = %listener.local_addr()?, "listening for GET /metrics");
    }
    tracing::info!(%address, "listening");
    let patience = Patience::default();
    let stopping = Arc::clone(&app);
    let (tell, asked) = oneshot::channel();
    let stop = async move {
        asked_to_stop().await;
        stopping.stop();
        // Nobody listens any more where the listener failed first.
        let _ = tell.send(Instant::now());
        tracing::info!("stopping");
        tokio::spawn(async move {
            tokio::time::sleep(STILL_SENDING).await;
            stopping.chat.send_no_more();
        });
    };
    let metrics = Arc::new(Metrics::default());
    if let Some(listener) = for_figures {
        // To the end, so that the figures of a server that stops can be had as well.
        let served = server::serve(listener, operators(&app, &metrics), patience, std::future::pending());
        tokio::spawn(served.inspect_err(|error| tracing::error!(%error, "GET /metrics is not answered any more")));
    }
    server::serve(listener, router(&app, &metrics), patience, stop).await?;
    // Bookings whose callers hung up have the same time as the requests, not another one after it.
    let waited = asked.await.map_or(Duration::ZERO, |at| at.elapsed());
    if tokio::time::timeout(patience.stop.saturating_sub(waited), app.chat.finish()).await.is_err() {
        tracing::warn!("a booking was still at work when the time was over");
    }
    if let Err(error) = app.ledger.flush().await {
        tracing::warn!(%error, "calls were not recorded");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The listener for `GET /metrics`, where there is to be one.
fn listen_for_figures(address: MetricsAddress) -> Result<Option<TcpListener>, Box<dyn std::error::Error>> {
    let (address, is_asked_for) = match address {
        MetricsAddress::Off => return Ok(None),
        MetricsAddress::IfFree(address) => (address, false),
        MetricsAddress::At(address) => (address, true),
    };
    match server::listen(address) {
        Ok(listener) => Ok(Some(listener)),
        Err(error) if is_asked_for => Err(format!("METRICS_ADDR: cannot listen on {address}: {error}").into()),
        Err(error) => {
            tracing::warn!(%address, %error, "there is no GET /metrics: METRICS_ADDR says where else, or off");
            Ok(None)
        }
    }
}

fn start_log(format: LogFormat, filter: &str) -> Done {
    let is_terminal = std::io::stdout().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::try_new(filter)?).with_ansi(is_terminal);
    match format {
        LogFormat::Pretty => log.with_ansi(std::io::stdout().is_terminal()).init(),
        LogFormat::Json => log.event_format(JsonLines).init(),
    }
    Ok(())
}

/// How many files and connections are held open at most.
const MOST_OPEN: u64 = 65_536;

/// Asks for as many files and connections as the system lets this process have: most grant a thousand at first, which so
/// many slow clients would use up for as long as they are borne with.
fn open_many() {
    let granted = getrlimit(Resource::Nofile);
    let most = granted.maximum.map_or(MOST_OPEN, |maximum| maximum.min(MOST_OPEN));
    if granted.current.is_none_or(|current| current >= most) {
        return;
    }
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(most), ..granted }) {
        tracing::warn!(%error, "no more than {:?} connections can be held", granted.current);
    }
}

/// Logs where a panic happened, and not its message, which might repeat what a guest said.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
}

/// What a person who starts the server wants to know, and three commands to paste.
fn welcome(config: &Config) -> String {
    let base = &config.public_base_url;
    let api = format!("{base}{BASE_PATH}");
    let (who, key) = if config.demo {
        ("partner demo-tenant in the sandbox; nothing is charged", DEMO_KEY)
    } else {
        ("the partners of PARTNERS_FILE", "YOUR_KEY")
    };
    let kept = match &config.database {
        Database::Memory => "forgotten at the end".to_owned(),
        Database::Sqlite(path) => format!("kept in {}", path.display()),
    };
    format!(
        r#"
  Partner Core Chat API {version}
  {base}   for {who}
  Sessions and bookings are {kept}
  Documentation: {base}/docs

  Try it:

export KEY={key}
SESSION=$(curl -s {api}/sessions -H "x-partner-api-key: $KEY" -H 'content-type: application/json' -d '{{"actor":{{"actorId":"user-1"}}}}' | sed 's/.*"sessionId":"\([^"]*\)".*/\1/')
curl -s {api}/events -H "x-partner-api-key: $KEY" -H 'content-type: application/json' -d '{{"sessionId":"'$SESSION'","text":"Seattle, tomorrow for 3 nights, 1 room, refundable"}}'; echo
curl -s {api}/sessions/$SESSION -H "x-partner-api-key: $KEY"; echo

"#,
        version = env!("CARGO_PKG_VERSION"),
    )
}
