//! The pages and documents around the API.

use crate::harness::Server;

#[tokio::test]
async fn the_openapi_document_is_what_was_agreed() {
    let answer = Server::start().get("/openapi.json").await;
    answer.is(200);
    assert!(answer.json()["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut document = answer.json().clone();
    document["info"]["version"] = "any".into();
    insta::assert_json_snapshot!("openapi", document);
}

#[tokio::test]
async fn the_interactive_page_loads_nothing_from_elsewhere() {
    let server = Server::start();
    let page = server.get("/docs/").await;
    page.is(200);
    for part in ["src=\"http", "href=\"http", "src=\"//"] {
        assert!(!page.text().contains(part), "{part}");
    }
}

#[tokio::test]
async fn health_needs_no_key() {
    let server = Server::start();
    server.get("/healthz").await.is(200);
    server.get("/readyz").await.is(200);
}

#[tokio::test]
async fn every_answer_has_its_own_request_id() {
    let server = Server::start();
    let mut ids = std::collections::HashSet::new();
    for path in
        ["/healthz", "/nowhere", "/openapi.json", "/docs/", "/api/partner/v1/core-chat/limits", "/pay/cs_nobody"]
    {
        let answer = server.get(path).await;
        let id = answer.header("x-request-id").unwrap_or_else(|| panic!("{path} has no request id"));
        assert!(ids.insert(id.to_owned()), "{path}");
    }
}
