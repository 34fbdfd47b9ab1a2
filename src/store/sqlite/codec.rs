//! How values of the domain are written into a row: one digit that names the format, then JSON, plain or packed.

use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Error as _;

use super::packing;
use crate::json;

/// JSON as it stands.
const PLAIN: u8 = b'1';

/// JSON [packed](packing): what every turn writes.
const PACKED: u8 = b'2';

/// Room for a session, in bytes.
const USUAL_ROW: usize = 2 * 1024;

/// `value` as it is written where it is written seldom.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut row = Vec::with_capacity(USUAL_ROW);
    row.push(PLAIN);
    json::write(&mut row, value)?;
    Ok(row)
}

/// `value` as it is written where every turn writes it.
pub(super) fn encode_packed(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    encode_around(value, &[])
}

/// `value` as it is written without these parts of it, each of which [`ELSEWHERE`](packing::ELSEWHERE) stands for in it.
pub(super) fn encode_around(value: &impl Serialize, parts: &[&[u8]]) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = Vec::with_capacity(USUAL_ROW);
    json::write(&mut json, value)?;
    pack_around(&json, parts)
}

/// A part of what is written, packed for all rows that have it.
pub(super) fn pack_part(json: &str) -> Result<Box<[u8]>, serde_json::Error> {
    let mut part = Vec::new();
    packing::pack(&mut part, json.as_bytes()).map_err(serde_json::Error::custom)?;
    Ok(part.into())
}

/// An answer as it is written; what is empty stays so.
pub(super) fn pack(json: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    if json.is_empty() { Ok(Vec::new()) } else { pack_around(json, &[]) }
}

/// An answer as it is written without these parts of it.
pub(super) fn pack_around(json: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, serde_json::Error> {
    let mut row = Vec::with_capacity(USUAL_ROW);
    row.push(PACKED);
    packing::pack(&mut row, json).map_err(serde_json::Error::custom)?;
    parts.iter().for_each(|part| row.extend_from_slice(part));
    Ok(row)
}

/// The answer that was written, to the byte, read from column `index` of a row. The first versions wrote it as it is.
pub(super) fn unpack(row: &[u8], index: usize) -> rusqlite::Result<Vec<u8>> {
    match row.split_first() {
        None | Some((b'{', _)) => Ok(row.to_vec()),
        Some((&PACKED, packed)) => packing::unpack(packed).map_err(|why| unreadable(index, why.into())),
        Some(_) => Err(unknown_format(index)),
    }
}

/// What was written, read from column `index` of a row.
pub(super) fn decode<T: DeserializeOwned>(row: &[u8], index: usize) -> rusqlite::Result<T> {
    let read = |json: &[u8]| serde_json::from_slice(json).map_err(|why| unreadable(index, why.into()));
    match row.split_first() {
        Some((&PLAIN, json)) => read(json),
        Some((&PACKED, packed)) => read(&packing::unpack(packed).map_err(|why| unreadable(index, why.into()))?),
        Some(_) | None => Err(unknown_format(index)),
    }
}

fn unreadable(index: usize, why: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, Type::Blob, why)
}

fn unknown_format(index: usize) -> rusqlite::Error {
    unreadable(index, "a row of a format that this program does not know".into())
}

/// The text of a name that is one plain word in JSON: an enum without data, or an identifier.
pub(super) fn word(value: &impl Serialize) -> Result<String, serde_json::Error> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other @ (serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::Array(_)
        | serde_json::Value::Object(_)) => Ok(other.to_string()),
    }
}

/// The value that `word` names, read from column `index` of a row.
pub(super) fn from_word<T: DeserializeOwned>(word: String, index: usize) -> rusqlite::Result<T> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|why| rusqlite::Error::FromSqlConversionFailure(index, Type::Text, why.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_an_unknown_format_is_refused() {
        let row = encode(&7_u8).unwrap();
        assert_eq!(decode::<u8>(&row, 0).unwrap(), 7);
        assert!(decode::<u8>(b"97", 0).is_err());
        assert!(decode::<u8>(b"", 0).is_err());
        assert!(unpack(b"97", 0).is_err());
    }

    #[test]
    fn rows_of_every_format_are_read() {
        assert_eq!(decode::<u8>(b"17", 0).unwrap(), 7);
        assert_eq!(decode::<u8>(&encode_packed(&7_u8).unwrap(), 0).unwrap(), 7);
        let answer = br#"{"data":{}}"#;
        assert_eq!(unpack(answer, 0).unwrap(), answer);
        assert_eq!(unpack(&pack(answer).unwrap(), 0).unwrap(), answer);
        assert_eq!(unpack(&pack(b"").unwrap(), 0).unwrap(), b"");
    }
}
