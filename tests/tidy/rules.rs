//! The invariants of the house, each a function from the tree to what breaks it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use crate::source::{Token, end_of_item, lines_before_tests};
use crate::tree::{File, Import, Tree};

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub path: String,
    pub line: usize,
    pub rule: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

fn breach(path: &str, line: usize, rule: impl Into<String>) -> Breach {
    Breach { path: path.to_owned(), line, rule: rule.into() }
}

/// The floors, from the ground up. A room may use itself and any lower floor.
const FLOORS: [&[&str]; 6] = [
    &["domain", "json"],
    &["understanding", "world", "store", "supplier", "payments", "config", "clock"],
    &["chat"],
    &["app"],
    &["http"],
    &["main"],
];

/// Who may use a room on its own floor.
const NEIGHBOURS: [(&str, &str); 2] = [("understanding", "world"), ("supplier", "world")];

/// Rooms whose files other than `mod.rs` are adapters, and the one room that may name these.
const PORTS: [&str; 3] = ["store", "supplier", "payments"];
const ASSEMBLY: &str = "app";

/// The longest file before its tests, and the longest function, in lines.
const LONGEST_FILE: usize = 450;
const LONGEST_FUNCTION: usize = 70;

/// Names that say nothing about the business.
const EMPTY_NAMES: [&str; 12] = [
    "util", "utils", "helper", "helpers", "common", "types", "models", "services", "service", "manager", "misc", "core",
];

/// Who alone may use what: names of foreign crates, types and paths, and the rooms that may name them.
const KEPT_TO: [(&[&str], &[&str], &str); 7] = [
    (
        &["axum", "tower", "tower_http", "utoipa", "utoipa_axum", "utoipa_swagger_ui"],
        &["http"],
        "the web framework belongs to http",
    ),
    (&["reqwest"], &["supplier", "payments"], "the HTTP client belongs to the supplier's and the vault's adapters"),
    (&["rusqlite", "sqlx"], &["store"], "SQL clients belong to the store's adapters"),
    (&["std::env"], &["config"], "the environment is read by config alone"),
    (&["dotenvy"], &["config", "main"], "the environment is read by config alone"),
    (
        &["Timestamp::now", "Zoned::now", "ZonedDateTime::now", "SystemTime", "getrandom", "rand"],
        &["clock"],
        "time and randomness come from clock alone",
    ),
    (&["std::process"], &["main"], "only the program itself ends or starts processes"),
];

/// What `domain` and `understanding` never contain.
const IMPURE: [&str; 16] = [
    "async",
    "await",
    "async_trait",
    "tokio",
    "axum",
    "hyper",
    "reqwest",
    "rusqlite",
    "sqlx",
    "getrandom",
    "rand",
    "Instant",
    "SystemTime",
    "std::fs",
    "std::net",
    "std::thread",
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

pub fn floors_hold(tree: &Tree) -> Vec<Breach> {
    let is_allowed = |import: &Import| {
        let (from, to) = (tree.room(&import.from), tree.room(&import.to));
        let is_lower = floor(to).is_some() && floor(to) < floor(from);
        from == to || to == "lib" || is_lower || NEIGHBOURS.contains(&(from, to))
    };
    let is_strange = |file: &&File| tree.room(&file.path) != "lib" && floor(tree.room(&file.path)).is_none();
    let strangers = tree.product().filter(is_strange).map(|file| breach(&file.path, 1, "this room is on no floor"));
    let crossings = tree.imports().into_iter().filter(|import| !is_allowed(import));
    let crossings = crossings.map(|import| {
        let rule = format!("{} may not use {} ({})", tree.room(&import.from), tree.room(&import.to), import.to);
        breach(&import.from, import.line, rule)
    });
    strangers.chain(crossings).collect()
}

pub fn only_the_assembly_names_adapters(tree: &Tree) -> Vec<Breach> {
    let is_adapter = |path: &str| PORTS.contains(&tree.room(path)) && !is_port(path);
    let is_outside =
        |import: &Import| tree.room(&import.from) != tree.room(&import.to) && tree.room(&import.from) != ASSEMBLY;
    let named = tree.imports().into_iter().filter(|import| is_adapter(&import.to) && is_outside(import));
    named.map(|import| breach(&import.from, import.line, format!("only app names {}", import.to))).collect()
}

/// Whether the file at `path` defines what the others of its room implement.
fn is_port(path: &str) -> bool {
    PORTS.iter().any(|port| path == format!("src/{port}/mod.rs"))
}

pub fn imports_make_no_cycle(tree: &Tree) -> Vec<Breach> {
    let imports = tree.imports();
    let mut uses: BTreeMap<&str, Vec<&Import>> = BTreeMap::new();
    for import in &imports {
        uses.entry(&import.from).or_default().push(import);
    }
    let (mut done, mut breaches) = (BTreeSet::new(), Vec::new());
    for start in uses.keys() {
        follow(start, &uses, &mut Vec::new(), &mut done, &mut breaches);
    }
    breaches
}

/// Goes down every import from `file` on, and reports those that lead back onto `path`.
fn follow<'t>(
    file: &'t str,
    uses: &BTreeMap<&str, Vec<&'t Import>>,
    path: &mut Vec<&'t str>,
    done: &mut BTreeSet<&'t str>,
    breaches: &mut Vec<Breach>,
) {
    if done.contains(file) {
        return;
    }
    path.push(file);
    for import in uses.get(file).into_iter().flatten() {
        if let Some(at) = path.iter().position(|earlier| *earlier == import.to) {
            let round = format!("an import cycle: {} -> {}", path[at..].join(" -> "), import.to);
            breaches.push(breach(file, import.line, round));
        } else {
            follow(&import.to, uses, path, done, breaches);
        }
    }
    path.pop();
    done.insert(file);
}

pub fn every_file_is_reached(tree: &Tree) -> Vec<Breach> {
    tree.unreached.iter().map(|path| breach(path, 1, "no `mod` reaches this file")).collect()
}

pub fn files_are_short(tree: &Tree) -> Vec<Breach> {
    let lines = |file: &File| lines_before_tests(&file.text, &file.tokens);
    let long = tree.files.values().filter(|file| lines(file) > LONGEST_FILE);
    long.map(|file| breach(&file.path, LONGEST_FILE, format!("{} lines before the tests", lines(file)))).collect()
}

pub fn functions_are_short(tree: &Tree) -> Vec<Breach> {
    tree.product().flat_map(|file| long_functions(&file.path, &file.code)).collect()
}

fn long_functions(path: &str, code: &[Token]) -> Vec<Breach> {
    let mut long = Vec::new();
    for (at, pair) in code.windows(2).enumerate() {
        // `fn(` is the type of a function.
        if pair[0].text == "fn" && pair[1].text != "(" {
            let end = end_of_item(code, at) - 1;
            let lines = code[end].line - pair[0].line + 1;
            if lines > LONGEST_FUNCTION {
                long.push(breach(path, pair[0].line, format!("`{}` has {lines} lines", pair[1].text)));
            }
        }
    }
    long
}

pub fn the_inner_rooms_are_pure(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.product().filter(|file| matches!(tree.room(&file.path), "domain" | "understanding")) {
        for name in IMPURE {
            let rule = format!("`{name}` in {}", tree.room(&file.path));
            breaches.extend(lines_naming(&file.code, name).into_iter().map(|line| breach(&file.path, line, &*rule)));
        }
    }
    breaches
}

pub fn what_is_foreign_stays_in_its_room(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (names, rooms, rule) in KEPT_TO {
        for file in tree.product().filter(|file| !rooms.contains(&tree.room(&file.path))) {
            for name in names {
                let lines = lines_naming(&file.code, name).into_iter();
                breaches.extend(lines.map(|line| breach(&file.path, line, format!("`{name}`: {rule}"))));
            }
        }
    }
    breaches
}

pub fn an_adapter_has_one_client(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.product() {
        let names = |client: &str| !lines_naming(&file.code, client).is_empty();
        if is_port(&file.path) && ["rusqlite", "sqlx", "reqwest"].iter().any(|client| names(client)) {
            breaches.push(breach(&file.path, 1, "a port names no client"));
        }
        if ["rusqlite", "sqlx"].iter().all(|client| names(client)) {
            breaches.push(breach(&file.path, 1, "one SQL client for each adapter"));
        }
    }
    breaches
}

/// The lines on which `code` names `name`: a keyword or type anywhere, a crate where a path begins with it, and a path of
/// two parts such as `std::env` also through a group.
fn lines_naming(code: &[Token], name: &str) -> Vec<usize> {
    let (first, second) = name.split_once("::").map_or((name, None), |(first, second)| (first, Some(second)));
    let is_crate = first.starts_with(char::is_lowercase) && !matches!(first, "async" | "await");
    let names_it = |at: &usize| {
        let leads_on = code.get(at + 1).is_some_and(|next| next.text == "::");
        let is_used = *at > 0 && code[at - 1].text == "use";
        let rest_fits = second.is_none_or(|second| leads_on && names_next(&code[at + 2..], second));
        code[*at].text == first && (leads_on || is_used || !is_crate) && rest_fits
    };
    (0..code.len()).filter(names_it).map(|at| code[at].line).collect()
}

/// Whether `code` begins with `word`, or with a group that has it at the head of one of its paths.
fn names_next(code: &[Token], word: &str) -> bool {
    match code.first().map(|token| token.text.as_str()) {
        Some("{") => {
            let group = &code[..code.iter().position(|token| token.text == ";").unwrap_or(code.len())];
            group.windows(2).any(|w| w[1].text == word && matches!(w[0].text.as_str(), "{" | ","))
        }
        Some(first) => first == word,
        None => false,
    }
}

/// Fields that would hold a card number or its security code.
const CARD_FIELDS: [&str; 8] =
    ["number", "pan", "card_number", "cardNumber", "primary_account_number", "security_code", "cvc", "cvv"];
/// Types that could hold one.
const TEXT_TYPES: [&str; 9] = ["String", "str", "SecretString", "Cow", "Box", "Vec", "u64", "u128", "i64"];
/// The one page that receives what a guest types, and passes it on at once.
const CARD_PAGE: &str = "src/http/payment_page";

pub fn no_type_holds_a_card_number(tree: &Tree) -> Vec<Breach> {
    let files = tree.product().filter(|file| !file.path.starts_with(CARD_PAGE));
    files.flat_map(|file| card_fields(&file.path, &file.code)).collect()
}

fn card_fields(path: &str, code: &[Token]) -> Vec<Breach> {
    let mut found = Vec::new();
    for (at, token) in code.iter().enumerate() {
        let is_type = matches!(token.text.as_str(), "struct" | "enum" | "union");
        if !is_type {
            continue;
        }
        let body = &code[at..end_of_item(code, at)];
        for (i, field) in body.iter().enumerate() {
            let is_field = body.get(i + 1).is_some_and(|next| next.text == ":");
            let end =
                body[i..].iter().position(|t| matches!(t.text.as_str(), "," | "}" | ";")).map_or(body.len(), |n| i + n);
            let holds_text = body[i..end].iter().any(|t| TEXT_TYPES.contains(&t.text.as_str()));
            if is_field && holds_text && CARD_FIELDS.contains(&field.text.as_str()) {
                found.push(breach(path, field.line, format!("the field `{}` could hold a card number", field.text)));
            }
        }
    }
    found
}

pub fn names_say_something(tree: &Tree) -> Vec<Breach> {
    let parts = |path: &str| path.trim_end_matches(".rs").split('/').map(str::to_owned).collect::<Vec<_>>();
    let is_empty = |part: &String| EMPTY_NAMES.contains(&part.as_str()) || part.ends_with("_v2");
    let files = tree.files.keys().filter(|path| parts(path).iter().any(is_empty));
    let files = files.map(|path| breach(path, 1, "a room or file is named for the business"));
    let getters = |file: &File| {
        let of_traits = trait_impls(&file.code);
        let named = file.code.windows(2).enumerate().filter(|(at, w)| {
            w[0].text == "fn"
                && w[1].text.starts_with("get_")
                && !w[1].text.starts_with("get_or_")
                && !of_traits.iter().any(|span| span.contains(at))
        });
        named
            .map(|(_, w)| breach(&file.path, w[1].line, format!("`{}`: no `get_` on getters", w[1].text)))
            .collect::<Vec<_>>()
    };
    files.chain(tree.product().flat_map(getters)).collect()
}

/// Where traits are implemented: a trait from elsewhere names its methods as it likes, our own are looked at where they are
/// defined.
fn trait_impls(code: &[Token]) -> Vec<Range<usize>> {
    let begins = (0..code.len()).filter(|at| code[*at].text == "impl");
    begins
        .filter(|at| code[*at..].iter().take_while(|t| t.text != "{").any(|t| t.text == "for"))
        .map(|at| at..end_of_item(code, at))
        .collect()
}
