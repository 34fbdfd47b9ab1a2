//! One guest, one card page.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use core_chat::http::server::{Patience, serve};
use jiff::SignedDuration;
use serde_json::json;
use tokio::net::TcpListener;

use crate::driver::{Browser, Key, Screen, Told};
use crate::harness::{Partner, Server, Session, option_id};

const GOOD: &str = "4242 4242 4242 4242";

/// A guest whose booking waits for a card, before the page with its address.
struct Visit {
    browser: Browser,
    server: Server,
    session: Session,
    url: String,
}

impl Visit {
    /// `None` where there is no browser.
    async fn begin(screen: Screen) -> Option<Self> {
        let browser = Browser::start(screen).await?;
        let server = Server::start();
        let partner = server.demo();
        let session = partner.open("user-1").await;
        let url = format!("{}{}", listen(&server).await, setup_path(&partner, &session).await);
        browser.go(&url).await;
        Some(Self { browser, server, session, url })
    }

    /// Types everything that the form asks for.
    async fn fill(&self, number: &str) {
        for (selector, text) in [
            ("#firstName", "Ada"),
            ("#lastName", "Lovelace"),
            ("#email", "ada@example.com"),
            ("#number", number),
            ("#expiry", "12/30"),
            ("#code", "123"),
        ] {
            self.browser.fill(selector, text).await;
        }
    }

    async fn send(&self) {
        self.browser.follow("button").await;
    }

    /// Fails when the browser had to refuse something, or a page broke. A form with mistakes is a 422, which it notes.
    async fn is_without_complaint(&self) {
        let complaints = self.browser.complaints().await;
        let grave: Vec<&String> = complaints.iter().filter(|complaint| !complaint.contains("status of 422")).collect();
        assert!(grave.is_empty(), "{grave:#?}");
    }

    async fn has_focus(&self, selector: &str) {
        let (focused, wanted) = (self.browser.focused().await, self.browser.find(selector).await);
        let (role, name) = self.browser.label(&focused).await;
        assert_eq!(focused, wanted, "the focus is on {role} {name:?}, not on {selector}");
    }

    /// Nothing has to be moved sideways to be read.
    async fn fits(&self) {
        let beyond = "const page = document.documentElement;
            const all = [...document.body.querySelectorAll('*')];
            const wide = all.filter(one => one.getBoundingClientRect().right > page.clientWidth + 0.5);
            return page.scrollWidth > page.clientWidth ? ['page'] : wide.map(one => one.outerHTML.slice(0, 80));";
        assert_eq!(self.browser.run(beyond).await, json!([]));
    }
}

/// Serves `server` on a port of its own for as long as the test runs.
async fn listen(server: &Server) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, server.routes(), Patience::default(), std::future::pending()));
    base
}

/// Books up to the card page, and gives its path.
async fn setup_path(partner: &Partner, session: &Session) -> String {
    let list = session.say("Seattle Mar 20-23 1 room refundable").await;
    let chosen = json!({"optionId": option_id(&list, 0)});
    let proposed = session.act("action_book_option", chosen, &format!("book-{}", session.id)).await;
    let url = proposed.outcome("payment_setup_required")["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
    partner.visit(url).await.is(200);
    format!("/pay/{}", url.rsplit_once('/').unwrap().1)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_is_booked_and_takes_a_card() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let page = visit.browser.text("body").await;
    for words in [
        "Add a card for your stay",
        "Nothing is charged on this page",
        "Inn at the Market",
        "Fri, 20 March 2026",
        "Mon, 23 March 2026",
        "3 nights",
        "1 room, 2 adults",
        "Free until Fri, 20 March 2026, 00:00 (America/Los Angeles)",
        "980.67 USD",
        "taxes and fees of 150.69 USD included",
        "This page works once, until",
    ] {
        assert!(page.contains(words), "{words:?} is not in:\n{page}");
    }
    visit.browser.picture("desktop").await;
    visit.fill(GOOD).await;
    visit.browser.picture("desktop-filled-in").await;
    visit.send().await;
    visit.browser.shows("Card saved").await;
    let saved = visit.browser.text("body").await;
    for words in [
        "Visa card ending in 4242",
        "Nothing has been charged",
        "What to do next",
        "Go back to the chat and write done.",
        "980.67",
    ] {
        assert!(saved.contains(words), "{words:?} is not in:\n{saved}");
    }
    assert!(!saved.contains("4242 4242") && !saved.contains("4242424242424242"));
    visit.browser.picture("desktop-saved").await;
    visit.is_without_complaint().await;
    visit.session.say("done").await.outcome("payment_confirmation_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_needs_no_script() {
    let Some(visit) = Visit::begin(Screen::Scriptless).await else { return };
    visit.browser.go("data:text/html,<title>off</title><script>document.title = 'on'</script>").await;
    visit.browser.shows("off").await;
    visit.browser.go(&visit.url).await;
    visit.fill("4111 1111 1111 1111").await;
    visit.send().await;
    assert!(visit.browser.text("#number-note").await.starts_with("Test cards only"));
    visit.fill_card_again().await;
    visit.send().await;
    visit.browser.shows("Card saved").await;
}

impl Visit {
    /// Types the card once more; the guest's part of the form is still there.
    async fn fill_card_again(&self) {
        for (selector, text) in [("#number", GOOD), ("#expiry", "12/30"), ("#code", "123")] {
            self.browser.fill(selector, text).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_fits_a_phone() {
    let Some(visit) = Visit::begin(Screen::Phone).await else { return };
    assert_eq!(visit.browser.run("return window.innerWidth").await, json!(375));
    visit.fits().await;
    visit.browser.picture("phone").await;
    for selector in ["#firstName", "#lastName", "#email", "#number", "#expiry", "#code", "button"] {
        let element = visit.browser.find(selector).await;
        let [_, _, width, height] = visit.browser.place(&element).await;
        assert!(width >= 44.0 && height >= 44.0, "{selector} is too small for a thumb: {width} x {height}");
        let size = visit.browser.css(&element, "font-size").await;
        let points: f64 = size.trim_end_matches("px").parse().unwrap();
        assert!(points >= 16.0, "phones zoom in on {selector}, whose letters have {size}");
    }
    for (selector, keyboard) in
        [("#number", "numeric"), ("#expiry", "numeric"), ("#code", "numeric"), ("#email", "email")]
    {
        let element = visit.browser.find(selector).await;
        assert_eq!(visit.browser.property(&element, "inputMode").await, keyboard, "{selector}");
    }
    visit.send().await;
    visit.fits().await;
    visit.browser.picture("phone-with-errors").await;
    visit.fill(GOOD).await;
    visit.send().await;
    visit.browser.shows("Card saved").await;
    visit.fits().await;
    visit.browser.picture("phone-saved").await;
    // The narrowest phones, and a desktop at four times the size.
    let narrow = json!({"width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": true});
    visit.browser.devtools("Emulation.setDeviceMetricsOverride", narrow).await;
    visit.fits().await;
    visit.browser.run("document.documentElement.style.fontSize = '200%'").await;
    visit.fits().await;
    visit.is_without_complaint().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_filled_in_and_sent_by_keyboard_alone() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    for (selector, text) in [
        ("#firstName", "Ada"),
        ("#lastName", "Lovelace"),
        ("#email", "ada@example.com"),
        ("#number", "5555555555554444"),
        ("#expiry", "1230"),
        ("#code", "123"),
        ("button", ""),
    ] {
        visit.browser.press(Key::Tab).await;
        visit.has_focus(selector).await;
        let focused = visit.browser.focused().await;
        assert_ne!(visit.browser.css(&focused, "outline-style").await, "none", "the focus on {selector} is not seen");
        visit.browser.strike(text).await;
    }
    visit.browser.press(Key::Enter).await;
    let saved = visit.browser.text("body").await;
    assert!(saved.contains("Mastercard card ending in 4444"), "{saved}");
    visit.is_without_complaint().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_is_told_what_is_asked_and_what_is_wrong() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    assert_eq!(browser.run("return document.documentElement.lang").await, "en");
    let fields = |mistakes: [&str; 6]| -> Vec<Told> {
        let names = ["First name", "Last name", "E-mail (optional)", "Card number", "Expiry date", "Security code"];
        let hints = ["", "", "", "", "MM/YY", "3 or 4 digits"];
        let field = |i: usize| Told {
            role: "textbox".to_owned(),
            name: names[i].to_owned(),
            description: if mistakes[i].is_empty() { hints[i] } else { mistakes[i] }.to_owned(),
            is_invalid: !mistakes[i].is_empty(),
            is_required: i != 2,
        };
        (0..names.len()).map(field).collect()
    };
    let told = browser.told().await;
    let of_role =
        |told: &[Told], role: &str| -> Vec<Told> { told.iter().filter(|one| one.role == role).cloned().collect() };
    let names =
        |told: &[Told], role: &str| -> Vec<String> { of_role(told, role).into_iter().map(|one| one.name).collect() };
    assert_eq!(of_role(&told, "textbox"), fields([""; 6]));
    assert_eq!(names(&told, "heading"), ["Add a card for your stay", "Inn at the Market", "Test cards"]);
    assert_eq!(names(&told, "region"), ["Inn at the Market", "Test cards"]);
    assert_eq!(names(&told, "group"), ["Who will stay", "Card"]);
    assert_eq!(names(&told, "button"), ["Save card"]);
    assert_eq!(names(&told, "main").len(), 1);
    assert_eq!(names(&told, "alert").len(), 0);

    browser.fill("#firstName", "Ada").await;
    browser.fill("#email", "nobody").await;
    browser.fill("#number", "4111 1111 1111 1111").await;
    visit.send().await;
    browser.picture("desktop-with-errors").await;
    browser.shows("Error: Add a card").await;
    let told = browser.told().await;
    assert_eq!(names(&told, "alert"), ["Please check the form"]);
    visit.has_focus("[role=alert]").await;
    let mistakes = [
        "Enter the last name of the guest.",
        "Enter an e-mail address such as name@example.com, or none.",
        "Test cards only: use one of the numbers listed below.",
        "Enter the expiry date as MM/YY.",
        "Enter the 3 or 4 digits of the security code.",
    ];
    let [last, email, number, expiry, code] = mistakes;
    assert_eq!(of_role(&told, "textbox"), fields(["", last, email, number, expiry, code]));
    assert_eq!(names(&told, "link"), mistakes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_leads_to_its_field_and_what_was_typed_of_the_guest_is_still_there() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    visit.fill("4111 1111 1111 1111").await;
    visit.send().await;
    for (selector, value) in [
        ("#firstName", "Ada"),
        ("#lastName", "Lovelace"),
        ("#email", "ada@example.com"),
        ("#number", ""),
        ("#expiry", ""),
        ("#code", ""),
    ] {
        let field = browser.find(selector).await;
        assert_eq!(browser.property(&field, "value").await, value, "{selector}");
    }
    let source = browser.run("return document.documentElement.outerHTML").await;
    assert!(!source.as_str().unwrap().contains("4111"));
    // The first thing after the words of the alert is the link to the first mistake.
    browser.press(Key::Tab).await;
    browser.press(Key::Enter).await;
    visit.has_focus("#number").await;
    browser.strike(GOOD).await;
    browser.press(Key::Tab).await;
    browser.strike("12/30").await;
    browser.press(Key::Tab).await;
    browser.strike("123").await;
    browser.press(Key::Enter).await;
    browser.shows("Card saved").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_once_whatever_the_browsers_buttons_do() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    visit.fill(GOOD).await;
    // A second window with the same form, sent later.
    let stale = "const form = new URLSearchParams(new FormData(document.querySelector('form'))).toString();
        window.name = form; return form";
    browser.run(stale).await;
    visit.send().await;
    browser.shows("Card saved").await;
    for again in 0..3 {
        match again {
            0 => browser.reload().await,
            1 => browser.go_back().await,
            _ => browser.go(&visit.url).await,
        }
        browser.shows("Card saved").await;
        assert_eq!(browser.count("form").await, 0);
    }
    let form = browser.run("return window.name").await;
    let sent = reqwest::Client::new()
        .post(&visit.url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.as_str().unwrap().to_owned())
        .send();
    let answer = sent.await.unwrap();
    assert_eq!(answer.status(), 410);
    assert!(!answer.text().await.unwrap().contains("<form"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_time_is_over_takes_nothing_and_says_what_to_do() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    visit.fill(GOOD).await;
    visit.server.advance(SignedDuration::from_hours(2));
    visit.send().await;
    browser.shows("This page is no longer open").await;
    assert!(browser.text("body").await.contains("Go back to the chat and choose the hotel again to get a new page."));
    browser.picture("desktop-expired").await;
    browser.go(&visit.url).await;
    browser.shows("This page is no longer open").await;
    assert_eq!(browser.count("form").await, 0);
    browser.go(&format!("{}0", visit.url)).await;
    browser.shows("There is no such page").await;
    browser.picture("desktop-unknown").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_can_neither_send_the_form_nor_frame_the_page() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    let typed = [("firstName", "Eve"), ("lastName", "Other"), ("number", GOOD), ("expiry", "12/30"), ("code", "123")];
    let inputs: String = typed.iter().map(|(name, value)| format!("<input name={name} value='{value}'>")).collect();
    let form = format!("<form method=post action='{}'>{inputs}<button>Win</button></form>", visit.url);
    let theirs = another_site(form, format!("<iframe src='{}'></iframe>", visit.url)).await;
    browser.go(&format!("{theirs}/form")).await;
    visit.send().await;
    browser.shows("Not from here").await;
    browser.go(&format!("{theirs}/frame")).await;
    browser.enter_frame().await;
    assert_eq!((browser.count("iframe, form").await, browser.count("body").await), (0, 1));
    let refused = browser.complaints().await;
    assert!(refused.iter().any(|complaint| complaint.contains("frame-ancestors")), "{refused:?}");
    browser.go(&visit.url).await;
    browser.shows("Add a card").await;
    assert_eq!(browser.count("form").await, 1);
}

/// A site under another name, with a form and a frame.
async fn another_site(form: String, frame: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let (form, frame) = (|| async { Html(form) }, || async { Html(frame) });
    let routes = Router::new().route("/form", get(form)).route("/frame", get(frame));
    tokio::spawn(serve(listener, routes, Patience::default(), std::future::pending()));
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_would_refuse_what_the_page_does_not_need() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    visit.is_without_complaint().await;
    let smuggled =
        "const add = (name, members) => document.body.append(Object.assign(document.createElement(name), members));
        add('script', {textContent: 'document.title = \"owned\"'});
        add('style', {textContent: 'body { display: none }'});
        add('img', {src: location.origin + '/steal.png'});
        add('iframe', {src: location.origin + '/healthz'});
        add('base', {href: location.origin + '/elsewhere/'});
        const sent = (url) => fetch(url).then(() => 'sent', () => 'refused');
        return sent(location.origin + '/healthz')";
    assert_eq!(browser.run(smuggled).await, "refused");
    browser.shows("Add a card").await;
    let refused = browser.complaints().await;
    for rule in ["script-src", "style-src", "img-src", "frame-src", "base-uri", "connect-src"] {
        assert!(refused.iter().any(|complaint| complaint.contains(rule)), "{rule} refused nothing: {refused:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_stands_out_by_day_and_by_night() {
    let Some(visit) = Visit::begin(Screen::Desktop).await else { return };
    let browser = &visit.browser;
    visit.send().await;
    browser.shows("Error: Add a card").await;
    stands_out(browser, "with-errors").await;
    visit.fill(GOOD).await;
    visit.send().await;
    browser.shows("Card saved").await;
    stands_out(browser, "saved").await;
}

async fn stands_out(browser: &Browser, page: &str) {
    for scheme in ["light", "dark"] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", features).await;
        let night = browser.run("return matchMedia('(prefers-color-scheme: dark)').matches").await;
        assert_eq!(night, json!(scheme == "dark"));
        browser.picture(&format!("{scheme}-{page}")).await;
        let seen = browser.run(FAINT).await;
        assert!(seen["looked_at"].as_u64() > Some(15), "{seen}");
        assert_eq!(seen["faint"], json!([]), "{scheme} {page}");
    }
}

/// Words with a contrast below 4.5, and edges of fields below 3, as WCAG 2.2 counts it.
const FAINT: &str = "
    const channel = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const ground = (one) => {
        for (; one; one = one.parentElement) {
            const colour = numbers(getComputedStyle(one).backgroundColor);
            if (colour.length < 4 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05) };
    const faint = [];
    let looked_at = 0;
    for (const one of document.querySelectorAll('body *')) {
        const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const style = getComputedStyle(one);
        const check = (colour, behind, least) => {
            looked_at += 1;
            const found = contrast(numbers(colour), ground(behind));
            if (found < least) faint.push([one.outerHTML.slice(0, 80), found]);
        };
        if (says || one.matches('input')) check(style.color, one, 4.5);
        if (one.matches('input')) check(style.borderTopColor, one.parentElement, 3);
    }
    return {looked_at, faint};";
