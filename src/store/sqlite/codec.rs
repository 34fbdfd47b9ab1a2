//! How values of the domain are written into a row: one digit that names the format, then JSON, whole or in parts.

use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Error as _;

use super::packing;
use crate::json;

/// JSON as it stands.
const WHOLE: u8 = b'1';

/// JSON with [parts that stand in many bodies](packing).
const IN_PARTS: u8 = b'2';

/// Room for a session, in bytes.
const USUAL_ROW: usize = 2 * 1024;

/// `value` as it is written.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut row = Vec::with_capacity(USUAL_ROW);
    row.push(WHOLE);
    json::write(&mut row, value)?;
    Ok(row)
}

/// `value` as it is written without these parts of it, each of which [`ELSEWHERE`](packing::ELSEWHERE) stands for in it.
pub(super) fn encode_around(value: &impl Serialize, parts: &[&[u8]]) -> Result<Vec<u8>, serde_json::Error> {
    let mut around = Vec::with_capacity(USUAL_ROW);
    json::write(&mut around, value)?;
    Ok(in_parts(&around, parts))
}

/// A text as it is written without these parts of it, likewise.
pub(super) fn in_parts(around: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut row = Vec::with_capacity(around.len() + USUAL_ROW);
    row.push(IN_PARTS);
    packing::put(&mut row, around, parts);
    row
}

/// A part of what is written, packed for all rows that have it.
pub(super) fn part(json: &str) -> Result<Box<[u8]>, serde_json::Error> {
    packing::pack(json).map_err(serde_json::Error::custom)
}

/// The answer that was written, to the byte, read from column `index` of a row. One that is not in parts stands as it is,
/// without a digit: it is an object, and begins with a brace.
pub(super) fn answer(row: &[u8], index: usize) -> rusqlite::Result<Vec<u8>> {
    match row.strip_prefix(&[IN_PARTS]) {
        Some(put) => packing::take(put).map_err(|why| unreadable(index, why.into())),
        None => Ok(row.to_vec()),
    }
}

/// What was written, read from column `index` of a row.
pub(super) fn decode<T: DeserializeOwned>(row: &[u8], index: usize) -> rusqlite::Result<T> {
    let read = |json: &[u8]| serde_json::from_slice(json).map_err(|why| unreadable(index, why.into()));
    match row.split_first() {
        Some((&WHOLE, json)) => read(json),
        Some((&IN_PARTS, put)) => read(&packing::take(put).map_err(|why| unreadable(index, why.into()))?),
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
    }

    #[test]
    fn rows_of_every_format_are_read() {
        let parts = in_parts(b"{\x01}", &[&part("\"a\":7").unwrap()]);
        let body = br#"{"a":7}"#;
        for row in [&[b"1", &body[..]].concat(), &parts] {
            assert_eq!(decode::<serde_json::Value>(row, 0).unwrap()["a"], 7);
        }
        for row in [&body.to_vec(), &parts] {
            assert_eq!(answer(row, 0).unwrap(), body);
        }
        assert_eq!(answer(b"", 0).unwrap(), b"");
    }
}
