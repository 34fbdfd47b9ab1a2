//! How the adapter behaves towards a supplier: times, limits, retries, rests, and what it shares and remembers.

use std::time::Duration;

use core_chat::domain::failure::FailureCode;
use core_chat::supplier::pageone::PageOne;
use core_chat::supplier::{BookAnswer, QuoteAnswer, Supplier, SupplierError};
use serde_json::json;
use tokio::net::{TcpSocket, TcpStream};

use crate::peer::{self, Answer, BOOK, CONTENT, Peer, QUOTE, SEARCH};

fn failing() -> Answer {
    Answer::refusal(500, "Internal server error")
}

fn quoted() -> Answer {
    let rate = json!({"currency": "USD", "baseRate": 300, "taxesAndFees": 30, "chargeTotal": 330});
    Answer::success(&json!({"id": "q-1", "rate": rate, "cancelPolicy": {"refundable": true}}))
}

async fn quote(adapter: &PageOne) -> Result<QuoteAnswer, SupplierError> {
    adapter.quote(&peer::call(), &peer::shown(), None).await
}

async fn search(adapter: &PageOne) -> Result<usize, SupplierError> {
    Ok(adapter.search(&peer::call(), &peer::stay()).await?.options.len())
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let peer = Peer::open().await;
    peer.say(BOOK, [Answer::new(307, "location: /api/cancel\r\n", "")]);
    peer.connect().await.book(&peer::call(), &peer::attempt()).await;
    assert_eq!(peer.paths(), [BOOK]);
}

/// A connection that is not taken has its own time, and then it is certain that nothing was sent; had only the whole
/// exchange a time, nobody could say.
#[tokio::test]
async fn a_connection_that_nobody_takes_is_a_definite_no() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 100, "the queue of connections never fills");
    }
    let adapter = PageOne::connect(&peer::account(&format!("http://{address}"))).unwrap();
    let said = adapter.book(&peer::call(), &peer::attempt()).await;
    assert_eq!(said, BookAnswer::Refused(FailureCode::SupplierError));
}

#[tokio::test]
async fn retry_after_is_obeyed_without_asking() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    peer.say(SEARCH, [Answer::new(429, "retry-after: 60\r\n", r#"{"message":"Rate limit exceeded"}"#)]);
    for _ in 0..3 {
        assert_eq!(search(&adapter).await, Err(SupplierError::Limited));
    }
    assert_eq!(quote(&adapter).await, Err(SupplierError::Limited), "search and quote share the limit");
    assert_eq!(peer.paths(), [SEARCH], "one was refused, and then nobody asks");
    let said = adapter.book(&peer::call(), &peer::attempt()).await;
    assert!(matches!(said, BookAnswer::Confirmed(_)), "bookings are not limited: {said:?}");
}

#[tokio::test]
async fn an_operation_that_keeps_failing_is_left_alone_and_others_are_not() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    peer.say(QUOTE, [failing()]);
    for _ in 0..4 {
        assert!(matches!(quote(&adapter).await, Err(SupplierError::Failed(_))));
    }
    assert_eq!(peer.asked(QUOTE), 5, "five failures in a row are enough");
    assert_eq!(search(&adapter).await, Ok(1));
}

#[tokio::test]
async fn a_failed_search_and_quote_are_asked_again() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    peer.say(QUOTE, [failing(), Answer::Close, quoted()]);
    assert!(matches!(quote(&adapter).await, Ok(QuoteAnswer::Quoted(_))));
    assert_eq!(peer.asked(QUOTE), 3);
}

#[tokio::test]
async fn a_refusal_is_not_asked_again() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    peer.say(QUOTE, [Answer::refusal(400, "Occupancy details mismatch")]);
    assert!(quote(&adapter).await.is_err());
    assert_eq!(peer.asked(QUOTE), 1);
}

/// Ten retries may be spent at once, and every first try earns a fifth of one: the thirteenth failure in a row of failures
/// and successes is not tried again.
#[tokio::test]
async fn retries_come_out_of_a_budget() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    peer.say(QUOTE, (0..20).flat_map(|_| [failing(), quoted()]));
    for number in 1..=12 {
        assert!(quote(&adapter).await.is_ok(), "quote {number}");
    }
    assert!(quote(&adapter).await.is_err());
    assert_eq!(peer.asked(QUOTE), 12 * 2 + 1);
}

#[tokio::test]
async fn searches_of_one_stay_share_a_call_and_are_remembered() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    let slowly = Answer::success(&json!({"accommodations": []})).later(Duration::from_millis(200));
    peer.say(SEARCH, [slowly]);
    let (a, b, c) = tokio::join!(search(&adapter), search(&adapter), search(&adapter));
    assert_eq!((a, b, c), (Ok(0), Ok(0), Ok(0)));
    assert_eq!(search(&adapter).await, Ok(0));
    assert_eq!(peer.asked(SEARCH), 1);
}

/// Options outlive a search by 23 hours here: for a caller whose clock stands beyond that, it is made again.
#[tokio::test]
async fn nothing_is_remembered_beyond_the_life_of_its_options() {
    let peer = Peer::open().await;
    let adapter = peer.connect().await;
    assert_eq!(search(&adapter).await, Ok(1));
    let mut later = peer::call();
    later.now = crate::support::in_hours(24);
    adapter.search(&later, &peer::stay()).await.unwrap();
    assert_eq!(peer.asked(SEARCH), 2);
}

#[tokio::test]
async fn hotels_are_known_from_the_last_good_copy_while_the_supplier_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hotels.jsonl");
    let peer = Peer::open().await;
    let mut account = peer.account();
    account.hotels_file = Some(file.clone());
    drop(peer::connect(&account).await);
    while !file.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    peer.say(CONTENT, [failing()]);
    // Connected without waiting: what is known now comes from the file.
    let adapter = PageOne::connect(&account).unwrap();
    assert_eq!(adapter.hotel_list_edition(), 1);
    assert_eq!(search(&adapter).await, Ok(1));
    let damaged = std::fs::read_to_string(&file).unwrap().replace("Only", "Onli");
    std::fs::write(&file, damaged).unwrap();
    assert_eq!(PageOne::connect(&account).unwrap().hotel_list_edition(), 0, "a damaged copy is none");
}

#[tokio::test]
async fn content_without_a_single_hotel_takes_no_others_place() {
    let folder = tempfile::tempdir().unwrap();
    let peer = Peer::open().await;
    let mut account = peer.account();
    account.hotels_file = Some(folder.path().join("hotels.jsonl"));
    drop(peer::connect(&account).await);
    while !folder.path().join("hotels.jsonl").exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let before = peer.asked(CONTENT);
    peer.say(CONTENT, [Answer::success(&json!({"hasMore": false, "accommodations": []}))]);
    let adapter = PageOne::connect(&account).unwrap();
    while peer.asked(CONTENT) == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((adapter.hotel_list_edition(), search(&adapter).await), (1, Ok(1)));
}
