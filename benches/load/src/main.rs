//! Loads core-chat over loopback and compares what a request costs with what JSON in and out alone costs.
//!
//! `cargo run --release --manifest-path benches/load/Cargo.toml` builds everything, measures, and prints the tables;
//! README.md beside this crate says how to read them.

mod builds;
mod drive;
mod growth;
mod limit;
mod peers;
mod scripts;
mod server;
mod table;
mod wire;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Parser;

use drive::{Outcome, Script};
use scripts::{Callers, Phrases, Replays, Snapshots, Turns, Walks};
use server::{Kind, Machine, Server, Target};
use table::{Measured, Row};

/// Loads core-chat and its yardsticks over loopback, and compares them.
#[derive(Parser)]
struct Options {
    /// The core-chat to load; without it, the release build of this repository, built first
    #[arg(long)]
    core_chat: Option<PathBuf>,
    /// Load a build that is guided by a profile of all loads, which takes two builds and llvm-profdata
    #[arg(long, conflicts_with = "core_chat")]
    profile_guided: bool,
    /// Another server to load with text turns: NAME=COMMAND; it listens on $PORT, and knows 10,000 sessions ses_ and
    /// actors act_ with 24 digits and the key pk_live_ with 32
    #[arg(long = "peer", value_name = "NAME=COMMAND")]
    named_peers: Vec<String>,
    /// A folder of small servers in other languages, which are built and loaded too (README.md says what is in it)
    #[arg(long, value_name = "FOLDER")]
    peers: Option<PathBuf>,
    /// What is sent: turns, phrases, replays, snapshots, walks
    #[arg(long, value_delimiter = ',', default_value = "turns,replays,snapshots,walks")]
    load: Vec<String>,
    /// Which of the targets: memory, sqlite, limit, limit-same-size, and the names of peers
    #[arg(long, value_delimiter = ',')]
    targets: Vec<String>,
    /// How many connections
    #[arg(long, value_delimiter = ',', default_value = "1,64,512")]
    connections: Vec<usize>,
    /// How often everything is measured
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long each time, in seconds
    #[arg(long, default_value_t = 4.0)]
    seconds: f64,
    /// How long it is loaded before that, in seconds
    #[arg(long, default_value_t = 1.0)]
    warm: f64,
    /// How many sessions the load is spread over
    #[arg(long, default_value_t = 10_000)]
    sessions: usize,
    /// Also send text turns at half of the capacity, at a steady rate, for their latency
    #[arg(long)]
    latency: bool,
    /// Count user-space instructions of this many requests under valgrind instead of measuring time
    #[arg(long, value_name = "REQUESTS")]
    instructions: Option<u64>,
    /// Instead of all this, compare a store of a thousand sessions with one of so many
    #[arg(long, value_name = "SESSIONS")]
    growth: Option<usize>,
    /// Where databases and other files go while it runs
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The core for servers
    #[arg(long, default_value = "0")]
    server_core: String,
    /// The core for the load
    #[arg(long, default_value = "1")]
    load_core: String,
    #[arg(long, hide = true)]
    serve_limit: Option<usize>,
    #[arg(long, hide = true, default_value_t = 0)]
    port: u16,
}

/// Over how many connections a profile is made.
const TRAINED_OVER: usize = 64;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match options.serve_limit {
        Some(bytes) => limit::serve(options.port, bytes),
        None => run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> io::Result<()> {
    let folder = options.folder.clone().unwrap_or_else(|| std::env::temp_dir().join("core-chat-load"));
    let core_chat = match &options.core_chat {
        Some(path) => path.canonicalize()?,
        None if options.profile_guided => {
            builds::profile_guided(&folder, |counting| train(options, counting, &folder))?
        }
        None => builds::release()?,
    };
    let mut machine = Machine::prepare(core_chat, folder, options.server_core.clone())?;
    if let Some(many) = options.growth {
        pin(&options.load_core)?;
        return growth::measure(&mut machine, many, options.rounds, options.seconds);
    }
    let wanted = |target: &Target| options.targets.is_empty() || options.targets.contains(&target.name);
    let built = options.peers.as_ref().map(|sources| peers::of(sources, &machine.folder, options.sessions));
    let peers = named(&options.named_peers)?.into_iter().chain(built.transpose()?.unwrap_or_default());
    let targets: Vec<Target> = targets(peers).into_iter().filter(wanted).collect();
    if let Some(requests) = options.instructions {
        return count_instructions(options, &mut machine, &targets, requests);
    }
    pin(&options.load_core)?;
    table::head(options.seconds, options.rounds);
    for load in &options.load {
        for &connections in &options.connections {
            measure(options, &mut machine, &targets, load, connections)?;
        }
    }
    Ok(())
}

/// Keeps this program to `core`, away from the servers.
fn pin(core: &str) -> io::Result<()> {
    Command::new("taskset").args(["-cp", core, &std::process::id().to_string()]).output().map(drop)
}

/// Has a core-chat that counts as it runs do everything that is measured, and read all that the tests of understanding say:
/// guests say more than the sentences that are measured.
fn train(options: &Options, counting: PathBuf, folder: &Path) -> io::Result<()> {
    let mut machine = Machine::prepare(counting, folder.to_owned(), options.server_core.clone())?;
    for target in targets(std::iter::empty()).iter().filter(|target| is_ours(target)) {
        for load in ["turns", "phrases", "replays", "snapshots", "walks"] {
            let mut server = machine.start(target, 0, &[])?;
            let trained = load_once(options, &machine.key, target, &server, (load, TRAINED_OVER, 0))?;
            server.end();
            if trained.failures > 0 {
                return Err(io::Error::other(format!("{} {load} failed while counting", trained.failures)));
            }
        }
    }
    Ok(())
}

/// Names and commands of peers.
fn named(peers: &[String]) -> io::Result<Vec<(String, String)>> {
    let split = |peer: &String| peer.split_once('=').map(|(name, command)| (name.to_owned(), command.to_owned()));
    peers.iter().map(|peer| split(peer).ok_or_else(|| io::Error::other("a peer is NAME=COMMAND"))).collect()
}

fn targets(peers: impl Iterator<Item = (String, String)>) -> Vec<Target> {
    let target = |name: &str, kind| Target { name: name.to_owned(), kind };
    let ours = [
        target("memory", Kind::CoreChat { durable: false }),
        target("sqlite", Kind::CoreChat { durable: true }),
        target("limit", Kind::Limit { bytes: 4096 }),
        target("limit-same-size", Kind::Limit { bytes: 0 }),
    ];
    ours.into_iter().chain(peers.map(|(name, command)| target(&name, Kind::Peer(command)))).collect()
}

fn is_ours(target: &Target) -> bool {
    matches!(target.kind, Kind::CoreChat { .. } | Kind::Grown(_))
}

/// Measures one load on every target in turn, round by round, and prints what came of it.
fn measure(
    options: &Options,
    machine: &mut Machine,
    targets: &[Target],
    load: &str,
    connections: usize,
) -> io::Result<()> {
    let mut rows: Vec<Row> = Vec::new();
    let mut reply_bytes = 4096;
    for round in 0..options.rounds {
        for target in targets {
            // The yardsticks do not know anything else; they stand beside the other loads for their cost.
            let is_ours = is_ours(target);
            if load == "walks" && !is_ours || load != "turns" && matches!(target.kind, Kind::Peer(_)) {
                continue;
            }
            let load = if is_ours { load } else { "turns" };
            let mut server = machine.start(target, reply_bytes, &[])?;
            let measured = load_once(options, &machine.key, target, &server, (load, connections, round as u64))?;
            server.end();
            if is_ours {
                reply_bytes = (measured.bytes as usize).max(64);
            }
            match rows.iter_mut().find(|row| row.target == target.name) {
                Some(row) => row.rounds.push(measured),
                None => rows.push(Row { target: target.name.clone(), rounds: vec![measured] }),
            }
        }
    }
    table::print(load, connections, &rows);
    Ok(())
}

fn callers(options: &Options, key: &str, target: &Target, server: &Server) -> io::Result<Callers> {
    match target.kind {
        Kind::CoreChat { .. } | Kind::Grown(_) => Callers::opened(server.address, key, options.sessions),
        Kind::Limit { .. } | Kind::Peer(_) => Ok(Callers::made_up(options.sessions)),
    }
}

/// What is sent for `load`; where that is about what was said, every guest has one turn behind it then.
fn begin<'c>(
    load: &str,
    callers: &'c Callers,
    server: &Server,
    run: u64,
    connections: usize,
) -> io::Result<Box<dyn Script + 'c>> {
    if matches!(load, "replays" | "snapshots") {
        drive::exactly(server.address, callers.guests.len() as u64, &mut Replays { callers, sent: 0 })?;
    }
    Ok(match load {
        "turns" => Box::new(Turns { callers, run, sent: 0 }),
        "phrases" => Box::new(Phrases::of_tests(callers, run)?),
        "replays" => Box::new(Replays { callers, sent: 0 }),
        "snapshots" => Box::new(Snapshots { callers, sent: 0 }),
        "walks" => Box::new(Walks::new(&callers.key, run, connections)),
        other => return Err(io::Error::other(format!("no such load: {other}"))),
    })
}

fn load_once(
    options: &Options,
    key: &str,
    target: &Target,
    server: &Server,
    (load, connections, run): (&str, usize, u64),
) -> io::Result<Measured> {
    let callers = callers(options, key, target, server)?;
    let drive = |script: &mut dyn Script, seconds: f64| {
        drive::closed(server.address, connections, Duration::from_secs_f64(seconds), script)
    };
    let script = &mut *begin(load, &callers, server, run, connections)?;
    let capacity = drive(script, options.warm)?.per_second();
    let before = server.cpu()?;
    let outcome = drive(script, options.seconds)?;
    let after = server.cpu()?;
    let resident = server.resident()?;
    let steady = if options.latency && load == "turns" && connections > 1 {
        let time = Duration::from_secs_f64(options.seconds);
        let rate = capacity.min(outcome.per_second()) / 2.0;
        Some(drive::open(server.address, connections, rate, time, script)?)
    } else {
        None
    };
    Ok(measured(&outcome, (before, after), resident, steady.as_ref()))
}

fn measured(
    outcome: &Outcome,
    (before, after): ((f64, f64), (f64, f64)),
    resident: f64,
    steady: Option<&Outcome>,
) -> Measured {
    let answers = outcome.answers.max(1) as f64;
    Measured {
        per_second: outcome.per_second(),
        p50: outcome.percentile(0.5),
        p99: outcome.percentile(0.99),
        cpu: (after.0 - before.0) * 1e6 / answers,
        kernel: (after.1 - before.1) * 1e6 / answers,
        bytes: outcome.bytes as f64 / answers,
        resident,
        failures: outcome.failures,
        steady: steady.map(|steady| (steady.percentile(0.5), steady.percentile(0.99))),
    }
}

/// Prints the user-space instructions of one request of each load: the difference of two runs under callgrind, so that
/// starting and ending do not count.
fn count_instructions(options: &Options, machine: &mut Machine, targets: &[Target], requests: u64) -> io::Result<()> {
    println!("| load | target | instructions a request |\n|---|---|---|");
    for (load, target) in options.load.iter().flat_map(|load| targets.iter().map(move |target| (load, target))) {
        // The requests of a walk differ, and yardsticks know nothing but turns.
        if load == "walks" || load != "turns" && !is_ours(target) {
            continue;
        }
        let mut counted = Vec::new();
        for count in [requests, 2 * requests] {
            let counts = machine.folder.join(format!("callgrind.{load}.{}.{count}", target.name));
            let under = ["valgrind", "--tool=callgrind", "--quiet", "--callgrind-out-file="].map(str::to_owned);
            let under: Vec<String> =
                under[..3].iter().cloned().chain([format!("{}{}", under[3], counts.display())]).collect();
            let mut server = machine.start(target, 4096, &under)?;
            let callers = callers(options, &machine.key, target, &server)?;
            let failures = drive::exactly(server.address, count, &mut *begin(load, &callers, &server, 0, 1)?)?;
            server.end();
            if failures > 0 {
                return Err(io::Error::other(format!("{failures} requests to {} failed", target.name)));
            }
            let text = std::fs::read_to_string(&counts)?;
            let total = text.lines().find_map(|line| line.strip_prefix("summary:").or(line.strip_prefix("totals:")));
            counted.push(total.and_then(|total| total.trim().parse::<u64>().ok()).unwrap_or(0));
        }
        println!("| {load} | {} | {} |", target.name, (counted[1] - counted[0]) / requests);
    }
    Ok(())
}
