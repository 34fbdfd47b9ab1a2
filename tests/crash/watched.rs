//! The server as a process that stands still at a chosen point, or has a planted bug: the app as it is, with something
//! between it and its ports.

use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use core_chat::app::App;
use core_chat::chat::Ports;
use core_chat::config::Config;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::card::{CardSetup, PaymentMethod};
use core_chat::domain::failure::FailureCode;
use core_chat::domain::ids::{ActorId, BookingId, EventId, HoldId, IdempotencyKey, OptionId, PaymentMethodId, SetupId};
use core_chat::domain::money::Money;
use core_chat::domain::option::{HotelOption, Quote};
use core_chat::domain::partner::{Caller, TestCaller};
use core_chat::domain::place::GeoPoint;
use core_chat::domain::session::{Session, SessionKey};
use core_chat::domain::stay::StayRequest;
use core_chat::http::server::{Patience, serve};
use core_chat::payments::{CardFormError, CardVault};
use core_chat::store::{BookingFilter, Commit, EventPage, OwnedOption, Store, StoreError, StoredResult};
use core_chat::supplier::{
    BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, SearchResults, Supplier, SupplierError,
};
use jiff::civil::Date;
use tokio::net::TcpListener;

use crate::bugs::Bug;
use crate::points::{Place, Point, Stop, When};

/// Names where the process is to stand still, as [`Stop`] reads it.
pub const STOP: &str = "CRASH_STOP";
/// Names the bug that it has.
pub const BUG: &str = "CRASH_BUG";

/// Serves as the environment says, until it is killed.
pub fn run() {
    let stop = std::env::var(STOP).ok().and_then(|text| Stop::parse(&text));
    let bug = std::env::var(BUG).ok().and_then(|name| Bug::parse(&name));
    let config = Config::from_env().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt().with_env_filter(&config.log_filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind(config.listen).await.unwrap();
        let stop = Arc::new(stop);
        let watch = Arc::clone(&stop);
        let app = App::around(config, std::process::abort, |ports| {
            let ports = between(ports, &watch);
            bug.into_iter().fold(ports, |ports, bug| bug.plant(ports))
        });
        let routes = core_chat::http::router(&app.unwrap(), &Arc::default()).layer(from_fn(
            move |request: Request, next: Next| {
                let stop = Arc::clone(&stop);
                async move {
                    let response = next.run(request).await;
                    pass(&stop, Place::Reply, When::Before);
                    response
                }
            },
        ));
        serve(listener, routes, Patience::default(), std::future::pending()).await.unwrap();
    });
}

fn pass(stop: &Option<Stop>, place: Place, when: When) {
    if let Some(stop) = stop {
        stop.pass(Point(place, when));
    }
}

fn between(ports: Ports, stop: &Arc<Option<Stop>>) -> Ports {
    Ports {
        store: Arc::new(Watched { within: ports.store, stop: Arc::clone(stop) }),
        live: ports.live.map(|within| Arc::new(Watched { within, stop: Arc::clone(stop) }) as Arc<dyn Supplier>),
        live_vault: ports
            .live_vault
            .map(|within| Arc::new(Watched { within, stop: Arc::clone(stop) }) as Arc<dyn CardVault>),
        vault: Arc::new(Watched { within: ports.vault, stop: Arc::clone(stop) }),
        ..ports
    }
}

/// A port, and where to stand still before or after it was used.
struct Watched<T: ?Sized> {
    stop: Arc<Option<Stop>>,
    within: Arc<T>,
}

impl<T: ?Sized> Watched<T> {
    async fn around<R>(&self, place: Place, used: impl Future<Output = R>) -> R {
        pass(&self.stop, place, When::Before);
        let answer = used.await;
        pass(&self.stop, place, When::After);
        answer
    }
}

#[async_trait]
impl Store for Watched<dyn Store> {
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError> {
        self.within.session(key).await
    }

    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError> {
        self.within.events(key, after, limit).await
    }

    async fn result(
        &self,
        session: &SessionKey,
        key: &IdempotencyKey,
    ) -> Result<Option<Arc<StoredResult>>, StoreError> {
        self.within.result(session, key).await
    }

    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError> {
        self.within.option(caller, actor, id).await
    }

    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        match which {
            BookingFilter::Unsettled => self.around(Place::Look, self.within.bookings(which)).await,
            BookingFilter::Id(..) | BookingFilter::Actor(..) => self.within.bookings(which).await,
        }
    }

    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError> {
        self.within.card_setup(id).await
    }

    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError> {
        self.within.payment_methods(caller, actor).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.around(Place::of(&commit), self.within.commit(commit)).await
    }
}

#[async_trait]
impl Supplier for Watched<dyn Supplier> {
    async fn search(&self, call: &CallContext, request: &StayRequest) -> Result<SearchResults, SupplierError> {
        self.within.search(call, request).await
    }

    async fn quote(
        &self,
        call: &CallContext,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<QuoteAnswer, SupplierError> {
        self.within.quote(call, option, previous).await
    }

    async fn book(&self, call: &CallContext, attempt: &BookingAttempt) -> BookAnswer {
        self.around(Place::Book, self.within.book(call, attempt)).await
    }

    async fn cancel(&self, call: &CallContext, booking: &BookingAttempt) -> CancelAnswer {
        self.around(Place::Cancel, self.within.cancel(call, booking)).await
    }

    async fn look_up(&self, call: &CallContext, attempt: &BookingAttempt) -> Evidence {
        self.within.look_up(call, attempt).await
    }

    fn hotel_list_edition(&self) -> u64 {
        self.within.hotel_list_edition()
    }

    fn hotel_names_around(&self, point: GeoPoint, metres: u32) -> Vec<Arc<str>> {
        self.within.hotel_names_around(point, metres)
    }
}

#[async_trait]
impl CardVault for Watched<dyn CardVault> {
    fn keep(
        &self,
        number: &str,
        expiry: &str,
        security_code: &str,
        random: u128,
        today: Date,
    ) -> Result<PaymentMethod, Vec<CardFormError>> {
        self.within.keep(number, expiry, security_code, random, today)
    }

    async fn authorise(
        &self,
        caller: &Caller,
        method: &PaymentMethodId,
        amount: Money,
        booking: &BookingId,
    ) -> Result<HoldId, FailureCode> {
        self.around(Place::Hold, self.within.authorise(caller, method, amount, booking)).await
    }

    async fn capture(&self, hold: &HoldId) {
        self.within.capture(hold).await;
    }

    async fn release(&self, hold: &HoldId) {
        self.within.release(hold).await;
    }

    async fn refund(&self, hold: &HoldId, amount: Money) {
        self.within.refund(hold, amount).await;
    }

    fn forget(&self, sandbox: &TestCaller) {
        self.within.forget(sandbox);
    }
}
