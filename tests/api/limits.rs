//! Quotas: rate headers on every answer, an exact `retry-after`, and no sleeping here.

use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn every_answer_tells_the_meter_and_the_bucket_refills() {
    let server = Server::start();
    let partner = server.limited(3, None);
    let body = json!({});
    for left in [2, 1, 0] {
        let answer = partner.post("/events", body.clone()).await;
        answer.is(400);
        assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left.to_string().as_str()));
        assert!(answer.header("x-ratelimit-reset").is_some());
    }
    let refused = partner.post("/events", body.clone()).await;
    refused.refused(429, "rate_limited", "rate_limited");
    assert_eq!(refused.header("retry-after"), Some("20"), "one request every 20 seconds");
    assert_eq!(refused.header("x-partner-id"), Some("limited"));
    server.advance(jiff::SignedDuration::from_secs(19));
    partner.post("/events", body.clone()).await.is(429);
    server.advance(jiff::SignedDuration::from_secs(1));
    partner.post("/events", body).await.is(400);
}

#[tokio::test]
async fn a_day_has_its_own_meter() {
    let server = Server::start();
    let partner = server.limited(1_000, Some(2));
    partner.post("/events", json!({})).await.is(400);
    partner.post("/events", json!({})).await.is(400);
    let refused = partner.post("/events", json!({})).await;
    refused.refused(429, "quota_exceeded", "quota_exceeded");
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    server.advance(jiff::SignedDuration::from_secs(wait - 1));
    partner.post("/events", json!({})).await.is(429);
    server.advance(jiff::SignedDuration::from_secs(1));
    partner.post("/events", json!({})).await.is(400);
}

#[tokio::test]
async fn reading_the_limits_consumes_nothing() {
    let server = Server::start();
    let partner = server.limited(3, Some(10));
    let first = partner.get("/limits").await;
    first.is(200);
    assert_eq!(partner.get("/limits").await.data(), first.data());
    let answer = partner.post("/events", json!({})).await;
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("2"));
}
