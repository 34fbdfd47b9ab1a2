//! Whether this process lives, and whether it should be sent requests.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{ApiError, Code, ErrorBody};
use crate::app::App;

/// How the process is.
#[derive(Serialize, ToSchema)]
pub struct HealthBody {
    /// `ok` or `ready`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Alive
///
/// Answers as long as the process runs. No key needed.
#[utoipa::path(get, path = "/healthz", tag = "Health", responses((status = 200, description = "Alive.", body = HealthBody)))]
pub async fn healthz() -> Json<HealthBody> {
    Json(HealthBody { status: "ok" })
}

/// Ready
///
/// Answers 503 while the process stops or its store does not answer, so that no new requests are sent. No key needed.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "Health",
    responses(
        (status = 200, description = "Send requests.", body = HealthBody),
        (status = 503, description = "Send them elsewhere.", body = ErrorBody),
    )
)]
pub async fn readyz(State(app): State<Arc<App>>) -> Result<Json<HealthBody>, ApiError> {
    if app.is_stopping() {
        return Err(Code::Unavailable.into());
    }
    app.chat.ready().await.map_err(|_| Code::Unavailable)?;
    Ok(Json(HealthBody { status: "ready" }))
}
