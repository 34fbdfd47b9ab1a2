//! What looking up a place by name costs: loading the places, known names, ambiguous ones, misspelt ones, and words that
//! name nothing.
//!
//! `cargo bench --bench places` prints how long loading takes and what it adds to the memory, what a name costs that is
//! spelt right, has one slip or two, and criterion's figures for reading an answer to "where?".

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use core_chat::world::gazetteer::Gazetteer;
use core_chat::world::mend::Mender;
use core_chat::world::{Hint, World};
use criterion::{Criterion, criterion_group, criterion_main};

/// Names as they are stored, with one slip and with two.
const SPELT: [[&str; 3]; 6] = [
    ["seattle", "seatle", "seatel"],
    ["barcelona", "barcelna", "barclna"],
    ["san francisco", "san fransisco", "san fransico"],
    ["cincinnati", "cincinatti", "cincinati"],
    ["edinburgh", "edinburg", "edinbrgu"],
    ["reykjavik", "reykjavk", "rekjavk"],
];

const NAMES: [(&str, &str); 6] = [
    ("a city", "Seattle"),
    ("a city and its state", "paris texas"),
    ("an area", "Shibuya"),
    ("many of one name", "springfield"),
    ("a misspelt city", "San Fransico"),
    ("nothing", "qwertzuiop asdf"),
];

/// The bytes of this process that lie in memory, where the system tells.
fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(pages.split(' ').nth(1)?.parse::<u64>().ok()? * 4096)
}

/// What one of `rounds` times going through all spellings of a kind takes.
fn each(rounds: u32, kind: usize, look_up: impl Fn(&str) -> usize) -> Duration {
    let begun = Instant::now();
    for names in (0..rounds).flat_map(|_| SPELT) {
        black_box(look_up(black_box(names[kind])));
    }
    begun.elapsed() / (rounds * SPELT.len() as u32)
}

fn figures() {
    let (before, begun) = (resident(), Instant::now());
    black_box(World::embedded());
    let loaded = begun.elapsed();
    let grown = before.zip(resident()).map_or_else(String::new, |(before, after)| {
        format!(", +{:.1} MB resident", (after.saturating_sub(before)) as f64 / 1e6)
    });
    let gazetteer = Gazetteer::load();
    let mender = Mender::new(&gazetteer);
    let exact = each(20_000, 0, |name| gazetteer.named(name).count());
    let one = each(200, 1, |name| mender.near(&gazetteer, name, 1).len());
    let two = each(50, 2, |name| mender.near(&gazetteer, name, 2).len());
    // Where nobody reads the figures, there is nothing to do about it.
    let _ = writeln!(
        std::io::stdout(),
        "loading {loaded:.1?}{grown}; a name spelt right {exact:.2?}, with one slip {one:.1?}, with two {two:.1?}"
    );
}

fn names(criterion: &mut Criterion) {
    figures();
    let (world, hint) = (World::embedded(), Hint::default());
    for (what, name) in NAMES {
        criterion.bench_function(what, |bench| bench.iter(|| world.resolve(black_box(name), &hint)));
    }
}

criterion_group!(benches, names);
criterion_main!(benches);
