//! HTTP: what partners send becomes domain values, and what came of it goes back.
//!
//! This file is the whole map: every route, and every layer in the order a request meets it.

pub mod address;
pub mod answer;
pub mod api_key;
pub mod around;
pub mod billing;
pub mod body;
pub mod bookings;
pub mod bounds;
pub mod door;
pub mod error;
pub mod events;
pub mod health;
pub mod json;
pub mod log;
pub mod meter;
pub mod metrics;
pub mod openapi;
pub mod pace;
pub mod payment_page;
pub mod quota;
pub mod request;
pub mod request_id;
pub mod sandbox;
pub mod sandbox_supplier;
pub mod server;
pub mod sessions;
pub mod turn_log;
pub mod wire;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

pub use self::address::BASE_PATH;
use self::api_key::{ApiKeyLayer, KeyRing};
use self::around::AroundLayer;
use self::billing::Billing;
use self::bounds::Bounds;
use self::error::{ApiError, Code};
use self::log::Lines;
pub use self::metrics::Metrics;
use self::quota::{Quota, QuotaLayer};
use self::request::scenario;
use self::request_id::RequestIds;
use crate::app::App;

/// Everything that is served to partners and guests; what it does is counted in `metrics`.
pub fn router(app: &Arc<App>, metrics: &Arc<Metrics>) -> Router {
    let (routes, document) = routes(app).split_for_parts();
    let documentation = SwaggerUi::new("/docs").url("/openapi.json", openapi::complete(document, BASE_PATH));
    let routes = routes.with_state(Arc::clone(app)).merge(documentation);
    edge(routes, request_ids(app), Arc::clone(metrics), bounds::DEADLINE)
}

/// What is served to operators, on a listener of its own that partners and guests do not reach.
pub fn operators(app: &Arc<App>, metrics: &Arc<Metrics>) -> Router {
    let routes = Router::new().route("/metrics", get(metrics::show));
    let routes = routes.with_state((Arc::clone(app), Arc::clone(metrics)));
    edge(routes, request_ids(app), Arc::clone(metrics), bounds::DEADLINE)
}

fn request_ids(app: &App) -> RequestIds {
    RequestIds::new(Arc::clone(&app.clock), Arc::clone(&app.entropy))
}

/// Every route, with the layers that only some of them have.
fn routes(app: &Arc<App>) -> OpenApiRouter<Arc<App>> {
    let quota = Quota::new(&app.config.partners, Arc::clone(&app.clock));
    let ring = KeyRing::new(&app.config.partners, app.config.pepper.clone());
    let keys = ApiKeyLayer::new(ring, quota.clone(), Arc::clone(&app.clock));

    // In front of whatever is a partner's, as one service, outermost first.
    let partners_only = |quota: QuotaLayer| {
        ServiceBuilder::new()
            // Outside of both others, so that what they refuse is counted too.
            .layer(AroundLayer(Billing(Arc::clone(app))))
            // The key comes before the quota: whose quota it is, only the key can tell.
            .layer(keys.clone())
            .layer(quota)
    };

    // Each of these takes one request from the partner's quota.
    let metered = OpenApiRouter::new()
        .routes(based(routes!(sessions::open)))
        .routes(based(routes!(sessions::show)))
        .routes(based(routes!(bookings::list)))
        .routes(based(routes!(bookings::show)))
        .routes(based(routes!(sandbox::scenarios)))
        .routes(based(routes!(sandbox::clock, sandbox::set_clock)))
        .routes(based(routes!(sandbox::reset)))
        .routes(based(routes!(sandbox::complete_card_setup)))
        // A test key may ask for failures of ours; on the route below its turns do the same.
        .layer(from_fn(scenario::force))
        .routes(based(routes!(events::send)))
        .layer(partners_only(quota.spending()));

    // So does an unknown address below the base path.
    let unknown = OpenApiRouter::new().fallback(not_found).layer(partners_only(quota.spending()));

    // Looking at the limits does not use them up.
    let free = OpenApiRouter::new()
        .routes(based(routes!(quota::limits)))
        .layer(partners_only(quota.showing()))
        .with_state(quota.clone());

    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .merge(metered)
        .merge(free)
        .nest(BASE_PATH, unknown)
        // The guest's browser has no key: the page's address is its secret.
        .routes(routes!(payment_page::show, payment_page::submit))
        .route("/pay/style.css", get(payment_page::style))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
}

/// The routes below the base path. A nested router would do the same, and write every request a new address for it.
fn based<S>((schemas, mut paths, methods): UtoipaMethodRouter<S>) -> UtoipaMethodRouter<S> {
    paths.paths = paths.paths.into_iter().map(|(path, item)| (format!("{BASE_PATH}{path}"), item)).collect();
    (schemas, paths, methods)
}

/// The layers that every request meets, outermost first.
fn edge(routes: Router, ids: RequestIds, metrics: Arc<Metrics>, deadline: Duration) -> Router {
    routes.layer(
        ServiceBuilder::new()
            // First, so that every answer has an id, and last to see failures, which it gives their body.
            .layer(AroundLayer(ids))
            // Outside of what may panic or take too long, so that such requests have their line and count too.
            .layer(AroundLayer(Lines(metrics)))
            // A panic costs one request, not the process; outside of all that is ours and could panic.
            .layer(CatchPanicLayer::custom(panicked))
            // A head that is too large, or an answer that takes too long, costs no more than this.
            .layer(AroundLayer(Bounds { deadline })),
    )
}

async fn not_found() -> ApiError {
    Code::NotFound.into()
}

/// What a panic is answered with; where it happened, the panic hook has logged.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::from(Code::InternalError).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{OsEntropy, SystemClock};
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::routing::get;
    use http::Version;
    use serde_json::Value;
    use tower::ServiceExt;

    /// Every layer around routes that behave badly.
    fn server() -> Router {
        let routes = Router::new()
            .route("/fine", get(|| async { "fine" }))
            .route(
                "/panics",
                get(|| async {
                    if true {
                        panic!("SECRET")
                    }
                }),
            )
            .route("/stalls", get(std::future::pending::<()>))
            .route("/page", get(|| async { (http::StatusCode::NOT_FOUND, axum::response::Html("gone")) }));
        let ids = RequestIds::new(Arc::new(SystemClock), Arc::new(OsEntropy));
        edge(routes, ids, Arc::default(), Duration::from_millis(200))
    }

    async fn send(request: http::request::Builder) -> (http::response::Parts, String) {
        let request = request.header("host", "127.0.0.1").body(Body::empty()).unwrap();
        answer_to(request).await
    }

    async fn answer_to(request: Request) -> (http::response::Parts, String) {
        let response = server().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts, String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap())
    }

    #[track_caller]
    fn assert_refused((parts, body): &(http::response::Parts, String), status: u16, code: &str) {
        let json: Value = serde_json::from_str(body).unwrap();
        assert_eq!((parts.status.as_u16(), json["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(parts.headers["content-type"], "application/json");
        assert_eq!(parts.headers[request_id::X_REQUEST_ID], json["requestId"].as_str().unwrap());
    }

    #[tokio::test]
    async fn every_answer_has_an_id_of_ours() {
        let sent = Request::get("/fine").header("x-request-id", "theirs");
        let (first, _) = send(sent).await;
        let (second, body) = send(Request::get("/fine")).await;
        assert_ne!(first.headers[request_id::X_REQUEST_ID], "theirs");
        assert_ne!(first.headers[request_id::X_REQUEST_ID], second.headers[request_id::X_REQUEST_ID]);
        assert_eq!((second.headers["cache-control"].as_bytes(), body.as_str()), (&b"no-store"[..], "fine"));
    }

    #[tokio::test]
    async fn unknown_addresses_and_other_methods_are_answered_in_our_shape() {
        for address in ["/nowhere", "/fine/", "//fine"] {
            assert_refused(&send(Request::get(address)).await, 404, "not_found");
        }
        let answer = send(Request::delete("/fine")).await;
        assert_refused(&answer, 405, "method_not_allowed");
        assert_eq!(answer.0.headers["allow"], "GET,HEAD");
    }

    #[tokio::test]
    async fn a_page_keeps_its_own_body() {
        let (parts, body) = send(Request::get("/page")).await;
        assert_eq!((parts.status.as_u16(), body.as_str()), (404, "gone"));
    }

    #[tokio::test]
    async fn a_panic_is_a_500_that_tells_nothing() {
        let answer = send(Request::get("/panics")).await;
        assert_refused(&answer, 500, "internal_error");
        assert!(!answer.1.contains("SECRET"));
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_a_503_with_a_wait() {
        let answer = send(Request::get("/stalls")).await;
        assert_refused(&answer, 503, "unavailable");
        assert_eq!(answer.0.headers["retry-after"], "1");
    }

    #[tokio::test]
    async fn a_head_that_is_too_large_is_refused() {
        let address = format!("/fine?{}", "x".repeat(bounds::LONGEST_URI));
        assert_refused(&send(Request::get(address)).await, 414, "uri_too_long");
        let many = (0..64).fold(Request::get("/fine"), |request, i| request.header(format!("x-{i}"), "x"));
        assert_refused(&send(many).await, 431, "head_too_large");
        let long = Request::get("/fine").header("x-long", "x".repeat(33 * 1024));
        assert_refused(&send(long).await, 431, "head_too_large");
        let most = (0..63).fold(Request::get("/fine"), |request, i| request.header(format!("x-{i}"), "x"));
        assert_eq!(send(most).await.0.status, 200);
    }

    #[tokio::test]
    async fn a_request_says_once_for_which_host_it_is() {
        let request = |hosts: &[&str], version| {
            let builder = hosts.iter().fold(Request::get("/fine"), |request, host| request.header("host", *host));
            builder.version(version).body(Body::empty()).unwrap()
        };
        for hosts in [&[][..], &["a.example", "b.example"]] {
            let answer = answer_to(request(hosts, Version::HTTP_11)).await;
            assert_refused(&answer, 400, "invalid_field");
            assert!(answer.1.contains(r#""param":"host""#), "{}", answer.1);
        }
        for (hosts, version) in
            [(&["a.example"][..], Version::HTTP_11), (&[], Version::HTTP_10), (&[], Version::HTTP_2)]
        {
            assert_eq!(answer_to(request(hosts, version)).await.0.status, 200, "{version:?}");
        }
    }
}
