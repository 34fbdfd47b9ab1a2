//! The layer that turns an API key into a partner, or answers 401 or 403 itself.
//!
//! The key alone decides who calls and in which mode. An unknown key id costs the same work as a known one, so that
//! timing tells nothing about which ids exist.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::{FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use futures_util::TryFutureExt;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;
use subtle::ConstantTimeEq;
use tower::{Layer, Service};

use super::error::{ApiError, Code};
use super::quota::Quota;
use crate::clock::Clock;
use crate::config::key::{Digest, KeyName, Pepper};
use crate::config::partners::{KeyEntry, PartnerEntry};
use crate::domain::partner::{AuthenticatedPartner, Caller};

/// The recommended header of the key.
pub const X_PARTNER_API_KEY: HeaderName = HeaderName::from_static("x-partner-api-key");

/// The other header of the key, beside `authorization`.
pub const API_KEY: HeaderName = HeaderName::from_static("api-key");

/// Who was recognised, on every answer to them.
pub const X_PARTNER_ID: HeaderName = HeaderName::from_static("x-partner-id");

/// No more than this of a key is digested, so that a long one costs no more than a right one.
const MOST_DIGESTED: usize = 128;

/// Every key that may call.
pub struct KeyRing {
    keys: HashMap<String, Known>,
    pepper: Pepper,
}

struct Known {
    entry: KeyEntry,
    partner: AuthenticatedPartner,
    partner_id: HeaderValue,
}

/// Why a key does not open.
enum Refusal<'k> {
    Broken(ApiError),
    Off(&'k Known),
}

impl KeyRing {
    /// The keys of `partners`, with the pepper their digests were made with.
    #[must_use]
    pub fn new(partners: &[PartnerEntry], pepper: Pepper) -> Self {
        let known = |partner: &PartnerEntry, entry: &KeyEntry| Known {
            entry: entry.clone(),
            partner: AuthenticatedPartner {
                partner: Arc::clone(&partner.partner),
                caller: Caller { partner: partner.partner.id.clone(), mode: entry.mode },
            },
            partner_id: HeaderValue::from_str(partner.partner.id.as_str()).expect("a slug is a header value"),
        };
        let of_partner = |p| move |entry: &KeyEntry| (entry.name.clone(), known(p, entry));
        let keys = partners.iter().flat_map(|p| p.keys.iter().map(of_partner(p))).collect();
        Self { keys, pepper }
    }

    fn open(&self, headers: &HeaderMap, now: Timestamp) -> Result<&Known, Refusal<'_>> {
        let key = presented(headers).map_err(Refusal::Broken)?;
        let key = key.ok_or_else(|| Refusal::Broken(Code::MissingApiKey.into()))?;
        let name = std::str::from_utf8(key).ok().and_then(KeyName::of_key);
        let known = name.and_then(|name| self.keys.get(name.text));
        let nothing = Digest::of_nothing();
        let expected = known.map_or(&nothing, |known| &known.entry.digest);
        let digest = self.pepper.digest(&key[..key.len().min(MOST_DIGESTED)]);
        let equal = bool::from(digest.ct_eq(expected));
        match known {
            Some(known) if equal && known.entry.is_off(now) => Err(Refusal::Off(known)),
            Some(known) if equal => Ok(known),
            Some(_) | None => Err(Refusal::Broken(Code::InvalidApiKey.into())),
        }
    }
}

/// The one key that the headers carry, in whichever of them.
fn presented(headers: &HeaderMap) -> Result<Option<&[u8]>, ApiError> {
    let plain = headers.get_all(X_PARTNER_API_KEY).iter().chain(headers.get_all(API_KEY)).map(HeaderValue::as_bytes);
    let bearer = headers.get_all(header::AUTHORIZATION).iter().filter_map(|value| bearer(value.as_bytes()));
    let mut keys = plain.chain(bearer).map(<[u8]>::trim_ascii).filter(|key| !key.is_empty());
    let first = keys.next();
    if keys.all(|other| Some(other) == first) {
        Ok(first)
    } else {
        Err(ApiError::invalid_field("x-partner-api-key", "differs from the key in another header"))
    }
}

/// What follows the scheme `Bearer`, whose case does not matter.
fn bearer(authorization: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = authorization.split_at_checked("bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"bearer ").then_some(rest)
}

/// Lets only known keys through; puts an [`AuthenticatedPartner`] into the request and `x-partner-id` on the answer.
#[derive(Clone)]
pub struct ApiKeyLayer {
    ring: Arc<KeyRing>,
    quota: Quota,
    clock: Arc<dyn Clock>,
}

impl ApiKeyLayer {
    /// A layer that knows the keys of `ring`; `clock` decides about their expiry, and `quota` says on a 403 what is left.
    #[must_use]
    pub fn new(ring: KeyRing, quota: Quota, clock: Arc<dyn Clock>) -> Self {
        Self { ring: Arc::new(ring), quota, clock }
    }
}

impl<S> Layer<S> for ApiKeyLayer {
    type Service = ApiKeyService<S>;
    fn layer(&self, inner: S) -> Self::Service {
        ApiKeyService { layer: self.clone(), inner }
    }
}

/// See [`ApiKeyLayer`].
#[derive(Clone)]
pub struct ApiKeyService<S> {
    layer: ApiKeyLayer,
    inner: S,
}

impl<S> Service<Request> for ApiKeyService<S>
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

    fn call(&mut self, mut request: Request) -> Self::Future {
        match self.layer.ring.open(request.headers(), self.layer.clock.now()) {
            Ok(known) => {
                request.extensions_mut().insert(known.partner.clone());
                let (partner_id, caller) = (known.partner_id.clone(), known.partner.caller.clone());
                Box::pin(self.inner.call(request).map_ok(|response| named(response, partner_id, caller)))
            }
            Err(Refusal::Off(known)) => {
                let response = ApiError::from(Code::ApiKeyDisabled).into_response();
                let response = self.layer.quota.shown_on(response, &known.partner.caller.partner);
                Box::pin(ready(Ok(named(response, known.partner_id.clone(), known.partner.caller.clone()))))
            }
            Err(Refusal::Broken(error)) => Box::pin(ready(Ok(error.into_response()))),
        }
    }
}

/// Says on an answer who was recognised: to them, and to the layers outside.
fn named(mut response: Response, partner_id: HeaderValue, caller: Caller) -> Response {
    response.headers_mut().insert(X_PARTNER_ID, partner_id);
    response.extensions_mut().insert(caller);
    response
}

impl<S: Sync> FromRequestParts<S> for AuthenticatedPartner {
    type Rejection = ApiError;

    /// The partner that the layer recognised; a route outside the layer has none, which is our mistake.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get().cloned().ok_or_else(|| Code::InternalError.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::config::partners::{self, DEMO_KEY};
    use crate::domain::partner::Mode;
    use axum::body::Body;
    use http::StatusCode;
    use secrecy::SecretString;
    use tower::{ServiceExt, service_fn};

    const EXPIRING: &str = "bk_live_old_0123456789";
    const OFF: &str = "bk_test_off_0123456789";

    fn layer() -> ApiKeyLayer {
        let pepper = Pepper::new(&SecretString::from("0123456789abcdef"));
        let mut demo = partners::demo(&pepper);
        for (key, expires, disabled) in
            [(EXPIRING, Some(Timestamp::from_second(100).unwrap()), false), (OFF, None, true)]
        {
            let name = KeyName::of_key(key).unwrap();
            let digest = pepper.digest(key.as_bytes());
            demo.keys.push(KeyEntry {
                name: name.text.into(),
                mode: name.mode,
                digest,
                label: None,
                expires,
                disabled,
            });
        }
        let clock = Arc::new(ManualClock::at(Timestamp::from_second(99).unwrap()));
        let quota = Quota::new(std::slice::from_ref(&demo), Arc::clone(&clock) as Arc<dyn Clock>);
        ApiKeyLayer::new(KeyRing::new(&[demo], pepper), quota, clock)
    }

    async fn call(layer: &ApiKeyLayer, headers: &[(&str, &[u8])]) -> Response {
        let whoami = |request: Request| async move {
            let partner: &AuthenticatedPartner = request.extensions().get().unwrap();
            Ok::<_, Infallible>(format!("{} {}", partner.partner.id, partner.caller.mode).into_response())
        };
        let mut request = Request::new(Body::empty());
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().append(name, HeaderValue::from_bytes(value).unwrap());
        }
        layer.layer(service_fn(whoami)).oneshot(request).await.unwrap()
    }

    fn code(response: &Response) -> Option<Code> {
        response.extensions().get::<ApiError>().map(ApiError::code)
    }

    #[tokio::test]
    async fn any_of_the_three_headers_opens_and_the_same_key_twice_is_fine() {
        let bearer = format!("bearer {DEMO_KEY}");
        let key = DEMO_KEY.as_bytes();
        let all: [&[(&str, &[u8])]; 4] = [
            &[("x-partner-api-key", key)],
            &[("authorization", bearer.as_bytes())],
            &[("api-key", key)],
            &[("x-partner-api-key", key), ("authorization", bearer.as_bytes()), ("api-key", key)],
        ];
        for headers in all {
            let response = call(&layer(), headers).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[X_PARTNER_ID], "demo-tenant");
        }
    }

    #[tokio::test]
    async fn two_different_keys_are_refused_before_either_is_looked_at() {
        let response = call(&layer(), &[("api-key", DEMO_KEY.as_bytes()), ("x-partner-api-key", b"other")]).await;
        assert_eq!(code(&response), Some(Code::InvalidField));
    }

    #[tokio::test]
    async fn no_key_is_missing_and_every_other_is_invalid() {
        for headers in
            [&[][..], &[("api-key", b" " as &[u8])], &[("authorization", b"Basic eDp5")], &[("authorization", b"x")]]
        {
            assert_eq!(code(&call(&layer(), headers).await), Some(Code::MissingApiKey), "{headers:?}");
        }
        let long = [b'a'; 10_000];
        let tampered = format!("{DEMO_KEY}x");
        for key in
            [b"x" as &[u8], b"bk_test_demo_", "bk_test_démo_x".as_bytes(), b"\xFF\xFE", &long, tampered.as_bytes()]
        {
            let response = call(&layer(), &[("api-key", key)]).await;
            assert_eq!(code(&response), Some(Code::InvalidApiKey));
            assert!(!response.headers().contains_key(X_PARTNER_ID));
        }
    }

    #[tokio::test]
    async fn a_key_decides_the_mode_until_it_is_off() {
        let layer = layer();
        let response = call(&layer, &[("api-key", EXPIRING.as_bytes())]).await;
        let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
        assert_eq!(body, format!("demo-tenant {}", Mode::Live));
        let later = Arc::new(ManualClock::at(Timestamp::from_second(100).unwrap()));
        let expired = call(&ApiKeyLayer { clock: later, ..layer.clone() }, &[("api-key", EXPIRING.as_bytes())]).await;
        assert_eq!(code(&expired), Some(Code::ApiKeyDisabled));
        assert_eq!(expired.headers()[X_PARTNER_ID], "demo-tenant");
        let disabled = call(&layer, &[("api-key", OFF.as_bytes())]).await;
        assert_eq!(code(&disabled), Some(Code::ApiKeyDisabled));
        let left = |response: &Response| response.headers()["x-ratelimit-remaining"].clone();
        assert_eq!((left(&expired), left(&disabled)), (6_000.into(), 6_000.into()), "told, and nothing taken");
    }
}
