//! What is sent: text turns, replays, snapshots, and the walk from a first sentence to a cancelled booking.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::builds;
use crate::drive::Script;
use crate::wire::{self, Client};

const BASE: &str = "/api/partner/v1/core-chat";
const JSON: &str = "application/json";

/// What guests say; all of them search, and the minimal peers understand them too.
const TEXTS: [&str; 10] = [
    "Seattle Mar 20-23 1 room refundable",
    "Portland Apr 3-6 1 room 2 adults",
    "A hotel in Denver May 11-13 for 2 adults, refundable, under $340 please",
    "Austin Jun 5-8 1 room under $420",
    "Chicago Sep 12-15, 1 room for 2 guests, free cancellation, near downtown",
    "boston oct 4-7 1 room refundable 3 stars",
    "Miami Feb 10-14 2 guests 1 room under $390",
    "2 people want to go to Nashville Aug 20-23, a 3 star place or better, 1 room, refundable",
    "San Diego Jul 6-10 1 room",
    "New Orleans Nov 15-17 1 room refundable under $360",
];

/// One who asks: a session with its actor.
#[derive(Clone)]
pub struct Guest {
    pub session: String,
    pub actor: String,
}

/// Whom the requests come from, in the order in which they are sent.
pub struct Callers {
    pub key: String,
    pub guests: Vec<Guest>,
}

impl Callers {
    /// The guests in no order of theirs: whoever comes after one another did not open a session after one another, and is not
    /// filed in one place.
    pub fn mixed(key: String, mut guests: Vec<Guest>) -> Self {
        // Ids end in random letters, or in what changes fastest.
        guests.sort_by_cached_key(|guest| guest.session.bytes().rev().collect::<Vec<_>>());
        Self { key, guests }
    }

    /// Callers whom a yardstick knows: sessions `ses_` and actors `act_` with 24 digits, key `pk_live_` with 32.
    pub fn made_up(count: usize) -> Self {
        let guest = |i| Guest { session: format!("ses_{i:024}"), actor: format!("act_{i:024}") };
        Self::mixed(format!("pk_live_{:032}", 7), (0..count).map(guest).collect())
    }

    /// Opens `count` sessions at core-chat.
    pub fn opened(address: SocketAddr, key: &str, count: usize) -> io::Result<Self> {
        let mut client = Client::connect(address)?;
        let (mut out, mut guests) = (Vec::new(), Vec::with_capacity(count));
        for i in 0..count {
            let actor = format!("actor-{i}");
            open_session(&mut out, key, &actor);
            let (status, body) = client.ask(&out)?;
            let session = wire::member(&body, r#""sessionId":""#).filter(|_| status == 201);
            let session = session.ok_or_else(|| io::Error::other(format!("no session was opened: {status}")))?;
            guests.push(Guest { session: session.to_owned(), actor });
        }
        Ok(Self::mixed(key.to_owned(), guests))
    }
}

/// Sessions opened over all connections at once, each for an actor of its own.
pub struct Openings<'k> {
    key: &'k str,
    /// Whom each connection last asked for.
    asked: Vec<String>,
    count: usize,
    /// Who has a session by now.
    pub guests: Vec<Guest>,
}

impl<'k> Openings<'k> {
    pub fn new(key: &'k str, connections: usize) -> Self {
        Self { key, asked: vec![String::new(); connections], count: 0, guests: Vec::new() }
    }
}

impl Script for Openings<'_> {
    fn next(&mut self, connection: usize, _: Option<&[u8]>, out: &mut Vec<u8>) {
        self.asked[connection] = format!("actor-{}", self.count);
        self.count += 1;
        open_session(out, self.key, &self.asked[connection]);
    }

    fn is_fine(&mut self, connection: usize, status: u16, body: &[u8]) -> bool {
        let session = wire::member(body, r#""sessionId":""#).filter(|_| status == 201);
        let guest = session.map(|session| Guest { session: session.to_owned(), actor: self.asked[connection].clone() });
        let is_fine = guest.is_some();
        self.guests.extend(guest);
        is_fine
    }
}

fn open_session(out: &mut Vec<u8>, key: &str, actor: &str) {
    let body = format!(r#"{{"actor":{{"actorId":"{actor}","timezoneOffsetMinutes":-480}}}}"#);
    wire::request(out, "POST", &format!("{BASE}/sessions"), Some(key), JSON, &body);
}

fn send_event(out: &mut Vec<u8>, key: &str, guest: &Guest, what: &str, idempotency_key: &str) {
    let Guest { session, actor } = guest;
    let body = format!(
        r#"{{"sessionId":"{session}","actor":{{"actorId":"{actor}"}},{what},"idempotencyKey":"{idempotency_key}"}}"#
    );
    wire::request(out, "POST", &format!("{BASE}/events"), Some(key), JSON, &body);
}

fn text(words: &str) -> String {
    format!(r#""text":"{words}""#)
}

/// Text turns, each under a key of its own, over all guests in turn.
pub struct Turns<'c> {
    pub callers: &'c Callers,
    /// Makes the keys of one run differ from those of another.
    pub run: u64,
    pub sent: u64,
}

impl Script for Turns<'_> {
    fn next(&mut self, _: usize, _: Option<&[u8]>, out: &mut Vec<u8>) {
        say(out, self.callers, (self.run, self.sent), &text(TEXTS[self.sent as usize % TEXTS.len()]));
        self.sent += 1;
    }
}

/// Says `words` as the turn of that number, under a key of its own.
fn say(out: &mut Vec<u8>, callers: &Callers, (run, turn): (u64, u64), words: &str) {
    let guest = &callers.guests[turn as usize % callers.guests.len()];
    send_event(out, &callers.key, guest, words, &format!("{run:08x}-0000-4000-8000-{turn:012x}"));
}

/// Text turns of all that the tests of understanding say.
pub struct Phrases<'c> {
    callers: &'c Callers,
    run: u64,
    sent: u64,
    phrases: Vec<String>,
}

impl<'c> Phrases<'c> {
    /// The phrases of this repository's tests.
    pub fn of_tests(callers: &'c Callers, run: u64) -> io::Result<Self> {
        let mut files: Vec<PathBuf> = fs::read_dir(builds::repository()?.join("tests/phrases"))?
            .map(|entry| entry.map(|entry| entry.path()))
            .filter(|path| path.as_ref().map_or(true, |path| path.extension().is_some_and(|end| end == "txt")))
            .collect::<Result<_, _>>()?;
        files.sort();
        let mut phrases = Vec::new();
        for file in files {
            let lines = fs::read_to_string(file)?;
            let said = lines.lines().filter_map(|line| Some(line.split_once(" => ")?.0));
            phrases.extend(said.map(|words| format!(r#""text":{}"#, serde_json::Value::from(words))));
        }
        Ok(Self { callers, run, sent: 0, phrases })
    }
}

impl Script for Phrases<'_> {
    fn next(&mut self, _: usize, _: Option<&[u8]>, out: &mut Vec<u8>) {
        say(out, self.callers, (self.run, self.sent), &self.phrases[self.sent as usize % self.phrases.len()]);
        self.sent += 1;
    }
}

/// One text turn of each guest, again and again under the same key: all but the first are replays.
pub struct Replays<'c> {
    pub callers: &'c Callers,
    pub sent: u64,
}

impl Script for Replays<'_> {
    fn next(&mut self, _: usize, _: Option<&[u8]>, out: &mut Vec<u8>) {
        let i = self.sent as usize % self.callers.guests.len();
        let words = text(TEXTS[i % TEXTS.len()]);
        send_event(out, &self.callers.key, &self.callers.guests[i], &words, &format!("replayed-{i:012x}"));
        self.sent += 1;
    }
}

/// The session as it stands, of each guest in turn.
pub struct Snapshots<'c> {
    pub callers: &'c Callers,
    pub sent: u64,
}

impl Script for Snapshots<'_> {
    fn next(&mut self, _: usize, _: Option<&[u8]>, out: &mut Vec<u8>) {
        let i = self.sent as usize % self.callers.guests.len();
        let path = format!("{BASE}/sessions/{}", self.callers.guests[i].session);
        wire::request(out, "GET", &path, Some(&self.callers.key), JSON, "");
        self.sent += 1;
    }
}

/// Where a connection stands on its walk.
struct Walker {
    guest: Guest,
    step: usize,
}

/// Walks of [`STEPS`](Walks::STEPS) requests: a new session, a search, the proposal, the card page, "done", the yes, the
/// snapshot, and the cancellation.
pub struct Walks<'c> {
    key: &'c str,
    run: u64,
    walkers: Vec<Walker>,
    begun: u64,
    /// Walks whose booking was confirmed and then cancelled.
    pub done: u64,
}

impl<'c> Walks<'c> {
    pub const STEPS: usize = 8;

    pub fn new(key: &'c str, run: u64, connections: usize) -> Self {
        let nobody = || Walker { guest: Guest { session: String::new(), actor: String::new() }, step: 0 };
        Self { key, run, walkers: (0..connections).map(|_| nobody()).collect(), begun: 0, done: 0 }
    }
}

impl Script for Walks<'_> {
    fn next(&mut self, connection: usize, last: Option<&[u8]>, out: &mut Vec<u8>) {
        let walker = &mut self.walkers[connection];
        let found = |before: &str| last.and_then(|body| wire::member(body, before)).unwrap_or("missing");
        // A walk that failed on its way begins anew.
        if last.is_none() {
            walker.step = 0;
        }
        let act = |out: &mut Vec<u8>, guest: &Guest, what: &str, step: usize| {
            send_event(out, self.key, guest, what, &format!("walk-{:x}-{step}", self.run));
        };
        let step = walker.step;
        match step {
            0 => {
                self.begun += 1;
                walker.guest.actor = format!("walker-{:x}-{}", self.run, self.begun);
                open_session(out, self.key, &walker.guest.actor);
            }
            1 => {
                walker.guest.session = found(r#""sessionId":""#).to_owned();
                act(out, &walker.guest, &text(TEXTS[0]), step);
            }
            2 => {
                let option = found(r#""optionId":""#);
                let what = format!(r#""kind":"action_book_option","payload":{{"optionId":"{option}"}}"#);
                act(out, &walker.guest, &what, step);
            }
            3 => {
                let url = found(r#""setupUrl":""#);
                let path = format!("/pay/{}", url.rsplit('/').next().unwrap_or_default());
                let form = "firstName=Ada&lastName=Lovelace&number=4242424242424242&expiry=12%2F31&code=123";
                wire::request(out, "POST", &path, None, "application/x-www-form-urlencoded", form);
            }
            4 => act(out, &walker.guest, &text("done"), step),
            5 => act(out, &walker.guest, r#""kind":"action_confirm_payment_card","payload":{}"#, step),
            6 => {
                let path = format!("{BASE}/sessions/{}", walker.guest.session);
                wire::request(out, "GET", &path, Some(self.key), JSON, "");
            }
            _ => {
                let mut what = String::new();
                let booking = found(r#""bookingId":""#);
                let _ = write!(what, r#""kind":"action_cancel_booking","payload":{{"bookingId":"{booking}"}}"#);
                act(out, &walker.guest, &what, step);
            }
        }
        walker.step = (step + 1) % Self::STEPS;
    }

    /// The steps of money must come to what they are for.
    fn is_fine(&mut self, connection: usize, status: u16, body: &[u8]) -> bool {
        let step = (self.walkers[connection].step + Self::STEPS - 1) % Self::STEPS;
        let says = |status: &str| wire::member(body, r#""status":""#) == Some(status);
        let fine = (200..400).contains(&status)
            && match step {
                1 => says("shortlist"),
                2 => says("payment_setup_required"),
                4 => says("payment_confirmation_required"),
                5 => says("booking_confirmed"),
                7 => says("booking_cancelled"),
                _ => true,
            };
        self.done += u64::from(fine && step == 7);
        fine
    }
}
