//! While nobody is connected who takes the money of live keys, they search and book nothing.

use serde_json::json;

use crate::harness::{House, LIVE_KEY, SEARCH, TEST_KEY};

#[tokio::test]
async fn without_a_vault_a_live_key_searches_and_is_told_that_it_cannot_book() {
    let house = House::without_live_vault().await;
    let session = house.session(LIVE_KEY).await;
    let option = session.say(SEARCH).await.option(0);
    let sends = || house.supplier.sends().len() + house.supplier.bookings_made().len();
    for outcome in [
        session.act("action_book_option", json!({"optionId": option}), "book").await,
        session.say("book the first one").await,
    ] {
        assert_eq!(outcome.status(), "unsupported_request", "{outcome:?}");
        assert_eq!(outcome.artifact("unsupported")["code"], "payment");
        assert!(outcome.text().contains("there is no way to pay"), "{}", outcome.text());
        assert!(outcome.artifact("payment").is_null(), "no card is asked for");
    }
    let early = session.act("action_confirm_payment_card", json!({}), "pay").await;
    assert_eq!(early.status(), "nothing_to_confirm");
    assert_eq!((sends(), house.money_held()), (0, 0));
}

#[tokio::test]
async fn a_booking_that_was_ready_to_pay_is_given_up_when_the_vault_is_gone() {
    let house = House::open().await;
    let session = house.session(LIVE_KEY).await;
    session.ready_to_pay().await;
    let id = session.id.clone();
    let house = house.reopened_without_live_vault();
    let session = house.session_of(LIVE_KEY, id);
    let outcome = session.act("action_confirm_payment_card", json!({}), "pay").await;
    assert_eq!(outcome.status(), "unsupported_request", "{outcome:?}");
    assert_eq!(session.say("yes").await.status(), "nothing_to_confirm");
    assert_eq!((house.supplier.sends().len(), house.money_held()), (0, 0));
}

#[tokio::test]
async fn test_keys_pay_with_test_cards_all_the_same() {
    let house = House::without_live_vault().await;
    house.session(TEST_KEY).await.booked().await;
    assert_eq!(house.money_held(), 1);
}
