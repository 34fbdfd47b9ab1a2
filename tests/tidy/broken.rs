//! Small made-up trees that break one rule each: a rule that cannot fail says nothing.

use crate::rules::{self, Breach};
use crate::tree::Tree;

/// What `rule` finds in a tree of `files`, each finding as `path:line: rule`.
fn found(rule: fn(&Tree) -> Vec<Breach>, files: &[(&str, &str)]) -> Vec<String> {
    rule(&Tree::of(files.iter().copied())).iter().map(Breach::to_string).collect()
}

#[test]
fn a_lower_room_that_uses_a_higher_one_is_found() {
    let lib = ("src/lib.rs", "mod domain;\nmod store;\nmod supplier;\nmod world;\nmod cellar;");
    let domain = ("src/domain.rs", "use std::fmt;\nuse crate::store::Store;");
    let store = ("src/store.rs", "use crate::domain::Thing;\nfn f() -> crate::supplier::Quote {}");
    let supplier = ("src/supplier.rs", "use crate::{domain, world::Place};");
    let files = [lib, domain, store, supplier, ("src/world.rs", ""), ("src/cellar.rs", "")];
    let expected = [
        "src/cellar.rs:1: this room is on no floor",
        "src/domain.rs:2: domain may not use store (src/store.rs)",
        "src/store.rs:2: store may not use supplier (src/supplier.rs)",
    ];
    assert_eq!(found(rules::floors_hold, &files), expected);
    // What the program's root declares is its own room, on the top floor.
    let main = ("src/main.rs", "mod commands;\nfn main() { commands::serve() }");
    let files =
        [("src/lib.rs", "mod store;"), main, ("src/commands.rs", "use core_chat::store;"), ("src/store.rs", "")];
    assert_eq!(found(rules::floors_hold, &files), [""; 0]);
}

#[test]
fn an_adapter_named_outside_app_is_found() {
    let lib = ("src/lib.rs", "mod store;\nmod chat;\nmod app;");
    let store = ("src/store/mod.rs", "pub mod memory;\npub trait Store {}");
    let memory = ("src/store/memory.rs", "use super::Store;");
    let (chat, app) =
        (("src/chat.rs", "use crate::store::{Store, memory};"), ("src/app.rs", "use crate::store::memory;"));
    let expected = ["src/chat.rs:1: only app names src/store/memory.rs"];
    assert_eq!(found(rules::only_the_assembly_names_adapters, &[lib, store, memory, chat, app]), expected);
}

#[test]
fn a_circle_is_found_with_its_way_round() {
    let lib = ("src/lib.rs", "mod chat;");
    let chat = ("src/chat/mod.rs", "mod turn;\nmod pay;\npub struct Work;\nfn f() { turn::run() }");
    let turn = ("src/chat/turn.rs", "use super::pay::pay;");
    let pay = ("src/chat/pay.rs", "use super::Work;");
    let expected = [
        "src/chat/pay.rs:1: an import cycle: src/chat/mod.rs -> src/chat/turn.rs -> src/chat/pay.rs -> src/chat/mod.rs",
    ];
    assert_eq!(found(rules::imports_make_no_cycle, &[lib, chat, turn, pay]), expected);
    let straight = ("src/chat/pay.rs", "#[cfg(test)]\nmod tests { use super::super::Work; }");
    assert_eq!(found(rules::imports_make_no_cycle, &[lib, chat, turn, straight]), [""; 0]);
}

#[test]
fn a_file_nobody_declares_is_found() {
    let lib = ("src/lib.rs", "#[cfg(test)]\nmod fixtures;\n// mod lost;");
    let files = [lib, ("src/fixtures.rs", ""), ("src/lost.rs", "")];
    assert_eq!(found(rules::every_file_is_reached, &files), ["src/lost.rs:1: no `mod` reaches this file"]);
}

#[test]
fn a_long_file_and_a_long_function_are_found() {
    let (lines, tests) = ("\n".repeat(450), "#[cfg(test)]\nmod tests {}\n".to_owned() + &"\n".repeat(99));
    let long = format!("fn f() {{\n{}}}\n", "a();\n".repeat(69));
    let lib = format!("{long}{lines}{tests}");
    let files = [("src/lib.rs", lib.as_str())];
    assert_eq!(found(rules::files_are_short, &files), ["src/lib.rs:450: 521 lines before the tests"]);
    assert_eq!(found(rules::functions_are_short, &files), ["src/lib.rs:1: `f` has 71 lines"]);
    let fits = format!("{lines}{tests}");
    assert_eq!(found(rules::files_are_short, &[("src/lib.rs", fits.as_str())]), [""; 0]);
    let fits = format!("fn f(g: [u8; 3]) -> fn(u8) {{\n{}}}\nfn g();\n{lines}", "a();\n".repeat(68));
    assert_eq!(found(rules::functions_are_short, &[("src/lib.rs", fits.as_str())]), [""; 0]);
}

#[test]
fn waiting_or_looking_at_the_clock_in_an_inner_room_is_found() {
    let lib = ("src/lib.rs", "mod domain;\nmod chat;");
    let domain = (
        "src/domain.rs",
        "use std::{fmt, thread};\nuse std::time::Instant;\nasync fn f() { g.await }\n#[cfg(test)]\nmod tests { use tokio::x; }",
    );
    let files = [lib, domain, ("src/chat.rs", "async fn f() {}")];
    let expected = [
        "src/domain.rs:3: `async` in domain",
        "src/domain.rs:3: `await` in domain",
        "src/domain.rs:2: `Instant` in domain",
        "src/domain.rs:1: `std::thread` in domain",
    ];
    assert_eq!(found(rules::the_inner_rooms_are_pure, &files), expected);
}

#[test]
fn a_framework_client_variable_or_clock_out_of_its_room_is_found() {
    let lib = ("src/lib.rs", "mod chat;\nmod http;\nmod config;\nmod clock;");
    let chat = (
        "src/chat.rs",
        "use axum::Router;\nfn f() { reqwest::get(1); std::env::var(\"A\"); jiff::Timestamp::now() }\nuse std::{env, fs};",
    );
    let (http, config) = (("src/http.rs", "use axum::Router;"), ("src/config.rs", "use std::env;"));
    let files = [lib, chat, http, config, ("src/clock.rs", "fn f() { Timestamp::now() }")];
    let expected = [
        "src/chat.rs:1: `axum`: the web framework belongs to http",
        "src/chat.rs:2: `reqwest`: the HTTP client belongs to the supplier's and the vault's adapters",
        "src/chat.rs:2: `std::env`: the environment is read by config alone",
        "src/chat.rs:3: `std::env`: the environment is read by config alone",
        "src/chat.rs:2: `Timestamp::now`: time and randomness come from clock alone",
    ];
    assert_eq!(found(rules::what_is_foreign_stays_in_its_room, &files), expected);
}

#[test]
fn a_port_with_a_client_and_an_adapter_with_two_are_found() {
    let lib = ("src/lib.rs", "mod store;");
    let store = ("src/store/mod.rs", "pub mod both;\nuse sqlx::Row;");
    let files = [lib, store, ("src/store/both.rs", "use sqlx::Row;\nuse rusqlite::Row;")];
    let expected =
        ["src/store/both.rs:1: one SQL client for each adapter", "src/store/mod.rs:1: a port names no client"];
    assert_eq!(found(rules::an_adapter_has_one_client, &files), expected);
}

#[test]
fn a_field_for_a_card_number_is_found() {
    let form = "struct Form<'f> {\n pub number: &'f str,\n count: u8 }\nenum E { A { cvc: Option<String> } }\nstruct Page { number: u8 }\nfn keep(number: &str) {}";
    let files = [
        ("src/lib.rs", "mod payments;\nmod http;"),
        ("src/payments.rs", form),
        ("src/http/mod.rs", "mod payment_page;"),
        ("src/http/payment_page.rs", form),
    ];
    let expected = [
        "src/payments.rs:2: the field `number` could hold a card number",
        "src/payments.rs:4: the field `cvc` could hold a card number",
    ];
    assert_eq!(found(rules::no_type_holds_a_card_number, &files), expected);
}

#[test]
fn an_empty_name_is_found() {
    let files = [("src/lib.rs", "fn get_hotel() {}"), ("src/chat/utils.rs", ""), ("src/store/memory_v2.rs", "")];
    let expected = [
        "src/chat/utils.rs:1: a room or file is named for the business",
        "src/store/memory_v2.rs:1: a room or file is named for the business",
        "src/lib.rs:1: `get_hotel`: no `get_` on getters",
    ];
    assert_eq!(found(rules::names_say_something, &files), expected);
}
