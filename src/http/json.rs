//! JSON as partners send it: read strictly, kept in order, taken apart field by field.
//!
//! Stricter than the usual reader, because what a partner did not mean must not be guessed: the root is an object, a
//! member name appears once, nesting ends at [`DEEPEST`], nothing stands before or after the document, text is UTF-8
//! without lone surrogates, numbers are finite. Everything else is `Invalid JSON payload`.
//!
//! Handlers then ask a [`Fields`] for what they need, in the order in which errors are to be reported. An absent member
//! and `null` read alike; only [`Fields::get`] tells them apart.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

use super::error::{ApiError, Code};

/// How deeply objects and arrays may be nested, the root included.
pub const DEEPEST: u8 = 32;

/// Objects with more members than this look for duplicates by sorting instead of pair by pair.
const FEW_MEMBERS: usize = 16;

/// A JSON value that borrows its text from the request where it can.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, also when written `1.0` or `1e0`.
    Integer(i64),
    /// Any other number, always finite.
    Decimal(f64),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Value<'a>>),
    /// An object, its members in the order sent.
    Object(Vec<Member<'a>>),
}

/// A name and its value.
pub type Member<'a> = (Cow<'a, str>, Value<'a>);

/// Reads a document whose root is an object.
///
/// # Errors
/// [`Code::InvalidJson`] for anything else.
pub fn parse(document: &[u8]) -> Result<Value<'_>, ApiError> {
    let document = std::str::from_utf8(document).map_err(|_| Code::InvalidJson)?;
    let mut reader = serde_json::Deserializer::from_str(document);
    let root = Node { depth: 0 }.deserialize(&mut reader).and_then(|root| reader.end().map(|()| root));
    match root {
        Ok(root @ Value::Object(_)) => Ok(root),
        Ok(_) | Err(_) => Err(Code::InvalidJson.into()),
    }
}

/// Reads one value that lies inside `depth` others.
#[derive(Clone, Copy)]
struct Node {
    depth: u8,
}

impl Node {
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth < DEEPEST { Ok(Self { depth: self.depth + 1 }) } else { Err(E::custom("nested too deeply")) }
    }
}

impl<'de> DeserializeSeed<'de> for Node {
    type Value = Value<'de>;
    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value<'de>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(value).map_or(Value::Decimal(value as f64), Value::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: beyond it not every whole number has its own f64
        let whole = value.fract() == 0.0 && value.abs() <= EXACT;
        Ok(if whole { Value::Integer(value as i64) } else { Value::Decimal(value) })
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        let inside = self.inside()?;
        let mut members = Vec::with_capacity(8);
        while let Some(name) = entries.next_key_seed(Name)? {
            members.push((name, entries.next_value_seed(inside)?));
        }
        if has_duplicate(&members) {
            Err(A::Error::custom("a member appears twice"))
        } else {
            Ok(Value::Object(members))
        }
    }
}

/// Reads a member name.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;
    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

fn has_duplicate(members: &[Member<'_>]) -> bool {
    if members.len() <= FEW_MEMBERS {
        return members
            .iter()
            .enumerate()
            .any(|(i, (name, _))| members[..i].iter().any(|(earlier, _)| earlier == name));
    }
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// The members of one object and where it lies in the request (`payload.guest`; empty for the root).
#[derive(Debug, Clone)]
pub struct Fields<'v> {
    path: Cow<'static, str>,
    members: &'v [Member<'v>],
}

impl<'v> Fields<'v> {
    /// The members of the root.
    ///
    /// # Errors
    /// [`Code::InvalidJson`] when it is not an object, which [`parse`] never returns.
    pub fn root(value: &'v Value<'v>) -> Result<Self, ApiError> {
        match value {
            Value::Object(members) => Ok(Self { path: Cow::Borrowed(""), members }),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Decimal(_) | Value::Text(_) | Value::List(_) => {
                Err(Code::InvalidJson.into())
            }
        }
    }

    /// The member as sent; `None` when absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'v Value<'v>> {
        self.members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Every member, in the order sent.
    #[must_use]
    pub fn members(&self) -> &'v [Member<'v>] {
        self.members
    }

    /// The path of one member, as errors name it: `payload.optionId`.
    #[must_use]
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The error that blames one member: `payload.optionId must be a string`.
    #[must_use]
    pub fn invalid(&self, name: &str, problem: &str) -> ApiError {
        ApiError::invalid_field(self.path_of(name), problem)
    }

    /// A string of one line.
    ///
    /// # Errors
    /// When it is not a string, or holds control characters.
    pub fn string(&self, name: &str) -> Result<Option<&'v str>, ApiError> {
        self.read(name, |value| line(value))
    }

    /// A string in which tabs and line breaks may stand.
    ///
    /// # Errors
    /// When it is not a string, or holds other control characters.
    pub fn text(&self, name: &str) -> Result<Option<&'v str>, ApiError> {
        self.read(name, |value| prose(value))
    }

    /// A whole number within `range`.
    ///
    /// # Errors
    /// When it is not a number, not whole or out of range.
    pub fn integer(&self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, ApiError> {
        match self.present(name) {
            None => Ok(None),
            Some(Value::Integer(number)) if range.contains(number) => Ok(Some(*number)),
            Some(_) => Err(self.invalid(name, &whole_number(&range))),
        }
    }

    /// Any finite number.
    ///
    /// # Errors
    /// When it is not a number.
    pub fn decimal(&self, name: &str) -> Result<Option<f64>, ApiError> {
        self.read(name, |value| match value {
            Value::Integer(number) => Ok(*number as f64),
            Value::Decimal(number) => Ok(*number),
            Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Object(_) => {
                Err("must be a number")
            }
        })
    }

    /// True or false.
    ///
    /// # Errors
    /// When it is neither.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        self.read(name, |value| if let Value::Bool(flag) = value { Ok(*flag) } else { Err("must be true or false") })
    }

    /// An object.
    ///
    /// # Errors
    /// When it is something else.
    pub fn object(&self, name: &'static str) -> Result<Option<Fields<'v>>, ApiError> {
        let members = self.read(name, object)?;
        let path = || if self.path.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(self.path_of(name)) };
        Ok(members.map(|members| Fields { path: path(), members }))
    }

    /// An array of objects.
    ///
    /// # Errors
    /// When it, or an item of it, is something else; the item is named: `payload.rooms[1]`.
    pub fn objects(&self, name: &str) -> Result<Option<Vec<Fields<'v>>>, ApiError> {
        self.items(name, |path, value| {
            let members = object(value).map_err(|problem| ApiError::invalid_field(path.clone(), problem))?;
            Ok(Fields { path: Cow::Owned(path), members })
        })
    }

    /// An array of strings of one line.
    ///
    /// # Errors
    /// When it, or an item of it, is something else.
    pub fn strings(&self, name: &str) -> Result<Option<Vec<&'v str>>, ApiError> {
        self.items(name, |path, value| line(value).map_err(|problem| ApiError::invalid_field(path, problem)))
    }

    /// An array of whole numbers within `range`.
    ///
    /// # Errors
    /// When it, or an item of it, is something else.
    pub fn integers(&self, name: &str, range: &RangeInclusive<i64>) -> Result<Option<Vec<i64>>, ApiError> {
        self.items(name, |path, value| {
            if let Value::Integer(number) = value
                && range.contains(number)
            {
                return Ok(*number);
            }
            Err(ApiError::invalid_field(path, &whole_number(range)))
        })
    }

    /// Refuses members whose name is nearly one of `known`: another case, an underscore or one slip of the hand away.
    /// Names that resemble nothing are left alone, so that partners may send more than we read.
    ///
    /// # Errors
    /// Blames the first such member and names the one that was meant.
    pub fn refuse_misspelled(&self, known: &[&str]) -> Result<(), ApiError> {
        let strangers = self.members.iter().map(|(name, _)| name.as_ref()).filter(|name| !known.contains(name));
        let meant = |name| known.iter().find(|right| is_near(name, right)).map(|right| (name, right));
        match strangers.filter_map(meant).next() {
            None => Ok(()),
            Some((name, right)) => Err(self.invalid(name, &format!("is misspelled: the member is called {right}"))),
        }
    }

    fn present(&self, name: &str) -> Option<&'v Value<'v>> {
        self.get(name).filter(|value| **value != Value::Null)
    }

    fn read<T>(
        &self,
        name: &str,
        reading: impl FnOnce(&'v Value<'v>) -> Result<T, &'static str>,
    ) -> Result<Option<T>, ApiError> {
        self.present(name).map(reading).transpose().map_err(|problem| self.invalid(name, problem))
    }

    fn items<T>(
        &self,
        name: &str,
        reading: impl Fn(String, &'v Value<'v>) -> Result<T, ApiError>,
    ) -> Result<Option<Vec<T>>, ApiError> {
        let list =
            self.read(name, |value| if let Value::List(list) = value { Ok(list) } else { Err("must be an array") })?;
        let item = |(i, value)| reading(format!("{}[{i}]", self.path_of(name)), value);
        list.map(|list| list.iter().enumerate().map(item).collect()).transpose()
    }
}

fn object<'v>(value: &'v Value<'v>) -> Result<&'v [Member<'v>], &'static str> {
    if let Value::Object(members) = value { Ok(members) } else { Err("must be an object") }
}

fn line<'v>(value: &'v Value<'v>) -> Result<&'v str, &'static str> {
    text_without(value, char::is_control)
}

fn prose<'v>(value: &'v Value<'v>) -> Result<&'v str, &'static str> {
    text_without(value, |c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// The text that `value` is, unless it holds an `unfit` control character.
fn text_without<'v>(value: &'v Value<'v>, unfit: impl Fn(char) -> bool) -> Result<&'v str, &'static str> {
    let Value::Text(text) = value else { return Err("must be a string") };
    // Only with these bytes does a control character begin, and hardly any text has one.
    let may_be_control = |byte: u8| byte < 0x20 || matches!(byte, 0x7F | 0xC2);
    let is_unfit = text.bytes().any(may_be_control) && text.chars().any(unfit);
    if is_unfit { Err("must not contain control characters") } else { Ok(text) }
}

fn whole_number(range: &RangeInclusive<i64>) -> String {
    format!("must be a whole number from {} to {}", range.start(), range.end())
}

/// Whether `name` was probably meant to be `right`. One edit counts only for names of four letters and more: any two
/// short words are an edit apart.
fn is_near(name: &str, right: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
    };
    let close_in_length = name.len().abs_diff(right.len()) <= right.len();
    close_in_length && (letters(name) == letters(right) || (right.len() >= 4 && strsim::osa_distance(name, right) <= 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problem<T: fmt::Debug>(result: Result<T, ApiError>) -> String {
        result.unwrap_err().error().to_owned()
    }

    #[test]
    fn what_is_not_one_object_is_invalid_json() {
        let nested = |depth: usize| format!("{}{}", r#"{"a":"#.repeat(depth - 1) + "{", "}".repeat(depth));
        assert!(parse(nested(32).as_bytes()).is_ok());
        let many: String = (0..20).map(|i| format!(r#""m{i}":1,"#)).collect();
        let refused: Vec<Vec<u8>> = vec![
            b"".to_vec(),
            b"{".to_vec(),
            b"null".to_vec(),
            br#"["sess_1","text"]"#.to_vec(),
            b"\xEF\xBB\xBF{}".to_vec(),
            b"{} x".to_vec(),
            b"{}{}".to_vec(),
            br#"{"a":NaN}"#.to_vec(),
            br#"{"a":1e400}"#.to_vec(),
            br#"{"a":01}"#.to_vec(),
            b"{\"a\":\"\xFF\"}".to_vec(),
            br#"{"a":"\ud800"}"#.to_vec(),
            br#"{"a":"\udc00 x"}"#.to_vec(),
            b"{\"a\":\"\x01\"}".to_vec(),
            br#"{"a":1,"a":1}"#.to_vec(),
            br#"{"a":1,"\u0061":1}"#.to_vec(),
            br#"{"payload":{"a":1,"b":2,"a":3}}"#.to_vec(),
            format!(r#"{{{many}"m7":1}}"#).into_bytes(),
            nested(33).into_bytes(),
            b"[".repeat(200_000),
        ];
        for document in refused {
            assert_eq!(problem(parse(&document)), "Invalid JSON payload", "{}", String::from_utf8_lossy(&document));
        }
    }

    #[test]
    fn members_keep_their_order_and_numbers_their_meaning() {
        let root = parse(br#" {"b":1.0,"a":[1,2.5,true,null],"c":-0,"d":18446744073709551615} "#).unwrap();
        let fields = Fields::root(&root).unwrap();
        let names: Vec<&str> = fields.members().iter().map(|(name, _)| name.as_ref()).collect();
        assert_eq!(names, ["b", "a", "c", "d"]);
        assert_eq!(fields.get("b"), Some(&Value::Integer(1)));
        assert_eq!(fields.get("c"), Some(&Value::Integer(0)));
        assert_eq!(fields.decimal("d").unwrap(), Some(18_446_744_073_709_551_615.0));
    }

    #[test]
    fn a_wrong_type_names_the_whole_path() {
        let root = parse(br#"{"payload":{"guest":{"firstName":5},"rooms":[{"adults":2},7],"ages":[1,-1]}}"#).unwrap();
        let payload = Fields::root(&root).unwrap().object("payload").unwrap().unwrap();
        let guest = payload.object("guest").unwrap().unwrap();
        assert_eq!(problem(guest.string("firstName")), "payload.guest.firstName must be a string");
        assert_eq!(problem(payload.objects("rooms")), "payload.rooms[1] must be an object");
        assert_eq!(problem(payload.integers("ages", &(0..=17))), "payload.ages[1] must be a whole number from 0 to 17");
        assert_eq!(problem(payload.flag("guest")), "payload.guest must be true or false");
        assert_eq!(payload.flag("preview").unwrap(), None);
    }

    #[test]
    fn only_a_whole_number_in_range_is_an_integer() {
        for bad in ["841", "-841", "1.5", "\"x\"", "true", "1e300"] {
            let document = format!(r#"{{"timezoneOffsetMinutes":{bad}}}"#);
            let root = parse(document.as_bytes()).unwrap();
            let error = Fields::root(&root).unwrap().integer("timezoneOffsetMinutes", -840..=840).unwrap_err();
            assert_eq!(error.param(), Some("timezoneOffsetMinutes"));
        }
        let root = parse(br#"{"timezoneOffsetMinutes":-480.0}"#).unwrap();
        assert_eq!(Fields::root(&root).unwrap().integer("timezoneOffsetMinutes", -840..=840).unwrap(), Some(-480));
    }

    #[test]
    fn control_characters_are_refused_but_text_may_have_lines() {
        let root = parse(br#"{"a":"x\ny","b":"x\u0000y"}"#).unwrap();
        let fields = Fields::root(&root).unwrap();
        assert_eq!(fields.text("a").unwrap(), Some("x\ny"));
        assert_eq!(problem(fields.string("a")), "a must not contain control characters");
        assert_eq!(problem(fields.text("b")), "b must not contain control characters");
    }

    #[test]
    fn a_near_miss_names_the_member_that_was_meant() {
        let known = ["sessionId", "actor", "text", "kind", "payload", "idempotencyKey", "id"];
        let near = [
            ("SessionID", "sessionId"),
            ("idempotencykey", "idempotencyKey"),
            ("idempotency_key", "idempotencyKey"),
            ("Actor", "actor"),
            ("sesionId", "sessionId"),
            ("payloda", "payload"),
            ("ID", "id"),
        ];
        for (sent, right) in near {
            let document = format!(r#"{{"{sent}":"x"}}"#);
            let root = parse(document.as_bytes()).unwrap();
            let error = Fields::root(&root).unwrap().refuse_misspelled(&known).unwrap_err();
            assert_eq!(error.param(), Some(sent));
            assert_eq!(error.error(), format!("{sent} is misspelled: the member is called {right}"));
        }
        let root = parse(br#"{"locale":"en","ip":"x","sessionId":"x","metadata":{"Actor":1}}"#).unwrap();
        assert!(Fields::root(&root).unwrap().refuse_misspelled(&known).is_ok());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn any_text_reads_back(text in any::<String>()) {
            let document = serde_json::to_vec(&serde_json::json!({ "a": text })).unwrap();
            let root = parse(&document).unwrap();
            prop_assert_eq!(Fields::root(&root).unwrap().get("a"), Some(&Value::Text(Cow::Borrowed(text.as_str()))));
        }
    }
}
