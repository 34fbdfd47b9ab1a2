//! Sentences of our own and what they must be read as, words left over included.
//!
//! ```text
//! file     = line…
//! line     = "#" comment | "@" directive | sentence "=>" meaning
//! meaning  = intent ("; " part)…          as `meaning.rs` beside this file writes it
//! @reset                     nothing known, asked or shown
//! @asked SLOT…               the last answer asked for these slots
//! @proposal | @card | @cancellation       a yes was asked for; a card page is open
//! @shown                     five hotels are on the screen (`scene.rs`)
//! @known                     Seattle, 20 to 23 March 2026, two adults, refundable
//! @country CC                the guest's country
//! @hotels                    the five hotels and some more can be named
//! ```
//!
//! The guest speaks on Wednesday, 18 February 2026, at noon.

mod meaning;
mod requests;
mod scene;

use scene::Scene;

fn check(file: &str, text: &str) {
    let mut scene = Scene::default();
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(directive) = line.strip_prefix('@') {
            scene.set(directive);
            continue;
        }
        let (sentence, expected) = line.split_once(" => ").unwrap_or((line, ""));
        let read = scene.read(sentence);
        if read != expected {
            wrong.push(format!("{file}:{}: {sentence} => {read}", number + 1));
        }
    }
    assert!(wrong.is_empty(), "{} sentences are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! files {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                let file = concat!(stringify!($name), ".txt");
                check(file, include_str!(concat!(stringify!($name), ".txt")));
            }
        )*
    };
}

files! { places dates guests money quality wishes hotels pointing acts answers changes languages whole }
