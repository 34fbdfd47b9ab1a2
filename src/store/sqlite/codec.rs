//! How values of the domain are written into a row: one digit that names the format, then JSON.

use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json;

/// The format written today.
const FORMAT: u8 = b'1';

/// Room for a session, in bytes.
const USUAL_ROW: usize = 2 * 1024;

/// `value` as it is written.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut row = Vec::with_capacity(USUAL_ROW);
    row.push(FORMAT);
    json::write(&mut row, value)?;
    Ok(row)
}

/// What was written, read from column `index` of a row.
pub(super) fn decode<T: DeserializeOwned>(row: &[u8], index: usize) -> rusqlite::Result<T> {
    let unreadable = |why: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(index, Type::Blob, why)
    };
    match row.split_first() {
        Some((&FORMAT, json)) => serde_json::from_slice(json).map_err(|why| unreadable(why.into())),
        Some(_) | None => Err(unreadable("a row of a format that this program does not know".into())),
    }
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
}
