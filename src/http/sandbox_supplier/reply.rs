//! How an answer leaves the house: whole, or damaged by a fault.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::channel::Channel;
use serde_json::{Value, json};

use super::fault::{Dialled, Fault};
use super::question::Refusal;

/// The size of a huge body, in bytes.
const HUGE: usize = 10 * 1024 * 1024;
/// How many lists stand in each other in a deep reply.
const DEPTH: usize = 100_000;
/// How long a byte of a dripping body takes.
const DROP: Duration = Duration::from_secs(1);
/// When to come back after too many requests, in seconds.
const RETRY_AFTER: u32 = 1;

/// The response to what was said.
pub(super) fn response(said: &Result<Value, Refusal>) -> Response {
    match said {
        Ok(data) => json_response(201, json!({"data": data, "message": "success"}).to_string()),
        Err(refusal) => refused(refusal.status, &json!(refusal.message)),
    }
}

/// A refusal in NestJS's form; `message` is a text or a list.
pub(super) fn refused(status: u16, message: &Value) -> Response {
    let name = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error");
    let mut response =
        json_response(status, json!({"statusCode": status, "message": message, "error": name}).to_string());
    if status == 429 {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
    }
    response
}

fn json_response(status: u16, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// The response of a fault that lets nothing be done.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other fault lets the work be done")]
pub(super) fn instead(fault: Fault) -> Option<Response> {
    if let Some((status, message)) = fault.refusal() {
        return Some(refused(status, &json!(message)));
    }
    match fault {
        Fault::DropBeforeCommit => Some(broken(Bytes::new(), 64)),
        Fault::Html => {
            let mut response = json_response(200, "<!doctype html><title>Just a moment</title>");
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
            Some(response)
        }
        Fault::MessageArray => Some(refused(400, &json!(["a must be a string", "b should not be empty"]))),
        Fault::Redirect => {
            let mut response = json_response(307, Body::empty());
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/elsewhere"));
            Some(response)
        }
        _ => None,
    }
}

/// What was said, damaged by a fault that lets everything be done.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other fault leaves the reply whole")]
pub(super) async fn damaged(mut said: Result<Value, Refusal>, dialled: Dialled) -> Response {
    if let Ok(data) = &mut said {
        alter(data, dialled.fault);
    }
    let body = match &said {
        Ok(data) => json!({"data": data, "message": "success"}).to_string(),
        Err(_) => return response(&said),
    };
    match dialled.fault {
        Fault::Slow => {
            tokio::time::sleep(dialled.delay).await;
            response(&said)
        }
        Fault::DropAfterCommit => broken(Bytes::new(), body.len()),
        Fault::ResetMidReply => broken(Bytes::from(body[..body.len() / 2].to_owned()), body.len()),
        Fault::FailAfterCommit => refused(500, &json!("Internal server error")),
        Fault::TruncatedJson => json_response(201, body[..body.len() / 2].to_owned()),
        Fault::ErrorBesideSuccess => {
            let body = json!({"data": said.ok(), "message": "success", "error": "Bad Request", "statusCode": 400});
            json_response(201, body.to_string())
        }
        Fault::HugeBody => json_response(201, format!("{body}{}", " ".repeat(HUGE))),
        Fault::Drip => json_response(201, dripping(body.into())),
        Fault::Deep => {
            let whole = body.strip_suffix('}').unwrap_or(&body);
            json_response(201, format!("{whole},\"deep\":{}{}}}", "[".repeat(DEPTH), "]".repeat(DEPTH)))
        }
        _ => response(&said),
    }
}

/// Takes the reference away, or changes the currency.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other fault leaves the data whole")]
fn alter(data: &mut Value, fault: Fault) {
    match fault {
        Fault::WithoutReference => {
            for key in ["bookingReference", "id", "status"] {
                if let Some(object) = data.as_object_mut() {
                    object.remove(key);
                }
            }
        }
        Fault::OtherCurrency => to_euros(data),
        _ => {}
    }
}

fn to_euros(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if name == "currency" {
                    *member = json!("EUR");
                } else {
                    to_euros(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(to_euros),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A response that promises `length` bytes, gives `part` and breaks the connection; without a part not even its head
/// leaves.
fn broken(part: Bytes, length: usize) -> Response {
    let (mut sender, body) = Channel::<Bytes, io::Error>::new(1);
    if part.is_empty() {
        sender.abort(io::ErrorKind::ConnectionReset.into());
    } else {
        tokio::spawn(async move {
            if sender.send_data(part).await.is_ok() {
                // What was sent is to arrive before the end does.
                tokio::time::sleep(Duration::from_millis(20)).await;
                sender.abort(io::ErrorKind::ConnectionReset.into());
            }
        });
    }
    let mut response = json_response(201, Body::new(body));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// A body of a byte a second.
fn dripping(body: Bytes) -> Body {
    let (mut sender, dripping) = Channel::<Bytes, io::Error>::new(1);
    tokio::spawn(async move {
        for at in 0..body.len() {
            if sender.send_data(body.slice(at..=at)).await.is_err() {
                return;
            }
            tokio::time::sleep(DROP).await;
        }
    });
    Body::new(dripping)
}
