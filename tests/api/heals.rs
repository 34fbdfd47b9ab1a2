//! The disk refuses to write for a while, and heals under the running process: nothing is lost, and nothing needs a restart.

use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::durable::{Cut, Life, request};
use crate::harness::{Answer, Outside, Server};

/// A server whose disk fills up at a commit of what is `asked`.
struct Story {
    life: Life,
    session: String,
    asked: Value,
    _folder: TempDir,
}

impl Story {
    /// The final yes is asked for, or, when `is_cancelling`, the booking is made and its cancellation is asked for.
    fn begin(is_cancelling: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let life = Life::cut_off(&folder.path().join("store.db"), &Outside::new(), Cut::Refused);
        let (session, asked) = life.tell(async |server| {
            let session = server.demo().ready_to_pay("user-1").await;
            let pay = request(&session.id, "action_confirm_payment_card", json!({}), "pay");
            if !is_cancelling {
                return (session.id, pay);
            }
            let booked = server.demo().post("/events", pay).await;
            let booking = &booked.outcome("booking_confirmed")["artifacts"]["booking"];
            let payload = json!({"bookingId": booking["bookingId"]});
            let cancel = request(&session.id, "action_cancel_booking", payload, "cancel");
            (session.id, cancel)
        });
        Self { life, session, asked, _folder: folder }
    }

    fn ask(&self) -> Answer {
        self.life.tell(async |server| server.demo().post("/events", self.asked.clone()).await)
    }

    fn say(&self, text: &str) -> Answer {
        let words = json!({"sessionId": self.session, "text": text});
        self.life.tell(async |server| server.demo().post("/events", words).await)
    }

    fn settle(&self) {
        self.life.tell(async |server| server.settle().await);
    }

    fn ledger(&self) -> (usize, usize) {
        self.life.tell(async |server: Server| server.ledger())
    }

    /// The history as a client reads it: ids and statuses.
    fn history(&self) -> Vec<(Value, Value)> {
        let path = format!("/sessions/{}", self.session);
        let read = self.life.tell(async |server| server.demo().get(&path).await);
        read.is(200);
        let events = read.data()["events"].as_array().unwrap().clone();
        events.into_iter().map(|e| (e["eventId"].clone(), e["resultStatus"].clone())).collect()
    }
}

/// For a booking and for a cancellation: the commit that holds its outcome, what is told without it, and what came of it.
const OUTCOMES: [(bool, usize, &str, &str); 2] =
    [(false, 3, "booking_pending", "booking_confirmed"), (true, 2, "cancellation_pending", "booking_cancelled")];

#[test]
fn what_came_of_a_send_is_stored_when_the_disk_heals() {
    for (is_cancelling, last, pending, done) in OUTCOMES {
        let story = Story::begin(is_cancelling);
        let before = story.history();
        story.life.stop_at(last);
        let told = story.ask();
        told.outcome(pending);
        let ledger = story.ledger();

        // While the disk is full: reads go on, the key is told the same, and nothing new is taken on.
        assert_eq!(story.history(), before);
        let again = story.ask();
        assert_eq!((again.text(), again.header("idempotent-replayed")), (told.text(), Some("true")));
        story.say("thanks").refused(503, "unavailable", "unavailable");

        story.life.heal();
        story.settle();
        let history = story.history();
        let event = (told.data()["event"]["id"].clone(), told.result()["status"].clone());
        assert_eq!(
            (history.len(), history.last()),
            (before.len() + 1, Some(&event)),
            "what was told is in the history"
        );
        story.ask().outcome(done);
        assert_eq!(story.ledger(), ledger, "nothing was sent again");
        story.say("thanks").is(200);
        story.life.end();
    }
}

#[test]
fn the_next_turn_of_the_session_stores_what_waits_before_it_begins() {
    let story = Story::begin(false);
    story.life.stop_at(3);
    let told = story.ask();
    told.outcome("booking_pending");
    story.life.heal();
    let shown = story.say("show my booking");
    assert_eq!(shown.outcome("booking_details")["artifacts"]["booking"]["status"], "confirmed");
    assert_eq!(story.history().iter().rev().nth(1).unwrap().0, told.data()["event"]["id"]);
    story.life.end();
}

#[test]
fn a_key_that_waits_to_be_stored_is_refused_for_anything_else() {
    let story = Story::begin(false);
    story.life.stop_at(3);
    story.ask().outcome("booking_pending");
    let other = request(&story.session, "action_cancel_booking", json!({"bookingId": "bkg_x"}), "pay");
    let refused = story.life.tell(async |server| server.demo().post("/events", other).await);
    assert_eq!((refused.status(), &refused.json()["code"]), (400, &json!("idempotency_key_reused")));
    story.life.end();
}

#[test]
fn a_yes_that_was_recorded_and_not_sent_is_carried_out_when_the_disk_heals() {
    let story = Story::begin(false);
    story.life.stop_at(2);
    story.ask().refused(503, "unavailable", "unavailable");
    assert_eq!(story.ledger(), (0, 0));
    story.settle();
    assert_eq!(story.ledger(), (0, 0), "nothing is sent while nothing can be stored");
    story.life.heal();
    story.settle();
    assert_eq!(story.ledger(), (1, 1));
    story.ask().outcome("booking_confirmed");
    story.life.end();
}

#[test]
fn what_came_of_a_send_made_by_the_settler_is_stored_when_the_disk_heals_as_well() {
    let story = Story::begin(false);
    story.life.stop_at(2);
    story.ask().refused(503, "unavailable", "unavailable");
    // Of the settler's own commits, the hold and the sending are stored, and the outcome is not.
    story.life.stop_at(3);
    story.settle();
    assert_eq!(story.ledger(), (1, 1));
    story.life.heal();
    story.settle();
    story.ask().outcome("booking_confirmed");
    assert_eq!(story.ledger(), (1, 1));
    story.life.end();
}

#[test]
fn a_send_on_its_way_is_not_given_up_by_the_settler() {
    let story = Story::begin(false);
    let told = story.life.tell(async |server| {
        server.book_slowly(Duration::from_millis(300));
        let asked = tokio::spawn({
            let (server, asked) = (server.clone(), story.asked.clone());
            async move { server.demo().post("/events", asked).await }
        });
        while server.supplier_sends() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.settle().await;
        asked.await.unwrap()
    });
    told.outcome("booking_confirmed");
    assert_eq!(story.ledger(), (1, 1));
    story.life.end();
}

#[test]
fn a_server_that_sends_no_more_refuses_a_yes_with_nothing_stored() {
    for (is_cancelling, _, _, done) in OUTCOMES {
        let story = Story::begin(is_cancelling);
        let (before, ledger) = (story.history(), story.ledger());
        story.life.tell(async |server| server.send_no_more());
        story.ask().refused(503, "unavailable", "unavailable");
        story.settle();
        assert_eq!((story.history(), story.ledger()), (before, ledger));
        let Story { life, asked, _folder, .. } = story;
        let outside = life.outside();
        life.end();
        let life = Life::begin(&_folder.path().join("store.db"), &outside);
        life.tell(async |server| server.demo().post("/events", asked).await.outcome(done).clone());
        life.end();
    }
}
