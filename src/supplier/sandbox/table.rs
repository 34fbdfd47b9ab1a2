//! Reading of the sandbox's data files: one line for a city or for the rest of a country.
//!
//! ```text
//! line = ( city { "/" other name } | "*" ) "|" ( country | "*" ) ":" value        "#" begins a comment line
//! ```

use std::collections::HashMap;

use crate::domain::place::CountryCode;
use crate::world::fold::fold;

/// Values by city, else by country, else the one for the rest of the world.
#[derive(Debug)]
pub(super) struct Table<T> {
    cities: HashMap<(CountryCode, String), T>,
    countries: HashMap<CountryCode, T>,
    elsewhere: Option<T>,
}

impl<T: Clone> Table<T> {
    /// The table in `text`, each value read by `read`.
    ///
    /// The files are part of the program, so a line that cannot be read is a mistake of ours and stops the tests.
    pub(super) fn read(text: &str, read: impl Fn(&str) -> Option<T>) -> Self {
        let mut table = Self { cities: HashMap::new(), countries: HashMap::new(), elsewhere: None };
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            table.take(line, &read).expect("every line of the data files is read by a test");
        }
        table
    }

    fn take(&mut self, line: &str, read: impl Fn(&str) -> Option<T>) -> Option<()> {
        let (place, value) = line.split_once(" : ")?;
        let (names, country) = place.split_once('|')?;
        let value = read(value)?;
        match (names, CountryCode::parse(country)) {
            ("*", None) if country == "*" => self.elsewhere = Some(value),
            ("*", Some(country)) => drop(self.countries.insert(country, value)),
            (_, Some(country)) => {
                for name in names.split('/') {
                    self.cities.insert((country, fold(name)), value.clone());
                }
            }
            (_, None) => return None,
        }
        Some(())
    }

    /// The value for a city of that name and country.
    pub(super) fn find(&self, country: CountryCode, city: &str) -> Option<&T> {
        self.cities.get(&(country, fold(city))).or_else(|| self.countries.get(&country)).or(self.elsewhere.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_comes_before_its_country_and_a_country_before_the_world() {
        let table = Table::read("# x\nKöln/Cologne|DE : 1\n*|DE : 2\n*|* : 3", |value| value.parse::<u8>().ok());
        let find = |country, city| table.find(CountryCode::parse(country).unwrap(), city).copied();
        assert_eq!(find("DE", "Koln"), Some(1));
        assert_eq!(find("DE", "Cologne"), Some(1));
        assert_eq!(find("DE", "Bonn"), Some(2));
        assert_eq!(find("FR", "Cologne"), Some(3));
    }
}
