//! Hotels that a guest may name although they are not on screen: those around the place of the stay, where the supplier
//! lists its hotels.
//!
//! A supplier's whole list would make every town a hotel's name somewhere; the names around one place do not, and few
//! places are spoken of at once.

use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::place::{Destination, PlaceId};
use crate::supplier::Supplier;
use crate::understanding::hotel_names::HotelNames;
use crate::world::{Hint, Resolution, World};

/// How many places are remembered; beyond it the one that was asked for longest ago is forgotten.
const MOST: usize = 64;
/// How far around a place its hotels are known by name, at least, in metres.
const NEAR: u32 = 30_000;

/// The hotels around the places spoken of lately, by name.
#[derive(Debug, Default)]
pub struct KnownHotels(Mutex<Vec<Known>>);

#[derive(Debug)]
struct Known {
    place: PlaceId,
    edition: u64,
    names: Arc<HotelNames>,
}

impl KnownHotels {
    /// The hotels that `supplier` lists around `place`, as of its latest list.
    pub(super) fn around(&self, supplier: &dyn Supplier, world: &World, place: &Destination) -> Arc<HotelNames> {
        let edition = supplier.hotel_list_edition();
        if let Some(names) = self.remembered(place.place, edition) {
            return names;
        }
        let listed = supplier.hotel_names_around(place.point, place.radius.max(NEAR));
        let names = Arc::new(HotelNames::beside_places(listed, |words| is_place(world, words)));
        self.remember(Known { place: place.place, edition, names: Arc::clone(&names) });
        names
    }

    fn remembered(&self, place: PlaceId, edition: u64) -> Option<Arc<HotelNames>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|known| known.place == place && known.edition == edition)?;
        let known = all.remove(at);
        let names = Arc::clone(&known.names);
        all.push(known);
        Some(names)
    }

    fn remember(&self, known: Known) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.place != known.place);
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push(known);
    }
}

fn is_place(world: &World, words: &str) -> bool {
    match world.resolve(words, &Hint::default()) {
        Resolution::Found(resolved) => resolved.mended.is_none(),
        Resolution::Ambiguous(_) | Resolution::TooLarge { .. } => true,
        Resolution::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::booking::BookingAttempt;
    use crate::domain::fixtures::request;
    use crate::domain::option::{HotelOption, Quote};
    use crate::domain::place::GeoPoint;
    use crate::domain::stay::StayRequest;
    use crate::supplier::{BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, SearchResults, SupplierError};
    use crate::understanding::text::Tokens;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// A supplier that lists one hotel more in every edition, and is asked for nothing else.
    #[derive(Default)]
    struct Lister {
        edition: AtomicU64,
        asked: AtomicU64,
    }

    #[async_trait::async_trait]
    impl Supplier for Lister {
        async fn search(&self, _: &CallContext, _: &StayRequest) -> Result<SearchResults, SupplierError> {
            Err(SupplierError::Timeout)
        }

        async fn quote(
            &self,
            _: &CallContext,
            _: &HotelOption,
            _: Option<&Quote>,
        ) -> Result<QuoteAnswer, SupplierError> {
            Err(SupplierError::Timeout)
        }

        async fn book(&self, _: &CallContext, _: &BookingAttempt) -> BookAnswer {
            BookAnswer::Unknown(String::new())
        }

        async fn cancel(&self, _: &CallContext, _: &BookingAttempt) -> CancelAnswer {
            CancelAnswer::Unknown(String::new())
        }

        async fn look_up(&self, _: &CallContext, _: &BookingAttempt) -> Evidence {
            Evidence::Unavailable
        }

        fn hotel_list_edition(&self) -> u64 {
            self.edition.load(Ordering::SeqCst)
        }

        fn hotel_names_around(&self, _: GeoPoint, _: u32) -> Vec<Arc<str>> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let names = ["Seattle", "Seattle Inn", "Grand Plaza", "Lantern House"];
            names[..3 + self.hotel_list_edition() as usize].iter().map(|name| Arc::from(*name)).collect()
        }
    }

    fn named(known: &KnownHotels, lister: &Lister, text: &str) -> Vec<String> {
        let names = known.around(lister, World::embedded(), &request().destination);
        names.find(&Tokens::new(text)).iter().map(|found| found.value.name.to_string()).collect()
    }

    #[test]
    fn hotels_are_known_by_name_also_misspelt_and_a_place_stays_a_place() {
        let (known, lister) = (KnownHotels::default(), Lister::default());
        assert_eq!(named(&known, &lister, "book the Grand Plaza"), ["Grand Plaza"]);
        assert_eq!(named(&known, &lister, "the grand plazza please"), ["Grand Plaza"]);
        assert!(named(&known, &lister, "Seattle Mar 20-23").is_empty());
        assert_eq!(named(&known, &lister, "the Seattle Inn"), ["Seattle Inn"]);
        assert_eq!(lister.asked.load(Ordering::SeqCst), 1, "the list is read once");
    }

    #[test]
    fn a_new_edition_of_the_list_takes_the_place_of_the_old_one() {
        let (known, lister) = (KnownHotels::default(), Lister::default());
        assert!(named(&known, &lister, "the Lantern House").is_empty());
        lister.edition.store(1, Ordering::SeqCst);
        assert_eq!(named(&known, &lister, "the Lantern House"), ["Lantern House"]);
        assert_eq!(known.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn only_so_many_places_are_remembered() {
        let (known, lister) = (KnownHotels::default(), Lister::default());
        let mut place = Destination::clone(&request().destination);
        for number in 0..(MOST as u32 + 5) {
            place.place = PlaceId(number);
            known.around(&lister, World::embedded(), &place);
        }
        assert_eq!(known.0.lock().unwrap().len(), MOST);
        let asked = lister.asked.load(Ordering::SeqCst);
        known.around(&lister, World::embedded(), &place);
        assert_eq!(lister.asked.load(Ordering::SeqCst), asked, "the latest is remembered");
    }
}
