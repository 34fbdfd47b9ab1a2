//! One journey as Markdown, compared with what the README shows.

use std::path::PathBuf;

use crate::stage::{Said, Turn};

/// The journey that is shown.
pub const JOURNEY: &str = "01_the_documented_example";

const BEGIN: &str = "<!-- transcript:begin -->";
const END: &str = "<!-- transcript:end -->";

/// The turns as a quotation, one paragraph each.
pub fn markdown(turns: &[Turn]) -> String {
    let paragraphs = turns.iter().map(|turn| match &turn.said {
        Said::Words(words) => format!("> **Guest:** {words}\n>\n> **Chat:** {} `{}`", turn.reply, turn.status),
        Said::Button(label) => format!("> **Guest:** [{label}]\n>\n> **Chat:** {} `{}`", turn.reply, turn.status),
        Said::Aside(what) => format!("> *({what})*"),
    });
    paragraphs.collect::<Vec<_>>().join("\n>\n")
}

/// Holds `told` against the block between the marks of the README, or, where that shows none, of `transcript.md` beside
/// the journeys. With `INSTA_UPDATE=always` the block is written instead.
pub fn compare(told: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = root.join("README.md");
    let has_block = |path: &PathBuf| std::fs::read_to_string(path).is_ok_and(|text| text.contains(BEGIN));
    let path = if has_block(&readme) { readme } else { root.join("tests/journeys/transcript.md") };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| format!("{BEGIN}\n{END}\n"));
    let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("{} has no {BEGIN}", path.display()));
    let (block, after) = rest.split_once(END).unwrap_or_else(|| panic!("{} has no {END}", path.display()));
    if block.trim() == told.trim() {
        return;
    }
    if std::env::var_os("INSTA_UPDATE").is_some_and(|how| how == "always") {
        std::fs::write(&path, format!("{before}{BEGIN}\n{told}\n{END}{after}")).unwrap();
        return;
    }
    panic!("{} shows another conversation than this one:\n\n{told}", path.display());
}
