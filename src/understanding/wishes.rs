//! What the house and the room must be like: meals, amenities, kind of house and room, money back, order.
//!
//! ```text
//! wish     = phrase of the vocabulary, in a sentence that is no question about one option
//! denied   = negation … wish       within one clause, up to the next verb of wanting
//!          | wish … "doesn't matter"
//! refunds  = "refundable" | "free cancellation" | "in case plans change" …
//! sort     = "cheapest" … | "closest to" place
//! ```
//!
//! A denied wish is taken out of the filters. A kind of house that is denied is not shown, unless it is only not needed.

use crate::domain::amenity::Amenity;
use crate::domain::option::Board;
use crate::domain::stay::Sort;

use super::meaning::{Released, Said};
use super::mood::{Mood, is_asked_about};
use super::reading::Reading;
use super::sense::{Act, Bound, Sense};
use super::text::Found;
use super::topic::Topic;

/// Reads every wish into `said`; gives back the items that ask for what no option can be checked for.
pub fn find(reading: &mut Reading<'_>, moods: &[Mood], said: &mut Said) -> Vec<usize> {
    let mut unchecked = Vec::new();
    for i in 0..reading.len() {
        said.released.extend(indifferent_to(reading, i));
        if is_remarked(reading, i) {
            reading.mark_read(i..i + 1);
        }
        if !is_wish(reading.sense(i))
            || reading.items[i].read
            || is_asked_about(moods, i) && !is_needed(reading, i)
            || is_a_known_thing(reading, i) && !is_denied(reading, i)
        {
            continue;
        }
        if reading.sense(i) == Sense::Unchecked {
            if !is_denied(reading, i) {
                unchecked.push(i);
            }
        } else if is_denied(reading, i) {
            deny(reading, i, said);
            reading.mark_read(i..i + 1);
        } else {
            said.asked_too += usize::from(is_asked_about(moods, i));
            take(reading, i, said);
            reading.mark_read(i..i + 1);
        }
    }
    unchecked
}

fn is_wish(sense: Sense) -> bool {
    matches!(
        sense,
        Sense::Amenity(_)
            | Sense::Board(_)
            | Sense::Property(_)
            | Sense::RoomKind(_)
            | Sense::RoomOf(_)
            | Sense::Side(_)
            | Sense::Refundable
            | Sense::NonRefundable
            | Sense::Class(_)
            | Sense::Sort(_)
            | Sense::Cheaper
            | Sense::Pricier
            | Sense::BetterRated
            | Sense::Any(_)
            | Sense::Unchecked
    )
}

fn take(reading: &Reading<'_>, i: usize, said: &mut Said) {
    let at = reading.range(i..i + 1);
    match reading.sense(i) {
        Sense::Amenity(amenity) if !said.amenities.iter().any(|found| found.value == amenity) => {
            said.amenities.push(Found::new(amenity, at));
        }
        Sense::Board(board) => said.board = Some(Found::new(board, at)),
        Sense::Property(kind) => said.property = Some(Found::new(kind, at)),
        Sense::RoomKind(kind) => said.room = Some(Found::new(kind, at)),
        Sense::RoomOf(people) => said.room = super::room_kinds::kind_for(people).map(|kind| Found::new(kind, at)),
        Sense::Side(side) if is_part_of_town(reading, i) => said.side = Some(Found::new(side, at)),
        Sense::Refundable => said.refundable = Some(Found::new(true, at)),
        Sense::NonRefundable => said.refundable = Some(Found::new(false, at)),
        Sense::Class(class) => said.price_class = Some(Found::new(class, at)),
        // "the lowest price is 600" names an amount, not an order.
        Sense::Sort(Sort::Price) if said.price.is_some() && reading.items[i].tokens.len() > 1 => {}
        Sense::Sort(sort) if sort != Sort::Distance || is_order(reading, i) => said.sort = Some(Found::new(sort, at)),
        Sense::Any(filter) => said.released.push(filter),
        Sense::Cheaper => said.sort = Some(Found::new(Sort::Price, at)),
        Sense::Pricier => said.sort = Some(Found::new(Sort::PriceDescending, at)),
        Sense::BetterRated => said.sort = Some(Found::new(Sort::Rating, at)),
        _ => {}
    }
}

fn deny(reading: &Reading<'_>, i: usize, said: &mut Said) {
    let at = reading.range(i..i + 1);
    match reading.sense(i) {
        Sense::Amenity(Amenity::Breakfast) => {
            said.not_needed.push(Found::new(Amenity::Breakfast, at.clone()));
            said.released.push(Released::Board);
        }
        // "without smoking" is a wish for clean air.
        Sense::Amenity(Amenity::SmokingRoom) => said.amenities.push(Found::new(Amenity::NonSmoking, at)),
        Sense::Amenity(amenity) => said.not_needed.push(Found::new(amenity, at)),
        Sense::Board(Board::RoomOnly) => said.board = Some(Found::new(Board::RoomOnly, at)),
        Sense::Board(_) => said.released.push(Released::Board),
        Sense::Property(kind) if is_unwanted(reading, i) => said.unwanted.push(Found::new(kind, at)),
        Sense::Property(_) => said.released.push(Released::Property),
        Sense::RoomKind(_) | Sense::RoomOf(_) => said.released.push(Released::Room),
        Sense::Refundable => said.refundable = Some(Found::new(false, at)),
        // "nothing non-refundable"
        Sense::NonRefundable => said.refundable = Some(Found::new(true, at)),
        Sense::Class(_) => said.released.push(Released::Price),
        _ => {}
    }
}

/// "so many good restaurants here": told of the place, and not asked of a house.
fn is_remarked(reading: &Reading<'_>, i: usize) -> bool {
    let mut before = reading.words_before(i).take(3);
    matches!(reading.sense(i), Sense::Amenity(_))
        && before.any(|word| word == "many")
        && before.any(|word| word == "so")
}

/// "near the restaurant", "restaurants around it": a thing both know of or outside, not one to be had.
fn is_a_known_thing(reading: &Reading<'_>, i: usize) -> bool {
    let known = i > 0 && reading.is_word(i - 1, "the");
    let wanted = i > 1 && matches!(reading.sense(i - 2), Sense::With | Sense::Act(Act::Want | Act::Find));
    let around = matches!(reading.word(i + 1), "around" | "near" | "nearby" | "close")
        || reading.sense(i + 1) == Sense::Bound(Bound::Around);
    let nearby = matches!(reading.word(i + 2), "nearby" | "around") && reading.sense(i + 1) == Sense::Auxiliary;
    let comes = matches!(reading.words_before(i).nth(1), Some("bringing" | "bring" | "and" | "have" | "plus"));
    // "a cab from the hotel and restaurant"
    let beside = reading.before(i) == Sense::And && i > 1 && reading.sense(i - 2) == Sense::It;
    match reading.sense(i) {
        Sense::Amenity(Amenity::Restaurant | Amenity::Bar) => known && !wanted || around || nearby || beside,
        // "bringing the dog": it comes along.
        Sense::Amenity(Amenity::Pets) if comes => false,
        Sense::Amenity(_) => known && !wanted,
        _ => false,
    }
}

/// "does it have parking? I really need that", "is there a gym, that's a must": asked for, and wished for as well.
fn is_needed(reading: &Reading<'_>, i: usize) -> bool {
    let ends = |k: &usize| matches!(reading.sense(*k), Sense::Stop | Sense::Comma);
    let Some(start) = (i..reading.len()).find(ends) else { return false };
    let Some(start) = (start..reading.len()).find(|k| !ends(k)) else { return false };
    let tokens = reading.range(start..reading.clause(start).end);
    let needs =
        |word: &str| matches!(word, "need" | "must" | "essential" | "crucial" | "dealbreaker" | "breaker" | "required");
    let plain = |word: &str| NEEDS_THAT.contains(&word);
    let words = || tokens.clone().map(|k| reading.tokens.word(k));
    words().any(needs) && words().all(|word| needs(word) || plain(word))
}

/// The words beside "need", where it is what was asked about that is needed.
const NEEDS_THAT: [&str; 36] = [
    "i",
    "we",
    "id",
    "wed",
    "ill",
    "well",
    "it",
    "that",
    "this",
    "thats",
    "its",
    "is",
    "really",
    "do",
    "would",
    "will",
    "have",
    "a",
    "for",
    "me",
    "us",
    "to",
    "because",
    "cause",
    "as",
    "since",
    "so",
    "absolutely",
    "definitely",
    "very",
    "deal",
    "please",
    "and",
    "be",
    "one",
    "though",
];

/// Whether what item `i` wishes is denied by a "not" before it or a "doesn't matter" around it.
#[must_use]
pub fn is_denied(reading: &Reading<'_>, i: usize) -> bool {
    let clause = reading.clause(i);
    for k in (clause.start..i).rev() {
        match reading.sense(k) {
            Sense::Negation => return true,
            Sense::DontCare => return !matters_not(reading, k),
            Sense::Act(Act::No) if denies_ahead(reading, k, i) || ends_in_not(reading, k) => return true,
            // "not looking for a spa"
            Sense::Act(Act::Find | Act::Want)
                if k > clause.start && reading.sense(k - 1) == Sense::Negation && reading.is_word(k - 1, "not") =>
            {
                return true;
            }
            Sense::Act(Act::No) if reading.tokens.are(reading.items[k].tokens.start, &["not", "interested"]) => {
                return true;
            }
            Sense::Act(Act::Find | Act::Want | Act::Book) => break,
            _ => {}
        }
    }
    if answers_no(reading, i + 1) {
        return true;
    }
    (i + 1..clause.end).find_map(|k| match reading.sense(k) {
        Sense::DontCare if stands_behind(reading, k) => Some(true),
        Sense::Act(Act::Find | Act::Want | Act::Book) => Some(false),
        _ => None,
    }) == Some(true)
}

/// "I'd rather not", "definitely not": what follows is denied.
fn ends_in_not(reading: &Reading<'_>, k: usize) -> bool {
    reading.items[k].tokens.end.checked_sub(1).is_some_and(|last| reading.tokens.is(last, "not"))
}

/// Whether what item `i` names, which is denied, is not to be shown: "no hostels", "anything but a resort". "It need not be a
/// resort" and "forget the resort" give up the wish for one.
fn is_unwanted(reading: &Reading<'_>, i: usize) -> bool {
    let clause = reading.clause(i);
    let mut before = (clause.start..i).rev();
    let denial = before.find(|k| matches!(reading.sense(*k), Sense::Negation | Sense::DontCare | Sense::Act(Act::No)));
    match denial {
        Some(k) if reading.sense(k) == Sense::DontCare => false,
        Some(k) => !reading.items[k].tokens.clone().any(|token| GIVES_UP.contains(&reading.tokens.word(token))),
        // "hostels no"
        None => answers_no(reading, i + 1),
    }
}

/// Words of a "not" that gives up a wish without ruling out what was wished for.
const GIVES_UP: [&str; 21] = [
    "need",
    "needed",
    "have",
    "necessarily",
    "required",
    "require",
    "forget",
    "drop",
    "remove",
    "scrap",
    "lose",
    "mind",
    "ignore",
    "clear",
    "take",
    "delete",
    "skip",
    "longer",
    "can",
    "could",
    "didnt",
];

/// "no pool or gym", "neither pool nor gym", "nothing non-refundable": a no right before the wish, or before a list of them.
fn denies_ahead(reading: &Reading<'_>, k: usize, i: usize) -> bool {
    let word = matches!(reading.first_word(k), "no" | "neither" | "nothing" | "never" | "none");
    let list = (k + 1..i).all(|m| {
        is_wish(reading.sense(m))
            || matches!(reading.word(m), "or" | "nor" | "any" | "the" | "a")
            || reading.sense(m) == Sense::Negation
    });
    word && list
}

/// "parking no", "parking not so much": a no right behind the wish, and nothing that it could deny after it.
fn answers_no(reading: &Reading<'_>, i: usize) -> bool {
    let no =
        matches!(reading.word(i), "no" | "not") && matches!(reading.sense(i), Sense::Act(Act::No) | Sense::Negation);
    no && matches!(reading.sense(i + 1), Sense::Stop | Sense::Comma | Sense::But)
}

/// "price doesn't matter", "I don't care about stars".
fn indifferent_to(reading: &Reading<'_>, i: usize) -> Option<Released> {
    let what = match reading.sense(i) {
        Sense::Topic(Topic::Price) | Sense::PriceWord => Released::Price,
        Sense::Star | Sense::Topic(Topic::Stars) => Released::Stars,
        Sense::Rating | Sense::Topic(Topic::Rating) => Released::Rating,
        _ => return None,
    };
    let indifferent = reading.clause(i).any(|k| reading.sense(k) == Sense::DontCare);
    let dropped = reading.before(i) == Sense::Negation && drops(reading, i - 1)
        || i > 1 && reading.sense(i - 2) == Sense::Negation && drops(reading, i - 2) && reading.is_word(i - 1, "the");
    (dropped || indifferent && is_denied(reading, i)).then_some(what)
}

/// "never mind the", "forget about", "ignore": takes back what follows.
fn drops(reading: &Reading<'_>, i: usize) -> bool {
    matches!(
        reading.first_word(i),
        "never" | "forget" | "ignore" | "drop" | "remove" | "clear" | "scrap" | "lose" | "skip"
    )
}

/// "… doesn't matter", "… is not needed" stand behind what they are about; "don't mind …" before it.
fn stands_behind(reading: &Reading<'_>, i: usize) -> bool {
    let words = reading.items[i].tokens.clone();
    let matters = words.clone().any(|token| matches!(reading.tokens.word(token), "matter"));
    matters
        || matches!(
            reading.first_word(i),
            "doesnt"
                | "does"
                | "isnt"
                | "is"
                | "arent"
                | "are"
                | "not"
                | "no"
                | "makes"
                | "irrelevant"
                | "optional"
                | "unimportant"
        )
}

/// "it doesn't matter": said of what comes before, and not of what follows.
fn matters_not(reading: &Reading<'_>, i: usize) -> bool {
    stands_behind(reading, i)
        && matches!(
            reading.before(i),
            Sense::It
                | Sense::Topic(_)
                | Sense::Star
                | Sense::Rating
                | Sense::PriceWord
                | Sense::SideWord
                | Sense::Amenity(_)
        )
}

/// "the north", "north side", "somewhere central": not "north" in a name.
fn is_part_of_town(reading: &Reading<'_>, i: usize) -> bool {
    reading.sense(i + 1) != Sense::Unknown || reading.sense(i + 1) == Sense::SideWord
}

/// "nearest first" orders; "nearest" before a question's noun does not.
fn is_order(reading: &Reading<'_>, i: usize) -> bool {
    !matches!(reading.sense(i + 1), Sense::OtherTravel | Sense::Topic(_) | Sense::Amenity(_))
}
