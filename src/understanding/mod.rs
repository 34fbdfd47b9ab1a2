//! What a guest's sentence says.
//!
//! [`understand`] runs the finders over one token stream and settles what they found:
//!
//! 1. dates and hotel names, which are firm;
//! 2. the vocabulary around them, and numbers (`reading.rs`);
//! 3. places, which may take over what says nothing firmer (`whereabouts.rs`);
//! 4. rooms and people, money, quality, wishes, each once over the settled items;
//! 5. bare answers to the open question (`bare.rs`), what is pointed at and asked;
//! 6. the intent, and what is known of the stay from here on (`intent.rs`, `combine.rs`).
//!
//! Deterministic, without clock, randomness or I/O; a guest's sentence is never an error.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a grammar names the senses it reads and passes the dozens of others by"
)]

mod ages;
mod bare;
mod combine;
mod counting;
pub mod dates;
mod evidence;
pub mod first;
pub mod hotel_names;
mod intent;
mod lexicon;
pub mod meaning;
mod money;
mod mood;
mod naming;
mod numbers;
mod party;
mod perhaps_said;
mod persons;
pub mod places;
mod quality;
mod reading;
mod room_by_room;
mod room_kinds;
mod rooms;
mod selection;
pub mod sense;
pub mod situation;
mod telling;
pub mod text;
pub mod topic;
mod topics;
mod when;
mod whereabouts;
mod wishes;

use crate::domain::card_number;
use crate::domain::heard::{Correction, Heard};
use crate::domain::outcome::Unsupported;
use crate::domain::stay::{MOST_ROOMS, OLDEST_CHILD, Slot, StayDetails};

use self::evidence::Evidence;
use self::meaning::{Intent, Problem, Said, Understanding};
use self::reading::Reading;
use self::rooms::Guests;
use self::sense::{Act, Sense};
use self::situation::Situation;
use self::text::Tokens;
use self::topic::Topic;
use self::whereabouts::Whereabouts;

/// What `text` says in `situation`; never fails.
///
/// ```
/// use core_chat::domain::stay::StayDetails;
/// use core_chat::understanding::{meaning::Intent, situation::Situation, understand};
/// use jiff::civil::date;
/// let known = StayDetails::default();
/// let situation = Situation::fresh(date(2026, 2, 18).at(12, 0, 0, 0), &known);
/// let heard = understand("Seattle Mar 20-23, 2 adults, refundable", &situation);
/// assert_eq!(heard.intent, Intent::Search);
/// assert_eq!(heard.details.check_in, Some(date(2026, 3, 20)));
/// assert_eq!(heard.details.filters.refundable, Some(true));
/// ```
#[must_use]
pub fn understand(text: &str, situation: &Situation<'_>) -> Understanding {
    if card_number::contains(text) {
        return card_data(situation);
    }
    let tokens = Tokens::new(text);
    let names = whereabouts::hotels(&tokens, situation);
    let mut when = when::find(&tokens, situation);
    let mut reading = Reading::new(&tokens, &firm(&when, &names));
    let mut mended = reading.mend_counted();
    numbers::join(&mut reading, situation.asked.for_slot(Slot::ChildAges));
    let places = whereabouts::find(&mut reading, situation);
    if let Some(country) = places.country() {
        when.settle_day_order(&tokens, situation, country);
    }
    mended.extend(reading.mend());
    let moods = mood::moods(&reading);
    let mut said = Box::<Said>::default();
    whereabouts::take(&places, names, &tokens, &mut said);
    let (guests, unchecked) = wanted(&mut reading, &moods, &when, situation, &mut said);
    let (topics, asks) = topics::find(&reading, &moods, &said);
    let selection = selection::find(&mut reading, situation, &mut said);
    let far = asks && topics.contains(&Topic::Distance);
    let measured_to = far.then(|| whereabouts::measured_to(&mut reading, situation, &mut said)).flatten();
    let evidence = Evidence {
        reading: &reading,
        acts: reading.acts(),
        moods: &moods,
        said: &said,
        topics: &topics,
        asks,
        unchecked: !unchecked.is_empty(),
        selection: &selection,
        dated: when.needs_asking(),
        situation,
    };
    let (mut intent, answer) = intent::decide(&evidence);
    let starts_over = reading.says(Sense::Act(Act::StartOver));
    let details = details_after(situation, &mut said, &guests, (intent, &moods), starts_over);
    let problems = problems(&when, &places, &said, &guests);
    let of_a_place = intent == Intent::Question && topics.is_empty() && places.problem().is_some();
    if of_a_place || intent == Intent::Unknown && (!problems.is_empty() || when.mentions_dates()) {
        intent = sought(situation);
    }
    let unchecked: Vec<String> = unchecked.iter().map(|i| tokens.said(reading.range(*i..i + 1)).to_owned()).collect();
    let unsupported = unsupported(intent, &said).or(wishes_only(&unchecked, &said));
    let mut understanding = Understanding {
        intent,
        answer,
        said,
        details,
        topics,
        selection,
        takes: reading.says(Sense::Act(Act::Take)),
        asks: moods.iter().any(|mood| mood.question),
        problems,
        alternative: places.alternative(),
        unsupported,
        unchecked,
        starts_over,
        within: when.within(),
        measured_to,
        dates: when.in_order(),
        heard: Heard::default(),
    };
    understanding.heard = telling::heard(&understanding, &reading, &when, &places, &guests, situation);
    understanding.heard.corrections.extend(
        mended.into_iter().map(|(typed, read)| Correction { from: tokens.said(typed).to_owned(), to: read.to_owned() }),
    );
    understanding
}

/// What a turn wants that says a day or a place and nothing to do with them: "what about Texas?".
fn sought(situation: &Situation<'_>) -> Intent {
    let is_fresh = situation.shown.is_empty() && situation.asked == situation::Asked::Nothing;
    if is_fresh { Intent::Search } else { Intent::Refine }
}

/// Reads who comes and what is wished for into `said`; gives back what was said of the guests beside it, and the items
/// that nothing can be checked for.
fn wanted(
    reading: &mut Reading<'_>,
    moods: &[mood::Mood],
    when: &when::When,
    situation: &Situation<'_>,
    said: &mut Said,
) -> (Guests, Vec<usize>) {
    let party_known = situation.known.adults.is_some() || !situation.known.per_room.is_empty();
    let mut guests = rooms::find(reading, party_known, said);
    money::find(reading, moods, situation.known.filters.price, said);
    quality::find(reading, moods, said);
    let unchecked = wishes::find(reading, moods, said);
    when.take(reading, moods, situation, said);
    bare::answer(reading, situation, said, &mut guests);
    (guests, unchecked)
}

/// What is known of the stay after the turn.
fn details_after(
    situation: &Situation<'_>,
    said: &mut Said,
    guests: &Guests,
    (intent, moods): (Intent, &[mood::Mood]),
    starts_over: bool,
) -> StayDetails {
    let of_several = intent == Intent::Question && moods.iter().any(|mood| mood.of_several);
    if of_several || intent == Intent::Unsupported {
        return situation.known.clone();
    }
    let mut details = combine::lay_over(situation.known, said, guests, starts_over);
    if said.price_per_person {
        combine::share_price(&mut details, said);
    }
    let name = said.hotel_name.as_ref().map(|found| &*found.value);
    if situation.shown.iter().any(|hotel| Some(hotel.name) == name) {
        // A hotel on the screen is pointed at by its name; what is searched stays as it was.
        details.filters.hotel_name.clone_from(&situation.known.filters.hotel_name);
    }
    details
}

/// What dates and names have read, for the settled stream.
fn firm(when: &when::When, names: &[text::Found<hotel_names::HotelSaid>]) -> Vec<(Sense, std::ops::Range<usize>)> {
    let mut firm: Vec<_> = names.iter().map(|found| (Sense::HotelName, found.tokens.clone())).collect();
    firm.extend(when.ranges().map(|range| (Sense::Date, range)));
    firm
}

fn problems(when: &when::When, places: &Whereabouts, said: &Said, guests: &Guests) -> Vec<Problem> {
    let mut problems = when.problems();
    problems.extend(places.problem());
    if let Some(rooms) = said.rooms.as_ref().filter(|rooms| rooms.value > MOST_ROOMS) {
        problems.push(Problem::TooManyRooms(rooms.value));
    }
    if guests.below_none {
        problems.push(Problem::NobodyComes);
    }
    if let Some(age) = guests.impossible_age {
        problems.push(Problem::AgeOutOfRange(age.max(OLDEST_CHILD + 1)));
    } else if guests.some_children {
        problems.push(Problem::AgesMissing);
    }
    problems
}

fn unsupported(intent: Intent, said: &Said) -> Option<Unsupported> {
    if said.rooms.as_ref().is_some_and(|rooms| rooms.value > MOST_ROOMS) {
        return Some(Unsupported::LargeGroup);
    }
    match intent {
        Intent::Unsupported => Some(Unsupported::OtherTravel),
        Intent::Modify => Some(Unsupported::ModifyBooking),
        _ => None,
    }
}

/// Wishes nobody can check, and nothing else.
fn wishes_only(unchecked: &[String], said: &Said) -> Option<Unsupported> {
    (!unchecked.is_empty() && said.is_empty()).then_some(Unsupported::Wish)
}

/// A text with a card number: nothing of it is read or kept.
fn card_data(situation: &Situation<'_>) -> Understanding {
    Understanding {
        intent: Intent::CardData,
        answer: None,
        said: Box::default(),
        details: situation.known.clone(),
        topics: Vec::new(),
        selection: Vec::new(),
        takes: false,
        asks: false,
        problems: Vec::new(),
        alternative: None,
        unsupported: None,
        unchecked: Vec::new(),
        starts_over: false,
        within: None,
        measured_to: None,
        dates: Vec::new(),
        heard: Heard { intent: Intent::CardData.as_str(), ..Heard::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understanding::meaning::Said;
    use crate::understanding::situation::Asked;
    use jiff::civil::{DateTime, date};
    use proptest::prelude::*;

    const NOW: DateTime = date(2026, 2, 18).at(12, 0, 0, 0);

    fn read(text: &str) -> Understanding {
        understand(text, &Situation::fresh(NOW, &StayDetails::default()))
    }

    /// Sentences in the words the vocabulary is made of, in any order.
    fn chatter() -> impl Strategy<Value = String> {
        const WORDS: &[&str] = &[
            "hotel",
            "room",
            "rooms",
            "2",
            "two",
            "adults",
            "kids",
            "for",
            "in",
            "Seattle",
            "Paris",
            "pool",
            "no",
            "yes",
            "not",
            "under",
            "$200",
            "a",
            "night",
            "total",
            "4",
            "star",
            "stars",
            "or",
            "better",
            "rating",
            "4.5",
            "refundable",
            "with",
            "and",
            ",",
            ".",
            "?",
            "the",
            "second",
            "one",
            "book",
            "cancel",
            "aged",
            "5",
            "each",
            "Mar",
            "20",
            "-",
            "23",
            "cheaper",
            "breakfast",
            "my",
            "wife",
            "I",
            "is",
            "it",
            "does",
            "near",
            "airport",
            "both",
            "family",
            "of",
            "four",
            "another",
        ];
        proptest::collection::vec(proptest::sample::select(WORDS), 0..24).prop_map(|words| words.join(" "))
    }

    #[test]
    fn a_night_named_alone_is_one_night_and_said_to_be() {
        for text in ["a room for tonight", "Chicago tomorrow night", "Friday night in Boston"] {
            let heard = read(text);
            assert_eq!(heard.details.nights, Some(1), "{text}");
            assert!(
                heard.said.nights.is_none() && heard.heard.assumptions.iter().any(|said| said.starts_with("one night"))
            );
        }
        for text in ["arriving tonight", "tonight until Sunday", "tonight for 3 nights", "a room for tomorrow"] {
            assert_ne!(read(text).details.nights, Some(1), "{text}");
        }
    }

    #[test]
    fn a_price_per_person_is_shared_by_those_who_come() {
        for (text, most) in [
            ("80 per person a night", 160 * 100),
            ("Berlin, 3 adults, 50 euros a head per night", 150 * 100),
            ("2 rooms for 4 adults, 60 euros per person per night", 120 * 100),
            ("4 adults in 2 rooms, $400 per person in total", 1600 * 100),
        ] {
            let heard = read(text);
            assert_eq!(heard.details.filters.price.and_then(|price| price.max), Some(most), "{text}");
            assert!(heard.heard.assumptions.iter().any(|said| said.starts_with("the price is per person")));
        }
    }

    /// What a turn comes to, without the words that said it.
    fn whole(understood: &Understanding) -> impl PartialEq + std::fmt::Debug + use<> {
        let Understanding { intent, answer, details, topics, selection, problems, dates, .. } = understood.clone();
        (intent, answer, details, topics, selection, problems, dates)
    }

    fn ends(said: &Said) -> Vec<usize> {
        let mut ends: Vec<usize> =
            said.amenities.iter().chain(&said.not_needed).map(|found| found.tokens.end).collect();
        ends.extend(said.destination.as_ref().map(|found| found.tokens.end));
        ends.extend(said.check_in.as_ref().map(|found| found.tokens.end));
        ends.extend(said.check_out.as_ref().map(|found| found.tokens.end));
        ends.extend(said.rooms.as_ref().map(|found| found.tokens.end));
        ends.extend(said.adults.as_ref().map(|found| found.tokens.end));
        ends.extend(said.child_ages.as_ref().map(|found| found.tokens.end));
        ends.extend(said.price.as_ref().map(|found| found.tokens.end));
        ends.extend(said.hotel_name.as_ref().map(|found| found.tokens.end));
        ends
    }

    #[test]
    fn a_card_number_leaves_nothing_else_to_read() {
        let understood = read("Seattle tomorrow, my card is 4242 4242 4242 4242");
        assert_eq!(understood.intent, Intent::CardData);
        assert!(understood.said.is_empty() && understood.dates.is_empty() && understood.heard.slots.is_empty());
    }

    #[test]
    fn what_no_option_can_be_checked_for_is_said() {
        let understood = read("a quiet hotel in Lisbon with a golf course");
        assert_eq!(understood.unchecked, ["quiet", "golf course"]);
        assert!(understood.heard.unread.iter().any(|words| words == "quiet"));
    }

    #[test]
    fn a_new_place_keeps_the_dates_and_says_so() {
        let known = read("Seattle March 20 to 23 for 2 adults").details;
        let understood = understand("what about Portland", &Situation::fresh(NOW, &known));
        assert_eq!(understood.details.check_in, known.check_in);
        assert!(understood.heard.assumptions.iter().any(|said| said.contains("2026-03-20")));
    }

    #[test]
    fn children_get_their_ages_in_the_rooms_they_were_named_in() {
        let known = read("two rooms, one for 2 adults and a child and one for 1 adult and 2 kids").details;
        let asked = Asked::Slots(&[Slot::ChildAges]);
        let told = understand("4, 7 and 9", &Situation { asked, ..Situation::fresh(NOW, &known) }).details;
        let ages: Vec<Vec<u8>> = told.per_room.into_iter().map(|room| room.child_ages).collect();
        assert_eq!(ages, [vec![4], vec![7, 9]]);
    }

    proptest! {
        #[test]
        fn any_string_is_understood(text in "\\PC{0,80}") {
            let understood = read(&text);
            for slot in &understood.heard.slots {
                prop_assert!(text.contains(&slot.text));
            }
        }

        #[test]
        fn any_chatter_is_understood_within_its_tokens(text in chatter()) {
            let understood = read(&text);
            let tokens = Tokens::new(&text).len();
            for end in ends(&understood.said) {
                prop_assert!(end <= tokens, "{end} of {tokens}");
            }
            for words in &understood.heard.unread {
                prop_assert!(text.contains(words.as_str()));
            }
        }

        #[test]
        fn more_space_changes_nothing(text in chatter()) {
            let wide = format!("  {}\t", text.replace(' ', "   "));
            prop_assert_eq!(whole(&read(&text)), whole(&read(&wide)));
        }

        #[test]
        fn small_letters_or_capitals_throughout_change_nothing(text in chatter()) {
            let (small, capitals) = (read(&text.to_lowercase()), read(&text.to_uppercase()));
            let words = text.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
            prop_assume!(words > 2);
            prop_assert_eq!(whole(&small), whole(&capitals));
        }

        #[test]
        fn a_text_that_only_denies_is_never_a_yes(no in "(no|nope|not yet|don't book it|never mind|no thanks)", end in "[.!]?") {
            let known = StayDetails::default();
            let situation = Situation { asked: Asked::Proposal, ..Situation::fresh(NOW, &known) };
            let understood = understand(&format!("{no}{end}"), &situation);
            prop_assert_eq!(understood.intent, Intent::No);
            prop_assert_eq!(understood.answer, Some(false));
        }

        #[test]
        fn stated_numbers_come_back(rooms in 2_u8..9, adults in 1_u8..20, nights in 1_u16..20, most in 30_i64..900) {
            let text = format!("{rooms} rooms in Boston tomorrow for {nights} nights, {adults} adults, under ${most} a night");
            let said = read(&text).said;
            prop_assert_eq!(said.rooms.map(|found| found.value), Some(rooms));
            prop_assert_eq!(said.adults.map(|found| found.value), Some(adults));
            prop_assert_eq!(said.nights.map(|found| found.value), Some(nights));
            prop_assert_eq!(said.price.and_then(|found| found.value.max), Some(most * 100));
        }
    }
}
