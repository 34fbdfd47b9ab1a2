//! The best-known cities of every state and country: sought-after ones first, then the most famous.

use super::gazetteer::{Gazetteer, Standing};
use super::known::Known;

/// How many cities are kept for each.
pub const KEPT: usize = 4;

/// A city by its rank: whether it is sought after, its fame, its index in the gazetteer.
type Ranked = (bool, u16, u32);
/// Stands for no city, and ranks below every city.
const NONE: Ranked = (false, 0, 0);

/// Cities of states and countries, best first.
#[derive(Debug)]
pub struct BestKnown {
    admins: Vec<[Ranked; KEPT]>,
    countries: Vec<[Ranked; KEPT]>,
}

impl BestKnown {
    /// Goes through all places once.
    #[must_use]
    pub fn new(gazetteer: &Gazetteer, known: &Known) -> Self {
        let mut best = Self {
            admins: vec![[NONE; KEPT]; gazetteer.admins.len()],
            countries: vec![[NONE; KEPT]; gazetteer.countries.len()],
        };
        for city in 0..gazetteer.len() {
            let Standing { fame, admin, country } = gazetteer.standing(city);
            let ranked = (known.is_hot(city), fame, city);
            if let Some(admin) = admin {
                enter(&mut best.admins[usize::from(admin)], ranked);
            }
            enter(&mut best.countries[usize::from(country)], ranked);
        }
        best
    }

    /// The cities of the state at this index.
    pub fn of_admin(&self, admin: u32) -> impl Iterator<Item = u32> {
        cities(self.admins[admin as usize])
    }

    /// The cities of the country at this index.
    pub fn of_country(&self, country: u32) -> impl Iterator<Item = u32> {
        cities(self.countries[country as usize])
    }
}

fn cities(best: [Ranked; KEPT]) -> impl Iterator<Item = u32> {
    best.into_iter().filter(|&ranked| ranked != NONE).map(|(_, _, city)| city)
}

/// Puts a city in its place among the best, where it is one of them.
fn enter(best: &mut [Ranked; KEPT], city: Ranked) {
    if city > best[KEPT - 1] {
        best[KEPT - 1] = city;
        best.sort_unstable_by(|a, b| b.cmp(a));
    }
}
