//! What reading a guest's sentence costs: time and allocations, over the sentences of `tests/phrases`.
//!
//! `cargo bench --bench understanding` prints the allocations of a turn, the median and 99th percentile of single
//! turns, and criterion's figures for all of them together and for one long request.

use std::alloc::System;
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use core_chat::domain::stay::StayDetails;
use core_chat::understanding::situation::Situation;
use core_chat::understanding::understand;
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{DateTime, date};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const NOW: DateTime = date(2026, 2, 18).at(12, 0, 0, 0);

/// How often each sentence is read for the percentiles.
const ROUNDS: usize = 50;

const LONG: &str = "Hi, we need two rooms in Lisbon from 10 to 14 June for 4 adults and 2 kids aged 5 and 8, \
                    breakfast included, a pool, free parking, at least 4 stars, under 180 euros a night and refundable";

const FILES: [&str; 10] = [
    include_str!("../tests/phrases/whole.txt"),
    include_str!("../tests/phrases/places.txt"),
    include_str!("../tests/phrases/dates.txt"),
    include_str!("../tests/phrases/guests.txt"),
    include_str!("../tests/phrases/money.txt"),
    include_str!("../tests/phrases/quality.txt"),
    include_str!("../tests/phrases/wishes.txt"),
    include_str!("../tests/phrases/acts.txt"),
    include_str!("../tests/phrases/answers.txt"),
    include_str!("../tests/phrases/languages.txt"),
];

fn sentences() -> Vec<&'static str> {
    let lines = FILES.iter().flat_map(|file| file.lines());
    lines.filter(|line| !line.starts_with(['#', '@'])).filter_map(|line| line.split(" => ").next()).collect()
}

fn percentiles(sentences: &[&str], known: &StayDetails) {
    let situation = Situation::fresh(NOW, known);
    let region = Region::new(ALLOCATOR);
    for sentence in sentences {
        black_box(understand(sentence, &situation));
    }
    let change = region.change();
    let mut nanoseconds: Vec<u128> = sentences
        .iter()
        .flat_map(|sentence| {
            (0..ROUNDS).map(|_| {
                let begun = Instant::now();
                black_box(understand(sentence, &situation));
                begun.elapsed().as_nanos()
            })
        })
        .collect();
    nanoseconds.sort_unstable();
    let at = |share: usize| nanoseconds[nanoseconds.len() * share / 1000] as f64 / 1000.0;
    let turns = sentences.len();
    // Where nobody reads the figures, there is nothing to do about it.
    let _ = writeln!(
        std::io::stdout(),
        "{turns} turns: {} allocations and {} bytes each; median {:.1} µs, p99 {:.1} µs, p99.9 {:.1} µs",
        change.allocations / turns,
        change.bytes_allocated / turns,
        at(500),
        at(990),
        at(999),
    );
}

fn reading(criterion: &mut Criterion) {
    let known = StayDetails::default();
    let situation = Situation::fresh(NOW, &known);
    let sentences = sentences();
    for sentence in &sentences {
        black_box(understand(sentence, &situation));
    }
    percentiles(&sentences, &known);
    criterion.bench_function("mixed turns", |bench| {
        bench.iter(|| {
            for sentence in &sentences {
                black_box(understand(black_box(sentence), &situation));
            }
        });
    });
    criterion.bench_function("a long request", |bench| bench.iter(|| understand(black_box(LONG), &situation)));
    criterion.bench_function("a yes", |bench| bench.iter(|| understand(black_box("yes please"), &situation)));
}

criterion_group!(benches, reading);
criterion_main!(benches);
