//! Packs what stands in many bodies once for all of them: it takes a quarter of the room wherever it stands.
//!
//! A row has the text around such parts as it is, with [`ELSEWHERE`] where one belongs, and then the parts. Each is packed
//! against a text that stands for all of them: `usual.txt` shows what bodies look like, with the members of each, so that
//! what is left of a part is little more than its values. That text is part of the format. A row of today is read by it in
//! years, so it never changes: a better one comes as another format.

use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{find_frame_compressed_size, get_frame_content_size};

/// What bodies look like.
const USUAL: &[u8] = include_bytes!("usual.txt");

/// How hard is tried. Measured on options as answers tell them, of 921 bytes: 254 bytes in 2.7 µs; the first level that also
/// codes letters made it 215 in 5.2.
const LEVEL: i32 = -3;

/// Longer than any part is. A file that says otherwise is broken, and is not believed.
const MOST_BYTES: u64 = 1024 * 1024;

/// Stands for the next of the parts. JSON never has it as it is.
pub(super) const ELSEWHERE: u8 = 1;

static TO_PACK: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(USUAL, LEVEL));
static TO_UNPACK: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(USUAL));

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A part, packed.
pub(super) fn pack(part: &str) -> io::Result<Box<[u8]>> {
    PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(Compressor::with_prepared_dictionary(&TO_PACK)?),
        };
        packer.compress(part.as_bytes()).map(Vec::into_boxed_slice)
    })
}

/// Appends to `row` the text `around` packed `parts`, and these.
pub(super) fn put(row: &mut Vec<u8>, around: &[u8], parts: &[&[u8]]) {
    // No body comes near four gigabytes.
    let length = u32::try_from(around.len()).unwrap_or(u32::MAX);
    row.extend_from_slice(&length.to_be_bytes());
    row.extend_from_slice(around);
    parts.iter().for_each(|part| row.extend_from_slice(part));
}

/// The text that was put so, with the parts where they belong.
pub(super) fn take(put: &[u8]) -> io::Result<Vec<u8>> {
    let (length, rest) = put.split_first_chunk().ok_or_else(|| broken("it has no length"))?;
    let length = u32::from_be_bytes(*length) as usize;
    let (around, mut parts) = rest.split_at_checked(length).ok_or_else(|| broken("its text is cut short"))?;
    let mut text = Vec::with_capacity(around.len() + 4 * parts.len());
    for (place, around) in around.split(|byte| *byte == ELSEWHERE).enumerate() {
        if place > 0 {
            parts = unpack(parts, &mut text)?;
        }
        text.extend_from_slice(around);
    }
    if parts.is_empty() { Ok(text) } else { Err(broken("it has a part that belongs nowhere")) }
}

/// Appends the first of `parts` to `text`, and gives the others.
fn unpack<'p>(parts: &'p [u8], text: &mut Vec<u8>) -> io::Result<&'p [u8]> {
    let end = find_frame_compressed_size(parts).ok().filter(|end| *end <= parts.len());
    let length = get_frame_content_size(parts).ok().flatten().filter(|length| *length <= MOST_BYTES);
    let (Some(end), Some(Ok(length))) = (end, length.map(usize::try_from)) else {
        return Err(broken("a part does not say how long it is"));
    };
    let (part, others) = parts.split_at(end);
    let part = UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::with_prepared_dictionary(&TO_UNPACK)?),
        };
        unpacker.decompress(part, length)
    })?;
    text.extend_from_slice(&part);
    Ok(others)
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("a body that cannot be put together: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(around: &str, parts: &[&str]) -> Vec<u8> {
        let packed: Vec<_> = parts.iter().map(|part| pack(part).unwrap()).collect();
        let packed: Vec<&[u8]> = packed.iter().map(|part| &**part).collect();
        let mut row = Vec::new();
        put(&mut row, around.as_bytes(), &packed);
        row
    }

    fn body(around: &str, parts: &[&str]) -> Option<String> {
        take(&row(around, parts)).ok().map(|body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn parts_stand_where_they_belong() {
        assert_eq!(body("{\u{1},\u{1}}", &["one", "two"]).as_deref(), Some("{one,two}"));
        assert_eq!(body("\u{1}", &["all of it"]).as_deref(), Some("all of it"));
        assert_eq!(body("nothing", &[]).as_deref(), Some("nothing"));
        assert_eq!(body("{\u{1},\u{1}}", &["one"]), None, "a part is missing");
        assert_eq!(body("{\u{1}}", &["one", "two"]), None, "a part is left over");
    }

    #[test]
    fn a_broken_row_is_refused() {
        let whole = row("{\u{1}}", &["\"amenities\":[\"wifi\",\"parking\"]"]);
        assert!(take(&whole).is_ok());
        for end in 0..whole.len() {
            assert!(take(&whole[..end]).is_err(), "{end}");
        }
    }

    proptest! {
        #[test]
        fn any_part_comes_back_to_the_byte(part in ".{0,2000}") {
            prop_assert_eq!(body("\u{1}", &[&part]), Some(part));
        }

        #[test]
        fn what_was_never_put_does_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = take(&bytes);
            let mut row = Vec::new();
            put(&mut row, b"\x01", &[&bytes]);
            prop_assert!(take(&row).is_err());
        }
    }

    #[test]
    fn the_usual_text_is_the_one_that_files_were_written_by() {
        use sha2::{Digest, Sha256};
        let digest: String = Sha256::digest(USUAL).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "ff5a5b47a02bab48b3a917fe67d357f9f11ab942475dbaaaaa6b1da242b7ddd2");
    }
}
