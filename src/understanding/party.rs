//! People counted in a stretch of text.

use super::sense::Person;

/// The age taken for a baby whose age nobody said.
pub const BABY_AGE: u8 = 1;

/// People counted in a stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// Adults, where any were named.
    pub adults: Option<u8>,
    /// Children, where any were named or denied.
    pub children: Option<u8>,
    /// People of no said age.
    pub people: Option<u8>,
    /// Ages of children, in years.
    pub ages: Vec<u8>,
    /// Whether the people were named as a group, children among them: "family of four".
    pub as_a_group: bool,
    /// Babies among the children, whose age is taken for granted.
    pub babies: u8,
    /// Whether children were named without saying how many.
    pub some_children: bool,
    /// An age that no child has, where one was said of a child.
    pub impossible_age: Option<u8>,
    /// Companions of the speaker among the adults.
    pub companions: u8,
    /// Whether the speaker is named: "me and my wife".
    pub speaker: bool,
    /// Whether fewer than nobody were named: "-2 adults".
    pub below_none: bool,
    /// The items that said all this.
    pub items: Vec<usize>,
}

impl Party {
    /// The ages of all children, babies included, when every age is known.
    #[must_use]
    pub fn all_ages(&self) -> Vec<u8> {
        let mut ages = self.ages.clone();
        let known = u8::try_from(ages.len()).unwrap_or(u8::MAX);
        let without = self.children.unwrap_or(0).saturating_sub(known);
        ages.extend(std::iter::repeat_n(BABY_AGE, usize::from(self.babies.min(without))));
        ages
    }

    /// Adds `count` people of a kind.
    pub fn add(&mut self, kind: Person, count: u32) {
        let count = u8::try_from(count).unwrap_or(u8::MAX);
        let slot = match kind {
            Person::Children | Person::Babies | Person::OneChild | Person::TwoChildren => &mut self.children,
            Person::People | Person::Party => &mut self.people,
            Person::Adults
            | Person::Me
            | Person::OnlyMe
            | Person::Companion
            | Person::Companions(_)
            | Person::Couple => &mut self.adults,
        };
        *slot = Some(slot.unwrap_or(0).saturating_add(count));
        if kind == Person::Babies {
            self.babies = self.babies.saturating_add(count);
        }
    }

    /// Adds the people of `found`.
    pub fn join(&mut self, found: &Self) {
        for (kind, count) in
            [(Person::Adults, found.adults), (Person::Children, found.children), (Person::People, found.people)]
        {
            if let Some(count) = count {
                self.add(kind, u32::from(count));
            }
        }
        self.babies = self.babies.saturating_add(found.babies);
        self.some_children |= found.some_children;
    }
}
