//! Plays a journey.

use std::collections::HashMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::facts::{self, Notes};
use crate::harness::{Answer, Partner, Session};
use crate::pageone::PageOneServer;
use crate::script::{Journey, Line};
use crate::suppliers::{self, House, On};

/// Who speaks when a journey does not say.
const ACTOR: &str = "guest-1";

/// One turn, for transcripts.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What was typed, or the button that was pressed.
    pub said: Said,
    pub status: String,
    pub reply: String,
}

#[derive(Debug, Clone)]
pub enum Said {
    Words(String),
    Button(String),
    /// What happened outside the chat before the next turn.
    Aside(String),
}

/// How a journey went.
#[derive(Debug, Default)]
pub struct Telling {
    pub turns: Vec<Turn>,
    pub problems: Vec<String>,
}

impl Telling {
    /// The transcript and what is wrong with it.
    pub fn report(&self, journey: &Journey) -> String {
        let mut text = format!("== {}: {}\n", journey.name, journey.title);
        for turn in &self.turns {
            match &turn.said {
                Said::Words(words) => text.push_str(&format!("   guest: {words}\n")),
                Said::Button(label) => text.push_str(&format!("   taps:  {label}\n")),
                Said::Aside(what) => text.push_str(&format!("   ({what})\n")),
            }
            if !turn.status.is_empty() {
                text.push_str(&format!("   chat:  [{}] {}\n", turn.status, turn.reply));
            }
        }
        for problem in &self.problems {
            text.push_str(&format!("!! {problem}\n"));
        }
        text
    }
}

struct Stage {
    partner: Partner,
    /// The supplier, where it is not the sandbox.
    pageone: Option<PageOneServer>,
    sessions: HashMap<String, Session>,
    current: String,
    last: Option<Answer>,
    scenario: Option<String>,
    booking: Value,
    partner_reference: String,
    options: Vec<Value>,
    setup: Option<String>,
    keys: usize,
    notes: Notes,
}

/// Plays `journey` on a server of its own, where `on` sells.
pub async fn play(journey: &Journey, on: On) -> Telling {
    let mut stage = Stage::open(on).await;
    let mut telling = Telling::default();
    for (number, line) in journey.lines(on) {
        match stage.go(line, &mut telling).await {
            Ok(()) => {}
            Err(problem) => telling.problems.push(format!("line {number}: {problem}")),
        }
    }
    telling
}

impl Stage {
    async fn open(on: On) -> Self {
        let House { partner, pageone } = House::open(on).await;
        let session = partner.open(ACTOR).await;
        Self {
            partner,
            pageone,
            sessions: HashMap::from([(String::new(), session)]),
            current: String::new(),
            last: None,
            scenario: None,
            booking: Value::Null,
            partner_reference: String::new(),
            options: Vec::new(),
            setup: None,
            keys: 0,
            notes: Notes::new(),
        }
    }

    async fn go(&mut self, line: &Line, telling: &mut Telling) -> Result<(), String> {
        match line {
            Line::Guest(words) => self.turn(json!({"text": words}), Said::Words(words.clone()), telling).await,
            Line::Taps(label) => {
                let (body, label) = self.button(label)?;
                self.turn(body, Said::Button(label), telling).await
            }
            Line::Sends { kind, payload } => {
                self.keys += 1;
                let payload = self.filled(payload)?;
                let body = json!({"kind": kind, "payload": payload, "idempotencyKey": format!("key-{}", self.keys)});
                self.turn(body, Said::Button(kind.clone()), telling).await
            }
            Line::Is(status) => {
                let found = self.result()?["status"].as_str().unwrap_or("none").to_owned();
                if found == *status { Ok(()) } else { Err(format!("came to {found}, not {status}")) }
            }
            Line::Fact(fact) => {
                let result = self.result()?.clone();
                facts::check(fact, &result, &mut self.notes)
            }
            Line::Card(name) => self.card(name, telling).await,
            Line::Clock { seconds } => {
                telling.turns.push(aside(format!("{} later", duration(*seconds))));
                self.wait(*seconds).await
            }
            Line::Scenario(name) => match &self.pageone {
                Some(pageone) => suppliers::dial(pageone, name),
                None => {
                    self.scenario = Some(name.clone());
                    Ok(())
                }
            },
            Line::OperatorSettles => {
                telling.turns.push(aside("an operator asks the supplier, and settles the booking".to_owned()));
                self.settle().await
            }
            Line::Session { actor, name } => {
                self.current = format!("{actor}/{name}");
                if !self.sessions.contains_key(&self.current) {
                    let session = self.partner.open(actor).await;
                    self.sessions.insert(self.current.clone(), session);
                }
                Ok(())
            }
        }
    }

    async fn turn(&mut self, mut body: Value, said: Said, telling: &mut Telling) -> Result<(), String> {
        body["sessionId"] = json!(self.sessions[&self.current].id);
        let answer = match self.scenario.take() {
            Some(scenario) => self.partner.post_forcing("/events", body, &scenario).await,
            None => self.partner.post("/events", body).await,
        };
        if let Some(pageone) = &self.pageone {
            // What was to go wrong was for this turn alone.
            pageone.clear_faults();
        }
        let result = answer.result().clone();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (status, reply) = (text(&result["status"]), text(&result["message"]["text"]));
        telling.turns.push(Turn { said, status, reply });
        let artifacts = &result["artifacts"];
        if let Some(booking) = artifacts["booking"]["bookingId"].as_str() {
            self.booking = json!(booking);
            self.partner_reference = text(&artifacts["booking"]["partnerReference"]);
        }
        if let Some(list) = artifacts["shortlist"].as_array() {
            self.options = list.iter().map(|option| option["optionId"].clone()).collect();
        }
        if let Some(url) = artifacts["payment"]["setupUrl"].as_str() {
            self.setup = url.rsplit('/').next().map(str::to_owned);
        }
        let failed = (answer.status() != 200).then(|| answer.text().to_owned());
        self.last = Some(answer);
        failed.map_or(Ok(()), Err)
    }

    fn result(&self) -> Result<&Value, String> {
        self.last.as_ref().map(Answer::result).ok_or_else(|| "nothing was said yet".to_owned())
    }

    /// The request that the button with that label sends.
    fn button(&self, label: &str) -> Result<(Value, String), String> {
        let actions = self.result()?["artifacts"]["nextActions"].as_array().cloned().unwrap_or_default();
        let is_meant = |action: &&Value| action["label"].as_str().is_some_and(|known| known.starts_with(label));
        let action =
            actions.iter().find(is_meant).ok_or_else(|| format!("no button is labelled {label}: {actions:?}"))?;
        let label = action["label"].as_str().unwrap_or_default().to_owned();
        let body = match action.get("text") {
            Some(text) => json!({"text": text}),
            None => json!({"kind": action["kind"], "payload": action["payload"],
                "idempotencyKey": action["suggestedIdempotencyKey"]}),
        };
        Ok((body, label))
    }

    fn filled(&self, payload: &str) -> Result<Value, String> {
        let mut text = payload.replace("$booking", self.booking.as_str().unwrap_or("bkg_none"));
        for (i, option) in self.options.iter().enumerate() {
            text = text.replace(&format!("$option{}", i + 1), option.as_str().unwrap_or_default());
        }
        serde_json::from_str(&text).map_err(|error| format!("{text}: {error}"))
    }

    async fn wait(&self, seconds: i64) -> Result<(), String> {
        if self.pageone.is_some() {
            self.partner.server().advance(SignedDuration::from_secs(seconds));
            return Ok(());
        }
        let moved = self.partner.post("/sandbox/clock", json!({"advanceSeconds": seconds})).await;
        if moved.status() == 200 { Ok(()) } else { Err(moved.text().to_owned()) }
    }

    /// Settles the latest booking as an operator does who has asked the supplier.
    async fn settle(&self) -> Result<(), String> {
        let pageone = self.pageone.as_ref().ok_or("the sandbox settles its bookings itself")?;
        let booking = self.booking.as_str().ok_or("there is no booking")?;
        let kept = pageone.live_bookings().into_iter().find(|line| line.partner_reference == self.partner_reference);
        let reference = kept.as_ref().map(|line| line.reference.as_str());
        self.partner.server().settle_live_by_hand(booking, reference).await;
        Ok(())
    }

    async fn card(&mut self, name: &str, telling: &mut Telling) -> Result<(), String> {
        let setup = self.setup.clone().ok_or("no card page was opened")?;
        telling.turns.push(aside("the guest enters a card on the secure page".to_owned()));
        if self.pageone.is_some() {
            let number = suppliers::card_number(name)?;
            let page = self.partner.pay_page(&format!("/pay/{setup}"), "Ada", "Lovelace", number).await;
            return if page.status() == 200 { Ok(()) } else { Err(page.text().to_owned()) };
        }
        let body =
            json!({"guest": {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"}, "card": name});
        let done = self.partner.post(&format!("/sandbox/payment-setups/{setup}/complete"), body).await;
        if done.data()["status"] == "completed" { Ok(()) } else { Err(done.text().to_owned()) }
    }
}

fn aside(what: String) -> Turn {
    Turn { said: Said::Aside(what), status: String::new(), reply: String::new() }
}

fn duration(seconds: i64) -> String {
    match seconds {
        s if s % 86_400 == 0 => counted(s / 86_400, "day"),
        s if s % 3_600 == 0 => counted(s / 3_600, "hour"),
        s if s % 60 == 0 => counted(s / 60, "minute"),
        s => counted(s, "second"),
    }
}

fn counted(n: i64, unit: &str) -> String {
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}
