//! Answers as they are kept: what they tell of options is kept with the options, once for all who are shown them.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use crate::domain::event::Fingerprint;
use crate::domain::option::HotelOption;
use crate::domain::shortlist::Shortlist;
use crate::store::StoredResult;

/// A result whose body is in pieces.
#[derive(Debug)]
pub(in crate::store) struct KeptResult {
    /// The result; of its body only what no option has.
    result: StoredResult,
    /// What the options have of it, in order.
    told: Box<[Told]>,
}

/// Here the body tells an option.
#[derive(Debug)]
struct Told {
    /// How much of what is the body's own comes before.
    after: usize,
    option: Arc<HotelOption>,
}

impl Told {
    fn text(&self) -> &[u8] {
        text_of(&self.option)
    }
}

/// How an option was told, or nothing where it never was.
fn text_of(option: &HotelOption) -> &[u8] {
    option.known.told.get().map_or(&[], |text| text.as_bytes())
}

impl KeptResult {
    /// Keeps `result`, which may tell the options of `list`.
    pub(in crate::store) fn of(result: StoredResult, list: Option<&Shortlist>) -> Self {
        let options = list.map_or(&[][..], |list| &list.options);
        if options.is_empty() {
            return Self { result, told: Box::default() };
        }
        let (mut parts, mut told) = (Vec::with_capacity(options.len() + 1), Vec::with_capacity(options.len()));
        let (mut rest, mut after) = (&result.body[..], 0);
        for shown in options {
            let Some((before, behind)) = around(rest, text_of(&shown.option)) else { break };
            parts.push(before);
            after += before.len();
            told.push(Told { after, option: Arc::clone(&shown.option) });
            rest = behind;
        }
        if told.is_empty() {
            return Self { result, told: Box::default() };
        }
        parts.push(rest);
        let own = parts.concat();
        Self { result: StoredResult { body: own.into(), ..result }, told: told.into_boxed_slice() }
    }

    /// The result as it was stored.
    pub(in crate::store) fn whole(&self) -> StoredResult {
        if self.told.is_empty() {
            return self.result.clone();
        }
        let own = &self.result.body;
        let mut body = Vec::with_capacity(own.len() + self.told.iter().map(|told| told.text().len()).sum::<usize>());
        let mut done = 0;
        for told in &self.told {
            body.extend_from_slice(&own[done..told.after]);
            body.extend_from_slice(told.text());
            done = told.after;
        }
        body.extend_from_slice(&own[done..]);
        StoredResult { body: Bytes::from(body), ..self.result.clone() }
    }

    pub(super) fn keep_until(&self) -> Timestamp {
        self.result.keep_until
    }

    /// Whether another result may take its place, as the answer to the same request about a booking in motion may.
    pub(super) fn gives_way_to(&self, fingerprint: &Fingerprint) -> bool {
        self.result.in_motion.is_some() && self.result.fingerprint == *fingerprint
    }
}

/// What stands before and behind `text` in `body`, where it is first met.
pub(in crate::store) fn around<'b>(body: &'b [u8], text: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    // Eight bytes at a time are compared at once, and few places begin like the text.
    let beginning = text.first_chunk::<8>()?;
    let mut places = body.windows(8).enumerate().filter(|(_, bytes)| bytes == beginning).map(|(at, _)| at);
    let at = places.find(|at| body[*at..].starts_with(text))?;
    Some((&body[..at], &body[at + text.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{hotel_option, request};
    use crate::domain::ids::{EventId, OptionId};
    use crate::domain::shortlist::ShownOption;

    fn option(told: &str) -> Arc<HotelOption> {
        let option = hotel_option();
        option.known.told.set(told.into()).unwrap();
        Arc::new(option)
    }

    fn list(told: &[&str]) -> Shortlist {
        let shown =
            |told: &&str| ShownOption { id: OptionId::new([1; 16]), rank: 1, distance: None, option: option(told) };
        Shortlist { request: request(), options: told.iter().map(shown).collect(), total: 9, shown: 2, partial: false }
    }

    fn result(body: &str) -> StoredResult {
        StoredResult {
            fingerprint: Fingerprint([7; 32]),
            event: EventId::after(None, 1),
            body: Bytes::copy_from_slice(body.as_bytes()),
            in_motion: None,
            keep_until: Timestamp::UNIX_EPOCH,
        }
    }

    const INN: &str = r#""name":"Inn at the Harbour","roomName":"Twin""#;
    const HALL: &str = r#""name":"Inn at the Harbour","roomName":"King""#;

    #[test]
    fn what_options_have_is_not_kept_twice() {
        let body = format!("[{{1,{INN}}},{{2,{HALL}}}] Book Inn at the Harbour");
        let kept = KeptResult::of(result(&body), Some(&list(&[INN, HALL])));
        assert_eq!(kept.result.body, "[{1,},{2,}] Book Inn at the Harbour");
        assert_eq!(kept.whole(), result(&body));
    }

    #[test]
    fn an_answer_is_whole_whatever_its_options_are() {
        let body = format!("{INN}{INN}");
        for told in [&[][..], &[""], &[HALL], &[INN, HALL], &[HALL, INN], &[INN, INN, INN], &["\""]] {
            assert_eq!(KeptResult::of(result(&body), Some(&list(told))).whole(), result(&body), "{told:?}");
        }
        assert_eq!(KeptResult::of(result(""), Some(&list(&[INN]))).whole(), result(""));
        let untold = Shortlist { options: vec![], ..list(&[]) };
        assert_eq!(KeptResult::of(result(&body), Some(&untold)).whole(), result(&body));
        assert_eq!(KeptResult::of(result(&body), None).whole(), result(&body));
    }
}
