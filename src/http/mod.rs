//! HTTP: what partners send becomes domain values, and what came of it goes back.
//!
//! This file is the whole map: every route, and every layer in the order a request meets it.

pub mod api_key;
pub mod body;
pub mod bounds;
pub mod error;
pub mod health;
pub mod json;
pub mod log;
pub mod meter;
pub mod openapi;
pub mod quota;
pub mod request;
pub mod request_id;
pub mod wire;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use self::api_key::{ApiKeyLayer, KeyRing};
use self::error::{ApiError, Code};
use self::quota::Quota;
use self::request_id::RequestIds;
use crate::app::App;

/// Where partners reach us.
pub const BASE_PATH: &str = "/api/partner/v1/core-chat";

/// Everything that is served.
#[must_use]
pub fn router(app: &Arc<App>) -> Router {
    let (routes, document) = routes(app).split_for_parts();
    let documentation = SwaggerUi::new("/docs").url("/openapi.json", document);
    edge(routes.with_state(Arc::clone(app)).merge(documentation), app)
}

/// Every route, with the layers that only some of them have.
fn routes(app: &Arc<App>) -> OpenApiRouter<Arc<App>> {
    let ring = KeyRing::new(&app.config.partners, app.config.pepper.clone());
    let quota = Quota::new(&app.config.partners, Arc::clone(&app.clock));

    // Each of these takes one request from the partner's quota, and so does an unknown address below the base path.
    let metered = OpenApiRouter::new().fallback(not_found).layer(quota.spending());

    // Looking at the limits does not use them up.
    let free = OpenApiRouter::new().routes(routes!(quota::limits)).layer(quota.showing()).with_state(quota);

    // The key comes before the quota: whose quota it is, only the key can tell.
    let partners = metered.merge(free).layer(ApiKeyLayer::new(ring, Arc::clone(&app.clock)));

    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .nest(BASE_PATH, partners)
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
}

/// The layers that every request meets, outermost first.
fn edge(routes: Router, app: &App) -> Router {
    let ids = RequestIds::new(Arc::clone(&app.clock), Arc::clone(&app.entropy));
    routes.layer(
        ServiceBuilder::new()
            // First, so that every answer has an id, and last to see failures, which it gives their body.
            .layer(from_fn_with_state(ids, request_id::stamp))
            // Outside of what may panic or take too long, so that such requests have their line too.
            .layer(from_fn(log::write_line))
            // A panic costs one request, not the process; outside of all that is ours and could panic.
            .layer(CatchPanicLayer::custom(panicked))
            // A head that is too large, or an answer that takes too long, costs no more than this.
            .layer(from_fn(bounds::keep)),
    )
}

async fn not_found() -> ApiError {
    Code::NotFound.into()
}

/// What a panic is answered with; where it happened, the panic hook has logged.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::from(Code::InternalError).into_response()
}
