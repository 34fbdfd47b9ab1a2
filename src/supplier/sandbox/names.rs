//! Fictional names for houses.
//!
//! A real hotel with an invented price would be a false statement about a business. So names are made of two words that
//! hotels seldom bear together, words of chains are kept out by a test, and pairs that sound familiar are skipped.

use super::mix::{Salt, below, mix};
use crate::domain::place::PlaceId;
use crate::domain::stay::PropertyKind;

#[rustfmt::skip]
const FIRST: [&str; 64] = [
    "Amber", "Apricot", "Ashen", "Bashful", "Brass", "Bright", "Candle", "Cedar", "Chalk", "Cinder", "Clover",
    "Copper", "Coral", "Cotton", "Crooked", "Dapper", "Drowsy", "Dusky", "Eager", "Ember", "Fabled", "Feather",
    "Fern", "Flint", "Frosted", "Gentle", "Ginger", "Hazel", "Hidden", "Honey", "Idle", "Inky", "Ivory", "Jade",
    "Juniper", "Lilac", "Linen", "Lucky", "Marble", "Mellow", "Merry", "Misty", "Mossy", "Muted", "Nimble", "Olive",
    "Paper", "Pewter", "Plum", "Quiet", "Quilted", "Rambling", "Russet", "Saffron", "Sandy", "Scarlet", "Silken",
    "Sleepy", "Tawny", "Tidal", "Velvet", "Walnut", "Wandering", "Woven",
];

#[rustfmt::skip]
const SECOND: [&str; 60] = [
    "Acorn", "Almanac", "Badger", "Beacon", "Bellows", "Bramble", "Cartographer", "Chimney", "Clockmaker", "Compass",
    "Corkscrew", "Curlew", "Dormouse", "Dovecote", "Drummer", "Ferryman", "Fiddler", "Finch", "Gable", "Gondola",
    "Harvester", "Hedgehog", "Heron", "Inkwell", "Kestrel", "Kite", "Lantern", "Lark", "Lighthouse", "Lodestar",
    "Magpie", "Mariner", "Mapmaker", "Minstrel", "Moonstone", "Nightjar", "Nutmeg", "Oriole", "Parasol", "Pelican",
    "Periwinkle", "Plover", "Porcupine", "Quill", "Rookery", "Sandpiper", "Sextant", "Sparrow", "Spindle", "Starling",
    "Sundial", "Swallow", "Teapot", "Thimble", "Toymaker", "Tumbler", "Weathervane", "Woodcutter", "Windmill", "Wren",
];

/// Pairs that sound like a house somewhere, skipped to be on the safe side.
const TAKEN: [(&str, &str); 12] = [
    ("Amber", "Lantern"),
    ("Brass", "Lantern"),
    ("Bright", "Lantern"),
    ("Copper", "Lantern"),
    ("Coral", "Beacon"),
    ("Hidden", "Beacon"),
    ("Honey", "Badger"),
    ("Ivory", "Lighthouse"),
    ("Lucky", "Sparrow"),
    ("Merry", "Wren"),
    ("Olive", "Windmill"),
    ("Scarlet", "Oriole"),
];

/// The name of house `index` of a city: no two houses of a city share their words.
pub(super) fn name(place: PlaceId, index: u64, kind: PropertyKind) -> String {
    let (first, second) = words(place, index);
    let form = below(mix(place.0, index, Salt::NameForm), 4);
    match (kind, form) {
        (PropertyKind::Hotel, 0) => format!("{first} {second} Hotel"),
        (PropertyKind::Hotel, 1) => format!("Hotel {first} {second}"),
        (PropertyKind::Hotel, 2) => format!("{first} {second} Inn"),
        (PropertyKind::Hotel | PropertyKind::Boutique, _) => format!("The {first} {second}"),
        (PropertyKind::Hostel, _) => format!("{first} {second} Hostel"),
        (PropertyKind::Apartment, _) => format!("{first} {second} Apartments"),
        (PropertyKind::Resort, _) => format!("{first} {second} Resort"),
        (PropertyKind::GuestHouse, 0 | 1) => format!("{first} {second} Guest House"),
        (PropertyKind::GuestHouse, _) => format!("{first} {second} House"),
    }
}

fn words(place: PlaceId, index: u64) -> (&'static str, &'static str) {
    const PAIRS: u64 = (FIRST.len() * SECOND.len()) as u64;
    // A stride without a common divisor with 3,840 visits every pair once.
    const STRIDE: u64 = 1_597;
    let start = below(mix(place.0, 0, Salt::Name), PAIRS);
    let pair = |step: u64| {
        let at = ((start + step * STRIDE) % PAIRS) as usize;
        (FIRST[at / SECOND.len()], SECOND[at % SECOND.len()])
    };
    let untaken = (0..PAIRS).map(pair).filter(|words| !TAKEN.contains(words));
    untaken.take(index as usize + 1).last().expect("a city has far fewer houses than there are pairs")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Words by which travellers know a chain.
    const CHAINS: &str = "hilton marriott hyatt sheraton westin ritz carlton wyndham ramada ibis novotel mercure sofitel \
        radisson accor fairmont raffles kimpton intercontinental regent langham shangri peninsula mandarin oriental \
        seasons comfort quality clarion sleep days super travelodge premier motel residence courtyard fairfield \
        springhill candlewood staybridge homewood embassy doubletree hampton curio canopy moxy aloft element edition \
        tribute autograph delta protea scandic melia barcelo riu iberostar hoxton citizen generator thistle sonesta \
        omni loews graduate standard ace nomad dream virgin rosewood aman banyan anantara avani nikko okura prince \
        dormy toyoko apa pullman swissotel";

    #[test]
    fn no_word_belongs_to_a_chain() {
        let chains: HashSet<&str> = CHAINS.split_whitespace().collect();
        for word in FIRST.iter().chain(&SECOND) {
            assert!(!chains.contains(word.to_lowercase().as_str()), "{word}");
        }
    }

    #[test]
    fn no_two_houses_of_a_city_share_a_name() {
        for place in [5_809_844, 2_988_507, 3] {
            let names: HashSet<_> = (0..60).map(|i| words(PlaceId(place), i)).collect();
            assert_eq!(names.len(), 60);
        }
    }

    #[test]
    fn a_familiar_pair_is_never_given() {
        let places = (0..3_000).map(PlaceId);
        assert!(places.flat_map(|place| (0..4).map(move |i| words(place, i))).all(|pair| !TAKEN.contains(&pair)));
    }
}
