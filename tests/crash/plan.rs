//! In which order the server lives and dies.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use core_chat::clock::{Entropy, SeededEntropy};

use crate::bugs::Bug;
use crate::invariants::{Findings, examine};
use crate::points::{Place, Point, When};
use crate::process::Program;
use crate::stage::Stage;

/// How long a life may take to come to its point; then it is killed where it is. Some points wait for the operator, and for a
/// guest who asks again after that.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the process stands still before it is killed: what others of its threads answer meanwhile, they have told.
const STANDING: Duration = Duration::from_millis(40);
/// How often a point is tried again that was not reached.
const TRIES: usize = 3;

/// Numbers that follow from a seed.
struct Chance(SeededEntropy);

impl Chance {
    fn of(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    fn below(&self, most: u64) -> u64 {
        (u128::from_le_bytes(self.0.bytes()) % u128::from(most)) as u64
    }
}

/// How one life of the server ends.
#[derive(Debug, Clone, Copy)]
pub enum Life {
    /// At any moment.
    For(Duration),
    /// At that point.
    UntilPoint(Point),
}

pub struct Plan {
    lives: Vec<Life>,
    chance: Chance,
}

/// What came of a plan.
pub struct Done {
    pub findings: Findings,
    actors: u64,
    at_random: u64,
    at_points: BTreeMap<Point, u64>,
    settled_by_hand: u64,
    took: Duration,
}

impl Plan {
    /// `kills` at random, and `each` at every one of `points`, in an order that follows from `seed`.
    pub fn of(seed: u64, kills: u64, each: u64, points: &[Point]) -> Self {
        let chance = Chance::of(seed);
        let at_random =
            (0..kills).map(|_| Life::For(Duration::from_millis(20 + chance.below(500)))).collect::<Vec<_>>();
        let at_points = points.iter().flat_map(|point| (0..each).map(move |_| Life::UntilPoint(*point)));
        let mut lives: Vec<Life> = at_random.into_iter().chain(at_points).collect();
        for at in (1..lives.len()).rev() {
            lives.swap(at, usize::try_from(chance.below(at as u64 + 1)).unwrap());
        }
        Self { lives, chance }
    }

    /// These lives in this order.
    pub fn of_lives(lives: Vec<Life>) -> Self {
        Self { lives, chance: Chance::of(1) }
    }

    /// Lets the server live and die with so many actors around it, and looks at what is left.
    pub async fn carry_out(mut self, actors: u64, bug: Option<Bug>) -> Done {
        let begun = Instant::now();
        let mut stage = Stage::open().await;
        let (mut at_random, mut at_points) = (0, BTreeMap::new());
        stage.send_actors(actors);
        for (at, life) in std::mem::take(&mut self.lives).into_iter().enumerate() {
            match life {
                Life::For(time) => {
                    stage.process.start(bug.map_or(Program::Shipped, |_| Program::Watched { stop: None, bug }));
                    stage.client.ready().await;
                    tokio::time::sleep(time).await;
                    stage.process.kill();
                    at_random += 1;
                }
                Life::UntilPoint(point) => {
                    for _ in 0..TRIES {
                        let is_reached = self.live_until(&mut stage, point, bug).await;
                        *at_points.entry(point).or_default() += u64::from(is_reached);
                        if is_reached {
                            break;
                        }
                        at_random += 1;
                    }
                }
            }
            if at % 50 == 49 {
                println!("{} lives after {:.0?}", at + 1, begun.elapsed());
            }
        }
        stage.process.start(bug.map_or(Program::Shipped, |_| Program::Watched { stop: None, bug }));
        stage.client.ready().await;
        let memories = stage.call_actors_back().await;
        let findings = examine(&stage, memories).await;
        let settled_by_hand = stage.settled_by_hand();
        Done { findings, actors, at_random, at_points, settled_by_hand, took: begun.elapsed() }
    }

    /// One life that ends at `point`; says whether it came there. Where another end must come before, that is brought about.
    async fn live_until(&mut self, stage: &mut Stage, point: Point, bug: Option<Bug>) -> bool {
        if let Some(before) = point.follows() {
            end_at(stage, before, 1, bug).await;
        }
        let is_frequent = matches!(point.0, Place::Turn | Place::Call | Place::Reply);
        let nth = if is_frequent { 1 + u32::try_from(self.chance.below(6)).unwrap() } else { 1 };
        end_at(stage, point, nth, bug).await
    }
}

async fn end_at(stage: &mut Stage, point: Point, nth: u32, bug: Option<Bug>) -> bool {
    let is_reached = if point == Point(Place::Reply, When::After) {
        stage.process.start(bug.map_or(Program::Shipped, |_| Program::Watched { stop: None, bug }));
        tokio::time::timeout(PATIENCE, stage.client.answered()).await.is_ok()
    } else {
        stage.process.start(Program::Watched { stop: Some((point, nth)), bug });
        let is_reached = tokio::time::timeout(PATIENCE, stage.process.stands_still()).await.is_ok();
        tokio::time::sleep(STANDING).await;
        is_reached
    };
    stage.process.kill();
    is_reached
}

impl Done {
    /// Those of `points` that were reached less than `each` times.
    pub fn missed(&self, each: u64, points: &[Point]) -> Vec<Point> {
        let is_missed = |point: &&Point| self.at_points.get(point).is_none_or(|times| *times < each);
        points.iter().filter(is_missed).copied().collect()
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: u64 = self.at_points.values().sum();
        let least = self.at_points.iter().min_by_key(|(_, times)| **times);
        writeln!(
            f,
            "{} kills at random and {named} at {} points by name, {} actors, {:.0?}",
            self.at_random,
            self.at_points.len(),
            self.actors,
            self.took
        )?;
        if let Some((point, times)) = least {
            writeln!(f, "least often at {point}: {times}; {} bookings settled by hand", self.settled_by_hand)?;
        }
        write!(f, "{}", self.findings)
    }
}
