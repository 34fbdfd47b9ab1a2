//! Every call of a partner has its record before its answer leaves.
//!
//! A turn and a new session are recorded in the commit that makes them. This layer sees to all other calls: what was
//! acknowledged (a look at something, a replay, a mistake of the caller) is recorded in a commit of its own; what was
//! refused (403, 429, 5xx) is noted and written soon after, so that a flood of refusals costs no syncs. A call without a
//! known key is nobody's and stands in the log alone.

use std::future::ready;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::response::Response;
use futures_util::FutureExt;
use http::request::Parts;
use http::{Extensions, Method};
use jiff::Timestamp;

use super::address::{BASE_PATH, method_name};
use super::around::Around;
use super::error::{ApiError, Code};
use super::request_id::RequestId;
use super::turn_log::TurnLog;
use crate::app::App;
use crate::domain::partner::Caller;
use crate::domain::usage::{Call, UsageRecord, is_acknowledged, is_billable};

/// How an address that is none of ours is called.
const NOWHERE: &str = "(unknown)";

/// The layer; stands outside the one that recognises partners.
#[derive(Clone)]
pub struct Billing(pub Arc<App>);

impl Around for Billing {
    fn around<F>(
        &self,
        request: Request,
        inside: impl FnOnce(Request) -> F,
    ) -> impl Future<Output = Response> + Send + 'static
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let app = Arc::clone(&self.0);
        let (method, extensions) = (request.method().clone(), request.extensions());
        let (id, path) = (extensions.get::<RequestId>().cloned(), extensions.get::<MatchedPath>().cloned());
        let at = app.clock.now();
        inside(request).then(move |response| counted(app, response, (id, &method, path.as_ref()), at))
    }
}

/// The answer, once its call is recorded.
fn counted(
    app: Arc<App>,
    response: Response,
    (id, method, path): (Option<RequestId>, &Method, Option<&MatchedPath>),
    at: Timestamp,
) -> impl Future<Output = Response> + Send + use<> {
    let told = response.extensions().get::<TurnLog>();
    let (Some(id), Some(caller), false) =
        (id, response.extensions().get::<Caller>(), told.is_some_and(|told| told.recorded))
    else {
        return ready(response).left_future();
    };
    let call = Call { request: id.as_str().to_owned(), at, endpoint: endpoint(method, path) };
    let record = record(call, caller, told, response.status().as_u16());
    if !is_acknowledged(record.status) {
        app.ledger.note(record);
        return ready(response).left_future();
    }
    // Apart, so that what a turn carries through its layers, which is recorded already, is not as big as a record.
    let recorded = async move {
        app.ledger.record(record).await;
        response
    };
    Box::pin(recorded).right_future()
}

fn record(call: Call, caller: &Caller, told: Option<&TurnLog>, status: u16) -> UsageRecord {
    let is_replay = told.is_some_and(|told| told.replayed);
    UsageRecord {
        call,
        caller: caller.clone(),
        actor: told.and_then(|told| told.actor.clone()),
        session: told.and_then(|told| told.session.clone()),
        event: told.and_then(|told| told.event),
        status,
        billable: is_billable(status, is_replay),
    }
}

/// Method and address as documented, without the base path.
fn endpoint(method: &Method, path: Option<&MatchedPath>) -> String {
    let address = path.map_or(NOWHERE, |path| path.as_str().strip_prefix(BASE_PATH).unwrap_or(path.as_str()));
    let address = if address.contains('*') { NOWHERE } else { address };
    [method_name(method), address].join(" ")
}

/// The request, for a handler whose commit records it.
#[derive(Debug, Clone)]
pub struct Billed(pub Call);

impl FromRequestParts<Arc<App>> for Billed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let of = |extensions: &Extensions| {
            let request = extensions.get::<RequestId>()?.as_str().to_owned();
            let endpoint = endpoint(&parts.method, extensions.get::<MatchedPath>());
            Some(Call { request, at: app.clock.now(), endpoint })
        };
        // Every request has its id; one without is our mistake.
        of(&parts.extensions).map(Self).ok_or_else(|| Code::InternalError.into())
    }
}
