//! The stay that date expressions, lengths and the words around them make.

use super::expression::Spoken;
use super::reader::Reader;
use super::said::DatesSaid;
use crate::understanding::text::Found;

impl Reader<'_> {
    /// Everything the sentence says about the stay.
    pub fn stay(&self) -> DatesSaid {
        let (spoken, problems) = self.spoken();
        let mentions = spoken.iter().map(|&(Spoken { mention, .. }, from, to)| Found::new(mention, from..to)).collect();
        DatesSaid { mentions, problems, ..DatesSaid::default() }
    }
}
