//! Forced outcomes, by header and by test hotel.

use std::sync::Arc;

use super::partner::{Story, seattle, stay, usd};
use crate::domain::failure::FailureCode;
use crate::domain::money::Money;
use crate::domain::option::{HotelOption, Refundability};
use crate::domain::ranking;
use crate::domain::stay::StayRequest;
use crate::supplier::{BookAnswer, CancelAnswer, Evidence, Scenario, Supplier, SupplierError};

fn test_hotels() -> StayRequest {
    let mut request = stay(seattle(), 30, 3);
    request.filters.hotel_name = Some("Sandbox".into());
    request
}

async fn test_hotel(story: &Story, name: &str) -> Arc<HotelOption> {
    story.option(&test_hotels(), name).await
}

/// `part` of a hundred of `whole`, give or take the rounding of a few nights.
fn is_percent(part: Money, whole: Money, percent: i64) -> bool {
    (part.minor() * 100 - whole.minor() * percent).abs() < 1_000
}

#[tokio::test]
async fn test_hotels_are_there_only_when_asked_for() {
    let story = Story::new();
    let is_test = |option: &Arc<HotelOption>| option.hotel.name.starts_with("Sandbox ");
    assert!(!story.search(&stay(seattle(), 30, 3)).await.options.iter().any(is_test));
    for words in ["Sandbox", "test hotels", "sandbox price up"] {
        let mut request = test_hotels();
        request.filters.hotel_name = Some(words.into());
        let found = story.search(&request).await;
        let mut names: Vec<_> = found.options.iter().filter(|o| is_test(o)).map(|o| &o.hotel.name).collect();
        names.dedup();
        assert_eq!(names.len(), 16, "{words}");
    }
}

#[tokio::test]
async fn a_search_may_fail_or_find_nothing() {
    let mut story = Story::new();
    let request = stay(seattle(), 30, 3);
    story.call.scenario = Some(Scenario::SupplierTimeout);
    assert_eq!(story.sandbox.search(&story.call, &request).await.err(), Some(SupplierError::Timeout));
    story.call.scenario = Some(Scenario::SupplierError);
    assert!(matches!(story.sandbox.search(&story.call, &request).await, Err(SupplierError::Failed(_))));
    story.call.scenario = Some(Scenario::NoResults);
    assert!(story.search(&request).await.options.is_empty());
    let mut wishful = request;
    wishful.filters.refundable = Some(true);
    let missing = story.search(&wishful).await.options;
    assert!(!missing.is_empty() && missing.iter().all(|option| !ranking::meets(option, &wishful.filters)));
}

#[tokio::test]
async fn a_forced_price_goes_on_until_it_is_booked() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    story.call.scenario = Some(Scenario::PriceIncrease);
    let first = story.quote(&option).await.unwrap();
    assert!(is_percent(first.total, option.total, 112), "{}", first.total);
    story.call.scenario = None;
    let second = story.quote_again(&option, Some(&first)).await.unwrap();
    assert_eq!(second.total, first.total);
    let mut attempt = story.attempt(&option).await;
    (attempt.quote, attempt.accepted_total) = (second, first.total);
    assert!(matches!(story.book(&mut attempt).await, BookAnswer::Confirmed(_)));
    assert_eq!(story.live()[0].total, first.total);
    assert_eq!(story.quote(&option).await.unwrap().total, option.total, "another attempt is not concerned");
}

#[tokio::test]
async fn a_price_may_fall_or_change_twice() {
    let story = Story::new();
    let down = test_hotel(&story, "Sandbox Price Down").await;
    assert!(is_percent(story.quote(&down).await.unwrap().total, down.total, 92));
    let option = test_hotel(&story, "Sandbox Price Yo-yo").await;
    let first = story.quote(&option).await.unwrap();
    let second = story.quote_again(&option, Some(&first)).await.unwrap();
    let third = story.quote_again(&option, Some(&second)).await.unwrap();
    assert!(is_percent(first.total, option.total, 112) && is_percent(second.total, option.total, 120));
    assert_eq!(third.total, second.total, "then it stays");
}

#[tokio::test]
async fn a_room_may_go_before_the_quote_or_after_the_payment() {
    let mut story = Story::new();
    let option = test_hotel(&story, "Sandbox Sold Out").await;
    assert_eq!(story.quote(&option).await, Err(FailureCode::SoldOut));
    let option = test_hotel(&story, "Sandbox Late Sold Out").await;
    let mut attempt = story.attempt(&option).await;
    assert_eq!(story.book(&mut attempt).await, BookAnswer::Refused(FailureCode::SoldOut));
    assert!(story.live().is_empty());
}

#[tokio::test]
async fn a_blinking_option_expires_in_a_second() {
    let mut story = Story::new();
    let option = test_hotel(&story, "Sandbox Blink").await;
    assert!(story.quote(&option).await.is_ok());
    story.wait(1);
    assert_eq!(story.quote(&option).await, Err(FailureCode::OptionExpired));
    story.call.scenario = Some(Scenario::OptionExpired);
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    assert_eq!(option.expires_at.as_second(), story.call.now.as_second() + 1);
}

#[tokio::test]
async fn what_is_on_request_settles_a_minute_later() {
    let mut story = Story::new();
    for (hotel, granted) in [("Sandbox On Request", true), ("Sandbox On Request No", false)] {
        let option = test_hotel(&story, hotel).await;
        let mut attempt = story.attempt(&option).await;
        assert!(matches!(story.book(&mut attempt).await, BookAnswer::OnRequest(_)));
        story.wait(59);
        assert!(matches!(story.look_up(&attempt).await, Evidence::Pending(_)), "{hotel}");
        story.wait(1);
        let evidence = story.look_up(&attempt).await;
        assert_eq!(matches!(evidence, Evidence::Booked(_)), granted, "{hotel}");
        assert_eq!(evidence == Evidence::NotBooked, !granted, "{hotel}");
    }
    assert_eq!(story.live().len(), 1);
}

#[tokio::test]
async fn no_answer_may_mean_booked_or_not() {
    let mut story = Story::new();
    for (hotel, booked) in [("Sandbox Slow", true), ("Sandbox 500", false)] {
        let option = test_hotel(&story, hotel).await;
        let mut attempt = story.attempt(&option).await;
        assert!(matches!(story.book(&mut attempt).await, BookAnswer::Unknown(_)));
        assert_eq!(story.look_up(&attempt).await, Evidence::Unavailable);
        story.wait(60);
        assert_eq!(matches!(story.look_up(&attempt).await, Evidence::Booked(_)), booked, "{hotel}");
    }
    assert_eq!(story.live().len(), 1);
}

#[tokio::test]
async fn a_scenario_in_the_header_of_the_booking_holds_for_any_hotel() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.call.scenario = Some(Scenario::PendingThenConfirmed);
    assert!(matches!(story.book(&mut attempt).await, BookAnswer::OnRequest(_)));
}

#[tokio::test]
async fn cancelling_may_cost_be_refused_or_take_its_time() {
    let mut story = Story::new();
    let option = test_hotel(&story, "Sandbox One Night").await;
    let night = option.total.share(1, 3);
    assert_eq!(option.cancellation.penalty_at(story.call.now, option.total), night);

    let option = test_hotel(&story, "Sandbox Non-refundable").await;
    assert_eq!(option.refundability(), Refundability::NonRefundable);
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Refused(FailureCode::NotRefundable));

    let option = test_hotel(&story, "Sandbox Refuse").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Refused(FailureCode::CancellationRefused));

    let option = test_hotel(&story, "Sandbox Slow Cancel").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    assert!(matches!(story.cancel(&attempt).await, CancelAnswer::Unknown(_)));
    assert!(matches!(story.cancel(&attempt).await, CancelAnswer::Unknown(_)));
    assert_eq!(story.look_up(&attempt).await, Evidence::Unavailable);
    story.wait(60);
    assert!(matches!(story.look_up(&attempt).await, Evidence::Cancelled(_)));
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
}

#[tokio::test]
async fn a_resort_fee_is_due_at_the_hotel() {
    let story = Story::new();
    let option = test_hotel(&story, "Sandbox Resort Fee").await;
    assert_eq!(option.price.due_at_property, usd(3 * 3_500));
    assert_eq!(option.price.total(), Ok(option.total), "on top of the total");
}
