//! The layer that counts one request against its partner, and says on every answer what is left.
//!
//! `x-ratelimit-limit`, `-remaining` and `-reset` (seconds) describe the limit that will stop the partner first: the
//! bucket of the minute or the count of the day. A partner without limits reads 2147483647 and a reset of 0.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryFutureExt;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use serde::Serialize;
use tower::{Layer, Service};
use utoipa::ToSchema;

use super::error::{ApiError, Code, ErrorBody};
use super::meter::{Meter, Reading};
use crate::clock::Clock;
use crate::config::partners::PartnerEntry;
use crate::domain::ids::PartnerId;
use crate::domain::partner::AuthenticatedPartner;

/// Requests allowed when nothing is used.
pub const X_RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");

/// Requests allowed now.
pub const X_RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");

/// Seconds until everything is allowed again.
pub const X_RATELIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The meters of all partners; cheap to clone.
#[derive(Clone)]
pub struct Quota {
    meters: Arc<HashMap<PartnerId, Meter>>,
    clock: Arc<dyn Clock>,
}

impl Quota {
    /// A full meter for each of `partners`.
    #[must_use]
    pub fn new(partners: &[PartnerEntry], clock: Arc<dyn Clock>) -> Self {
        let meter = |entry: &PartnerEntry| (entry.partner.id.clone(), Meter::new(entry.partner.limits));
        Self { meters: Arc::new(partners.iter().map(meter).collect()), clock }
    }

    /// A layer that takes one request.
    #[must_use]
    pub fn spending(&self) -> QuotaLayer {
        QuotaLayer { quota: self.clone(), spends: true }
    }

    /// A layer that only says what is left.
    #[must_use]
    pub fn showing(&self) -> QuotaLayer {
        QuotaLayer { quota: self.clone(), spends: false }
    }

    /// Says on an answer what `partner` has left, and takes nothing.
    #[must_use]
    pub fn shown_on(&self, response: Response, partner: &PartnerId) -> Response {
        match self.meters.get(partner) {
            Some(meter) => measured(response, meter.tightest(self.clock.now())),
            None => response,
        }
    }

    fn meter_of(&self, request: &Request) -> Option<&Meter> {
        self.meters.get(&request.extensions().get::<AuthenticatedPartner>()?.partner.id)
    }
}

/// See [`Quota::spending`] and [`Quota::showing`]; stands inside the layer that recognises partners.
#[derive(Clone)]
pub struct QuotaLayer {
    quota: Quota,
    spends: bool,
}

impl<S> Layer<S> for QuotaLayer {
    type Service = QuotaService<S>;
    fn layer(&self, inner: S) -> Self::Service {
        QuotaService { layer: self.clone(), inner }
    }
}

/// See [`QuotaLayer`].
#[derive(Clone)]
pub struct QuotaService<S> {
    layer: QuotaLayer,
    inner: S,
}

impl<S> Service<Request> for QuotaService<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let QuotaLayer { quota, spends } = &self.layer;
        let Some(meter) = quota.meter_of(&request) else {
            return Box::pin(ready(Ok(ApiError::from(Code::InternalError).into_response())));
        };
        let now = quota.clock.now();
        let taken = if *spends { meter.take(now) } else { Ok(()) };
        let reading = meter.tightest(now);
        match taken {
            Err(refused) => Box::pin(ready(Ok(measured(refused.into_response(), reading)))),
            Ok(()) => Box::pin(self.inner.call(request).map_ok(move |response| measured(response, reading))),
        }
    }
}

fn measured(mut response: Response, reading: Reading) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_RATELIMIT_LIMIT, HeaderValue::from(reading.limit));
    headers.insert(X_RATELIMIT_REMAINING, HeaderValue::from(reading.remaining));
    headers.insert(X_RATELIMIT_RESET, HeaderValue::from(reading.reset));
    response
}

/// The answer of `GET /limits`.
#[derive(Serialize, ToSchema)]
pub struct LimitsBody {
    /// What is left.
    data: LimitsData,
}

/// What the calling partner may still ask; a limit that is not agreed is null.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LimitsData {
    /// The partner.
    #[schema(example = "demo-tenant")]
    tenant_id: String,
    /// Its bucket of the minute, which refills evenly.
    requests_per_minute: Option<LimitBody>,
    /// Its count of the day, which starts anew at midnight UTC.
    requests_per_day: Option<LimitBody>,
}

/// One limit as it stands.
#[derive(Serialize, ToSchema)]
pub struct LimitBody {
    /// Requests allowed when nothing is used.
    #[schema(example = 6000)]
    limit: u32,
    /// Requests allowed now.
    #[schema(example = 5999)]
    remaining: u32,
    /// Seconds until everything is allowed again.
    #[schema(example = 1)]
    reset: u32,
}

impl From<Reading> for LimitBody {
    fn from(Reading { limit, remaining, reset }: Reading) -> Self {
        Self { limit, remaining, reset }
    }
}

/// Your limits
///
/// What you may still ask. Asking this uses nothing up.
#[utoipa::path(
    get,
    path = "/limits",
    tag = "Limits",
    responses(
        (status = 200, description = "The limits as they stand.", body = LimitsBody),
        (status = 401, description = "No key, or not a known one.", body = ErrorBody),
    ),
    security(("partnerApiKey" = []), ("bearer" = []), ("apiKey" = []))
)]
pub async fn limits(State(quota): State<Quota>, partner: AuthenticatedPartner) -> Result<Json<LimitsBody>, ApiError> {
    let meter = quota.meters.get(&partner.partner.id).ok_or(Code::InternalError)?;
    let now: Timestamp = quota.clock.now();
    let data = LimitsData {
        tenant_id: partner.partner.id.to_string(),
        requests_per_minute: meter.minute(now).map(LimitBody::from),
        requests_per_day: meter.day(now).map(LimitBody::from),
    };
    Ok(Json(LimitsBody { data }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::domain::partner::{Caller, Limits, Mode, Partner};
    use axum::body::Body;
    use tower::{ServiceExt, service_fn};

    fn entry(limits: Limits) -> PartnerEntry {
        let partner = Partner { id: PartnerId::parse("acme").unwrap(), country: None, limits };
        PartnerEntry { partner: Arc::new(partner), keys: Vec::new() }
    }

    async fn call(layer: &QuotaLayer, entry: &PartnerEntry, mode: Mode) -> Response {
        let mut request = Request::new(Body::empty());
        let caller = Caller { partner: entry.partner.id.clone(), mode };
        request.extensions_mut().insert(AuthenticatedPartner { partner: Arc::clone(&entry.partner), caller });
        let fine = service_fn(|_| async { Ok::<_, Infallible>("fine".into_response()) });
        layer.layer(fine).oneshot(request).await.unwrap()
    }

    fn header(response: &Response, name: &HeaderName) -> u32 {
        response.headers()[name].to_str().unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn live_and_test_share_one_meter_and_every_answer_says_what_is_left() {
        let entry = entry(Limits { requests_per_minute: Some(2), requests_per_day: None });
        let clock = Arc::new(ManualClock::at(Timestamp::from_second(1_000).unwrap()));
        let quota = Quota::new(std::slice::from_ref(&entry), Arc::clone(&clock) as Arc<dyn Clock>);
        let spending = quota.spending();
        for (mode, left) in [(Mode::Test, 1), (Mode::Live, 0)] {
            let response = call(&spending, &entry, mode).await;
            assert_eq!(header(&response, &X_RATELIMIT_REMAINING), left);
            assert_eq!(header(&response, &X_RATELIMIT_LIMIT), 2);
        }
        let refused = call(&spending, &entry, Mode::Test).await;
        assert_eq!(refused.status(), 429);
        assert_eq!(header(&refused, &http::header::RETRY_AFTER), 30);
        assert_eq!(header(&refused, &X_RATELIMIT_RESET), 60);
        assert_eq!(call(&quota.showing(), &entry, Mode::Test).await.status(), 200);
        clock.advance(30_000);
        assert_eq!(call(&spending, &entry, Mode::Test).await.status(), 200);
    }

    #[tokio::test]
    async fn the_tighter_limit_is_the_one_shown() {
        let entry = entry(Limits { requests_per_minute: Some(100), requests_per_day: Some(3) });
        let clock = Arc::new(ManualClock::at(Timestamp::from_second(0).unwrap()));
        let response = call(&Quota::new(std::slice::from_ref(&entry), clock).spending(), &entry, Mode::Live).await;
        assert_eq!(header(&response, &X_RATELIMIT_LIMIT), 3);
        assert_eq!(header(&response, &X_RATELIMIT_REMAINING), 2);
        assert_eq!(header(&response, &X_RATELIMIT_RESET), 86_400);
    }
}
