//! The wall clock jumps by hours, forward and backward, between any two calls of a trip: a guest may have to search again, and
//! that is all that comes of it.

use std::collections::BTreeMap;

use core_chat::clock::{Entropy, SeededEntropy};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::durable::{Life, request};
use crate::harness::{Answer, Outside, Server};

/// Numbers that follow from a seed.
struct Chance(SeededEntropy);

impl Chance {
    fn of(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    fn below(&self, most: u64) -> u64 {
        (u128::from_le_bytes(self.0.bytes()) % u128::from(most)) as u64
    }
}

/// How far from the truth the clock goes, in seconds: together less than the 24 hours that every answer is kept.
const WRONG_BY: [i64; 6] = [0, 0, 1, 3_600, 7 * 3_600, 11 * 3_600];
/// After so many steps the clock stays where it is, so that every trip comes to its end.
const JUMPY_STEPS: usize = 14;
/// Steps in which every trip has come to its end.
const MOST_STEPS: usize = 30;

/// One guest on a trip through jumps of the clock.
struct Trip {
    life: Life,
    chance: Chance,
    /// How far the clock is from the truth.
    wrong_by: i64,
    session: String,
    steps: usize,
    /// What was answered under each key, to the byte.
    answers: BTreeMap<String, (Value, Answer)>,
    /// The events in the order they were asked for.
    events: Vec<Value>,
}

impl Trip {
    fn begin(seed: u64, life: Life) -> Self {
        let session = life.tell(async |server| server.demo().open("user-1").await.id);
        let (answers, events) = (BTreeMap::new(), Vec::new());
        Self { life, chance: Chance::of(seed), wrong_by: 0, session, steps: 0, answers, events }
    }

    fn jump(&mut self) {
        let far = WRONG_BY[usize::try_from(self.chance.below(WRONG_BY.len() as u64)).unwrap()];
        let to = if self.steps > JUMPY_STEPS { 0 } else { [far, -far][usize::try_from(self.chance.below(2)).unwrap()] };
        // Some truth passes as well.
        let by = SignedDuration::from_secs(to - self.wrong_by + 10);
        self.life.tell(async |server| server.advance(by));
        self.wrong_by = to;
        if self.chance.below(3) == 0 {
            self.life.sweep();
        }
        if self.chance.below(3) == 0 {
            self.life.tell(async |server| server.settle().await);
        }
    }

    /// Asks for something new, and then once more under the same key after another jump.
    fn act(&mut self, kind: &str, payload: Value) -> Value {
        self.jump();
        self.steps += 1;
        let key = format!("key-{}", self.steps);
        let asked = request(&self.session, kind, payload, &key);
        let answer = self.ask(&asked);
        answer.is(200);
        self.events.push(answer.data()["event"]["id"].clone());
        let result = answer.result().clone();
        self.answers.insert(key, (asked, answer));
        self.jump();
        self.repeat_all();
        result
    }

    fn ask(&self, asked: &Value) -> Answer {
        self.life.tell(async |server| server.demo().post("/events", asked.clone()).await)
    }

    fn repeat_all(&self) {
        for (key, (asked, first)) in &self.answers {
            let again = self.ask(asked);
            assert_eq!(again.header("idempotent-replayed"), Some("true"), "{key}: {}", again.text());
            assert_eq!(again.text(), first.text(), "{key}");
        }
    }

    fn enter_card(&mut self, url: &str) {
        self.jump();
        let page = self
            .life
            .tell(async |server| server.demo().pay_page(url, "Ada", "Lovelace", "4242 4242 4242 4242").await.status());
        assert!(matches!(page, 200 | 410), "{page}");
    }

    /// Goes on from what was answered last, until a room is booked; gives the booking's id.
    fn book(&mut self) -> Value {
        let stay = json!({"destination": "Seattle", "checkIn": "2026-03-20", "checkOut": "2026-03-23"});
        let mut last = self.act("search_query", stay.clone());
        while self.steps < MOST_STEPS {
            last = match last["status"].as_str().unwrap() {
                "shortlist" => {
                    let options = last["artifacts"]["shortlist"].as_array().unwrap();
                    let option = options.iter().find(|option| option["refundable"] == true).unwrap();
                    self.act("action_book_option", json!({"optionId": option["optionId"]}))
                }
                "payment_setup_required" => {
                    let url = last["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
                    self.enter_card(&url);
                    self.act("action_confirm_payment_card", json!({}))
                }
                "payment_confirmation_required" => self.act("action_confirm_payment_card", json!({})),
                "booking_confirmed" => return last["artifacts"]["booking"]["bookingId"].clone(),
                // What was shown or quoted has run out by the clock of the moment.
                "option_unavailable" | "nothing_to_confirm" => self.act("search_query", stay.clone()),
                other => panic!("{other}: {last}"),
            };
        }
        panic!("no room after {} steps: {last}", self.steps);
    }

    /// The history is what was asked for, in that order, under ids that rise.
    fn examine(&self) {
        let path = format!("/sessions/{}", self.session);
        let shown = self.life.tell(async |server| server.demo().get(&path).await);
        shown.is(200);
        let events = shown.data()["events"].as_array().unwrap();
        let ids: Vec<&Value> = events.iter().map(|event| &event["eventId"]).collect();
        assert_eq!(ids, self.events.iter().collect::<Vec<_>>());
        let numbers: Vec<u64> = ids.iter().map(|id| id.as_str().unwrap()[4..].parse().unwrap()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }

    fn ledger(&self) -> ((usize, usize), usize) {
        self.life.tell(async |server: Server| (server.ledger(), server.money_held()))
    }
}

#[test]
fn a_clock_that_jumps_books_nothing_twice_and_keeps_every_answer_and_the_order_of_events() {
    for seed in 0..40 {
        let folder = tempfile::tempdir().unwrap();
        let (file, outside) = (folder.path().join("store.db"), Outside::new());
        let mut trip = Trip::begin(seed, Life::begin(&file, &outside));
        let booking = trip.book();
        assert_eq!(trip.ledger(), ((1, 1), 1), "seed {seed}");
        trip.examine();
        // A restart, and whatever the new process reads of the old one's times.
        let Trip { life, chance, wrong_by, session, steps, answers, events } = trip;
        life.end();
        let life = Life::begin(&file, &outside);
        let mut trip = Trip { life, chance, wrong_by, session, steps, answers, events };
        trip.repeat_all();
        let cancelled = trip.act("action_cancel_booking", json!({"bookingId": booking}));
        assert_eq!(cancelled["status"], "booking_cancelled", "seed {seed}: {cancelled}");
        assert_eq!(trip.ledger(), ((0, 1), 0), "seed {seed}");
        trip.examine();
        trip.life.end();
    }
}

#[test]
fn what_is_unknown_is_settled_whichever_way_the_clock_jumped_since() {
    for hours in [-9, 9] {
        let folder = tempfile::tempdir().unwrap();
        let life = Life::begin(&folder.path().join("store.db"), &Outside::new());
        life.tell(async |server| {
            let session = server.demo().ready_to_pay("user-1").await;
            let pay = "action_confirm_payment_card";
            let pending = session.act_forcing(pay, json!({}), "pay", "supplier_timeout").await;
            let id = pending.outcome("booking_pending")["artifacts"]["booking"]["bookingId"].clone();
            server.advance(SignedDuration::from_hours(hours));
            let round = server.round().await;
            assert_eq!((round.unknown, round.asked), (1, 1), "{hours}");
            assert!(!round.oldest_unknown.is_negative(), "{hours}: {:?}", round.oldest_unknown);
            server.settle_by_hand(id.as_str().unwrap(), Some("THEIRS-1")).await;
            session.act_forcing(pay, json!({}), "pay", "supplier_timeout").await.outcome("booking_confirmed");
            assert_eq!(server.round().await.unsettled, 0, "{hours}");
        });
        life.end();
    }
}

#[tokio::test]
async fn a_partner_is_neither_locked_out_nor_told_nonsense_by_a_clock_that_jumps() {
    let partner = Server::start().limited(3, Some(1_000));
    for hours in [0, 9, -18, 9] {
        partner.server().advance(SignedDuration::from_hours(hours));
        for left in (0..3).rev() {
            let opened = partner.post("/sessions", json!({"actor": {"actorId": "user-1"}})).await;
            opened.is(201);
            assert_eq!(opened.header("x-ratelimit-remaining"), Some(left.to_string().as_str()), "{hours}");
        }
        let refused = partner.post("/sessions", json!({"actor": {"actorId": "user-1"}})).await;
        refused.is(429);
        let seconds = |name: &str| refused.header(name).unwrap().parse::<u64>().unwrap();
        assert_eq!((seconds("retry-after"), seconds("x-ratelimit-reset")), (20, 60), "{hours}");
        partner.get("/limits").await.is(200);
    }
}
