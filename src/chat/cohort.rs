//! Turns that are under way at once go through their parts together.
//!
//! A turn runs through half a megabyte of code, many times what the first caches of a processor hold. Taken one by one, every
//! turn would fetch all of it anew, and its branches would be guessed by what another part of the program did last. So a turn
//! waits where a part of it begins that has much code of its own, until the others have come as far, and the part is run for
//! all of them while it is at hand (cohort scheduling: Larus and Parkes, USENIX 2002). A turn that is alone does not wait.

/// Lets the turns that can go on come as far as this one.
pub(super) async fn gather() {
    tokio::task::yield_now().await;
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[tokio::test]
    async fn a_part_is_run_for_all_before_the_next_begins() {
        let run = RefCell::new(Vec::new());
        let turn = async || {
            run.borrow_mut().push("reads");
            gather().await;
            run.borrow_mut().push("answers");
        };
        tokio::join!(turn(), turn());
        assert_eq!(run.into_inner(), ["reads", "reads", "answers", "answers"]);
    }
}
