//! What a turn asks about.
//!
//! ```text
//! topic = a word for something asked, in a question about one option      "does it have a pool?"
//!       | a word that is never a filter, in any sentence                  "I need the phone number"
//! ```
//!
//! A price beside an amount or a level of price, and stars or a rating beside a number, are filters, not topics.

use super::meaning::Said;
use super::mood::Mood;
use super::reading::Reading;
use super::sense::Sense;
use super::topic::Topic;
use super::wishes::is_denied;

/// The topics of the turn, in order, and whether one of them is asked outright.
#[must_use]
pub fn find(reading: &Reading<'_>, moods: &[Mood], said: &Said) -> (Vec<Topic>, bool) {
    let (mut topics, mut asked) = (Vec::new(), false);
    for mood in moods {
        for i in mood.items.clone() {
            let Some(topic) = topic(reading, i) else { continue };
            let outright = mood.asks_about(i) || is_never_a_filter(topic);
            if topic == Topic::Price && (said.price.is_some() || said.price_class.is_some()) || is_denied(reading, i) && !mood.question {
                continue;
            }
            if reading.items[i].read && !mood.asks_about(i) && !is_never_a_filter(topic) {
                continue;
            }
            asked |= outright && !mood.aside;
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
    }
    (topics, asked)
}

fn topic(reading: &Reading<'_>, i: usize) -> Option<Topic> {
    match reading.sense(i) {
        Sense::Topic(topic) => Some(topic),
        Sense::Amenity(amenity) => Some(Topic::Amenity(amenity)),
        Sense::Board(_) => Some(Topic::Amenity(crate::domain::amenity::Amenity::Breakfast)),
        Sense::Refundable => Some(Topic::Refund),
        Sense::Star if !reading.items[i].read => Some(Topic::Stars),
        Sense::Rating if !reading.items[i].read => Some(Topic::Rating),
        Sense::PriceWord => Some(Topic::Price),
        _ => None,
    }
}

fn is_never_a_filter(topic: Topic) -> bool {
    match topic {
        Topic::Phone | Topic::Address | Topic::Postcode | Topic::Reference | Topic::CheckInTime | Topic::CheckOutTime
        | Topic::PropertyType | Topic::RoomAmenities | Topic::RoomService | Topic::Housekeeping | Topic::Restaurant
        | Topic::Price | Topic::Stars | Topic::Rating | Topic::Area => true,
        Topic::Amenity(_) | Topic::Refund | Topic::Description | Topic::Availability | Topic::Payment | Topic::Taxes
        | Topic::Distance | Topic::CheckInPolicy => false,
    }
}
