//! Identifiers: each its own type, parsed once and never confused again.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Nothing but white space, or nothing at all.
    #[error("must not be blank")]
    Blank,
    /// Longer than the kind allows.
    #[error("must be at most {0} characters")]
    TooLong(usize),
    /// Control, bidirectional-override or otherwise unfit characters, or not the form of this kind.
    #[error("has characters that are not allowed")]
    Malformed,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Reads an identifier of this kind.
            ///
            /// # Errors
            /// Says what is wrong with `text`, without repeating it.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                $check(text)?;
                Ok(Self(Arc::from(text)))
            }

            /// The identifier as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }
    };
}

text_id!(
    /// A partner, the company calling us (`tenantId` on the wire): a lower-case slug of 1–64 characters.
    PartnerId,
    slug
);
text_id!(
    /// A partner's end user, in the partner's own words: 1–128 characters.
    ActorId,
    |text: &str| free_text(text, 128)
);
text_id!(
    /// A hotel in its supplier's words (`sbx-5809844-0`).
    HotelId,
    |text: &str| free_text(text, 128)
);
text_id!(
    /// An option in its supplier's words; ours is [`OptionId`].
    SupplierOptionRef,
    |text: &str| free_text(text, 2048)
);
text_id!(
    /// A quote in its supplier's words.
    SupplierQuoteRef,
    |text: &str| free_text(text, 2048)
);
text_id!(
    /// The supplier's locator of a booking, shown to the guest as `bookingReference`.
    SupplierReference,
    |text: &str| free_text(text, 128)
);
text_id!(
    /// Our locator of a booking attempt as given to the supplier.
    PartnerReference,
    |text: &str| free_text(text, 64)
);
text_id!(
    /// A card kept by the vault; the only card value this program can hold.
    PaymentMethodId,
    |text: &str| free_text(text, 128)
);
text_id!(
    /// One visit to the card set-up page.
    SetupId,
    |text: &str| free_text(text, 64)
);
text_id!(
    /// A hold on a card as the vault names it.
    HoldId,
    |text: &str| free_text(text, 128)
);
text_id!(
    /// A partner's name for one intent: 1–255 visible ASCII characters, opaque to us.
    IdempotencyKey,
    visible_ascii
);
text_id!(
    /// A conversation: `sess_<epoch ms>_<8 base36>`.
    SessionId,
    session_form
);
text_id!(
    /// One booking and the attempt to make it: `bkg_<20 base36>`.
    BookingId,
    booking_form
);

fn free_text(text: &str, most: usize) -> Result<(), IdError> {
    if is_blank(text) {
        Err(IdError::Blank)
    } else if text.chars().count() > most {
        Err(IdError::TooLong(most))
    } else if text.chars().any(is_unfit) {
        Err(IdError::Malformed)
    } else {
        Ok(())
    }
}

/// Whether `c` has no place in an identifier or a name: control characters and bidirectional overrides.
#[must_use]
pub fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Whether nothing in `text` can be seen: white space, invisible characters, and those that are drawn as empty space.
///
/// ```
/// use core_chat::domain::ids::is_blank;
/// assert!(is_blank(" \u{3164}\u{AD}\u{2800}"));
/// assert!(!is_blank("👩\u{200D}🚀"));
/// ```
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// Whether `c` by itself leaves nothing on the screen.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || is_unfit(c)
        || matches!(c,
            // Soft hyphen, joiners, marks of direction, fillers of Hangul, vowels of Khmer that are not written.
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}'
            // Variation selectors, the Braille pattern without dots, anchors of annotations.
            | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{2800}' | '\u{FFF9}'..='\u{FFFB}'
            // The filler of Khitan, controls of shorthand and of music, tags.
            | '\u{16FE4}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn slug(text: &str) -> Result<(), IdError> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    match text.len() {
        0 => Err(IdError::Blank),
        65.. => Err(IdError::TooLong(64)),
        _ if text.bytes().all(fits) => Ok(()),
        _ => Err(IdError::Malformed),
    }
}

fn visible_ascii(text: &str) -> Result<(), IdError> {
    match text.len() {
        0 => Err(IdError::Blank),
        256.. => Err(IdError::TooLong(255)),
        _ if text.bytes().all(|b| (0x21..=0x7E).contains(&b)) => Ok(()),
        _ => Err(IdError::Malformed),
    }
}

fn session_form(text: &str) -> Result<(), IdError> {
    let parts = text.strip_prefix("sess_").and_then(|rest| rest.split_once('_'));
    match parts {
        Some((ms, tail))
            if (1..=16).contains(&ms.len())
                && ms.bytes().all(|b| b.is_ascii_digit())
                && tail.len() == 8
                && tail.bytes().all(is_base36) =>
        {
            Ok(())
        }
        _ => Err(IdError::Malformed),
    }
}

fn booking_form(text: &str) -> Result<(), IdError> {
    match text.strip_prefix("bkg_") {
        Some(tail) if tail.len() == 20 && tail.bytes().all(is_base36) => Ok(()),
        _ => Err(IdError::Malformed),
    }
}

fn is_base36(b: u8) -> bool {
    b.is_ascii_digit() || b.is_ascii_lowercase()
}

/// `count` lower-case base-36 digits of `random`.
///
/// ```
/// use core_chat::domain::ids::base36;
/// assert_eq!(base36(36 * 36 + 35, 4), "010z");
/// ```
#[must_use]
pub fn base36(mut random: u128, count: usize) -> String {
    let mut digits = vec![b'0'; count];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[(random % 36) as usize];
        random /= 36;
    }
    String::from_utf8(digits).expect("base-36 digits are ASCII")
}

impl SessionId {
    /// The identifier of a session opened `epoch_ms` milliseconds after 1970-01-01T00:00Z.
    ///
    /// ```
    /// use core_chat::domain::ids::SessionId;
    /// assert_eq!(SessionId::new(1_771_456_966_998, 35).as_str(), "sess_1771456966998_0000000z");
    /// ```
    #[must_use]
    pub fn new(epoch_ms: i64, random: u128) -> Self {
        Self(format!("sess_{}_{}", epoch_ms.max(0), base36(random, 8)).into())
    }
}

impl BookingId {
    /// A new identifier; the first character after the prefix is a letter, so that no run of digits fills it.
    #[must_use]
    pub fn new(random: u128) -> Self {
        let letter = char::from(b'a' + (random % 26) as u8);
        Self(format!("bkg_{letter}{}", base36(random / 26, 19)).into())
    }

    /// A well-formed identifier that [`BookingId::new`] never makes: what a name that cannot be one of ours stands for.
    #[must_use]
    pub fn unissued() -> Self {
        Self(format!("bkg_{}", "0".repeat(20)).into())
    }

    /// The locator given to the supplier for this booking (`CC-…`), the same on every send.
    #[must_use]
    pub fn partner_reference(&self) -> PartnerReference {
        PartnerReference(format!("CC-{}", self.0.trim_start_matches("bkg_").to_ascii_uppercase()).into())
    }
}

/// An option as shown in a session: a UUID of the random kind (RFC 9562, version 4). Those of options that were shown
/// together differ in one byte alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct OptionId(uuid::Uuid);

impl OptionId {
    /// The byte that options shown together differ in: the last of the head.
    const OWN_BYTE: usize = 3;

    /// An identifier made of `random`, in which no group of digits is long enough to be taken for a card number:
    /// a letter stands at the head of every group.
    #[must_use]
    pub fn new(random: [u8; 16]) -> Self {
        let mut bytes = random;
        for head in [0, 4, 8, 10] {
            bytes[head] = 0xA0 | (bytes[head] & 0x5F);
        }
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// Identifiers made of `random` for options that are shown together, at most 256.
    ///
    /// ```
    /// use core_chat::domain::ids::OptionId;
    /// let ids: Vec<OptionId> = OptionId::together([7; 16]).take(2).collect();
    /// assert_eq!(ids[0].list(), ids[1].list());
    /// assert_ne!(ids[0].head(), ids[1].head());
    /// ```
    pub fn together(random: [u8; 16]) -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(move |number| {
            let mut bytes = random;
            bytes[Self::OWN_BYTE] = bytes[Self::OWN_BYTE].wrapping_add(number);
            Self::new(bytes)
        })
    }

    /// What it shares with those that were shown together with it.
    #[must_use]
    pub fn list(self) -> ListId {
        let mut shared = self.0.into_bytes();
        shared[Self::OWN_BYTE] = 0;
        ListId(shared)
    }

    /// An identifier that [`OptionId::new`] never makes: what a name that cannot be one of ours stands for.
    #[must_use]
    pub fn unissued() -> Self {
        Self(uuid::Uuid::nil())
    }

    /// Reads the hyphenated form in either case.
    ///
    /// # Errors
    /// [`IdError::Malformed`] for anything else.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.len() != 36 {
            return Err(IdError::Malformed);
        }
        uuid::Uuid::try_parse(text).map(Self).map_err(|_| IdError::Malformed)
    }

    /// Its first eight digits.
    #[must_use]
    pub fn head(self) -> String {
        let mut digits = uuid::Uuid::encode_buffer();
        self.0.as_hyphenated().encode_lower(&mut digits)[..8].to_owned()
    }

    /// The identifier as a number, for use as a compact key.
    #[must_use]
    pub fn as_u128(self) -> u128 {
        self.0.as_u128()
    }
}

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OptionId({self})")
    }
}

impl TryFrom<String> for OptionId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl Serialize for OptionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()))
    }
}

/// Options that were shown together, by what their identifiers share: see [`OptionId::list`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListId([u8; 16]);

/// One event of a session: milliseconds since 1970-01-01T00:00Z, strictly rising within the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(i64);

impl EventId {
    /// The event after `previous` at `now_ms`: that millisecond, or the one after `previous` when they meet.
    ///
    /// ```
    /// use core_chat::domain::ids::EventId;
    /// let first = EventId::after(None, 1_771_456_966_998);
    /// assert_eq!(first.to_string(), "evt_1771456966998");
    /// assert_eq!(EventId::after(Some(first), 1_771_456_966_998).to_string(), "evt_1771456966999");
    /// ```
    #[must_use]
    pub fn after(previous: Option<Self>, now_ms: i64) -> Self {
        Self(previous.map_or(now_ms, |p| now_ms.max(p.0 + 1)))
    }

    /// Reads `evt_<epoch ms>`.
    ///
    /// # Errors
    /// [`IdError::Malformed`] for anything else.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = text.strip_prefix("evt_").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        digits.and_then(|digits| digits.parse().ok()).map(Self).ok_or(IdError::Malformed)
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub fn epoch_ms(self) -> i64 {
        self.0
    }

    /// The instant it names.
    #[must_use]
    pub fn recorded_at(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "evt_{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_id_never_holds_a_long_run_of_digits() {
        for fill in [0x00, 0x11, 0x45, 0x99, 0xFF] {
            let text = OptionId::new([fill; 16]).to_string();
            let longest = text.split(|c: char| c.is_ascii_alphabetic()).map(str::len).max();
            assert!(longest.is_some_and(|l| l < 13), "{text}");
        }
    }

    #[test]
    fn an_option_id_reads_back() {
        let id = OptionId::new([7; 16]);
        assert_eq!(OptionId::parse(&id.to_string()), Ok(id));
        assert!(OptionId::parse("not-an-option").is_err());
    }

    #[test]
    fn an_actor_may_be_any_short_text_without_control_characters() {
        assert!(ActorId::parse("user 1 / Zoë").is_ok());
        assert_eq!(ActorId::parse("  "), Err(IdError::Blank));
        assert_eq!(ActorId::parse(&"x".repeat(129)), Err(IdError::TooLong(128)));
        assert_eq!(ActorId::parse("a\u{202E}b"), Err(IdError::Malformed));
    }

    #[test]
    fn only_our_own_form_is_a_session() {
        assert!(SessionId::parse("sess_1771456966998_ab12cd34").is_ok());
        for other in ["", "sess_", "sess_1_AB12CD34", "sess_x_ab12cd34", "sess_1771456966998_ab12cd3"] {
            assert!(SessionId::parse(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_booking_and_its_locator_share_their_letters() {
        let id = BookingId::new(u128::MAX);
        assert!(BookingId::parse(id.as_str()).is_ok());
        assert!(id.partner_reference().as_str().starts_with("CC-"));
    }
}
