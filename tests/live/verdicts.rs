//! The table of what is definite and what is unknown, from the bytes on the wire to the answer: one test for each row, and
//! each also says how often the supplier was asked.

use core_chat::domain::failure::FailureCode as F;
use core_chat::supplier::{BookAnswer, CancelAnswer, Supplier};
use serde_json::json;

use crate::peer::{self, Answer, BOOK, CANCEL, Peer};

/// What an adapter makes of a booking answered so, and how often it asked.
async fn booked(answer: Answer) -> (BookAnswer, usize) {
    let peer = Peer::open().await;
    peer.say(BOOK, [answer]);
    let said = peer.connect().await.book(&peer::call(), &peer::attempt()).await;
    (said, peer.asked(BOOK))
}

/// What an adapter makes of a cancellation answered so, and how often it asked.
async fn cancelled(answer: Answer) -> (CancelAnswer, usize) {
    let peer = Peer::open().await;
    peer.say(CANCEL, [answer]);
    let said = peer.connect().await.cancel(&peer::call(), &peer::attempt()).await;
    (said, peer.asked(CANCEL))
}

macro_rules! rows {
    ($ask:ident: $($name:ident: $answer:expr => $expected:pat, $times:literal;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let (said, times) = $ask($answer).await;
            assert!(matches!(said, $expected), "{said:?}");
            assert_eq!(times, $times);
        }
    )*};
}

fn no(status: u16, message: &str) -> Answer {
    Answer::refusal(status, message)
}

fn ok(body: &str) -> Answer {
    Answer::new(200, "content-type: application/json\r\n", body)
}

fn too_long() -> Answer {
    let data = json!({"bookingReference": "BK_1", "status": "success", "x": "x".repeat(10 * 1024 * 1024)});
    Answer::success(&data)
}

fn too_deep() -> Answer {
    let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
    ok(&format!(r#"{{"data":{{"bookingReference":"BK_1","status":"success","x":{deep}}}}}"#))
}

/// A success of which the second half never comes.
fn broken_off() -> Answer {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 500\r\nconnection: close\r\n\r\n";
    Answer::Bytes(format!("{head}{{\"data\":{{\"bookingReference\":\"BK_1\"").into_bytes())
}

rows! { booked:
    a_reference_is_a_booking: Answer::success(&json!({"bookingReference": "BK_1", "status": "success"}))
        => BookAnswer::Confirmed(_), 1;
    a_reference_without_a_status_is_a_booking: Answer::success(&json!({"bookingReference": "BK_1"}))
        => BookAnswer::Confirmed(_), 1;
    a_reference_beside_an_error_is_a_booking:
        ok(r#"{"data":{"bookingReference":"BK_1","status":"success"},"error":"Bad Request","statusCode":400}"#)
        => BookAnswer::Confirmed(_), 1;
    a_reference_with_another_status_is_unknown: Answer::success(&json!({"bookingReference": "BK_1", "status": "failed"}))
        => BookAnswer::Unknown(_), 1;
    a_success_without_a_reference_is_unknown: Answer::success(&json!({"status": "success"}))
        => BookAnswer::Unknown(_), 1;
    a_success_without_data_is_unknown: ok(r#"{"message":"success"}"#) => BookAnswer::Unknown(_), 1;
    a_page_of_html_is_unknown: Answer::new(200, "content-type: text/html\r\n", "<html></html>")
        => BookAnswer::Unknown(_), 1;
    half_of_the_json_is_unknown: ok(r#"{"data":{"bookingReference":"BK_1","sta"#) => BookAnswer::Unknown(_), 1;
    an_answer_that_breaks_off_is_unknown: broken_off() => BookAnswer::Unknown(_), 1;
    an_answer_that_is_too_long_is_unknown: too_long() => BookAnswer::Unknown(_), 1;
    an_answer_that_nests_too_deep_is_unknown: too_deep() => BookAnswer::Unknown(_), 1;
    a_connection_closed_without_a_byte_is_unknown: Answer::Close => BookAnswer::Unknown(_), 1;
    status_500_is_unknown: no(500, "Internal server error") => BookAnswer::Unknown(_), 1;
    status_503_is_unknown: no(503, "Service Unavailable") => BookAnswer::Unknown(_), 1;
    a_redirect_is_unknown: Answer::new(307, "location: /elsewhere\r\n", "") => BookAnswer::Unknown(_), 1;
    status_409_is_unknown: no(409, "duplicate key") => BookAnswer::Unknown(_), 1;
    status_404_is_unknown: no(404, "Cannot POST /api/book") => BookAnswer::Unknown(_), 1;
    status_400_with_words_nobody_documented_is_unknown: no(400, "holder.name must be a string")
        => BookAnswer::Unknown(_), 1;
    words_about_cancelling_say_nothing_about_a_booking:
        no(400, "This booking is not refundable according to the cancellation policy") => BookAnswer::Unknown(_), 1;
    status_401_is_a_no: no(401, "whatever") => BookAnswer::Refused(F::SupplierError), 1;
    status_403_is_a_no: no(403, "whatever") => BookAnswer::Refused(F::SupplierError), 1;
    status_429_is_a_no: no(429, "whatever") => BookAnswer::Refused(F::SupplierError), 1;
    not_successful_is_a_no: no(400, "The booking was not successful.") => BookAnswer::Refused(F::SupplierRejected), 1;
    another_stay_is_a_no: no(400, "Stay dates mismatch") => BookAnswer::Refused(F::SupplierRejected), 1;
    other_guests_are_a_no: no(400, "Occupancy details mismatch") => BookAnswer::Refused(F::SupplierRejected), 1;
    another_house_is_a_no: no(400, "Accommodation code mismatch") => BookAnswer::Refused(F::SupplierRejected), 1;
    another_price_is_a_no: no(400, "Price changed") => BookAnswer::Refused(F::OptionExpired), 1;
    a_quote_that_is_gone_is_a_no: no(400, "Quote reference expired or invalid. Please quote again.")
        => BookAnswer::Refused(F::OptionExpired), 1;
    an_option_that_is_gone_is_a_no: no(400, "Option reference expired or invalid")
        => BookAnswer::Refused(F::OptionExpired), 1;
    another_connection_is_a_no: no(400, "Invalid connection code.") => BookAnswer::Refused(F::SupplierError), 1;
}

rows! { cancelled:
    cancelled_is_cancelled: Answer::success(&json!({"status": "cancelled", "cancelledAt": "2026-02-18T20:00:00Z"}))
        => CancelAnswer::Cancelled, 1;
    cancelled_before_is_cancelled: no(400, "Booking cannot be cancelled. Current status: cancelled")
        => CancelAnswer::Cancelled, 1;
    another_status_is_a_no_to_cancelling: no(400, "Booking cannot be cancelled. Current status: failed")
        => CancelAnswer::Refused(F::CancellationRefused), 1;
    after_check_in_is_a_no_to_cancelling: no(400, "This booking can no longer be cancelled after the check-in date")
        => CancelAnswer::Refused(F::TooLateToCancel), 1;
    not_refundable_is_a_no_to_cancelling:
        no(400, "This booking is not refundable according to the cancellation policy")
        => CancelAnswer::Refused(F::NotRefundable), 1;
    status_401_is_a_no_to_cancelling: no(401, "Invalid API key") => CancelAnswer::Refused(F::SupplierError), 1;
    a_booking_that_is_not_found_leaves_a_cancellation_unknown: no(404, "Booking not found")
        => CancelAnswer::Unknown(_), 1;
    words_about_booking_say_nothing_about_a_cancellation: no(400, "Price changed") => CancelAnswer::Unknown(_), 1;
    a_redirected_cancellation_is_unknown: Answer::new(302, "location: /elsewhere\r\n", "")
        => CancelAnswer::Unknown(_), 1;
    status_500_is_asked_again_and_leaves_a_cancellation_unknown: no(500, "x") => CancelAnswer::Unknown(_), 3;
    html_is_asked_again_and_leaves_a_cancellation_unknown: ok("<html></html>") => CancelAnswer::Unknown(_), 3;
    another_word_than_cancelled_leaves_it_unknown: Answer::success(&json!({"status": "pending"}))
        => CancelAnswer::Unknown(_), 3;
    a_closed_connection_is_asked_again_and_leaves_a_cancellation_unknown: Answer::Close
        => CancelAnswer::Unknown(_), 3;
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent_and_nothing_is_booked() {
    let peer = Peer::open().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let known = peer.connect().await;
    drop(known);
    let adapter = core_chat::supplier::pageone::PageOne::connect(&peer::account(&format!("http://{nobody}"))).unwrap();
    let said = adapter.book(&peer::call(), &peer::attempt()).await;
    assert_eq!(said, BookAnswer::Refused(F::SupplierError));
}

#[tokio::test]
async fn a_no_to_a_second_cancellation_that_does_not_speak_of_the_booking_leaves_the_first_unknown() {
    let peer = Peer::open().await;
    peer.say(CANCEL, [Answer::Close, no(401, "Invalid API key")]);
    let said = peer.connect().await.cancel(&peer::call(), &peer::attempt()).await;
    assert!(matches!(said, CancelAnswer::Unknown(_)), "{said:?}");
}
