//! Successes: a body, its headers, and what the log may say about it.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_body_util::{Full, Limited};

use super::turn_log::TurnLog;
use crate::chat::{Handled, Timing};
use crate::domain::ids::SessionId;

/// On answers that were given before.
pub const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Where the time of a turn went, in milliseconds.
pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Room for the headers of an answer, those of all layers included.
const USUAL_HEADERS: usize = 12;

/// What the log may say of a request about `session`.
#[must_use]
pub fn about(session: &SessionId) -> TurnLog {
    TurnLog { session: Some(session.clone()), ..TurnLog::default() }
}

/// A success with a JSON body.
#[must_use]
pub fn json(status: StatusCode, body: Bytes, log: TurnLog) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = HeaderMap::with_capacity(USUAL_HEADERS);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.extensions_mut().insert(log);
    response
}

/// The answer to one event.
#[must_use]
pub fn turn(handled: Handled, log: TurnLog) -> Response {
    let log = TurnLog {
        kind: handled.kind,
        status: handled.status,
        replayed: handled.replayed,
        actor: Some(handled.actor),
        event: Some(handled.event),
        timing: Some(handled.timing),
        recorded: handled.recorded,
        ..log
    };
    let mut response = json(StatusCode::OK, handled.body.clone(), log);
    if handled.replayed {
        response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    if let Ok(timing) = HeaderValue::try_from(server_timing(&handled.timing)) {
        response.headers_mut().insert(SERVER_TIMING, timing);
    }
    if handled.cut_reply {
        cut(&mut response, handled.body);
    }
    response
}

fn server_timing(timing: &Timing) -> String {
    let parts =
        [("understand;dur=", timing.understand), (", supplier;dur=", timing.supplier), (", store;dur=", timing.store)];
    parts.into_iter().fold(String::with_capacity(64), |mut text, (name, time)| {
        text.push_str(name);
        push_milliseconds(&mut text, time);
        text
    })
}

/// Milliseconds to three places; as floats, the three of an answer would cost three thousand instructions.
fn push_milliseconds(text: &mut String, time: Duration) {
    let micros = time.saturating_add(Duration::from_nanos(500)).as_micros();
    let micros = u64::try_from(micros).unwrap_or(u64::MAX);
    text.push_str(&(micros / 1_000).to_string());
    text.push('.');
    for place in [100, 10, 1] {
        text.push(char::from(b'0' + (micros / place % 10) as u8));
    }
}

/// A body that promises its whole length and breaks off at once, as when the connection is lost.
fn cut(response: &mut Response, body: Bytes) {
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    *response.body_mut() = Body::new(Limited::new(Full::new(body), 1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::EventKind;
    use crate::domain::ids::{ActorId, EventId};
    use crate::domain::outcome::Status;
    use http_body_util::BodyExt;

    fn handled() -> Handled {
        Handled {
            body: Bytes::from_static(b"{}"),
            replayed: false,
            event: EventId::after(None, 1),
            actor: ActorId::parse("user-1").unwrap(),
            recorded: true,
            kind: Some(EventKind::Help),
            status: Some(Status::Answer),
            timing: Timing { understand: Duration::from_micros(12), ..Timing::default() },
            cut_reply: false,
        }
    }

    #[tokio::test]
    async fn an_answer_tells_where_its_time_went_and_whether_it_is_a_replay() {
        let session = SessionId::new(1, 1);
        let response = turn(handled(), about(&session));
        assert_eq!(response.headers()[SERVER_TIMING], "understand;dur=0.012, supplier;dur=0.000, store;dur=0.000");
        assert!(!response.headers().contains_key(IDEMPOTENT_REPLAYED));
        let logged = response.extensions().get::<TurnLog>().unwrap();
        assert_eq!((&logged.session, logged.status), (&Some(session), Some(Status::Answer)));
        let response = turn(Handled { replayed: true, ..handled() }, TurnLog::default());
        assert_eq!(response.headers()[IDEMPOTENT_REPLAYED], "true");
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "{}");
    }

    #[test]
    fn times_are_told_in_milliseconds_to_three_places() {
        for (nanos, told) in
            [(0, "0.000"), (499, "0.000"), (501, "0.001"), (999_501, "1.000"), (12_034_567_890, "12034.568")]
        {
            let mut text = String::new();
            push_milliseconds(&mut text, Duration::from_nanos(nanos));
            assert_eq!(text, told);
            assert_eq!(text, format!("{:.3}", nanos as f64 / 1e6));
        }
    }

    #[tokio::test]
    async fn a_lost_reply_promises_a_body_and_breaks_off() {
        let response = turn(Handled { cut_reply: true, ..handled() }, TurnLog::default());
        assert_eq!(response.headers()[header::CONTENT_LENGTH], "2");
        assert!(response.into_body().collect().await.is_err());
    }
}
