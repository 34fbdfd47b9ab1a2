//! Packs the bodies of rows: what is said a thousand times a second in almost the same words takes few pages.
//!
//! A body is packed by itself, against a text that stands for all of them: `usual.txt` shows what bodies look like, with the
//! members of each, so that what is left of one is little more than its values. That text is part of the format. A row of
//! today is read by it in years, so it never changes: a better one comes as another format.

use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{compress_bound, get_frame_content_size};

/// What bodies look like.
const USUAL: &[u8] = include_bytes!("usual.txt");

/// How hard is tried. Measured on answers of 7.9 KB: 1,471 bytes in 14 µs; one level of those that also code letters made
/// it 1,162 in 22.
const LEVEL: i32 = -3;

/// Longer than any body is. A file that says otherwise is broken, and is not believed.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

static TO_PACK: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(USUAL, LEVEL));
static TO_UNPACK: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(USUAL));

/// What a thread packs with, and where to.
struct Packer {
    compressor: Compressor<'static>,
    packed: Vec<u8>,
}

thread_local! {
    static PACKER: RefCell<Option<Packer>> = const { RefCell::new(None) };
}

/// Appends `body` to `row`, packed.
pub(super) fn pack(row: &mut Vec<u8>, body: &[u8]) -> io::Result<()> {
    PACKER.with_borrow_mut(|packer| {
        let Packer { compressor, packed } = match packer {
            Some(packer) => packer,
            None => packer
                .insert(Packer { compressor: Compressor::with_prepared_dictionary(&TO_PACK)?, packed: Vec::new() }),
        };
        packed.clear();
        packed.reserve(compress_bound(body.len()));
        compressor.compress_to_buffer(body, packed)?;
        row.extend_from_slice(packed);
        Ok(())
    })
}

/// The body that was packed so.
pub(super) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "a packed body that does not say how long it is");
    let length = get_frame_content_size(packed).ok().flatten().filter(|length| *length <= MOST_BYTES);
    let length = length.and_then(|length| usize::try_from(length).ok()).ok_or_else(broken)?;
    Decompressor::with_prepared_dictionary(&TO_UNPACK)?.decompress(packed, length)
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
