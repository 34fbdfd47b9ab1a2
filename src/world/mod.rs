//! Places of the earth: how their names are looked up and ranked.

pub mod fold;

/// Places of the earth.
#[derive(Debug)]
pub struct World(());
