//! A PageOne supplier of the sandbox's hotels on a port of this machine, and the adapter that asks it.

use std::sync::Arc;
use std::time::Duration;

use core_chat::clock::{Clock, OsEntropy};
use core_chat::domain::place::PlaceId;
use core_chat::http::sandbox_supplier::fault::{Dialled, Fault, Faults, Operation};
use core_chat::http::sandbox_supplier::ledger::{Happened, Ledger, Line};
use core_chat::http::sandbox_supplier::{SandboxSupplier as SupplierServer, Shop, router};
use core_chat::supplier::Supplier;
use core_chat::supplier::pageone::{Account, PageOne};
use core_chat::supplier::sandbox::SandboxSupplier;
use core_chat::world::{Hint, Resolution, World};
use secrecy::SecretString;
use tokio::net::TcpListener;

const KEY: &str = "supplier-key";
const ACCESS_CODE: u64 = 10_001;
/// How late a slow reply comes: later than anybody waits.
const LATE: Duration = Duration::from_secs(60);

/// The supplier's server, its ledger within.
#[derive(Clone)]
pub struct PageOneServer {
    server: Arc<SupplierServer>,
    base_url: String,
}

impl PageOneServer {
    /// A supplier that sells the sandbox's hotels of the cities of those names, at the time of `clock`.
    pub async fn open(clock: Arc<dyn Clock>, cities: &[&str]) -> Self {
        Self::with_ledger(clock, cities, Ledger::open(None).unwrap()).await
    }

    /// The same, going on with `ledger`.
    pub async fn with_ledger(clock: Arc<dyn Clock>, cities: &[&str], ledger: Ledger) -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let cities = cities.iter().map(|name| city(name)).collect();
        let shop = Shop::open(Arc::new(SandboxSupplier::new()), clock, &OsEntropy, cities, ledger).await;
        let server = Arc::new(SupplierServer::new(shop, Faults::new(0, 0), KEY, ACCESS_CODE));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let routes = router(Arc::clone(&server));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { server, base_url }
    }

    /// The account that opens it.
    pub fn account(&self) -> Account {
        Account {
            base_url: self.base_url.clone(),
            key: SecretString::from(KEY),
            access_code: ACCESS_CODE,
            hotels_file: None,
        }
    }

    /// An adapter for it that has read its content.
    pub async fn connect(&self) -> Arc<PageOne> {
        let adapter = PageOne::connect(&self.account()).unwrap();
        while adapter.hotel_list_edition() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        adapter
    }

    /// Lets the next `times` calls of `operation` go wrong.
    pub fn dial(&self, operation: Operation, fault: Fault, times: usize) {
        for _ in 0..times {
            self.server.faults.dial(operation, Dialled { fault, delay: LATE });
        }
    }

    pub fn clear_faults(&self) {
        self.server.faults.clear();
    }

    /// The partner references under which it was asked to book, in order.
    pub fn sends(&self) -> Vec<String> {
        self.server.calls.sends()
    }

    /// The bookings that stand.
    pub fn live_bookings(&self) -> Vec<Line> {
        self.server.shop.ledger().live()
    }

    /// Everything it ever booked.
    pub fn bookings_made(&self) -> Vec<Line> {
        let lines = self.server.shop.ledger().lines();
        lines.into_iter().filter(|line| line.what == Happened::Booked).collect()
    }
}

fn city(name: &str) -> PlaceId {
    let Resolution::Found(found) = World::embedded().resolve(name, &Hint::default()) else {
        panic!("{name} is not one city");
    };
    found.destination.place
}
