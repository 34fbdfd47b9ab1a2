//! What a turn's intent is decided on: what was read of it, and questions to that.

use super::meaning::{Intent, Said};
use super::mood::Mood;
use super::reading::Reading;
use super::sense::{Act, Pointer, Sense};
use super::situation::{Asked, Situation};
use super::topic::Topic;
use super::wishes::is_denied;

/// Everything the decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'e> {
    /// The settled text.
    pub reading: &'e Reading<'e>,
    /// The acts it says, as bits.
    pub acts: u32,
    /// How its sentences are meant.
    pub moods: &'e [Mood],
    /// The slots it states.
    pub said: &'e Said,
    /// What it asks about.
    pub topics: &'e [Topic],
    /// Whether a topic is asked outright.
    pub asks: bool,
    /// Whether it wishes for something no option can be checked for.
    pub unchecked: bool,
    /// What it points at.
    pub selection: &'e [usize],
    /// Whether it says dates that make no stay yet, which are asked about.
    pub dated: bool,
    /// What was known before.
    pub situation: &'e Situation<'e>,
}

impl Evidence<'_> {
    pub(super) fn says(&self, act: Act) -> bool {
        self.acts & act.bit() != 0
    }

    /// Whether `act` is said and not denied ("don't book it").
    pub(super) fn says_firmly(&self, act: Act) -> bool {
        self.says(act)
            && (0..self.reading.len())
                .any(|i| self.reading.sense(i) == Sense::Act(act) && !is_denied_closely(self.reading, i))
    }

    /// "yes, two rooms" where two rooms were proposed: a yes that says again what it is to.
    pub(super) fn restates(&self) -> bool {
        let (said, known) = (self.said, self.situation.proposed.unwrap_or(self.situation.known));
        let same = |value: Option<u8>, known: Option<u8>| value.is_none_or(|value| known == Some(value));
        let people = said.people.as_ref().map(|found| found.value);
        let place = said
            .destination
            .as_ref()
            .is_none_or(|found| known.destination.as_ref().is_some_and(|place| place.place == found.value.place));
        let arrival = said.check_in.as_ref().is_none_or(|found| known.check_in == Some(found.value));
        let departure = said.check_out.as_ref().is_none_or(|found| known.departure() == Some(found.value));
        !said.has_filter()
            && !said.is_empty()
            && place
            && arrival
            && departure
            && said.nights.as_ref().is_none_or(|found| known.nights == Some(found.value))
            && same(said.rooms.as_ref().map(|found| found.value), Some(known.rooms.unwrap_or(1)))
            && same(said.adults.as_ref().map(|found| found.value).or(people), known.adults)
            && same(said.children.as_ref().map(|found| found.value), known.children)
            && said.more_guests.is_none()
            && said.per_room.is_none()
    }

    /// "add a night to my reservation", "there is a mistake in my booking".
    pub(super) fn changes_a_booking(&self) -> bool {
        let says =
            |words: &[&str]| (0..self.reading.tokens.len()).any(|i| words.contains(&self.reading.tokens.word(i)));
        let owned = (0..self.reading.len())
            .any(|i| self.reading.sense(i) == Sense::Booking && self.reading.items[i].tokens.len() > 1);
        owned && says(&["add", "extend", "wrong", "mistake", "incorrect"])
    }

    /// "the Kestrel": the name of one that is shown, and nothing else.
    pub(super) fn names_only_the_shown(&self) -> bool {
        let sought = self.says(Act::Find) || self.says(Act::Instead) || self.topics.contains(&Topic::Description);
        !self.selection.is_empty() && self.said_only_a_name() && !self.has_question() && !sought
    }

    /// Whether the turn states who comes or how long, so that it is about a stay to be had.
    pub(super) fn names_a_stay(&self) -> bool {
        self.said.destination.is_some() || self.said.nights.is_some() || self.says(Act::Book)
    }

    /// Flights, trains, tables: another kind of travel, with at most a place, days and people of its own.
    pub(super) fn travels_otherwise(&self) -> bool {
        let tables =
            self.reading.says(Sense::Topic(Topic::Restaurant)) && self.says(Act::Book) || self.asks_for_a_table();
        let other = self.reading.says(Sense::OtherTravel) || tables;
        other && !self.names_lodging() && !self.said.has_filter() && self.situation.shown.is_empty()
    }

    /// "a table for two"
    pub(super) fn asks_for_a_table(&self) -> bool {
        let table = (0..self.reading.len()).any(|i| self.reading.sense(i) == Sense::Topic(Topic::Restaurant));
        let opens = self.reading.sense(0) == Sense::Topic(Topic::Restaurant);
        table && self.said.people.is_some() && (opens || !self.has_question())
    }

    /// Where and when in one turn: a search of its own, whatever was shown before.
    pub(super) fn is_a_whole_stay(&self) -> bool {
        self.said.destination.is_some() && (self.said.check_in.is_some() || self.dated)
    }

    pub(super) fn names_lodging(&self) -> bool {
        self.reading.items.iter().any(|item| {
            matches!(
                item.sense,
                Sense::Lodging | Sense::Property(_) | Sense::Room | Sense::RoomOf(_) | Sense::RoomKind(_)
            )
        })
    }

    /// "looking to book": the looking is no search.
    pub(super) fn looks_to_book(&self) -> bool {
        let looks = |i| matches!(self.reading.word(i), "looking" | "look");
        let finds: Vec<usize> =
            (0..self.reading.len()).filter(|i| self.reading.sense(*i) == Sense::Act(Act::Find)).collect();
        self.says_firmly(Act::Book) && finds.iter().all(|i| looks(*i))
    }

    /// Whether a house in general is asked for: "any hotels", "a place to stay".
    pub(super) fn seeks_lodging(&self) -> bool {
        let moods = self.moods.iter().filter(|mood| mood.request && mood.about_from.is_none());
        moods.flat_map(|mood| mood.items.clone()).any(|i| is_house_in_general(self.reading, i))
    }

    /// "I also need to book a hotel there": a house in general, on top of what was spoken of, with nothing shown.
    pub(super) fn seeks_more_lodging(&self) -> bool {
        let leads = [Act::Thanks, Act::Praise, Act::Yes, Act::Ok, Act::No].into_iter().any(|act| self.says(act));
        let adds = (0..self.reading.len()).any(|i| matches!(self.reading.word(i), "also" | "too" | "there"));
        self.situation.shown.is_empty() && self.seeks_lodging() && (leads || adds)
    }

    /// A search for a house: a refinement while options are shown, unless it goes elsewhere.
    pub(super) fn search_or_refine(&self) -> Intent {
        let moves = self.said.destination.is_some();
        if self.situation.shown.is_empty() || moves { Intent::Search } else { Intent::Refine }
    }

    /// "Do you have another?"
    pub(super) fn says_another(&self) -> bool {
        (0..self.reading.len()).any(|i| {
            self.reading.is_word(i, "another")
                && matches!(self.reading.sense(i + 1), Sense::Stop | Sense::Filler | Sense::Comma)
        })
    }

    /// "I was told you have a sauna": an amenity spoken of before any search, and not merely wished for.
    pub(super) fn is_about_the_house(&self) -> bool {
        if self.said.amenities.len() != 1 || !self.said.is_amenities_alone() {
            return false;
        }
        let own =
            (0..self.reading.len()).any(|i| matches!(self.reading.word(i), "our" | "my" | "we" | "us" | "bringing"));
        let phrased = [Sense::With, Sense::But, Sense::Polite, Sense::Point(Pointer::OneOf)];
        !own && !self.is_bare()
            && !phrased.into_iter().any(|sense| self.reading.says(sense))
            && !self.is_under_way()
            && !self.names_lodging()
            && !self.says(Act::Find)
            && !self.says(Act::Book)
    }

    /// "free wifi", "I want a pool": what is wished for, and nothing said of it.
    fn is_bare(&self) -> bool {
        let mut items = (0..self.reading.len()).map(|i| (self.reading.sense(i), self.reading.word(i)));
        items.all(|(sense, word)| match sense {
            Sense::Filler => !matches!(word, "you" | "your" | "heard" | "about"),
            Sense::Amenity(_) | Sense::Unchecked | Sense::Act(Act::Want) | Sense::Person(_) => true,
            Sense::And | Sense::Comma | Sense::Stop => true,
            _ => false,
        })
    }

    pub(super) fn has_question(&self) -> bool {
        self.moods.iter().any(|mood| mood.question)
    }

    /// Whether the talk is past its first search: something is shown, asked or known.
    pub(super) fn is_under_way(&self) -> bool {
        !self.situation.shown.is_empty()
            || self.situation.asked != Asked::Nothing
            || *self.situation.known != Default::default()
    }

    /// Whether the guest is taking leave.
    pub(super) fn is_over(&self) -> bool {
        self.says(Act::Bye) && self.said.is_empty()
    }

    pub(super) fn said_only_a_name(&self) -> bool {
        self.said.is_at_most_a_name()
    }

    /// Whether the hotel named is on the screen, or something particular is asked of it.
    pub(super) fn asks_of_the_named(&self) -> bool {
        !self.selection.is_empty() || self.topics.iter().any(|topic| *topic != Topic::Description)
    }

    pub(super) fn takes_an_option(&self) -> bool {
        !self.selection.is_empty() && (self.says(Act::Take) || self.says(Act::Praise)) && self.said_only_a_name()
    }

    /// "book it" to "shall I book it?", "cancel" to "shall I cancel?": a yes in the proposal's own words.
    pub(super) fn says_so(&self) -> Option<bool> {
        let own = if self.situation.asked == Asked::Cancellation { Act::Cancel } else { Act::Book };
        (self.says_firmly(own) && self.selection.is_empty() && !self.has_question()).then_some(true)
    }

    /// Whether something beside a yes speaks against it: "ok wait", "sure, cancel it", "yes, another one".
    pub(super) fn wavers(&self) -> bool {
        let mut doubts = [Act::Hesitate, Act::DontKnow, Act::Modify, Act::Other, Act::Handoff].into_iter();
        let cancels = self.situation.asked != Asked::Cancellation && self.says(Act::Cancel);
        cancels || doubts.any(|act| self.says(act))
    }

    pub(super) fn yes(&self) -> Intent {
        let likes = self.says(Act::Praise) || self.says(Act::Take);
        if likes && !self.situation.shown.is_empty() { Intent::Select } else { Intent::Yes }
    }
}

fn is_house_in_general(reading: &Reading<'_>, i: usize) -> bool {
    let house = matches!(reading.sense(i), Sense::Lodging | Sense::Property(_));
    let definite = || {
        (i.saturating_sub(2)..i).any(|k| {
            matches!(reading.word(k), "the" | "this" | "that" | "your" | "their") || reading.sense(k) == Sense::It
        })
    };
    house && !definite()
}

fn is_denied_closely(reading: &Reading<'_>, i: usize) -> bool {
    (i.saturating_sub(3)..i).any(|k| matches!(reading.sense(k), Sense::Negation)) && is_denied(reading, i)
}
