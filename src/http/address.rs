//! Where partners reach us.

/// What all their addresses begin with.
pub const BASE_PATH: &str = "/api/partner/v1/core-chat";
