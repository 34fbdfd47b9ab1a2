//! Which end of the stay a day is: the words of arriving and leaving around it.

use super::cues::LEAVING;
use super::reader::Reader;
use super::roles::Role;

/// An end of the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// Arriving, checking in, from.
    CheckIn,
    /// Leaving, checking out, until.
    CheckOut,
}

/// How far behind a day its cue may stand, in tokens.
const BEHIND: usize = 6;

impl Reader<'_> {
    /// The end of the stay that token `k` speaks of.
    pub fn cue(&self, k: usize) -> Option<Cue> {
        let lex = self.lex(k);
        if lex.is(Role::Check) {
            let at = self.skip_mark(k + 1, "-");
            return match self.tokens.word(at) {
                "in" | "into" | "ins" => Some(Cue::CheckIn),
                "out" | "outs" => Some(Cue::CheckOut),
                _ => None,
            };
        }
        if lex.is(Role::LeavePhrase) && LEAVING.iter().any(|words| self.tokens.are(k, words)) {
            return Some(Cue::CheckOut);
        }
        if lex.is(Role::Arrive) || lex.is(Role::Starting) {
            return Some(Cue::CheckIn);
        }
        lex.is(Role::Leave).then_some(Cue::CheckOut)
    }

    /// The nearest cue in the tokens from `from` to `to`, looking back from a day that begins at `to`.
    pub fn cue_before(&self, from: usize, to: usize) -> Option<(Cue, usize)> {
        let colon = to > from && self.word_is(to - 1, ":");
        if let Some(last) = to.checked_sub(1 + usize::from(colon)).filter(|&k| k >= from) {
            if colon && self.word_is(last, "in") {
                return Some((Cue::CheckIn, last));
            }
            let lex = self.lex(last);
            // "bis zum 9. Juni", "fino al 9 giugno"
            let fused = lex.is(Role::To)
                && last > from
                && (self.is(last - 1, Role::Until) || self.is(last - 1, Role::Extend) || self.word_is(last - 1, "up"));
            if lex.is(Role::Until) || lex.is(Role::Out) || fused {
                return Some((Cue::CheckOut, last));
            }
            if lex.is(Role::From) && self.cue(last).is_none() && !lex.is(Role::Of) {
                return Some((Cue::CheckIn, last));
            }
        }
        for k in (from..to).rev() {
            if matches!(self.tokens.word(k), "." | "!" | "?") {
                return None;
            }
            if let Some(cue) = self.cue(k) {
                return Some((cue, k));
            }
        }
        None
    }

    /// The first cue within a few tokens after a day that ends at `from`, before the next day at `to`.
    pub fn cue_after(&self, from: usize, to: usize) -> Option<(Cue, usize)> {
        for k in from..to.min(from + BEHIND) {
            if matches!(self.tokens.word(k), "." | "!" | "?" | ";") {
                return None;
            }
            if let Some(cue) = self.cue(k) {
                return Some((cue, k));
            }
        }
        None
    }
}
