//! Examples of requests and answers, one file each; tests hold them against what is read and written.

use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::example::Example;
use utoipa::openapi::path::Operation;

/// One example: the operation, its status (none for a request), a name, a summary, and the document.
struct Row {
    operation: &'static str,
    status: Option<&'static str>,
    name: &'static str,
    summary: &'static str,
    document: &'static str,
}

macro_rules! examples {
    ($($operation:literal $status:expr, $name:literal, $summary:literal;)*) => {
        const EXAMPLES: &[Row] = &[$(Row {
            operation: $operation,
            status: $status,
            name: $name,
            summary: $summary,
            document: include_str!(concat!("examples/", $name, ".json")),
        },)*];
    };
}

examples! {
    "openSession" None, "open_session", "A guest on the Pacific coast";
    "openSession" Some("201"), "opened_session", "The session";
    "sendEvent" None, "say", "A search in words";
    "sendEvent" None, "search", "A search in parts";
    "sendEvent" None, "book", "Propose an option: nothing is charged";
    "sendEvent" None, "confirm", "The final yes: books";
    "sendEvent" None, "cancel", "Cancel a booking";
    "sendEvent" Some("200"), "shortlist", "Options";
    "sendEvent" Some("200"), "booked", "A booking";
    "showSession" Some("200"), "session", "A session with a booking";
    "listBookings" Some("200"), "bookings", "One page";
    "showBooking" Some("200"), "booking", "A booking";
}

/// Adds the operation's examples.
pub(super) fn add(operation: &mut Operation) {
    let id = operation.operation_id.clone();
    for row in EXAMPLES.iter().filter(|row| Some(row.operation) == id.as_deref()) {
        let content = match row.status {
            None => operation
                .request_body
                .as_mut()
                .and_then(inline)
                .and_then(|body| body.content.get_mut("application/json")),
            Some(status) => {
                let response = operation.responses.responses.get_mut(status).and_then(inline);
                response.and_then(|response| response.content.get_mut("application/json"))
            }
        };
        if let Some(content) = content.and_then(inline) {
            content.examples.insert(row.name.to_owned(), RefOr::T(example(row)));
        }
    }
}

/// What is written in place; what is only referred to is complete elsewhere.
fn inline<T>(part: &mut RefOr<T>) -> Option<&mut T> {
    match part {
        RefOr::T(part) => Some(part),
        RefOr::Ref(_) => None,
    }
}

fn example(row: &Row) -> Example {
    let mut example = Example::new();
    example.summary = row.summary.to_owned();
    example.value = serde_json::from_str::<Value>(row.document).ok();
    example
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json;
    use crate::http::request::{event, session};

    fn document(name: &str) -> &'static str {
        EXAMPLES.iter().find(|row| row.name == name).unwrap().document
    }

    #[test]
    fn every_example_is_json() {
        for row in EXAMPLES {
            assert!(serde_json::from_str::<Value>(row.document).is_ok(), "{}", row.name);
        }
    }

    #[test]
    fn every_request_is_one_that_is_taken() {
        let requests = EXAMPLES.iter().filter(|row| row.status.is_none());
        for row in requests {
            let read = json::parse(row.document.as_bytes()).unwrap();
            match row.operation {
                "openSession" => assert!(session::read(&read).is_ok(), "{}", row.name),
                _ => assert_eq!(event::read(&read).map(|_| ()), Ok(()), "{}", row.name),
            }
        }
    }

    #[test]
    fn the_documented_search_has_its_documented_numbers() {
        let answer: Value = serde_json::from_str(document("shortlist")).unwrap();
        let option = &answer["data"]["result"]["artifacts"]["shortlist"][0];
        assert_eq!((&option["pricePerNight"], &option["totalPrice"]), (&276.66.into(), &980.67.into()));
    }
}
