//! What the house promises of itself, tested, because what is only written down decays.
//!
//! Every rule is tried twice: on the tree as it is, which must keep it, and on a small made-up tree that breaks it.

mod broken;
mod rules;
mod source;
mod tree;

use std::sync::LazyLock;

use rules::Breach;
use tree::Tree;

static HOUSE: LazyLock<Tree> = LazyLock::new(Tree::of_this_crate);

#[track_caller]
fn assert_kept(rule: fn(&Tree) -> Vec<Breach>) {
    let breaches: Vec<String> = rule(&HOUSE).iter().map(Breach::to_string).collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn a_room_uses_only_lower_floors() {
    assert_kept(rules::floors_hold);
}

#[test]
fn only_app_names_concrete_adapters() {
    assert_kept(rules::only_the_assembly_names_adapters);
}

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    assert_kept(rules::imports_make_no_cycle);
}

#[test]
fn a_mod_reaches_every_file() {
    assert_kept(rules::every_file_is_reached);
}

#[test]
fn no_file_is_longer_than_450_lines_before_its_tests() {
    assert_kept(rules::files_are_short);
}

#[test]
fn no_function_is_longer_than_70_lines() {
    assert_kept(rules::functions_are_short);
}

#[test]
fn domain_and_understanding_are_pure() {
    assert_kept(rules::the_inner_rooms_are_pure);
}

#[test]
fn frameworks_clients_environment_and_time_stay_in_their_rooms() {
    assert_kept(rules::what_is_foreign_stays_in_its_room);
}

#[test]
fn an_adapter_has_one_client_and_a_port_none() {
    assert_kept(rules::an_adapter_has_one_client);
}

#[test]
fn no_type_can_hold_a_card_number() {
    assert_kept(rules::no_type_holds_a_card_number);
}

#[test]
fn rooms_files_and_getters_have_names_of_their_own() {
    assert_kept(rules::names_say_something);
}
