//! What a store that has grown costs: two files, one with a thousand sessions and one with very many, served side by side
//! and loaded in turns with the same work.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::drive::{self, Outcome, Script};
use crate::scripts::{Callers, Guest, Openings, Turns};
use crate::server::{Kind, Machine, Server, Target};

/// The store that the grown one is compared with; also how many sessions are at work in either.
const FEW: usize = 1_000;
/// One session in so many has had a turn.
const QUIET: usize = 10;
/// How many connections fill the stores.
const FILLING: usize = 512;
/// How many connections load them.
const LOADING: usize = 64;

/// A store in a file, and who is in it.
struct Store {
    target: Target,
    callers: Callers,
}

/// Fills a store with [`FEW`] sessions and one with `many`, measures both, and prints it.
pub fn measure(machine: &mut Machine, many: usize, rounds: usize, seconds: f64) -> io::Result<()> {
    in_memory(machine, many.min(100_000))?;
    let stores = [filled(machine, FEW)?, filled(machine, many)?];
    let mut servers = Vec::new();
    println!("\n| sessions | file MB | start-up s | RSS MB then |\n|---|---|---|---|");
    for store in &stores {
        let begun = Instant::now();
        let server = machine.start(&store.target, 0, &[])?;
        let started = begun.elapsed().as_secs_f64();
        let Kind::Grown(path) = &store.target.kind else { continue };
        let size = std::fs::metadata(path)?.len() as f64 / 1e6;
        println!("| {} | {size:.0} | {started:.2} | {:.0} |", store.callers.guests.len(), server.resident()?);
        servers.push(server);
    }
    println!("\nText turns over {LOADING} connections, {rounds} rounds of {seconds} s each:\n");
    println!(
        "| who | sessions | CPU µs per turn, each round | median | RSS MB then | failures |\n|---|---|---|---|---|---|"
    );
    let at_work = |store: &Store| store.callers.guests.len().min(FEW);
    let few = compare(&stores, &servers, ("the same thousand", 1, rounds, seconds), at_work)?;
    let all = |store: &Store| store.callers.guests.len();
    compare(&stores, &servers, ("everybody in turn", 1_000, rounds, seconds), all)?;
    println!("\nA turn of a session at work costs {:.2} times as much in the grown store.", few[1] / few[0]);
    drop(servers);
    for store in &stores {
        if let Kind::Grown(path) = &store.target.kind {
            Server::forget(path);
        }
    }
    Ok(())
}

/// Loads both stores in turns, prints a line for each, and says what a turn costs in the middle.
fn compare(
    stores: &[Store],
    servers: &[Server],
    (who, first_run, rounds, seconds): (&str, u64, usize, f64),
    at_work: impl Fn(&Store) -> usize,
) -> io::Result<Vec<f64>> {
    let mut costs = vec![Vec::new(); stores.len()];
    let mut failures = vec![0; stores.len()];
    for round in 0..=rounds {
        for (i, (store, server)) in stores.iter().zip(servers).enumerate() {
            let guests = store.callers.guests[..at_work(store)].to_vec();
            let callers = Callers { key: store.callers.key.clone(), guests };
            // Keys of their own: nothing is a replay.
            let run = first_run + round as u64;
            // Everybody in turn goes on where the round before stopped.
            let mut turns = Turns { callers: &callers, run, sent: (round * 1_000_003) as u64 };
            let (cost, outcome) = cost_of(server, seconds, &mut turns)?;
            failures[i] += outcome.failures;
            // The first round warms both up.
            if round > 0 {
                costs[i].push(cost);
            }
        }
    }
    let mut medians = Vec::new();
    for (i, (store, server)) in stores.iter().zip(servers).enumerate() {
        let each = costs[i].iter().map(|cost| format!("{cost:.0}")).collect::<Vec<_>>().join(" ");
        costs[i].sort_by(f64::total_cmp);
        let median = costs[i][costs[i].len() / 2];
        let sessions = store.callers.guests.len();
        println!("| {who} | {sessions} | {each} | {median:.0} | {:.0} | {} |", server.resident()?, failures[i]);
        medians.push(median);
    }
    Ok(medians)
}

/// Microseconds of CPU that an answer to `script` costs the server.
fn cost_of(server: &Server, seconds: f64, script: &mut dyn Script) -> io::Result<(f64, Outcome)> {
    let before = server.cpu()?;
    let outcome = drive::closed(server.address, LOADING, Duration::from_secs_f64(seconds), script)?;
    let after = server.cpu()?;
    Ok(((after.0 - before.0) * 1e6 / outcome.answers.max(1) as f64, outcome))
}

/// A file of `count` sessions, one in [`QUIET`] of which has had a turn.
fn filled(machine: &mut Machine, count: usize) -> io::Result<Store> {
    let path: PathBuf = machine.folder.join(format!("grown-{count}.db"));
    Server::forget(&path);
    let target = Target { name: format!("grown-{count}"), kind: Kind::Grown(path) };
    let mut server = machine.start(&target, 0, &[])?;
    let begun = Instant::now();
    let callers = Callers::mixed(machine.key.clone(), opened(&server, &machine.key, count)?);
    let mut turns = Turns { callers: &callers, run: 0, sent: 0 };
    let wanted = (count / QUIET) as u64;
    if count <= FEW {
        drive::exactly(server.address, wanted, &mut turns)?;
    }
    while turns.sent < wanted {
        drive::closed(server.address, FILLING, Duration::from_millis(500), &mut turns)?;
    }
    server.end();
    eprintln!("filled {} with {count} sessions in {:.0} s", target.name, begun.elapsed().as_secs_f64());
    Ok(Store { target, callers })
}

/// Opens `count` sessions, over many connections at once.
fn opened(server: &Server, key: &str, count: usize) -> io::Result<Vec<Guest>> {
    let mut openings = Openings::new(key, FILLING);
    if count <= FEW {
        drive::exactly(server.address, count as u64, &mut openings)?;
    }
    while openings.guests.len() < count {
        drive::closed(server.address, FILLING, Duration::from_millis(500), &mut openings)?;
    }
    openings.guests.truncate(count);
    Ok(openings.guests)
}

/// Prints what an idle session takes where nothing but memory remembers it.
fn in_memory(machine: &mut Machine, count: usize) -> io::Result<()> {
    let target = Target { name: "memory".to_owned(), kind: Kind::CoreChat { durable: false } };
    let server = machine.start(&target, 0, &[])?;
    // Connections and threads have what they need before it counts.
    let warm = opened(&server, &machine.key, FEW)?.len();
    let before = server.resident()?;
    let opened = opened(&server, &machine.key, count)?.len();
    let bytes = (server.resident()? - before) * 1024.0 * 1024.0 / opened as f64;
    println!("{before:.0} MB resident with {warm} sessions in memory; {bytes:.0} bytes for each of {opened} more.");
    Ok(())
}
