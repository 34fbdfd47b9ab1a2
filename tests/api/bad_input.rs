//! Bad input, row by row: every row also gives a request id, the flat body, no event, no used-up key, no supplier call,
//! and never the value sent.

use serde_json::json;

use crate::harness::{Partner, Server, Session};

/// What is sent, and what must come back: status, `error`, `code`, `param`.
type Row = (&'static str, String, u16, &'static str, &'static str, Option<&'static str>);

async fn refuse_all(partner: &Partner, session: &Session, path: &str, rows: Vec<Row>) {
    let supplier_calls = partner.server().supplier_calls();
    for (name, body, status, error, code, param) in rows {
        let answer = partner.post_raw(path, &body).await;
        assert_eq!(answer.status(), status, "{name}: {}", answer.text());
        answer.refused(status, error, code);
        assert_eq!(answer.json()["param"].as_str(), param, "{name}: {}", answer.text());
        assert!(!answer.text().contains("SECRET"), "{name} is echoed: {}", answer.text());
    }
    assert_eq!(partner.server().supplier_calls(), supplier_calls);
    assert_eq!(session.snapshot().await.data()["events"], json!([]), "nothing was recorded");
}

const JSON: &str = "Invalid JSON payload";

#[tokio::test]
async fn what_is_not_one_json_object_is_invalid_json() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let id = &session.id;
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let rows: Vec<Row> = [
        ("empty", String::new()),
        ("truncated", format!(r#"{{"sessionId":"{id}","text":"hel"#)),
        ("byte order mark", format!("\u{FEFF}{{\"sessionId\":\"{id}\",\"text\":\"hello\"}}")),
        ("trailing bytes", format!(r#"{{"sessionId":"{id}","text":"hello"}}x"#)),
        ("two documents", format!(r#"{{"sessionId":"{id}","text":"hello"}}{{}}"#)),
        ("NaN", format!(r#"{{"sessionId":"{id}","text":"hello","payload":{{"a":NaN}}}}"#)),
        ("a number that is infinite", format!(r#"{{"sessionId":"{id}","text":"hello","payload":{{"a":1e400}}}}"#)),
        ("a lone surrogate", format!(r#"{{"sessionId":"{id}","text":"\ud800"}}"#)),
        ("a member twice", format!(r#"{{"sessionId":"{id}","text":"hello","text":"hello"}}"#)),
        (
            "a member twice in the payload",
            format!(r#"{{"sessionId":"{id}","text":"hello","payload":{{"a":1,"a":2}}}}"#),
        ),
        ("depth 41", format!(r#"{{"sessionId":"{id}","text":"hello","payload":{{"a":{deep}}}}}"#)),
        ("an array that fits by position", format!(r#"["{id}",null,"hello",null,null,null]"#)),
        ("a string", r#""hello""#.to_owned()),
        ("null", "null".to_owned()),
    ]
    .map(|(name, body)| (name, body, 400, JSON, "invalid_json", None))
    .to_vec();
    refuse_all(&partner, &session, "/events", rows).await;
    let not_utf8 = partner.post_bytes("/events", b"{\"sessionId\":\"\xFF\"}".to_vec()).await;
    not_utf8.refused(400, JSON, "invalid_json");
}

#[tokio::test]
async fn the_shape_of_an_event_is_checked_in_the_documented_order() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let id = session.id.as_str();
    let event = |rest: &str| format!(r#"{{"sessionId":"{id}"{rest}}}"#);
    let rows: Vec<Row> = vec![
        (
            "no session",
            r#"{"text":"hello"}"#.into(),
            400,
            "sessionId is required",
            "session_id_required",
            Some("sessionId"),
        ),
        (
            "a blank session",
            r#"{"sessionId":"  ","text":"hello"}"#.into(),
            400,
            "sessionId is required",
            "session_id_required",
            Some("sessionId"),
        ),
        (
            "a session that is a number",
            r#"{"sessionId":5,"text":"hello"}"#.into(),
            400,
            "sessionId is required",
            "session_id_required",
            Some("sessionId"),
        ),
        ("nothing said", event(""), 400, "text or kind is required", "text_or_kind_required", None),
        ("a blank text", event(r#","text":" \n\t ""#), 400, "text or kind is required", "text_or_kind_required", None),
        (
            "a zero-width text",
            event(",\"text\":\"\u{200B}\u{200D}\""),
            400,
            "text or kind is required",
            "text_or_kind_required",
            None,
        ),
        (
            "a text of fillers and soft hyphens",
            event(",\"text\":\"\u{3164} \u{AD}\u{2800}\u{115F}\u{FE0F}\u{E0020}\""),
            400,
            "text or kind is required",
            "text_or_kind_required",
            None,
        ),
        (
            "an unknown kind",
            event(r#","kind":"action_fly""#),
            400,
            "Unsupported kind: action_fly",
            "unsupported_kind",
            Some("kind"),
        ),
        (
            "another case",
            event(r#","kind":"Action_Book_Option""#),
            400,
            "Unsupported kind: Action_Book_Option",
            "unsupported_kind",
            Some("kind"),
        ),
        (
            "no key",
            event(r#","kind":"action_book_option","payload":{"optionId":"x"}"#),
            400,
            "idempotencyKey is required for kind=action_book_option",
            "idempotency_key_required",
            Some("idempotencyKey"),
        ),
        (
            "a null key",
            event(r#","kind":"action_book_option","idempotencyKey":null"#),
            400,
            "idempotencyKey is required for kind=action_book_option",
            "idempotency_key_required",
            Some("idempotencyKey"),
        ),
        (
            "a blank key",
            event(r#","kind":"action_cancel_booking","idempotencyKey":"  ""#),
            400,
            "idempotencyKey is required for kind=action_cancel_booking",
            "idempotency_key_required",
            Some("idempotencyKey"),
        ),
        (
            "no option",
            event(r#","kind":"action_book_option","idempotencyKey":"k""#),
            400,
            "payload.optionId is required for kind=action_book_option",
            "payload_field_required",
            Some("payload.optionId"),
        ),
        (
            "no booking",
            event(r#","kind":"action_cancel_booking","payload":{},"idempotencyKey":"k""#),
            400,
            "payload.bookingId is required for kind=action_cancel_booking",
            "payload_field_required",
            Some("payload.bookingId"),
        ),
        (
            "a key with a space",
            event(r#","text":"hello","idempotencyKey":"a b""#),
            400,
            "idempotencyKey must be 1 to 255 visible ASCII characters",
            "idempotency_key_invalid",
            Some("idempotencyKey"),
        ),
        (
            "a key that is too long",
            event(&format!(r#","text":"hello","idempotencyKey":"{}""#, "k".repeat(256))),
            400,
            "idempotencyKey must be 1 to 255 visible ASCII characters",
            "idempotency_key_invalid",
            Some("idempotencyKey"),
        ),
        (
            "a card in the payload",
            event(r#","text":"hello","payload":{"note":"4242 4242 4242 4242"}"#),
            400,
            "card data is not accepted",
            "card_data_not_allowed",
            Some("payload.note"),
        ),
        (
            "a card in the key",
            event(r#","text":"hello","idempotencyKey":"4242424242424242""#),
            400,
            "card data is not accepted",
            "card_data_not_allowed",
            Some("idempotencyKey"),
        ),
        (
            "an unknown session",
            r#"{"sessionId":"sess_1771456966998_ab12cd34","text":"hello"}"#.into(),
            404,
            "session_not_found",
            "session_not_found",
            None,
        ),
        (
            "a malformed session",
            r#"{"sessionId":"SECRET","text":"hello"}"#.into(),
            404,
            "session_not_found",
            "session_not_found",
            None,
        ),
    ];
    refuse_all(&partner, &session, "/events", rows).await;
}

#[tokio::test]
async fn wrong_types_and_near_misses_name_the_member() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let id = &session.id;
    for (name, rest, param) in [
        ("text is a number", r#","text":5"#, "text"),
        ("kind is a number", r#","kind":5"#, "kind"),
        ("the payload is a list", r#","text":"hello","payload":[]"#, "payload"),
        ("the actor is a string", r#","text":"hello","actor":"SECRET""#, "actor"),
        ("the actor's id is a number", r#","text":"hello","actor":{"actorId":5}"#, "actor.actorId"),
        ("the key is a number", r#","text":"hello","idempotencyKey":5"#, "idempotencyKey"),
        (
            "the option is a number",
            r#","kind":"action_book_option","payload":{"optionId":5},"idempotencyKey":"k""#,
            "payload.optionId",
        ),
        ("a control character", r#","text":"hel\u0000lo""#, "text"),
        ("another case of a member", r#","Text":"hello""#, "Text"),
        ("a member in one word", r#","text":"hello","idempotencykey":"k""#, "idempotencykey"),
        ("a member in snake case", r#","text":"hello","idempotency_key":"k""#, "idempotency_key"),
        ("a letter missing", r#","text":"hello","actr":{"actorId":"user-1"}"#, "actr"),
        (
            "a guest that is no name",
            r#","kind":"action_book_option","payload":{"optionId":"7b1f3c52-9f0e-4a57-8d4e-6a1de1c0a0f1","guest":{"firstName":"123","lastName":"Smith"}},"idempotencyKey":"k""#,
            "payload.guest.firstName",
        ),
    ] {
        let answer = partner.post_raw("/events", &format!(r#"{{"sessionId":"{id}"{rest}}}"#)).await;
        assert_eq!(answer.status(), 400, "{name}: {}", answer.text());
        assert_eq!(answer.json()["code"], "invalid_field", "{name}: {}", answer.text());
        assert_eq!(answer.json()["param"], param, "{name}: {}", answer.text());
        assert!(!answer.text().contains("SECRET"), "{name}: {}", answer.text());
    }
    let long = json!({"sessionId": id, "text": "x".repeat(4_001)});
    partner.post("/events", long).await.is(400);
    let most = json!({"sessionId": id, "text": "é".repeat(4_000)});
    partner.post("/events", most).await.is(200);
    let other = json!({"sessionId": id, "text": "hello", "somethingElse": true});
    partner.post("/events", other).await.is(200);
}

#[tokio::test]
async fn a_session_is_checked_before_it_is_opened() {
    let partner = Server::start().demo();
    for (name, body, error, code, param) in [
        ("no actor", json!({}), Some("actor.actorId is required"), "actor_id_required", Some("actor.actorId")),
        (
            "a blank actor",
            json!({"actor": {"actorId": " "}}),
            Some("actor.actorId is required"),
            "actor_id_required",
            Some("actor.actorId"),
        ),
        (
            "129 characters",
            json!({"actor": {"actorId": "x".repeat(129)}}),
            None,
            "invalid_field",
            Some("actor.actorId"),
        ),
        (
            "a direction override",
            json!({"actor": {"actorId": "a\u{202E}b"}}),
            None,
            "invalid_field",
            Some("actor.actorId"),
        ),
        (
            "841 minutes",
            json!({"actor": {"actorId": "u", "timezoneOffsetMinutes": 841}}),
            None,
            "invalid_field",
            Some("actor.timezoneOffsetMinutes"),
        ),
        (
            "-841 minutes",
            json!({"actor": {"actorId": "u", "timezoneOffsetMinutes": -841}}),
            None,
            "invalid_field",
            Some("actor.timezoneOffsetMinutes"),
        ),
        (
            "a half minute",
            json!({"actor": {"actorId": "u", "timezoneOffsetMinutes": 1.5}}),
            None,
            "invalid_field",
            Some("actor.timezoneOffsetMinutes"),
        ),
        (
            "minutes in words",
            json!({"actor": {"actorId": "u", "timezoneOffsetMinutes": "x"}}),
            None,
            "invalid_field",
            Some("actor.timezoneOffsetMinutes"),
        ),
        (
            "a card as an actor",
            json!({"actor": {"actorId": "4242 4242 4242 4242"}}),
            Some("card data is not accepted"),
            "card_data_not_allowed",
            Some("actor.actorId"),
        ),
        (
            "a channel that is a string",
            json!({"actor": {"actorId": "u"}, "channel": "x"}),
            None,
            "invalid_field",
            Some("channel"),
        ),
    ] {
        let answer = partner.post("/sessions", body).await;
        assert_eq!(answer.status(), 400, "{name}: {}", answer.text());
        assert_eq!(answer.json()["code"], code, "{name}: {}", answer.text());
        assert_eq!(answer.json()["param"].as_str(), param, "{name}: {}", answer.text());
        if let Some(error) = error {
            assert_eq!(answer.json()["error"], error, "{name}");
        }
    }
    for minutes in [-840, 840] {
        partner.post("/sessions", json!({"actor": {"actorId": "u", "timezoneOffsetMinutes": minutes}})).await.is(201);
    }
}

#[tokio::test]
async fn keys_are_checked_before_anything_else() {
    let server = Server::start();
    let body = json!({}).to_string();
    for (name, headers, status, code) in [
        ("no key", vec![], 401, "missing_api_key"),
        ("an unknown key", vec![("x-partner-api-key", "bk_test_nobody_nothing")], 401, "invalid_api_key"),
        ("a malformed key", vec![("x-partner-api-key", "hello")], 401, "invalid_api_key"),
        ("another scheme", vec![("authorization", "Basic abc")], 401, "missing_api_key"),
        (
            "two keys",
            vec![("x-partner-api-key", "bk_test_demo_core_chat_sandbox_key"), ("api-key", "bk_test_other_x")],
            400,
            "invalid_field",
        ),
    ] {
        let answer = server.send("POST", "/api/partner/v1/core-chat/events", &headers, body.clone().into_bytes()).await;
        assert_eq!(answer.status(), status, "{name}: {}", answer.text());
        assert_eq!(answer.json()["code"], code, "{name}");
        assert!(answer.header("x-request-id").is_some(), "{name}");
        assert_eq!(answer.header("x-partner-id"), None, "{name}");
        assert_eq!(answer.header("www-authenticate").is_some(), status == 401, "{name}");
    }
    for (header, value) in [
        ("x-partner-api-key", "bk_test_demo_core_chat_sandbox_key"),
        ("authorization", "Bearer bk_test_demo_core_chat_sandbox_key"),
        ("api-key", "bk_test_demo_core_chat_sandbox_key"),
    ] {
        let answer = server
            .send("POST", "/api/partner/v1/core-chat/events", &[(header, value)], body.clone().into_bytes())
            .await;
        answer.refused(400, "sessionId is required", "session_id_required");
        assert_eq!(answer.header("x-partner-id"), Some("demo-tenant"));
    }
}

#[tokio::test]
async fn paths_methods_and_media_types_are_refused_in_our_shape() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.open("user-1").await;
    for path in ["/nowhere", "/events/", "//events", "/sessions/"] {
        partner.get(path).await.refused(404, "not_found", "not_found");
    }
    let wrong = partner.get("/events").await;
    wrong.refused(405, "method_not_allowed", "method_not_allowed");
    assert_eq!(wrong.header("allow"), Some("POST"));
    let body = json!({"sessionId": session.id, "text": "hello"}).to_string();
    for (header, value) in [
        ("content-type", "text/plain"),
        ("content-type", "application/json; charset=utf-16"),
        ("content-encoding", "gzip"),
    ] {
        let answer = partner.post_as("/events", &[(header, value)], body.clone().into_bytes()).await;
        answer.refused(415, "unsupported_media_type", "unsupported_media_type");
    }
    partner.post_as("/events", &[("content-type", "application/json; charset=UTF-8")], body.into_bytes()).await.is(200);
    let large = json!({"sessionId": session.id, "text": "x".repeat(256 * 1024)}).to_string();
    partner.post_raw("/events", &large).await.refused(413, "body_too_large", "body_too_large");
}

#[tokio::test]
async fn scenarios_are_for_test_keys_and_by_their_names() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let body = json!({"sessionId": session.id, "text": "hello"});
    let unknown = partner.post_forcing("/events", body.clone(), "world_peace").await;
    unknown.is(400);
    assert_eq!(unknown.json()["code"], "invalid_field");
    assert!(unknown.json()["message"].as_str().unwrap().contains("price_increase"), "the list is told");
    for (scenario, status) in [("rate_limited", 429), ("server_error", 500), ("unavailable", 503)] {
        let forced = partner.post_forcing("/events", body.clone(), scenario).await;
        assert_eq!(forced.status(), status, "{scenario}");
        assert!(forced.json()["code"].is_string());
    }
    assert_eq!(session.snapshot().await.data()["events"], json!([]));
}
