//! What holds for every sentence: it is read without panic, its spans lie inside, its dates do not pass.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Asked, Calendar, Kind, find};
use crate::understanding::text::Tokens;

const TODAY: Date = date(2026, 2, 18);

/// Words of dates in several languages, to be thrown together.
const WORDS: &str = "the of from to until between and next this last in for on a two 3 20th 31 2026 29 02 / - . , \
    march may feb mar sun friday tuesday week weekend month nights days year end later before after \
    today tomorrow christmas easter first twenty third check out leaving el de al dia semana proxima \
    le du au janvier vom bis zum woche tag giorni van tot dagen yesterday within less than starting \
    million 99999999 0";

fn known() -> Calendar {
    Calendar { check_in: Some(date(2026, 3, 20)), check_out: Some(date(2026, 3, 23)), ..Calendar::on(TODAY) }
}

fn date_word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(WORDS.split(' ').collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_spans_lie_inside(text in "\\PC{0,60}") {
        let tokens = Tokens::new(&text);
        let said = find(&tokens, &Calendar::on(TODAY));
        for found in &said.mentions {
            prop_assert!(found.tokens.start < found.tokens.end && found.tokens.end <= tokens.len());
        }
    }

    #[test]
    fn words_of_dates_in_any_order_are_read_without_panic(words in prop::collection::vec(date_word(), 1..9)) {
        let text = words.join(" ");
        let tokens = Tokens::new(&text);
        for asked in [false, true] {
            let asked = Asked { check_in: asked, check_out: asked, nights: asked };
            let said = find(&tokens, &Calendar { asked, ..known() });
            for found in &said.mentions {
                let m = found.value;
                prop_assert!(found.tokens.end <= tokens.len());
                let past_said = m.past_meant || m.kind != Kind::Day || words.iter().any(|w| matches!(*w, "last" | "before" | "yesterday"));
                prop_assert!(m.first >= TODAY || past_said, "{text}: {m:?}");
            }
        }
    }

    #[test]
    fn case_and_spacing_change_nothing(words in prop::collection::vec(date_word(), 1..7)) {
        let plain = words.join(" ");
        let shouted = format!("  {} ", words.join("   ").to_uppercase());
        let calendar = known();
        prop_assert_eq!(find(&Tokens::new(&plain), &calendar), find(&Tokens::new(&shouted), &calendar));
    }

    #[test]
    fn dates_written_out_are_read_back(days in 0..700i32, form in 0..4usize) {
        let day = super::calendar::plus_days(TODAY, days);
        let text = day.strftime(["%Y-%m-%d", "%d %B %Y", "%B %-d, %Y", "%A %-d %b %Y"][form]).to_string();
        prop_assert_eq!(find(&Tokens::new(&text), &Calendar::on(TODAY)).dates_in_order(), [day]);
    }
}
