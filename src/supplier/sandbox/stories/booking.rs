//! Booking and cancelling: money, rooms, and what the ledger says of them.

use std::sync::Arc;

use super::partner::{Story, paris, seattle, stay, usd};
use crate::domain::booking::BookingAttempt;
use crate::domain::failure::FailureCode;
use crate::domain::ids::PartnerId;
use crate::domain::option::{HotelOption, Refundability};
use crate::domain::partner::{Caller, Mode};
use crate::supplier::sandbox::SandboxSupplier;
use crate::supplier::{BookAnswer, CancelAnswer, Evidence, SearchResults};

#[tokio::test]
async fn a_booking_is_in_the_ledger_with_its_money_dates_and_guest() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    let answer = story.book(&mut attempt).await;
    let [entry] = &story.live()[..] else { panic!("one booking") };
    assert_eq!(answer, BookAnswer::Confirmed(entry.reference.clone()));
    assert_eq!((entry.total, entry.dates, &entry.hotel), (usd(98_067), option.dates, &option.hotel.id));
    assert_eq!(Some(&entry.guest), attempt.guest.as_ref());
    assert_eq!(story.book(&mut attempt).await, answer, "the same reference is the same booking");
    assert_eq!(story.live().len(), 1);
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
    assert!(story.live().is_empty());
    assert!(matches!(story.look_up(&attempt).await, Evidence::Cancelled(_)));
}

#[tokio::test]
async fn nothing_is_booked_above_what_was_accepted() {
    let mut story = Story::new();
    let option = Arc::clone(&story.search(&stay(paris(), 30, 2)).await.options[0]);
    let mut attempt = story.attempt(&option).await;
    attempt.accepted_total = attempt.accepted_total.minus(usd(1)).unwrap();
    assert_eq!(story.book(&mut attempt).await, BookAnswer::Refused(FailureCode::SupplierRejected));
    let mut tampered = story.attempt(&option).await;
    tampered.quote.total = tampered.quote.total.minus(usd(100)).unwrap();
    assert_eq!(story.book(&mut tampered).await, BookAnswer::Refused(FailureCode::SupplierRejected));
    assert!(story.live().is_empty());
}

#[tokio::test]
async fn an_old_quote_is_refused_and_an_old_option_is_not_quoted() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.wait(26 * 60);
    assert_eq!(story.book(&mut attempt).await, BookAnswer::Refused(FailureCode::OptionExpired));
    story.wait(10 * 60);
    assert_eq!(story.quote(&option).await, Err(FailureCode::OptionExpired));
}

#[tokio::test]
async fn the_last_room_is_sold_once_and_comes_back_when_cancelled() {
    let mut story = Story::new();
    let request = stay(seattle(), 30, 2);
    let results = story.search(&request).await;
    let may_sell_out = |option: &&Arc<HotelOption>| {
        let is_first = ["-0", "-1", "-2"].iter().any(|end| option.hotel.id.as_str().ends_with(end));
        !is_first && option.refundability() == Refundability::Refundable
    };
    let option = Arc::clone(results.options.iter().find(may_sell_out).unwrap());
    let mut booked = Vec::new();
    while story.quote(&option).await.is_ok() {
        let mut attempt = story.attempt(&option).await;
        assert!(matches!(story.book(&mut attempt).await, BookAnswer::Confirmed(_)));
        booked.push(attempt);
        assert!(booked.len() < 100, "a house with few rooms sells out");
    }
    assert_eq!(story.quote(&option).await, Err(FailureCode::SoldOut));
    let is_shown = |results: SearchResults| results.options.iter().any(|o| o.supplier_ref == option.supplier_ref);
    assert!(!is_shown(story.search(&request).await));
    assert_eq!(story.cancel(&booked[0]).await, CancelAnswer::Cancelled);
    assert!(is_shown(story.search(&request).await));
    assert!(story.quote(&option).await.is_ok());
}

#[tokio::test]
async fn bookings_of_one_partner_are_nothing_to_another() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    let own = std::mem::replace(
        &mut story.call.caller,
        Caller { partner: PartnerId::parse("other").unwrap(), mode: Mode::Test },
    );
    assert_eq!(
        story.look_up(&BookingAttempt { supplier_reference: None, ..attempt.clone() }).await,
        Evidence::NotBooked
    );
    assert!(story.live().is_empty());
    story.call.caller = own;
    assert_eq!(story.live().len(), 1);
    story.sandbox.ledger().reset(&story.call.caller);
    assert!(story.live().is_empty());
}

#[tokio::test]
async fn a_booking_outlives_the_process_that_made_it() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    story.sandbox = SandboxSupplier::new();
    assert!(matches!(story.look_up(&attempt).await, Evidence::Booked(_)));
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
}

#[tokio::test]
async fn nobody_cancels_on_the_day_of_arrival() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 2, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    // 20 February begins in Seattle at 08:00 UTC.
    story.call.now = "2026-02-20T08:00:00Z".parse().unwrap();
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Refused(FailureCode::TooLateToCancel));
    story.call.now = "2026-02-20T07:59:59Z".parse().unwrap();
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
}
