//! Which of the options on screen the words mean.

use super::work::Work;
use crate::domain::shortlist::ShownOption;
use crate::understanding::meaning::Understanding;

/// The options the words pointed at, on the list on screen.
pub(super) fn pointed(work: &Work<'_>, understood: &Understanding) -> Vec<ShownOption> {
    let Some(list) = &work.session.shortlist else { return Vec::new() };
    understood.selection.iter().filter_map(|i| list.options.get(*i)).cloned().collect()
}

/// The one option that is meant: pointed at, or last spoken of, or the only one there is.
pub(super) fn meant(work: &Work<'_>, understood: &Understanding) -> Option<ShownOption> {
    if !understood.selection.is_empty() {
        // Pointing past the list means none of it.
        let [one] = pointed(work, understood).try_into().ok()?;
        return Some(one);
    }
    let list = work.session.shortlist.as_ref()?;
    match (work.session.focus, list.options.as_slice()) {
        (Some(id), _) => list.find(id).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}
