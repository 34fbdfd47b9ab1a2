//! Lists and answers as their rows have them: what is sold is packed once for all sessions that are shown it.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::codec::{encode_around, in_parts, part};
use super::packing::ELSEWHERE;
use crate::domain::ids::OptionId;
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::domain::stay::StayRequest;
use crate::json;
use crate::store::memory::hot;

type Encoded<T> = Result<T, serde_json::Error>;

/// [`ELSEWHERE`] as text.
const SOLD: &str = "\u{1}";

/// A list without what is sold.
#[derive(Serialize)]
struct FiledList<'a> {
    request: &'a StayRequest,
    options: Vec<FiledOption>,
    total: u32,
    shown: u32,
    partial: bool,
}

#[derive(Serialize)]
struct FiledOption {
    id: OptionId,
    rank: u32,
    distance: Option<u32>,
    option: Sold,
}

/// Stands for the members of an option.
struct Sold;

impl Serialize for Sold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("HotelOption", 1)?;
        members.serialize_field(json::MEMBERS, SOLD)?;
        members.end()
    }
}

/// A list as its row has it.
pub(super) fn list(list: &Shortlist) -> Encoded<Vec<u8>> {
    let Shortlist { request, options, total, shown, partial } = list;
    let sold = options.iter().map(sold).collect::<Encoded<Vec<_>>>()?;
    let around = |shown: &ShownOption| {
        let ShownOption { id, rank, distance, option: _ } = shown;
        FiledOption { id: *id, rank: *rank, distance: *distance, option: Sold }
    };
    let options = options.iter().map(around).collect();
    encode_around(&FiledList { request, options, total: *total, shown: *shown, partial: *partial }, &sold)
}

fn sold(shown: &ShownOption) -> Encoded<&[u8]> {
    let option = &shown.option;
    if let Some(packed) = option.known.filed.get() {
        return Ok(packed);
    }
    let packed = part(&json::members(&**option)?)?;
    Ok(option.known.filed.get_or_init(|| packed))
}

/// An answer as its row has it, where `shown` are the options it may tell of.
pub(super) fn answer(body: &[u8], shown: &[ShownOption]) -> Encoded<Vec<u8>> {
    if body.contains(&ELSEWHERE) {
        return Ok(body.to_vec());
    }
    let (mut around, mut rest) = (Vec::with_capacity(body.len()), body);
    let mut parts = Vec::with_capacity(shown.len());
    for ShownOption { option, .. } in shown {
        let Some(told) = option.known.told.get() else { continue };
        let Some((before, behind)) = hot::around(rest, told.as_bytes()) else { continue };
        around.extend_from_slice(before);
        around.push(ELSEWHERE);
        rest = behind;
        let written = &option.known.told_filed;
        parts.push(match written.get() {
            Some(packed) => &**packed,
            None => {
                let packed = part(told)?;
                written.get_or_init(|| packed)
            }
        });
    }
    if parts.is_empty() {
        return Ok(body.to_vec());
    }
    around.extend_from_slice(rest);
    Ok(in_parts(&around, &parts))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::fixtures::{hotel_option, request};
    use crate::store::sqlite::codec::{self, decode, encode};

    fn options() -> Vec<ShownOption> {
        let (one, mut other) = (hotel_option(), hotel_option());
        other.room_name = "Twin Room".into();
        let same = Arc::new(one);
        let shown = |(option, rank): (&Arc<_>, u8)| ShownOption {
            id: OptionId::new([rank; 16]),
            rank: rank.into(),
            distance: (rank == 1).then_some(1_349),
            option: Arc::clone(option),
        };
        [(&same, 1), (&Arc::new(other), 2), (&same, 3)].map(shown).to_vec()
    }

    #[test]
    fn a_list_is_filed_as_the_list_it_is() {
        let shortlist = Shortlist { request: request(), options: options(), total: 9, shown: 2, partial: true };
        for _ in 0..2 {
            let row = list(&shortlist).unwrap();
            assert_eq!(decode::<Shortlist>(&row, 0).unwrap(), shortlist);
            assert_eq!(codec::answer(&row, 0).unwrap(), encode(&shortlist).unwrap()[1..], "to the byte");
        }
    }

    #[test]
    fn an_answer_comes_back_to_the_byte_whatever_it_tells() {
        let shown = options();
        let told = |at: usize| shown[at].option.known.told.get().map_or("", |told| told);
        let texts = [r#""name":"The Lantern House Hotel — of the first","stars":4"#, r#""name":"Ten","stars":1"#];
        let without = answer(br#"{"shortlist":[{},{}]}"#, &shown).unwrap();
        assert_eq!(codec::answer(&without, 0).unwrap(), br#"{"shortlist":[{},{}]}"#);
        for (at, text) in texts.into_iter().enumerate() {
            shown[at].option.known.told.get_or_init(|| text.into());
        }
        let all = format!(r#"{{"a":[{{{}}},{{{}}},{{{}}}]}}"#, told(0), told(1), told(2));
        let bodies = [
            all.clone(),
            format!(r#"{{"a":[{{{}}},{{{}}}]}}"#, told(1), told(0)),
            format!(r#"{{"a":[{{{}}}]}}"#, &told(0)[..40]),
            "of \u{1} nothing".to_owned(),
            "{}".to_owned(),
        ];
        for body in &bodies {
            for _ in 0..2 {
                let row = answer(body.as_bytes(), &shown).unwrap();
                assert_eq!(codec::answer(&row, 0).unwrap(), body.as_bytes(), "{body}");
            }
        }
        let row = answer(all.as_bytes(), &shown).unwrap();
        let [one, other] = [0, 1].map(|at| shown[at].option.known.told_filed.get().unwrap());
        assert!(row.ends_with(&[&one[..], other, one].concat()), "what is told is packed once");
        assert_eq!(answer(b"", &shown).unwrap(), b"");
    }
}
