//! Facts about an answer.
//!
//! ```text
//! fact  = path op value                 "search.total >= 5", "shortlist.0.name = Inn at the Market"
//!       | "every" list "." path op value    of each element
//!       | "count" list op number
//!       | "rising" list "." path | "falling" list "." path
//!       | "reply says" words | "reply omits" words
//!       | "let" name "=" path               for later: $name as a value
//! path  = members and indices from the artifacts on, with dots between
//! op    = "=" | "!=" | "<=" | ">=" | "<" | ">" | "contains"
//! ```

use std::collections::HashMap;

use serde_json::Value;

/// Values remembered under their names.
pub type Notes = HashMap<String, Value>;

/// What is wrong with the answer `result`, if the fact does not hold.
pub fn check(fact: &str, result: &Value, notes: &mut Notes) -> Result<(), String> {
    let artifacts = &result["artifacts"];
    if let Some(words) = fact.strip_prefix("reply says ") {
        let reply = reply(result);
        return if reply.contains(words) { Ok(()) } else { Err(format!("the reply does not say “{words}”")) };
    }
    if let Some(words) = fact.strip_prefix("reply omits ") {
        let reply = reply(result);
        return if reply.contains(words) { Err(format!("the reply says “{words}”")) } else { Ok(()) };
    }
    if let Some((name, path)) = fact.strip_prefix("let ").and_then(|rest| rest.split_once(" = ")) {
        notes.insert(name.to_owned(), at(artifacts, path)?.clone());
        return Ok(());
    }
    for (word, rises) in [("rising ", true), ("falling ", false)] {
        if let Some(path) = fact.strip_prefix(word) {
            let numbers: Vec<f64> = each(artifacts, path)?.iter().filter_map(Value::as_f64).collect();
            let holds = if rises { numbers.is_sorted() } else { numbers.is_sorted_by(|a, b| a >= b) };
            return if holds { Ok(()) } else { Err(format!("{path} is not {word}: {numbers:?}")) };
        }
    }
    let (left, op, right) = comparison(fact).ok_or_else(|| format!("cannot read the fact: {fact}"))?;
    let wanted = match right.strip_prefix('$') {
        Some(name) => notes.get(name).cloned().ok_or_else(|| format!("nothing is noted as {name}"))?,
        None => serde_json::from_str(right).unwrap_or_else(|_| Value::String(right.to_owned())),
    };
    let found: Vec<Value> = if let Some(path) = left.strip_prefix("every ") {
        each(artifacts, path)?
    } else if let Some(path) = left.strip_prefix("count ") {
        vec![at(artifacts, path)?.as_array().map_or(0, Vec::len).into()]
    } else {
        vec![at(artifacts, left)?.clone()]
    };
    match found.iter().find(|found| !holds(found, op, &wanted)) {
        None => Ok(()),
        Some(found) => Err(format!("{left} is {found}, not {op} {right}")),
    }
}

fn reply(result: &Value) -> &str {
    result["message"]["text"].as_str().unwrap_or_default()
}

fn comparison(fact: &str) -> Option<(&str, &str, &str)> {
    let ops = [" contains ", " != ", " <= ", " >= ", " = ", " < ", " > "];
    ops.into_iter().find_map(|op| fact.split_once(op).map(|(left, right)| (left.trim(), op.trim(), right.trim())))
}

/// What stands at `path`; absent is null.
fn at<'v>(artifacts: &'v Value, path: &str) -> Result<&'v Value, String> {
    let mut here = artifacts;
    for part in path.split('.') {
        here = match (part.parse::<usize>(), here) {
            (Ok(index), Value::Array(list)) => list.get(index).ok_or_else(|| format!("{path} goes beyond the list"))?,
            _ => here.get(part).unwrap_or(&Value::Null),
        };
    }
    Ok(here)
}

/// What stands at the path's end in each element of the list at its start.
fn each(artifacts: &Value, path: &str) -> Result<Vec<Value>, String> {
    let (list, rest) = path.split_once('.').ok_or_else(|| format!("{path} names no list"))?;
    let list = artifacts[list].as_array().ok_or_else(|| format!("{list} is no list"))?;
    list.iter().map(|element| at(element, rest).cloned()).collect()
}

fn holds(found: &Value, op: &str, wanted: &Value) -> bool {
    if let (Value::String(text), Value::Number(number)) = (found, wanted) {
        return holds(&Value::String(text.clone()), op, &Value::String(number.to_string()));
    }
    let numbers = found.as_f64().zip(wanted.as_f64());
    let ordered = |order: fn(f64, f64) -> bool| numbers.is_some_and(|(found, wanted)| order(found, wanted));
    match op {
        "=" => numbers.map_or(found == wanted, |(found, wanted)| (found - wanted).abs() < 0.000_1),
        "!=" => found != wanted,
        "<=" => ordered(|found, wanted| found <= wanted),
        ">=" => ordered(|found, wanted| found >= wanted),
        "<" => ordered(|found, wanted| found < wanted),
        ">" => ordered(|found, wanted| found > wanted),
        _ => match found {
            Value::Array(list) => list.contains(wanted),
            Value::String(text) => wanted.as_str().is_some_and(|part| text.contains(part)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        },
    }
}
