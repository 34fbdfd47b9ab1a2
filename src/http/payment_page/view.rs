//! The page in each of its states.

use super::form::Mistakes;
use super::html::Html;
use super::stay;
use crate::chat::{CardPage, CardPageState, TypedGuest};
use crate::domain::card_number;
use crate::domain::partner::Mode;

const PAGE: &str = include_str!("page.html");
const FORM: &str = include_str!("form.html");
const FIELD: &str = include_str!("field.html");
const MISTAKES: &str = include_str!("mistakes.html");
const NOTICE: &str = include_str!("notice.html");
const SAVED: &str = include_str!("saved.html");
const TEST_CARDS: &str = include_str!("test_cards.html");

/// One input of the form, as HTML names it.
struct Field {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    inputmode: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
    required: bool,
    hint: Option<&'static str>,
}

const FIELDS: [Field; 6] = [
    Field {
        name: "firstName",
        label: "First name",
        kind: "text",
        inputmode: "text",
        autocomplete: "given-name",
        longest: "60",
        required: true,
        hint: None,
    },
    Field {
        name: "lastName",
        label: "Last name",
        kind: "text",
        inputmode: "text",
        autocomplete: "family-name",
        longest: "60",
        required: true,
        hint: None,
    },
    Field {
        name: "email",
        label: "E-mail",
        kind: "email",
        inputmode: "email",
        autocomplete: "email",
        longest: "254",
        required: false,
        hint: None,
    },
    Field {
        name: "number",
        label: "Card number",
        kind: "text",
        inputmode: "numeric",
        autocomplete: "cc-number",
        longest: "30",
        required: true,
        hint: None,
    },
    Field {
        name: "expiry",
        label: "Expiry date",
        kind: "text",
        inputmode: "numeric",
        autocomplete: "cc-exp",
        longest: "9",
        required: true,
        hint: Some("MM/YY"),
    },
    Field {
        name: "code",
        label: "Security code",
        kind: "text",
        inputmode: "numeric",
        autocomplete: "cc-csc",
        longest: "4",
        required: true,
        hint: Some("3 or 4 digits"),
    },
];

/// The form, with what was typed of the guest and what is wrong. Of the card nothing is ever shown again.
#[must_use]
pub fn form(page: &CardPage, typed: TypedGuest<'_>, mistakes: &Mistakes) -> Html {
    let zone = &page.attempt.quote.cancellation.time_zone;
    let mut parts = vec![
        ("errors", summary(mistakes)),
        ("stay", stay::stay(&page.attempt)),
        ("expires", Html::text(&stay::instant(page.setup.expires_at, zone))),
        ("sandbox", in_sandbox(page, "<p class=\"tag\">Sandbox: no real stay, no real money</p>\n")),
        ("test_cards", in_sandbox(page, TEST_CARDS)),
    ];
    parts.extend(FIELDS.iter().map(|known| (known.name, field(known, value(known.name, typed), mistakes))));
    let title = if mistakes.is_empty() { "Add a card" } else { "Error: Add a card" };
    whole(title, Html::fill(FORM, &parts))
}

fn value<'t>(name: &str, typed: TypedGuest<'t>) -> &'t str {
    let typed = match name {
        "firstName" => typed.first_name,
        "lastName" => typed.last_name,
        "email" => typed.email,
        _ => "",
    };
    // A card number that went into the wrong field is not shown again either.
    if card_number::contains(typed) { "" } else { typed }
}

fn field(known: &Field, value: &str, mistakes: &Mistakes) -> Html {
    let mistake = mistakes.with(known.name);
    let (class, text) = match (mistake, known.hint) {
        (Some(sentence), _) => ("error", Some(sentence)),
        (None, hint) => ("hint", hint),
    };
    let name = || Html::literal(known.name);
    let note = text.map(|text| {
        let parts = [("class", Html::literal(class)), ("name", name()), ("text", Html::text(text))];
        Html::fill("<span class=\"{{class}}\" id=\"{{name}}-note\">{{text}}</span>\n", &parts)
    });
    let described = note.as_ref().map(|_| Html::fill(" aria-describedby=\"{{name}}-note\"", &[("name", name())]));
    let required = if known.required { " required" } else { "" };
    let invalid = if mistake.is_some() { " aria-invalid=\"true\"" } else { "" };
    let state = [Html::literal(required), Html::literal(invalid), described.unwrap_or_default()];
    let optional = if known.required { "" } else { " <span class=\"small\">(optional)</span>" };
    let parts = [
        ("class", Html::literal(if mistake.is_some() { " bad" } else { "" })),
        ("name", name()),
        ("label", Html::literal(known.label)),
        ("optional", Html::literal(optional)),
        ("type", Html::literal(known.kind)),
        ("inputmode", Html::literal(known.inputmode)),
        ("autocomplete", Html::literal(known.autocomplete)),
        ("maxlength", Html::literal(known.longest)),
        ("value", Html::text(value)),
        ("state", state.into_iter().collect()),
        ("note", note.unwrap_or_default()),
    ];
    Html::fill(FIELD, &parts)
}

/// All mistakes at the head of the page, each a link to its field.
fn summary(mistakes: &Mistakes) -> Html {
    if mistakes.is_empty() {
        return Html::default();
    }
    let line = |(field, sentence)| {
        let parts = [("field", Html::text(field)), ("sentence", Html::text(sentence))];
        Html::fill("<li><a href=\"#{{field}}\">{{sentence}}</a></li>\n", &parts)
    };
    let parts = [("lines", mistakes.iter().map(line).collect())];
    Html::fill(MISTAKES, &parts)
}

/// What only the sandbox shows.
fn in_sandbox(page: &CardPage, markup: &'static str) -> Html {
    match page.setup.caller.mode {
        Mode::Test => Html::literal(markup),
        Mode::Live => Html::default(),
    }
}

/// The page of a visit that takes no card any more.
#[must_use]
pub fn closed(page: &CardPage) -> Html {
    match (page.state, &page.setup.method) {
        (CardPageState::Completed, Some(method)) => {
            let parts = [
                ("brand", Html::text(&capital(&method.brand))),
                ("last4", Html::text(&method.last4)),
                ("stay", stay::stay(&page.attempt)),
            ];
            whole("Card saved", Html::fill(SAVED, &parts))
        }
        (CardPageState::Completed | CardPageState::Expired | CardPageState::Open, _) => {
            let text = "Nothing has been charged. Go back to the chat and choose the hotel again to get a new page.";
            notice("This page is no longer open", text)
        }
    }
}

/// A page with only a few words.
#[must_use]
pub fn words(heading: &'static str, text: &'static str) -> Html {
    notice(heading, text)
}

fn notice(heading: &'static str, text: &'static str) -> Html {
    let parts = [("heading", Html::literal(heading)), ("text", Html::literal(text))];
    whole(heading, Html::fill(NOTICE, &parts))
}

fn whole(title: &'static str, content: Html) -> Html {
    Html::fill(PAGE, &[("title", Html::literal(title)), ("content", content)])
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::{CardSetup, PaymentMethod};
    use crate::domain::fixtures::attempt;
    use crate::domain::guest::GuestError;
    use crate::domain::ids::{PaymentMethodId, SetupId};
    use crate::payments::CardFormError;
    use std::sync::Arc;

    fn page(state: CardPageState, method: Option<PaymentMethod>) -> CardPage {
        let attempt = Arc::new(attempt());
        let setup = CardSetup {
            id: SetupId::parse("cs_1").unwrap(),
            caller: attempt.caller.clone(),
            actor: attempt.actor.clone(),
            session: attempt.session.clone(),
            booking: attempt.id.clone(),
            expires_at: "2026-02-19T00:00:00Z".parse().unwrap(),
            method,
            guest: None,
        };
        CardPage { setup: Arc::new(setup), attempt, state }
    }

    #[test]
    fn the_form_shows_mistakes_and_never_what_a_guest_could_smuggle_in() {
        let typed = TypedGuest { first_name: "\"><script>", last_name: "Lovelace", email: "" };
        let mistakes = Mistakes::of(vec![GuestError::FirstName], vec![CardFormError::NotATestCard]);
        let html = form(&page(CardPageState::Open, None), typed, &mistakes).into_string();
        assert!(!html.contains("<script"));
        insta::assert_snapshot!(html);
    }

    #[test]
    fn a_live_page_speaks_of_no_test_cards() {
        let mut live = page(CardPageState::Open, None);
        Arc::make_mut(&mut live.setup).caller.mode = Mode::Live;
        let typed = TypedGuest { first_name: "", last_name: "", email: "" };
        let html = form(&live, typed, &Mistakes::default()).into_string();
        assert!(!html.contains("4242") && !html.contains("Sandbox"));
    }

    #[test]
    fn a_closed_page_says_what_to_do_next() {
        let method = PaymentMethod {
            id: PaymentMethodId::parse("pm_1").unwrap(),
            brand: "visa".into(),
            last4: "4242".into(),
            exp_month: 12,
            exp_year: 2030,
        };
        let done = closed(&page(CardPageState::Completed, Some(method))).into_string();
        assert!(done.contains("Visa card ending in 4242") && done.contains("write <kbd>done</kbd>."));
        let late = closed(&page(CardPageState::Expired, None)).into_string();
        assert!(late.contains("no longer open") && !late.contains("<form"));
    }
}
