//! What looking up a place by name costs: known names, ambiguous ones, misspelt ones, and words that name nothing.

use std::hint::black_box;

use core_chat::world::{Hint, World};
use criterion::{Criterion, criterion_group, criterion_main};

const NAMES: [(&str, &str); 6] = [
    ("a city", "Seattle"),
    ("a city and its state", "paris texas"),
    ("an area", "Shibuya"),
    ("many of one name", "springfield"),
    ("a misspelt city", "San Fransico"),
    ("nothing", "qwertzuiop asdf"),
];

fn names(criterion: &mut Criterion) {
    let (world, hint) = (World::embedded(), Hint::default());
    for (what, name) in NAMES {
        criterion.bench_function(what, |bench| bench.iter(|| world.resolve(black_box(name), &hint)));
    }
}

criterion_group!(benches, names);
criterion_main!(benches);
