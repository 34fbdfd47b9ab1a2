//! The two suppliers that every journey is played on, and what the one cannot do as the other does.
//!
//! PageOne knows no scenario header: there, a scenario is something that goes wrong at the supplier. A journey says the rest
//! itself, in lines that begin with `on sandbox:` or `on pageone:`.

use std::sync::Arc;

use core_chat::clock::Clock;
use core_chat::http::sandbox_supplier::fault::{Fault, Operation};
use core_chat::supplier::Supplier;

use crate::harness::{Outside, Partner, Server};
use crate::pageone::PageOneServer;

/// Where a journey is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Sandbox,
    PageOne,
}

/// The cities of all journeys.
const CITIES: [&str; 15] = [
    "Seattle",
    "Portland, Oregon",
    "San Francisco",
    "Boston",
    "Orlando",
    "Chicago",
    "Denver",
    "Austin",
    "Miami",
    "New York",
    "San Diego",
    "Las Vegas",
    "Rome",
    "Florence, Italy",
    "Paris",
];

/// More often than one turn asks.
const ALWAYS: usize = 9;

/// What goes wrong at PageOne in the next turn, and how often, where a test key sends the scenario.
const SCENARIOS: [(&str, Operation, Fault, usize); 3] = [
    ("price_increase", Operation::Quote, Fault::PriceChanged, 1),
    ("sold_out", Operation::Quote, Fault::Gone, 1),
    ("supplier_timeout", Operation::Search, Fault::Slow, ALWAYS),
];

/// The numbers of the test cards, which a live key's guest types into the page.
const CARDS: [(&str, &str); 3] = [
    ("visa_ok", "4242 4242 4242 4242"),
    ("mastercard_ok", "5555 5555 5555 4444"),
    ("visa_declined", "4000 0000 0000 0002"),
];

/// A partner with its server, and the PageOne supplier behind it where that is who sells.
pub struct House {
    pub partner: Partner,
    pub pageone: Option<PageOneServer>,
}

impl House {
    pub async fn open(on: On) -> Self {
        match on {
            On::Sandbox => Self { partner: Server::start().demo(), pageone: None },
            On::PageOne => {
                let mut outside = Outside::new();
                let server = PageOneServer::open(outside.clock() as Arc<dyn Clock>, &CITIES).await;
                outside.sell(server.connect().await as Arc<dyn Supplier>);
                Self { partner: Server::outside(&outside).live(), pageone: Some(server) }
            }
        }
    }
}

/// Lets happen at `server` what the scenario of that name stands for.
pub fn dial(server: &PageOneServer, name: &str) -> Result<(), String> {
    let found = SCENARIOS.iter().find(|(known, ..)| *known == name);
    let (_, operation, fault, times) = found.ok_or_else(|| format!("PageOne has nothing like {name}"))?;
    server.dial(*operation, *fault, *times);
    Ok(())
}

/// The number on the test card of that name.
pub fn card_number(name: &str) -> Result<&'static str, String> {
    let found = CARDS.iter().find(|(known, _)| *known == name);
    found.map(|(_, number)| *number).ok_or_else(|| format!("{name} is no test card"))
}
