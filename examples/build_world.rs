//! Builds `src/world/data/gazetteer.bin` from the tables that `src/world/data/generate.py` writes.
//!
//! `cargo run --release --example build_world -- target/world src/world/data/gazetteer.bin`

#![allow(clippy::print_stdout, reason = "a command line tool")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::{env, fs};

use core_chat::world::binary::{self, BUCKET, LONGEST_KEY, MAGIC, MENDABLE_PEOPLE, Named, encode_list, fame};
use core_chat::world::fold::fold;
use core_chat::world::hash::Fnv;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Bytes of the filter: one bit in eight is set, so one stranger in eight costs a search.
const FILTER: usize = 1 << 20;

fn main() -> Outcome<()> {
    let mut words = env::args().skip(1);
    let (source, target) = (words.next().ok_or("which folder?")?, words.next().ok_or("which file?")?);
    let read = |name: &str| fs::read_to_string(format!("{source}/{name}.tsv"));
    let (places, admins, countries, airports) =
        (read("places")?, read("admins")?, read("countries")?, read("airports")?);
    let tables =
        Tables { places: rows(&places), admins: rows(&admins), countries: rows(&countries), airports: rows(&airports) };
    let mut keys = Keys::default();
    let columns = tables.columns()?;
    tables.note_places(&mut keys)?;
    tables.note_others(&mut keys);
    let [buckets, texts, postings, lists, filter] = keys.pack();
    let [zones, country_lines, admin_lines, airport_lines, names, records] = columns;
    let sections =
        [zones, country_lines, admin_lines, airport_lines, names, records, buckets, texts, postings, lists, filter];
    let mut file = MAGIC.to_vec();
    for (number, section) in sections.iter().enumerate() {
        println!("section {number}: {} bytes", section.len());
        file.extend(u32::try_from(section.len())?.to_le_bytes());
        file.extend(section);
    }
    fs::write(&target, &file)?;
    println!("{target}: {} bytes, {} keys", file.len(), keys.named.len());
    Ok(())
}

type Rows<'t> = Vec<Vec<&'t str>>;

fn rows(table: &str) -> Rows<'_> {
    table.lines().map(|line| line.split('\t').collect()).collect()
}

struct Tables<'t> {
    places: Rows<'t>,
    admins: Rows<'t>,
    countries: Rows<'t>,
    airports: Rows<'t>,
}

impl<'t> Tables<'t> {
    /// The six sections of values.
    fn columns(&self) -> Outcome<[Vec<u8>; 6]> {
        let countries: HashMap<&str, u8> = self.countries.iter().zip(0..).map(|(row, index)| (row[0], index)).collect();
        let admins: HashMap<(&str, &str), u16> =
            self.admins.iter().zip(0..).map(|(row, index)| ((row[0], row[1]), index)).collect();
        let mut zones: Vec<&str> =
            self.places.iter().map(|row| row[7]).chain(self.airports.iter().map(|row| row[6])).collect();
        zones.sort_unstable();
        zones.dedup();
        let zone = |name: &str| u16::try_from(zones.binary_search(&name).expect("every zone was collected"));
        let (mut seats, mut crowds) = (HashMap::new(), HashMap::new());
        for row in &self.places {
            let people: u64 = row[4].parse()?;
            *crowds.entry((row[2], row[3])).or_insert(0) += people;
            let largest = seats.entry((row[2], row[3])).or_insert(0);
            *largest = people.max(*largest);
        }
        let (mut names, mut records) = (Vec::new(), Vec::new());
        for row in &self.places {
            let people: u32 = row[4].parse()?;
            let country = *countries.get(row[2]).ok_or("a place of no country")?;
            let capital = self.countries[usize::from(country)][2] == row[1] && people > 20_000;
            let seat = seats.get(&(row[2], row[3])) == Some(&u64::from(people));
            let name = u32::try_from(names.len())?;
            names.extend(row[1].as_bytes());
            records.extend(row[0].parse::<u32>()?.to_le_bytes());
            records.extend(degrees(row[5])?.to_le_bytes());
            records.extend(degrees(row[6])?.to_le_bytes());
            records.extend(people.to_le_bytes());
            records.extend(name.to_le_bytes());
            records.extend(fame(people, row[8].parse()?, capital, seat).to_le_bytes());
            records.extend(admins.get(&(row[2], row[3])).copied().unwrap_or(u16::MAX).to_le_bytes());
            records.extend(zone(row[7])?.to_le_bytes());
            records.extend([country, u8::try_from(row[1].len())?]);
        }
        let crowd = |row: &[&str]| crowds.get(&(row[0], row[1])).copied().unwrap_or(0).to_string();
        let admin_lines = self.admins.iter().flat_map(|row| line(&[row[0], row[1], row[2], &crowd(row)])).collect();
        let country_lines = self.countries.iter().flat_map(|row| line(&row[..4])).collect();
        let mut airport_lines = Vec::new();
        for row in &self.airports {
            airport_lines.extend(line(&[row[0], row[1], row[2], row[3], row[4], row[5], &zone(row[6])?.to_string()]));
        }
        Ok([zones.join("\n").into_bytes(), country_lines, admin_lines, airport_lines, names, records])
    }

    fn note_places(&self, keys: &mut Keys) -> Outcome<()> {
        for (row, index) in self.places.iter().zip(0..) {
            let mendable = row[4].parse::<u32>()? >= MENDABLE_PEOPLE;
            for own in row[9].split('|').chain([row[1]]) {
                keys.note(fold(own), Named::Place(index), mendable);
            }
            let name = fold(row[1]);
            for alias in row[10].split('|').map(fold) {
                // "Santiago" is Santiago de los Caballeros' own name, said shortly.
                let short = name.strip_prefix(&alias).is_some_and(|rest| rest.starts_with(' '));
                let named = if short { Named::Place(index) } else { Named::PlaceAlias(index) };
                keys.note(alias, named, mendable);
            }
        }
        Ok(())
    }

    fn note_others(&self, keys: &mut Keys) {
        for (row, index) in self.admins.iter().zip(0..) {
            keys.note(fold(row[2]), Named::Admin(index), true);
        }
        for (row, index) in self.countries.iter().zip(0..) {
            for name in row[4].split('|').chain([row[1]]) {
                keys.note(fold(name), Named::Country(index), true);
            }
        }
        for (row, index) in self.airports.iter().zip(0..) {
            for name in airport_names(row[1], row[2]) {
                keys.note(name, Named::Airport(index), false);
            }
        }
    }
}

fn line(cells: &[&str]) -> Vec<u8> {
    format!("{}\n", cells.join("\t")).into_bytes()
}

fn degrees(text: &str) -> Outcome<i32> {
    Ok((text.parse::<f64>()? * 1e5).round() as i32)
}

/// What an airport is called beside its full name: without "airport" and its kind, and without its city.
fn airport_names(name: &str, city: &str) -> Vec<String> {
    const KINDS: &str = "airport international intl regional municipal domestic county airfield aerodrome field air base \
        station memorial";
    let full = fold(name);
    let words: Vec<&str> = full.split(' ').filter(|word| KINDS.split(' ').all(|kind| kind != *word)).collect();
    let short = words.join(" ");
    let city = fold(city);
    let bare = short.strip_prefix(&city).map(|rest| rest.trim().to_owned()).unwrap_or_default();
    // "Sydney Kingsford Smith" is also "Kingsford Smith"; a bare word of three letters or a number says nothing.
    let mut names = vec![full, format!("{short} airport")];
    if bare.len() > 3 {
        names.push(format!("{bare} airport"));
        names.push(bare);
    }
    if short.contains(' ') && short != city {
        names.push(short);
    }
    names
}

/// Folded names and what they name.
#[derive(Default)]
struct Keys {
    named: BTreeMap<(usize, bool, String), Vec<Named>>,
    mendable: HashMap<String, bool>,
    noted: HashMap<String, Vec<Named>>,
}

impl Keys {
    /// Notes that the folded name `key` names `named`.
    fn note(&mut self, key: String, named: Named, mendable: bool) {
        if !binary::is_key(&key) {
            return;
        }
        *self.mendable.entry(key.clone()).or_default() |= mendable;
        let known = self.noted.entry(key).or_default();
        // A place is named by its own name or by an alias, not by both; own names are noted first.
        let repeated = match named {
            Named::PlaceAlias(index) => known.contains(&Named::Place(index)),
            Named::Place(_) | Named::Admin(_) | Named::Country(_) | Named::Airport(_) => false,
        };
        if !repeated && !known.contains(&named) {
            known.push(named);
        }
    }

    /// Buckets, keys, postings, lists and filter.
    fn pack(&mut self) -> [Vec<u8>; 5] {
        for (key, named) in std::mem::take(&mut self.noted) {
            let last = !self.mendable.get(&key).copied().unwrap_or_default();
            self.named.insert((key.len(), last, key), named);
        }
        let (mut texts, mut postings, mut lists, mut filter) = (Vec::new(), Vec::new(), Vec::new(), vec![0; FILTER]);
        let mut counts = vec![[0_u32; 4]; LONGEST_KEY + 1];
        let mut set = |hash: Fnv| {
            let (byte, bit) = hash.bit(FILTER);
            filter[byte] |= bit;
        };
        for (((length, last, key), named), number) in self.named.iter().zip(0..) {
            let bucket = &mut counts[*length];
            if bucket[3] == 0 {
                bucket[0] = u32::try_from(texts.len()).expect("the keys take some megabytes");
                bucket[1] = number;
            }
            bucket[2] += u32::from(!last);
            bucket[3] += 1;
            texts.extend(key.as_bytes());
            let mut named = named.clone();
            named.sort_unstable();
            let posting = if let [single] = named[..] {
                single.encode(false)
            } else {
                let start = u32::try_from(lists.len() / 4).expect("the lists take some megabytes");
                for (place, left) in named.iter().zip((0..named.len()).rev()) {
                    lists.extend(place.encode(left == 0).to_le_bytes());
                }
                encode_list(start)
            };
            postings.extend(posting.to_le_bytes());
            set(Fnv::EMPTY.with(key.as_bytes()));
            let mut spaces = key.match_indices(' ');
            if let (Some(_), Some((second, _))) = (spaces.next(), spaces.next()) {
                set(Fnv::EMPTY.with(&key.as_bytes()[..second]).open());
            }
        }
        let buckets: Vec<u8> = counts.iter().flatten().flat_map(|count| count.to_le_bytes()).collect();
        assert_eq!(buckets.len(), BUCKET * (LONGEST_KEY + 1));
        [buckets, texts, postings, lists, filter]
    }
}
