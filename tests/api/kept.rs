//! How long answers are kept under their keys, through restarts and sweeping; what those find who wait for one when the
//! process ends; and that no money stays held for what is not sent any more.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::durable::{Cut, Life, request};
use crate::harness::{Answer, Outside, option_id};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Whether `again` is `first` to the byte, from memory or file.
fn is_replay(again: &Answer, first: &Answer) -> bool {
    again.header("idempotent-replayed") == Some("true") && again.text() == first.text()
}

#[test]
fn answers_are_kept_a_day_and_those_about_bookings_thirty() {
    let folder = tempfile::tempdir().unwrap();
    let (file, outside) = (folder.path().join("store.db"), Outside::new());
    let life = Life::begin(&file, &outside);
    let words =
        |id: &str| json!({"sessionId": id, "text": "Seattle Jun 20-23 1 room refundable", "idempotencyKey": "s"});
    let (session, search, list, pay, booked) = life.tell(async |server| {
        let session = server.demo().open("user-1").await;
        let search = words(&session.id);
        let list = server.demo().post("/events", search.clone()).await;
        let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "book").await;
        session.complete_card(&proposed, "visa_ok").await.is(200);
        session.say("done").await.outcome("payment_confirmation_required");
        let pay = request(&session.id, "action_confirm_payment_card", json!({}), "pay");
        let booked = server.demo().post("/events", pay.clone()).await;
        booked.outcome("booking_confirmed");
        (session.id, search, list, pay, booked)
    });
    life.end();

    // In a life of its own each: hours since, and whether the search and the booking are still known by their keys.
    let mut passed = 0;
    for (hours, knows_search) in [(23, true), (25, false), (29 * 24 + 23, false)] {
        let life = Life::begin(&file, &outside);
        life.tell(async |server| server.advance(HOUR * (hours - passed)));
        passed = hours;
        life.sweep();
        life.end();
        let life = Life::begin(&file, &outside);
        life.tell(async |server| {
            let again = server.demo().post("/events", pay.clone()).await;
            assert!(is_replay(&again, &booked), "{hours} hours: {}", again.text());
            if knows_search {
                let again = server.demo().post("/events", search.clone()).await;
                assert!(is_replay(&again, &list), "{hours} hours: {}", again.text());
            }
        });
        life.end();
    }
    let life = Life::begin(&file, &outside);
    life.tell(async |server| {
        let anew = server.demo().post("/events", search.clone()).await;
        anew.outcome("shortlist");
        assert_eq!(anew.header("idempotent-replayed"), None, "after a day the key is free");
        server.advance(HOUR * 2);
        server.demo().post("/events", pay.clone()).await.refused(404, "session_not_found", "session_not_found");
    });
    life.tell(async |server| server.advance(HOUR * 25));
    life.sweep();
    life.end();

    // The session is forgotten; the booking is not, and its stay is not booked again.
    let life = Life::begin(&file, &outside);
    life.tell(async |server| {
        let path = format!("/sessions/{session}");
        server.demo().get(&path).await.refused(404, "session_not_found", "session_not_found");
        let id = booked.result()["artifacts"]["booking"]["bookingId"].clone();
        let anew = server.demo().open("user-1").await;
        let list = anew.say("Seattle Jun 20-23 1 room refundable").await;
        let same = &booked.result()["artifacts"]["booking"]["hotelName"];
        let options = list.outcome("shortlist")["artifacts"]["shortlist"].as_array().unwrap();
        assert_eq!(&options[0]["hotelName"], same, "the same hotel is shown");
        let again = anew.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "book").await;
        assert_eq!(again.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"], id);
        assert_eq!(server.ledger(), (1, 1));
    });
    life.end();
}

/// How many repeat a request at once.
const REPEATERS: usize = 6;
/// Longer than anybody may wait.
const FOR_EVER: Duration = Duration::from_secs(30);

/// A process that will be cut off, and the yes to a payment in whose course that is.
struct Cutting {
    folder: TempDir,
    file: PathBuf,
    outside: Outside,
    life: Life,
    session: String,
    asked: Value,
}

impl Cutting {
    /// At the `nth` commit of the payment.
    fn of_a_payment(nth: usize, cut: Cut) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (file, outside) = (folder.path().join("store.db"), Outside::new());
        let life = Life::cut_off(&file, &outside, cut);
        let session = life.tell(async |server| server.demo().ready_to_pay("user-1").await.id);
        let asked = request(&session, "action_confirm_payment_card", json!({}), "pay");
        life.stop_at(nth);
        Self { folder, file, outside, life, session, asked }
    }
}

/// All who wait when the process is cut off at the `nth` commit of `asked` repeat it at once in the next life, while it
/// recovers; says whether it was cut off at all.
fn repeats_after_a_cut(nth: usize, cut: Cut) -> bool {
    let Cutting { folder: _folder, file, outside, life, session, asked } = Cutting::of_a_payment(nth, cut);
    let answered = life.tell(async |server| {
        let waiting = (0..REPEATERS).map(|_| {
            let (partner, asked) = (server.demo(), asked.clone());
            tokio::spawn(async move { partner.post("/events", asked).await })
        });
        let waiting: Vec<_> = waiting.collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        waiting.iter().filter(|waiting| waiting.is_finished()).count()
    });
    life.end();

    let life = Life::begin(&file, &outside);
    life.tell(async |server| {
        let repeating = (0..REPEATERS).map(|_| {
            let (partner, asked) = (server.demo(), asked.clone());
            tokio::spawn(tokio::time::timeout(FOR_EVER, async move { partner.post("/events", asked).await }))
        });
        let repeating: Vec<_> = repeating.collect();
        server.settle().await;
        server.settle().await;
        let mut told: Vec<(Value, Value)> = Vec::new();
        for repeating in repeating {
            let answer = repeating.await.unwrap().unwrap_or_else(|_| panic!("{nth} {cut:?}: waits for ever"));
            answer.is(200);
            told.push((answer.data()["event"]["id"].clone(), answer.result()["status"].clone()));
        }
        let last = server.demo().post("/events", asked.clone()).await;
        let settled = last.result()["status"].as_str().unwrap().to_owned();
        assert!(["booking_confirmed", "booking_failed"].contains(&settled.as_str()), "{nth} {cut:?}: {settled}");
        for (event, status) in &told {
            assert_eq!(*event, last.data()["event"]["id"], "{nth} {cut:?}");
            assert!(*status == "booking_pending" || *status == settled, "{nth} {cut:?}: {status} before {settled}");
        }
        let is_booked = usize::from(settled == "booking_confirmed");
        assert_eq!((server.ledger().0, server.money_held()), (is_booked, is_booked), "{nth} {cut:?}");
        let history = server.demo().get(&format!("/sessions/{session}")).await;
        let events = history.data()["events"].as_array().unwrap();
        let named = events.iter().filter(|event| event["eventId"] == last.data()["event"]["id"]).count();
        assert_eq!(named, 1, "{nth} {cut:?}");
    });
    life.end();
    answered == 0
}

#[test]
fn nobody_who_waited_when_the_process_was_cut_off_waits_for_ever_in_the_next() {
    for cut in [Cut::Before, Cut::After] {
        let cuts = (1..).take_while(|nth| repeats_after_a_cut(*nth, cut)).count();
        assert_eq!(cuts, 3, "the yes, the sending and the outcome are commits of their own");
    }
}

#[test]
fn money_held_for_a_quote_that_has_run_out_meanwhile_is_let_go_and_nothing_is_sent() {
    // The process ends with the money held and nothing sent, before or after the hold is known to the store.
    for (nth, cut) in [(1, Cut::After), (2, Cut::Before)] {
        let Cutting { folder: _folder, file, outside, life, asked, .. } = Cutting::of_a_payment(nth, cut);
        life.tell(async |server| {
            let answer = async { server.demo().post("/events", asked.clone()).await };
            assert!(tokio::time::timeout(Duration::from_millis(300), answer).await.is_err());
            assert_eq!((server.money_held(), server.supplier_sends()), (nth - 1, 0));
        });
        life.end();

        let life = Life::begin(&file, &outside);
        life.tell(async |server| {
            server.advance(SignedDuration::from_mins(40));
            let round = server.round().await;
            assert_eq!((round.asked, round.settled), (1, 1), "{nth}");
            assert_eq!((server.money_held(), server.supplier_sends()), (0, 0), "{nth}");
            let told = server.demo().post("/events", asked.clone()).await;
            assert_eq!(told.outcome("booking_failed")["artifacts"]["failure"]["code"], "option_expired", "{nth}");
        });
        life.end();
    }
}
