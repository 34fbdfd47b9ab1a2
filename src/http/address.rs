//! Where partners reach us, and how.

use http::Method;

/// What all their addresses begin with.
pub const BASE_PATH: &str = "/api/partner/v1/core-chat";

/// The name of a method, unless a client made it up.
pub(super) fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|name| *name == method.as_str()).unwrap_or("OTHER")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_method_is_not_repeated() {
        assert_eq!(method_name(&Method::POST), "POST");
        for made_up in ["ABCDEFGHIJ", "BREW", "get"] {
            assert_eq!(method_name(&Method::from_bytes(made_up.as_bytes()).unwrap()), "OTHER");
        }
    }
}
