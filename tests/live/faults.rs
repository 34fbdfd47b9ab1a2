//! Every fault on every operation: what the guest is told, and what the supplier's ledger says of it afterwards.

use std::sync::Arc;

use core_chat::http::sandbox_supplier::fault::{FAULTS, Fault as F, Operation as O};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::harness::{House, LIVE_KEY, Outcome, SEARCH, Session};
use crate::invariants;

/// More often than anybody asks.
const ALWAYS: usize = 9;
/// So many houses are open at once; each has a server of its own.
const AT_ONCE: usize = 12;

/// What goes wrong, how often, and what the guest is told.
type Row = (O, F, usize, &'static str);

/// The slow ones first, so that all the others run meanwhile.
const MATRIX: [Row; 165] = [
    (O::Book, F::Slow, 1, "booking_pending"),
    (O::Book, F::Drip, 1, "booking_pending"),
    (O::Cancel, F::Slow, ALWAYS, "booking_cancelled"),
    (O::Cancel, F::Drip, ALWAYS, "booking_cancelled"),
    (O::Search, F::Slow, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Drip, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::Slow, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::Drip, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Slow, 1, "shortlist"),
    (O::Content, F::Slow, 1, "supplier_unavailable"),
    (O::Content, F::Drip, 1, "supplier_unavailable"),
    (O::Search, F::DropBeforeCommit, ALWAYS, "supplier_unavailable"),
    (O::Search, F::DropBeforeCommit, 1, "shortlist"),
    (O::Search, F::DropAfterCommit, ALWAYS, "supplier_unavailable"),
    (O::Search, F::DropAfterCommit, 1, "shortlist"),
    (O::Search, F::ResetMidReply, ALWAYS, "supplier_unavailable"),
    (O::Search, F::ResetMidReply, 1, "shortlist"),
    (O::Search, F::FailBeforeCommit, ALWAYS, "supplier_unavailable"),
    (O::Search, F::FailBeforeCommit, 2, "shortlist"),
    (O::Search, F::FailAfterCommit, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Html, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Html, 1, "shortlist"),
    (O::Search, F::TruncatedJson, ALWAYS, "supplier_unavailable"),
    (O::Search, F::TruncatedJson, 1, "shortlist"),
    (O::Search, F::ErrorBesideSuccess, ALWAYS, "shortlist"),
    (O::Search, F::OtherCurrency, ALWAYS, "no_results"),
    (O::Search, F::MessageArray, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Redirect, ALWAYS, "supplier_unavailable"),
    (O::Search, F::HugeBody, ALWAYS, "supplier_unavailable"),
    (O::Search, F::RateLimited, ALWAYS, "supplier_unavailable"),
    (O::Search, F::RateLimited, 1, "shortlist"),
    (O::Search, F::Unauthorized, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Forbidden, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Conflict, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::DropBeforeCommit, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::DropBeforeCommit, 1, "payment_setup_required"),
    (O::Quote, F::DropAfterCommit, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::DropAfterCommit, 1, "payment_setup_required"),
    (O::Quote, F::ResetMidReply, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::FailBeforeCommit, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::FailAfterCommit, 1, "payment_setup_required"),
    (O::Quote, F::Html, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::TruncatedJson, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::WithoutReference, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::ErrorBesideSuccess, ALWAYS, "payment_setup_required"),
    (O::Quote, F::PriceChanged, 1, "price_change_confirmation_required"),
    (O::Quote, F::OtherCurrency, 1, "price_change_confirmation_required"),
    (O::Quote, F::QuoteExpired, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::MessageArray, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::Redirect, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::HugeBody, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::RateLimited, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::RateLimited, 1, "payment_setup_required"),
    (O::Quote, F::Unauthorized, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::Forbidden, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::Conflict, ALWAYS, "supplier_unavailable"),
    (O::Book, F::DropBeforeCommit, 1, "booking_pending"),
    (O::Book, F::DropAfterCommit, 1, "booking_pending"),
    (O::Book, F::ResetMidReply, 1, "booking_pending"),
    (O::Book, F::FailBeforeCommit, 1, "booking_pending"),
    (O::Book, F::FailAfterCommit, 1, "booking_pending"),
    (O::Book, F::Html, 1, "booking_pending"),
    (O::Book, F::TruncatedJson, 1, "booking_pending"),
    (O::Book, F::WithoutReference, 1, "booking_pending"),
    (O::Book, F::ErrorBesideSuccess, 1, "booking_confirmed"),
    (O::Book, F::OtherCurrency, 1, "booking_confirmed"),
    (O::Book, F::PriceChanged, 1, "booking_failed"),
    (O::Book, F::SoldOut, 1, "booking_failed"),
    (O::Book, F::QuoteExpired, 1, "booking_failed"),
    (O::Book, F::MessageArray, 1, "booking_pending"),
    (O::Book, F::Redirect, 1, "booking_pending"),
    (O::Book, F::HugeBody, 1, "booking_pending"),
    (O::Book, F::RateLimited, 1, "booking_failed"),
    (O::Book, F::Unauthorized, 1, "booking_failed"),
    (O::Book, F::Forbidden, 1, "booking_failed"),
    (O::Book, F::Conflict, 1, "booking_pending"),
    (O::Cancel, F::DropBeforeCommit, ALWAYS, "cancellation_pending"),
    (O::Cancel, F::DropBeforeCommit, 1, "booking_cancelled"),
    (O::Cancel, F::DropAfterCommit, ALWAYS, "booking_cancelled"),
    (O::Cancel, F::DropAfterCommit, 1, "booking_cancelled"),
    (O::Cancel, F::ResetMidReply, ALWAYS, "booking_cancelled"),
    (O::Cancel, F::FailBeforeCommit, ALWAYS, "cancellation_pending"),
    (O::Cancel, F::FailBeforeCommit, 2, "booking_cancelled"),
    (O::Cancel, F::FailAfterCommit, 1, "booking_cancelled"),
    (O::Cancel, F::Html, ALWAYS, "cancellation_pending"),
    (O::Cancel, F::Html, 1, "booking_cancelled"),
    (O::Cancel, F::TruncatedJson, 1, "booking_cancelled"),
    (O::Cancel, F::WithoutReference, 1, "booking_cancelled"),
    (O::Cancel, F::ErrorBesideSuccess, 1, "booking_cancelled"),
    (O::Cancel, F::MessageArray, ALWAYS, "cancellation_pending"),
    (O::Cancel, F::Redirect, ALWAYS, "cancellation_pending"),
    (O::Cancel, F::HugeBody, 1, "booking_cancelled"),
    (O::Cancel, F::RateLimited, ALWAYS, "cancellation_failed"),
    (O::Cancel, F::RateLimited, 1, "booking_cancelled"),
    (O::Cancel, F::Unauthorized, ALWAYS, "cancellation_failed"),
    (O::Cancel, F::Forbidden, ALWAYS, "cancellation_failed"),
    (O::Cancel, F::Conflict, ALWAYS, "cancellation_pending"),
    (O::Cancel, F::NotRefundable, 1, "cancellation_failed"),
    (O::Cancel, F::AfterCheckIn, 1, "cancellation_failed"),
    (O::Cancel, F::WrongStatus, 1, "cancellation_failed"),
    (O::Cancel, F::OtherCurrency, 1, "booking_cancelled"),
    (O::Content, F::DropBeforeCommit, 1, "shortlist"),
    (O::Content, F::DropBeforeCommit, ALWAYS, "supplier_unavailable"),
    (O::Content, F::DropAfterCommit, 1, "shortlist"),
    (O::Content, F::DropAfterCommit, ALWAYS, "supplier_unavailable"),
    (O::Content, F::ResetMidReply, 1, "shortlist"),
    (O::Content, F::ResetMidReply, ALWAYS, "supplier_unavailable"),
    (O::Content, F::FailBeforeCommit, 1, "shortlist"),
    (O::Content, F::FailBeforeCommit, ALWAYS, "supplier_unavailable"),
    (O::Content, F::FailAfterCommit, 1, "shortlist"),
    (O::Content, F::FailAfterCommit, ALWAYS, "supplier_unavailable"),
    (O::Content, F::Html, 1, "shortlist"),
    (O::Content, F::Html, ALWAYS, "supplier_unavailable"),
    (O::Content, F::TruncatedJson, 1, "shortlist"),
    (O::Content, F::TruncatedJson, ALWAYS, "supplier_unavailable"),
    (O::Content, F::HugeBody, 1, "shortlist"),
    (O::Content, F::HugeBody, ALWAYS, "supplier_unavailable"),
    (O::Content, F::Deep, 1, "shortlist"),
    (O::Content, F::Deep, ALWAYS, "supplier_unavailable"),
    (O::Content, F::RateLimited, 1, "shortlist"),
    (O::Content, F::RateLimited, ALWAYS, "supplier_unavailable"),
    (O::Content, F::WithoutReference, ALWAYS, "shortlist"),
    (O::Content, F::ErrorBesideSuccess, ALWAYS, "shortlist"),
    (O::Content, F::BookedTwice, ALWAYS, "shortlist"),
    (O::Content, F::OtherCurrency, ALWAYS, "shortlist"),
    (O::Content, F::Gone, ALWAYS, "shortlist"),
    (O::Content, F::PriceChanged, 1, "supplier_unavailable"),
    (O::Content, F::SoldOut, 1, "supplier_unavailable"),
    (O::Content, F::QuoteExpired, 1, "supplier_unavailable"),
    (O::Content, F::MessageArray, 1, "supplier_unavailable"),
    (O::Content, F::Redirect, 1, "supplier_unavailable"),
    (O::Content, F::Unauthorized, 1, "supplier_unavailable"),
    (O::Content, F::Forbidden, 1, "supplier_unavailable"),
    (O::Content, F::Conflict, 1, "supplier_unavailable"),
    (O::Content, F::NotRefundable, 1, "supplier_unavailable"),
    (O::Content, F::AfterCheckIn, 1, "supplier_unavailable"),
    (O::Content, F::WrongStatus, 1, "supplier_unavailable"),
    (O::Search, F::WithoutReference, ALWAYS, "shortlist"),
    (O::Search, F::BookedTwice, ALWAYS, "shortlist"),
    (O::Search, F::Gone, ALWAYS, "shortlist"),
    (O::Search, F::PriceChanged, ALWAYS, "supplier_unavailable"),
    (O::Search, F::SoldOut, ALWAYS, "supplier_unavailable"),
    (O::Search, F::QuoteExpired, ALWAYS, "supplier_unavailable"),
    (O::Search, F::NotRefundable, ALWAYS, "supplier_unavailable"),
    (O::Search, F::AfterCheckIn, ALWAYS, "supplier_unavailable"),
    (O::Search, F::WrongStatus, ALWAYS, "supplier_unavailable"),
    (O::Search, F::Deep, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::BookedTwice, ALWAYS, "payment_setup_required"),
    (O::Quote, F::Gone, 1, "option_unavailable"),
    (O::Quote, F::SoldOut, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::NotRefundable, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::AfterCheckIn, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::WrongStatus, ALWAYS, "supplier_unavailable"),
    (O::Quote, F::Deep, ALWAYS, "supplier_unavailable"),
    (O::Book, F::Gone, 1, "booking_confirmed"),
    (O::Book, F::NotRefundable, 1, "booking_pending"),
    (O::Book, F::AfterCheckIn, 1, "booking_pending"),
    (O::Book, F::WrongStatus, 1, "booking_pending"),
    (O::Book, F::Deep, 1, "booking_pending"),
    (O::Cancel, F::BookedTwice, 1, "booking_cancelled"),
    (O::Cancel, F::Gone, 1, "booking_cancelled"),
    (O::Cancel, F::Deep, 1, "booking_cancelled"),
    (O::Cancel, F::PriceChanged, 1, "cancellation_pending"),
    (O::Cancel, F::SoldOut, 1, "cancellation_pending"),
    (O::Cancel, F::QuoteExpired, 1, "cancellation_pending"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_on_every_operation_is_told_honestly() {
    let (mut cells, doors) = (JoinSet::new(), Arc::new(Semaphore::new(AT_ONCE)));
    for row in MATRIX {
        let doors = Arc::clone(&doors);
        cells.spawn(async move {
            let _open = doors.acquire().await.unwrap();
            cell(row).await
        });
    }
    let wrong: Vec<String> = cells.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_fault_stands_in_the_matrix_with_every_operation() {
    let is_there = |operation, fault| MATRIX.iter().any(|row| (row.0, row.1) == (operation, fault));
    for (name, fault) in FAULTS {
        for operation in [O::Content, O::Search, O::Quote, O::Book, O::Cancel] {
            // A supplier that books twice has a test of its own: no invariant of ours forbids it.
            let is_apart = (operation, fault) == (O::Book, F::BookedTwice);
            assert!(is_there(operation, fault) || is_apart, "{operation:?} {name}");
        }
    }
}

/// What is wrong with one row, if anything is.
async fn cell((operation, fault, times, expected): Row) -> Option<String> {
    let row = format!("{operation:?} {fault:?} x{times}");
    let house = if operation == O::Content { House::with_content(fault, times).await } else { House::open().await };
    let session = house.session(LIVE_KEY).await;
    let outcome = under_fault(&house, &session, (operation, fault, times)).await;
    if outcome.status() != expected {
        return Some(format!("{row}: {} instead of {expected}", outcome.status()));
    }
    let (live, made) = (house.supplier.live_bookings().len(), house.supplier.bookings_made().len());
    let allowed = match outcome.status() {
        "booking_confirmed" | "cancellation_failed" => 1..=1,
        "booking_pending" | "cancellation_pending" => 0..=1,
        _ => 0..=0,
    };
    if made > 1 || !allowed.contains(&live) {
        return Some(format!("{row}: {live} live of {made} bookings"));
    }
    if outcome.status() == "booking_pending" {
        // Whoever asks again, under another key, is told the same and books nothing.
        house.supplier.clear_faults();
        let again = session.say("book it").await;
        if again.status() != "booking_pending" {
            return Some(format!("{row}: asked again, {}", again.status()));
        }
    }
    invariants::broken(&house, &session.id).await.map(|broken| format!("{row}: {broken}"))
}

/// What comes of the turn in which it goes wrong.
async fn under_fault(house: &House, session: &Session<'_>, (operation, fault, times): (O, F, usize)) -> Outcome {
    match operation {
        O::Content => session.say(SEARCH).await,
        O::Search => {
            house.supplier.dial(operation, fault, times);
            session.say(SEARCH).await
        }
        O::Quote => {
            let option = session.say(SEARCH).await.option(0);
            house.supplier.dial(operation, fault, times);
            session.act("action_book_option", json!({"optionId": option}), "book").await
        }
        O::Book => {
            session.ready_to_pay().await;
            house.supplier.dial(operation, fault, times);
            session.act("action_confirm_payment_card", json!({}), "pay").await
        }
        O::Cancel => {
            let booking = session.booked().await;
            house.supplier.dial(operation, fault, times);
            session.act("action_cancel_booking", json!({"bookingId": booking}), "cancel").await
        }
    }
}

#[tokio::test]
async fn a_slow_search_shows_the_nearest_hotels_and_says_that_it_is_not_complete() {
    let house = House::open().await;
    let session = house.session(LIVE_KEY).await;
    house.supplier.dial(O::Search, F::Slow, 1);
    let some = session.say(SEARCH).await;
    assert_eq!(some.status(), "shortlist");
    assert_eq!(some.artifact("search")["partial"], true);
    assert!(
        some.text().ends_with("This is not complete: some hotels could not be asked. Search again for all of them.")
    );
    let all = session.say(SEARCH).await;
    assert!(all.artifact("search").get("partial").is_none(), "a part is not remembered: {}", all.text());
    assert!(all.artifact("search")["total"].as_u64() > some.artifact("search")["total"].as_u64());
}

#[tokio::test]
async fn a_supplier_that_books_twice_under_one_reference_was_asked_once() {
    let house = House::open().await;
    let session = house.session(LIVE_KEY).await;
    session.ready_to_pay().await;
    house.supplier.dial(O::Book, F::BookedTwice, 1);
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    assert_eq!(booked.status(), "booking_confirmed");
    let live = house.supplier.live_bookings();
    assert_eq!(live.len(), 2, "the supplier's own doing");
    assert_eq!(live[0].partner_reference, live[1].partner_reference);
}

#[tokio::test]
async fn a_changed_price_is_searched_again_offered_and_booked_at_what_was_accepted() {
    let house = House::open().await;
    let session = house.session(LIVE_KEY).await;
    let option = session.say(SEARCH).await.option(0);
    house.supplier.dial(O::Quote, F::PriceChanged, 1);
    let changed = session.act("action_book_option", json!({"optionId": option}), "book").await;
    assert_eq!(changed.status(), "price_change_confirmation_required");
    let change = changed.artifact("priceChange").clone();
    assert!(change["newTotalPrice"].as_f64() > change["previousTotalPrice"].as_f64(), "{change}");
    let accepted = session.act("action_confirm_price_change", json!({}), "yes").await;
    assert_eq!(accepted.status(), "payment_setup_required", "{accepted:?}");
    session.enter_card(&accepted).await;
    session.say("done").await;
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    assert_eq!(booked.status(), "booking_confirmed");
    assert_eq!(house.supplier.live_bookings()[0].total, change["newTotalPrice"].to_string());
}
