//! The same walk with a test key on the sandbox and with a live key through PageOne: the same statuses at every step.

use serde_json::json;

use crate::harness::{House, LIVE_KEY, SEARCH, Session, TEST_KEY};

/// One walk in words and actions; returns the status of every step.
async fn walk(session: &Session<'_>) -> Vec<String> {
    let mut statuses = Vec::new();
    let list = session.say(SEARCH).await;
    let option = list.option(1);
    statuses.push(list.status().to_owned());
    for text in ["show me more", "tell me about the second one", "what can you do?"] {
        statuses.push(session.say(text).await.status().to_owned());
    }
    statuses.push(session.act("action_confirm_payment_card", json!({}), "early").await.status().to_owned());
    let unknown = json!({"optionId": "a0000000-0000-4000-a000-000000000000"});
    statuses.push(session.act("action_book_option", unknown, "unknown").await.status().to_owned());
    let proposed = session.act("action_book_option", json!({"optionId": option}), "book").await;
    statuses.push(proposed.status().to_owned());
    statuses.push(session.say("done").await.status().to_owned());
    session.enter_card(&proposed).await;
    statuses.push(session.say("done").await.status().to_owned());
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    statuses.push(booked.status().to_owned());
    let booking = json!({"bookingId": booked.artifact("booking")["bookingId"]});
    // The same stay again, and the same key again.
    statuses.push(session.act("action_book_option", json!({"optionId": option}), "again").await.status().to_owned());
    statuses.push(session.act("action_confirm_payment_card", json!({}), "pay").await.status().to_owned());
    for text in ["show my bookings", "cancel my booking", "no", "cancel it", "yes please"] {
        statuses.push(session.say(text).await.status().to_owned());
    }
    statuses.push(session.act("action_cancel_booking", booking, "c-2").await.status().to_owned());
    for text in ["Seattle yesterday", "hotels", "Seattle Apr 3-5 2 adults 1 child"] {
        statuses.push(session.say(text).await.status().to_owned());
    }
    statuses
}

#[tokio::test]
async fn a_walk_has_the_same_statuses_on_both_suppliers() {
    let house = House::open().await;
    let on_sandbox = walk(&house.session(TEST_KEY).await).await;
    let on_pageone = walk(&house.session(LIVE_KEY).await).await;
    assert_eq!(on_pageone, on_sandbox);
    assert!(on_pageone.iter().any(|status| status == "booking_confirmed"), "{on_pageone:?}");
    assert!(on_pageone.iter().any(|status| status == "booking_cancelled"), "{on_pageone:?}");
    assert_eq!((house.supplier.bookings_made().len(), house.supplier.live_bookings().len()), (1, 0));
}

#[tokio::test]
async fn the_documented_example_costs_the_same_through_pageone() {
    let house = House::open().await;
    let session = house.session(LIVE_KEY).await;
    let mut page = session.say(SEARCH).await;
    let market = loop {
        assert_eq!(page.status(), "shortlist", "no page shows the documented example");
        let options = page.artifact("shortlist").as_array().unwrap();
        if let Some(found) = options.iter().find(|option| option["name"] == "Inn at the Market") {
            break found.clone();
        }
        page = session.say("show me more").await;
    };
    assert_eq!(
        (market["totalPrice"].to_string(), market["pricePerNight"].to_string()),
        ("980.67".into(), "276.66".into())
    );
    assert!(market.get("rating").is_none_or(serde_json::Value::is_null), "a rating that was not given: {market}");
}
