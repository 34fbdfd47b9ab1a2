//! A sentence means the same in small letters, in capitals and with wider spaces, but for what capitals alone tell.

use super::scene::Scene;
use super::sentences;

/// Where capitals alone tell a place or a name from another word, by design: codes of airports and of cities, and names
/// that are everyday words as well.
const TOLD_BY_CAPITALS: &[&str] = &["near sun", "2 adlts, 1 rom"];

/// What `sentence` means, with its own letters and spaces set aside: what is quoted of it is quoted as typed.
fn meaning(scene: &Scene, sentence: &str) -> String {
    scene.read(sentence).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentences of all files that `form` gives another meaning.
fn changed_by(form: impl Fn(&str) -> String) -> Vec<String> {
    let mut changed = Vec::new();
    for (file, text) in super::FILES {
        sentences(file, text, |scene, sentence, _, _| {
            let (typed, other) = (meaning(scene, sentence), meaning(scene, &form(sentence)));
            if typed != other && !TOLD_BY_CAPITALS.contains(&sentence) {
                changed.push(format!("{file}: {sentence}\n      {typed}\n      {other}"));
            }
        });
    }
    changed
}

fn assert_none(changed: &[String], how: &str) {
    assert!(changed.is_empty(), "{} sentences mean another thing {how}:\n{}", changed.len(), changed.join("\n"));
}

#[test]
fn small_letters_change_nothing() {
    assert_none(&changed_by(str::to_lowercase), "in small letters");
}

#[test]
fn capitals_change_nothing() {
    assert_none(&changed_by(str::to_uppercase), "in capitals");
}

#[test]
fn wider_spaces_change_nothing() {
    assert_none(&changed_by(|sentence| format!("  {}\t", sentence.replace(' ', "  "))), "with wider spaces");
}
