//! The card set-up page.

use serde_json::json;

use crate::harness::{Partner, Server, Session, option_id};

async fn page_of(partner: &Partner, actor: &str) -> (Session, String) {
    let session = partner.open(actor).await;
    let list = session.say("Seattle Mar 20-23 1 room refundable").await;
    let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "b").await;
    let url = proposed.result()["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
    (session, url)
}

#[tokio::test]
async fn the_page_says_what_is_booked_and_is_safe_to_show() {
    let server = Server::start();
    let partner = server.demo();
    let (_, url) = page_of(&partner, "user-1").await;
    let page = partner.visit(&url).await;
    page.is(200);
    for words in ["Inn at the Market", "980.67", "given-name", "4242 4242 4242 4242"] {
        assert!(page.text().contains(words), "{words}");
    }
    assert!(!page.text().contains("<script"));
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn mistakes_are_explained_and_nothing_typed_about_the_card_comes_back() {
    let server = Server::start();
    let partner = server.demo();
    let (session, url) = page_of(&partner, "user-1").await;
    for (first, number) in [
        ("", "4242 4242 4242 4242"),
        ("Ada", "4111 1111 1111 1111"),
        ("Ada", "12"),
        ("<b>Ada</b>", "4242 4242 4242 4242"),
    ] {
        let page = partner.pay_page(&url, first, "Lovelace", number).await;
        page.is(422);
        assert!(!page.text().contains("4111 1111 1111 1111"));
        assert!(!page.text().contains("<b>Ada"));
    }
    session.say("done").await.outcome("payment_setup_required");
}

#[tokio::test]
async fn the_page_works_once_and_for_a_while() {
    let server = Server::start();
    let partner = server.demo();
    let (session, url) = page_of(&partner, "user-1").await;
    partner.pay_page(&url, "Ada", "Lovelace", "4242 4242 4242 4242").await.is(200);
    let again = partner.pay_page(&url, "Eve", "Other", "4000 0000 0000 0002").await;
    assert!(!again.text().contains("<form"), "{}", again.text());
    session.say("done").await.outcome("payment_confirmation_required");
    let booked = session.say("yes").await;
    assert_eq!(booked.outcome("booking_confirmed")["artifacts"]["booking"]["guest"]["firstName"], "Ada");
    let (_, late) = page_of(&partner, "user-2").await;
    server.advance(jiff::SignedDuration::from_hours(2));
    partner.visit(&late).await.is(410);
    partner.pay_page(&late, "Ada", "Lovelace", "4242 4242 4242 4242").await.is(410);
    partner.visit("/pay/cs_nobody").await.is(404);
}

#[tokio::test]
async fn a_form_posted_from_another_site_is_refused() {
    let server = Server::start();
    let partner = server.demo();
    let (session, url) = page_of(&partner, "user-1").await;
    partner.pay_page_from(&url, "cross-site").await.is(403);
    session.say("done").await.outcome("payment_setup_required");
}
