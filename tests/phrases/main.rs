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
//! @said TEXT                 what a guest who said this would have told
//! @country CC                the guest's country
//! @hotels                    the five hotels and some more can be named
//! ```
//!
//! The guest speaks on Wednesday, 18 February 2026, at noon.

mod forms;
mod meaning;
mod requests;
mod scene;

use scene::Scene;

/// Calls `each` with every sentence of `text`, the scene it is spoken in, its expected meaning and its line.
fn sentences(file: &str, text: &str, mut each: impl FnMut(&Scene, &str, &str, usize)) {
    let mut scene = Scene::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(directive) = line.strip_prefix('@') {
            scene.set(directive);
            continue;
        }
        let (sentence, expected) =
            line.split_once(" => ").unwrap_or_else(|| panic!("{file}:{}: no meaning", number + 1));
        each(&scene, sentence, expected, number + 1);
    }
}

fn check(file: &str, text: &str) {
    let mut wrong = Vec::new();
    sentences(file, text, |scene, sentence, expected, line| {
        let read = scene.read(sentence);
        if read != expected {
            wrong.push(format!("{file}:{line}: {sentence} => {read}"));
        }
    });
    assert!(wrong.is_empty(), "{} sentences are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! files {
    ($($name:ident)*) => {
        /// Every file, by name.
        const FILES: &[(&str, &str)] =
            &[$((concat!(stringify!($name), ".txt"), include_str!(concat!(stringify!($name), ".txt")))),*];

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
