//! Packs the bodies of rows: what is said a thousand times a second in almost the same words takes few pages.
//!
//! A body is packed against a text that stands for all of them: `usual.txt` shows what bodies look like, with the members
//! of each, so that what is left of one is little more than its values. That text is part of the format. A row of today is
//! read by it in years, so it never changes: a better one comes as another format.
//!
//! What stands in many bodies is packed once: where [`ELSEWHERE`] stands in a body, a part belongs that follows it.

use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{compress_bound, find_frame_compressed_size, get_frame_content_size};

/// What bodies look like.
const USUAL: &[u8] = include_bytes!("usual.txt");

/// How hard is tried. Measured on answers of 7.9 KB: 1,471 bytes in 14 µs; one level of those that also code letters made
/// it 1,162 in 22.
const LEVEL: i32 = -3;

/// Longer than any body is. A file that says otherwise is broken, and is not believed.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Stands for the next of the parts. JSON never has it as it is.
pub(super) const ELSEWHERE: u8 = 1;

static TO_PACK: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(USUAL, LEVEL));
static TO_UNPACK: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(USUAL));

/// What a thread packs with, and where to.
struct Packer {
    compressor: Compressor<'static>,
    packed: Vec<u8>,
}

thread_local! {
    static PACKER: RefCell<Option<Packer>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Appends `text` to `row`, packed: a body, or a part of some.
pub(super) fn pack(row: &mut Vec<u8>, text: &[u8]) -> io::Result<()> {
    PACKER.with_borrow_mut(|packer| {
        let Packer { compressor, packed } = match packer {
            Some(packer) => packer,
            None => packer.insert(Packer {
                compressor: Compressor::with_prepared_dictionary(&TO_PACK)?,
                packed: Vec::new(),
            }),
        };
        packed.clear();
        packed.reserve(compress_bound(text.len()));
        compressor.compress_to_buffer(text, packed)?;
        row.extend_from_slice(packed);
        Ok(())
    })
}

/// The body that was packed so, with its parts where they belong.
pub(super) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let (text, mut parts) = unpack_next(packed)?;
    if parts.is_empty() {
        return Ok(text);
    }
    let mut body = Vec::with_capacity(4 * text.len());
    for (place, around) in text.split(|byte| *byte == ELSEWHERE).enumerate() {
        if place > 0 {
            let (part, others) = unpack_next(parts)?;
            body.extend_from_slice(&part);
            parts = others;
        }
        body.extend_from_slice(around);
    }
    if parts.is_empty() { Ok(body) } else { Err(broken("a packed body with a part that belongs nowhere")) }
}

/// The text that was packed first, and what follows it.
fn unpack_next(packed: &[u8]) -> io::Result<(Vec<u8>, &[u8])> {
    let end = find_frame_compressed_size(packed).ok().filter(|end| *end <= packed.len());
    let length = get_frame_content_size(packed).ok().flatten().filter(|length| *length <= MOST_BYTES);
    let (Some(end), Some(Ok(length))) = (end, length.map(usize::try_from)) else {
        return Err(broken("a packed body that does not say how long it is"));
    };
    let (text, others) = packed.split_at(end);
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::with_prepared_dictionary(&TO_UNPACK)?),
        };
        Ok((unpacker.decompress(text, length)?, others))
    })
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_packed_comes_back_to_the_byte(body in proptest::collection::vec(any::<u8>(), 0..5_000)) {
            let mut row = b"before".to_vec();
            pack(&mut row, &body).unwrap();
            prop_assert_eq!(unpack(row.strip_prefix(b"before").unwrap()).unwrap(), body);
        }

        #[test]
        fn what_was_never_packed_is_refused_and_nothing_worse(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(unpack(&bytes).is_err());
        }
    }

    #[test]
    fn parts_stand_where_they_belong() {
        let row = |texts: &[&str]| {
            let mut row = Vec::new();
            texts.iter().for_each(|text| pack(&mut row, text.as_bytes()).unwrap());
            row
        };
        let body = |texts: &[&str]| unpack(&row(texts)).map(|body| String::from_utf8(body).unwrap()).ok();
        assert_eq!(body(&["{\u{1},\u{1}}", "one", "two"]).as_deref(), Some("{one,two}"));
        assert_eq!(body(&["\u{1}", "all of it"]).as_deref(), Some("all of it"));
        assert_eq!(body(&["{\u{1},\u{1}}", "one"]), None, "a part is missing");
        assert_eq!(body(&["{\u{1}}", "one", "two"]), None, "a part is left over");
    }

    #[test]
    fn a_broken_body_is_refused() {
        let mut row = Vec::new();
        pack(&mut row, USUAL).unwrap();
        assert!(unpack(&row[..row.len() - 1]).is_err());
        assert!(unpack(&row[1..]).is_err());
    }

    #[test]
    fn the_usual_text_is_what_files_were_written_by() {
        use sha2::{Digest, Sha256};
        let digest: String = Sha256::digest(USUAL).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "ff5a5b47a02bab48b3a917fe67d357f9f11ab942475dbaaaaa6b1da242b7ddd2", "files are read by it");
    }
}
