//! What is said beside the answer, so that nothing a guest said is dropped in silence: another place that was perhaps
//! meant, spelling that was mended, and wishes that are not acted on.

use super::phrase::listed;
use crate::domain::heard::{Correction, Heard, WhyLeftOut};
use crate::domain::outcome::Outcome;
use crate::domain::place::Destination;

/// The sentences that follow the answer, or nothing.
pub(super) fn sentences(outcome: &Outcome, heard: &Heard) -> String {
    let is_question = matches!(outcome, Outcome::ClarificationRequired(_));
    let searched = matches!(outcome, Outcome::Shortlist(_) | Outcome::NoResults { .. });
    let mut text = String::new();
    let mut add = |sentence: String| {
        text.push(' ');
        text.push_str(&sentence);
    };
    if is_question {
        heard.corrections.iter().for_each(|mended| add(echo(mended)));
    }
    if let Some(other) = heard.alternative.as_deref().filter(|_| is_question || searched) {
        add(format!("If you mean another one, say “{}”.", full_name(other)));
    }
    for why in [WhyLeftOut::CannotCheck, WhyLeftOut::OutsideService, WhyLeftOut::NoSuchPlace] {
        let words: Vec<String> =
            heard.left_out.iter().filter(|left| left.why == why).map(|left| format!("“{}”", left.text)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if !words.is_empty() {
            add(left_out(why, &listed(&words)));
        }
    }
    text
}

fn echo(mended: &Correction) -> String {
    format!("I read “{}” as {}.", mended.from, mended.to)
}

fn left_out(why: WhyLeftOut, words: &str) -> String {
    match why {
        WhyLeftOut::CannotCheck => format!("I cannot check {words} for a hotel, so that is not promised."),
        WhyLeftOut::OutsideService => format!("I book hotels only, so I left out {words}."),
        WhyLeftOut::NoSuchPlace => format!("I know no place of that name in {words}, so I left that out."),
    }
}

/// `Portland, Maine, US`: words that lead to this place and no other.
pub(in crate::chat) fn full_name(place: &Destination) -> String {
    let mut parts = vec![place.name.as_ref()];
    parts.extend(place.city.as_deref().filter(|city| *city != place.name.as_ref()));
    parts.extend(place.admin.as_deref());
    parts.push(place.country.as_str());
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::fixtures::seattle;
    use crate::domain::heard::LeftOut;
    use crate::domain::outcome::{AnswerKind, Clarification};

    #[test]
    fn nothing_is_dropped_in_silence() {
        let left = |text: &str, why| LeftOut { text: text.to_owned(), why };
        let heard = Heard {
            corrections: vec![Correction { from: "Seatle".into(), to: "Seattle".into() }],
            left_out: vec![
                left("quiet", WhyLeftOut::CannotCheck),
                left("flights", WhyLeftOut::OutsideService),
                left("sea view", WhyLeftOut::CannotCheck),
            ],
            alternative: Some(Arc::new(seattle())),
            ..Heard::default()
        };
        let question = Outcome::ClarificationRequired(Clarification::default());
        assert_eq!(
            sentences(&question, &heard),
            " I read “Seatle” as Seattle. If you mean another one, say “Seattle, Washington, US”. I cannot check “quiet” \
             and “sea view” for a hotel, so that is not promised. I book hotels only, so I left out “flights”."
        );
        assert_eq!(sentences(&Outcome::Answer(AnswerKind::Help), &Heard::default()), "");
    }
}
