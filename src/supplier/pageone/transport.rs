//! One request over HTTP: no redirects, no proxy, verified TLS, a time for everything and a length for every answer.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use thiserror::Error;

use super::operation::Operation;
use super::plain;
use super::verdict::{Meaning, Trouble};

/// How long connecting may take, the TLS handshake included.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an idle connection is kept for the next request.
const KEEP_IDLE: Duration = Duration::from_secs(30);
/// The longest body of a refusal that is read, in bytes.
const LONGEST_REFUSAL: usize = 64 * 1024;
/// What we call ourselves.
const USER_AGENT: &str = concat!("core-chat/", env!("CARGO_PKG_VERSION"));

/// The HTTP client cannot be set up.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The key holds what no header can.
    #[error("the supplier's API key has characters that no header can carry")]
    Key,
    /// TLS or the resolver cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(String),
}

/// The way to one PageOne account.
pub(super) struct Transport {
    client: Client,
    /// Without kept connections: an idle one may be dead, and then nobody could say whether a booking was sent.
    fresh: Client,
    base: String,
    key: HeaderValue,
}

/// How NestJS says no.
#[derive(Debug, Default, Deserialize)]
struct ErrorBody {
    message: Option<serde_json::Value>,
}

impl Transport {
    /// A way to `base` (`https://host`, without a slash at its end) with the account's `key`.
    pub(super) fn new(base: &str, key: &SecretString) -> Result<Self, ConnectError> {
        let mut value = HeaderValue::from_str(key.expose_secret()).map_err(|_| ConnectError::Key)?;
        value.set_sensitive(true);
        let client = |idle: usize| {
            Client::builder()
                .user_agent(USER_AGENT)
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .no_proxy()
                .connect_timeout(CONNECT)
                .pool_idle_timeout(KEEP_IDLE)
                .pool_max_idle_per_host(idle)
                .build()
                .map_err(|e| ConnectError::Client(e.to_string()))
        };
        Ok(Self { client: client(32)?, fresh: client(0)?, base: base.to_owned(), key: value })
    }

    /// Sends `body` once and returns the bytes of a success, all within `within`.
    pub(super) async fn post(&self, operation: Operation, body: Bytes, within: Duration) -> Result<Bytes, Trouble> {
        let exchange = self.exchange(operation, body);
        tokio::time::timeout(within, exchange).await.unwrap_or(Err(Trouble::Silence))
    }

    async fn exchange(&self, operation: Operation, body: Bytes) -> Result<Bytes, Trouble> {
        let client = if operation == Operation::Book { &self.fresh } else { &self.client };
        let request = client
            .post(format!("{}{}", self.base, operation.path()))
            .header("api-key", self.key.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body);
        let response = request.send().await.map_err(|error| {
            if error.is_connect() || error.is_builder() {
                Trouble::NotSent(cause(&error))
            } else {
                Trouble::Broken(cause(&error))
            }
        })?;
        let status = response.status().as_u16();
        match status {
            200..300 => read(response, operation.longest_answer()).await,
            300..400 => Err(Trouble::Redirected(status)),
            400..500 => Err(refusal(status, response).await),
            _ => Err(Trouble::Failed(status)),
        }
    }
}

/// The innermost reason, which names neither the address nor the key.
fn cause(error: &reqwest::Error) -> String {
    let mut reason: &dyn std::error::Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    plain::excerpt(&reason.to_string())
}

/// The body, if it is whole and not longer than `longest`.
async fn read(mut response: Response, longest: usize) -> Result<Bytes, Trouble> {
    let too_long = || Trouble::Broken(format!("longer than {longest} bytes"));
    let declared = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if declared > longest {
        return Err(too_long());
    }
    let mut body = Vec::with_capacity(declared);
    while let Some(chunk) = response.chunk().await.map_err(|e| Trouble::Broken(cause(&e)))? {
        if body.len() + chunk.len() > longest {
            return Err(too_long());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

/// A refusal with what it says. Its status alone may be definite, so an unreadable text is simply an unknown one.
async fn refusal(status: u16, response: Response) -> Trouble {
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let body = read(response, LONGEST_REFUSAL).await.unwrap_or_default();
    let texts = texts_of(&body);
    Trouble::Refused {
        status,
        meaning: texts.iter().find_map(|text| Meaning::of(text)),
        said: plain::excerpt(&texts.join("; ")),
        retry_after: retry_after.map(Duration::from_secs),
    }
}

/// What an error body says: `message` is a text or a list of texts.
fn texts_of(body: &[u8]) -> Vec<String> {
    let error: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
    match error.message {
        Some(serde_json::Value::String(text)) => vec![text],
        Some(serde_json::Value::Array(list)) => {
            list.into_iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_may_be_a_text_or_a_list() {
        assert_eq!(texts_of(br#"{"statusCode":400,"message":"Price changed"}"#), ["Price changed"]);
        assert_eq!(texts_of(br#"{"message":["a",1,"b"]}"#), ["a", "b"]);
        assert!(texts_of(b"<html>").is_empty() && texts_of(br#"{"message":{}}"#).is_empty());
    }
}
