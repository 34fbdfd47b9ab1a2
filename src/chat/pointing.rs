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
    if let [one] = pointed(work, understood).as_slice() {
        return Some(one.clone());
    }
    let list = work.session.shortlist.as_ref()?;
    match (work.session.focus, list.options.as_slice()) {
        (Some(id), _) if understood.selection.is_empty() => list.find(id).cloned(),
        (None, [only]) => Some(only.clone()),
        _ => None,
    }
}
