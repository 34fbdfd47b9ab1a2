//! Everything that stands around the server: the supplier with its ledger, the road to it, the actors, and an operator who
//! settles what only evidence can decide.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use core_chat::config::key::{KeyName, Pepper};
use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::actor::{Actor, Memory};
use crate::client::{Client, KEY, PARTNER};
use crate::process::{Operator, PEPPER, Process, SupplierProcess};
use crate::road::Road;

/// How long a booking must have been seen to be unknown before the operator asks the supplier: what was sent for it has
/// arrived by then. The server's clock has no say in it.
const LONG_ENOUGH: Duration = Duration::from_millis(1_500);

pub struct Stage {
    pub process: Process,
    pub client: Client,
    pub road: Road,
    supplier: SupplierProcess,
    goes_on: Arc<AtomicBool>,
    actors: Vec<JoinHandle<Memory>>,
    settled_by_hand: Arc<AtomicU64>,
    operator: JoinHandle<()>,
    _folder: TempDir,
}

impl Stage {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let supplier = SupplierProcess::start(folder.path());
        let road = Road::open(supplier.base()).await;
        let partners = folder.path().join("partners.toml");
        std::fs::write(&partners, partners_file()).unwrap();
        let process = Process::new(vec![
            ("PARTNERS_FILE", partners.display().to_string()),
            ("API_KEY_PEPPER", PEPPER.to_owned()),
            ("PAGEONE_BASE_URL", road.base().to_owned()),
            ("PAGEONE_API_KEY", "sandbox-supplier-key".to_owned()),
            ("PAGEONE_ACCESS_CODE", "10001".to_owned()),
            ("ALLOW_TEST_CARDS_FOR_LIVE", "1".to_owned()),
        ]);
        let settled_by_hand = Arc::default();
        let (operator, ledger, seen) = (process.operator(), supplier.ledger().to_owned(), BTreeMap::new());
        let desk = Desk { operator, road: road.clone(), ledger, seen };
        let operator = tokio::spawn(desk.work(Arc::clone(&settled_by_hand)));
        let client = Client::of(&process);
        let goes_on = Arc::new(AtomicBool::new(true));
        Self {
            process,
            client,
            road,
            supplier,
            goes_on,
            actors: Vec::new(),
            settled_by_hand,
            operator,
            _folder: folder,
        }
    }

    pub fn send_actors(&mut self, count: u64) {
        let actor = |number| Actor::new(self.client.clone(), number, Arc::clone(&self.goes_on)).run();
        self.actors = (0..count).map(|number| tokio::spawn(actor(number))).collect();
    }

    /// Lets the actors finish their trips, and gives what they remember.
    pub async fn call_actors_back(&mut self) -> Vec<Memory> {
        self.goes_on.store(false, Ordering::SeqCst);
        let mut memories = Vec::new();
        for actor in std::mem::take(&mut self.actors) {
            memories.push(actor.await.unwrap());
        }
        memories
    }

    /// How often the operator settled a booking.
    pub fn settled_by_hand(&self) -> u64 {
        self.settled_by_hand.load(Ordering::SeqCst)
    }

    /// What is unsettled, by booking: its line as an operator sees it.
    pub fn unsettled(&self) -> BTreeMap<String, String> {
        unsettled(&self.process.operator()).into_iter().map(|open| (open.booking, open.line)).collect()
    }

    /// Waits until no booking is open any more.
    pub async fn settled(&self) -> bool {
        for _ in 0..300 {
            if self.unsettled().is_empty() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        false
    }

    /// What was truly booked and cancelled.
    pub fn ledger(&self) -> Vec<Line> {
        read_ledger(self.supplier.ledger())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.operator.abort();
    }
}

fn partners_file() -> String {
    let name = KeyName::of_key(KEY).unwrap().text;
    let digest = Pepper::new(&SecretString::from(PEPPER)).digest(KEY.as_bytes()).to_hex();
    format!(
        "[[partners]]\nid = \"{PARTNER}\"\ncountry = \"US\"\n\n[[partners.keys]]\nid = \"{name}\"\ndigest = \"{digest}\"\n"
    )
}

/// One line of the supplier's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub is_booked: bool,
    pub reference: String,
    pub partner_reference: String,
    /// Hotel, nights, rooms and guest.
    pub stay: String,
    pub check_in: String,
    pub check_out: String,
    pub holder: (String, String),
    pub total: String,
    pub currency: String,
}

fn read_ledger(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| read_line(&serde_json::from_str(line).unwrap())).collect()
}

fn read_line(line: &Value) -> Line {
    let text = |name: &str| line[name].as_str().unwrap().to_owned();
    let holder = |at: usize| line["holder"][at].as_str().unwrap().to_owned();
    let (check_in, check_out) = (text("checkIn"), text("checkOut"));
    Line {
        is_booked: line["what"] == "booked",
        reference: text("reference"),
        partner_reference: text("partnerReference"),
        stay: format!("{} {check_in} {check_out} {} {}", text("hotel"), line["rooms"], line["holder"]),
        check_in,
        check_out,
        holder: (holder(0), holder(1)),
        total: text("total"),
        currency: text("currency"),
    }
}

/// The bookings of a ledger that stand.
pub fn live(ledger: &[Line]) -> Vec<&Line> {
    let is_cancelled = |reference: &str| ledger.iter().any(|line| !line.is_booked && line.reference == reference);
    ledger.iter().filter(|line| line.is_booked && !is_cancelled(&line.reference)).collect()
}

/// A booking of which something must still come.
struct Open {
    booking: String,
    state: String,
    /// Since when it has been so.
    since: String,
    ours: String,
    theirs: String,
    line: String,
}

impl Open {
    fn is(&self, (booking, since): &(String, String)) -> bool {
        (&self.booking, &self.since) == (booking, since)
    }
}

fn unsettled(operator: &Operator) -> Vec<Open> {
    let list = operator.run(&["bookings", "--unsettled"]);
    let read = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let [booking, state, _, "since", since, "ours", ours, "theirs", theirs, ..] = words[..] else {
            panic!("{line}")
        };
        let [booking, state, since, ours, theirs] = [booking, state, since, ours, theirs].map(str::to_owned);
        Open { booking, state, since, ours, theirs, line: line.to_owned() }
    };
    list.lines().map(read).collect()
}

/// The operator: has the supplier's ledger before them, and settles by it.
struct Desk {
    operator: Operator,
    road: Road,
    ledger: PathBuf,
    /// When a booking was first seen to be unknown since then.
    seen: BTreeMap<(String, String), Instant>,
}

impl Desk {
    async fn work(mut self, settled: Arc<AtomicU64>) {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            if self.operator.has_file() {
                self.settle_what_is_old(&settled);
            }
        }
    }

    fn settle_what_is_old(&mut self, settled: &AtomicU64) {
        let is_unknown = |open: &Open| matches!(open.state.as_str(), "unknown" | "cancel_unknown");
        let unknown: Vec<Open> = unsettled(&self.operator).into_iter().filter(is_unknown).collect();
        self.seen.retain(|seen, _| unknown.iter().any(|open| open.is(seen)));
        for open in unknown {
            let since = self.seen.entry((open.booking.clone(), open.since.clone())).or_insert_with(Instant::now);
            if since.elapsed() < LONG_ENOUGH {
                continue;
            }
            if self.road.is_on_its_way(&open.ours, &open.theirs) {
                continue;
            }
            let ledger = read_ledger(&self.ledger);
            let found = live(&ledger).into_iter().find(|line| line.partner_reference == open.ours);
            let verdict = found.map_or("--failed".to_owned(), |line| format!("--confirmed={}", line.reference));
            // It may have been settled meanwhile, or gone on.
            let left = self.operator.try_run(&["bookings", "settle", &open.booking, "--since", &open.since, &verdict]);
            settled.fetch_add(u64::from(left.status.success()), Ordering::SeqCst);
        }
    }
}
