//! Small readings that several requests share.

use crate::domain::ids::{ActorId, IdError};
use crate::http::error::ApiError;
use crate::http::json::Fields;

/// The members of `actor`, in every request.
pub const ACTOR: [&str; 5] = ["actorId", "timezoneOffsetMinutes", "firstName", "lastName", "email"];

/// What is wrong with a name that no guest can have.
pub const NOT_A_NAME: &str = "must be a name of 1 to 60 characters";

/// What is wrong with an e-mail address that is none.
pub const NOT_AN_ADDRESS: &str = "must be an e-mail address";

/// The member as an identifier of a kind.
///
/// # Errors
/// What is unfit about it; absent is `None`.
pub fn id<T>(
    fields: &Fields<'_>,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, IdError>,
) -> Result<Option<T>, ApiError> {
    let text = fields.string(name)?;
    text.map(parse).transpose().map_err(|problem| fields.invalid(name, &problem.to_string()))
}

/// The member as a line of at most `most` characters, kept as sent.
///
/// # Errors
/// Not a string, too long, or with control characters or characters that turn the direction of what follows.
pub fn line(fields: &Fields<'_>, name: &str, most: usize) -> Result<Option<String>, ApiError> {
    match fields.string(name)? {
        Some(text) if text.chars().count() > most => {
            Err(fields.invalid(name, &format!("must be at most {most} characters")))
        }
        Some(text) if text.contains(turns_direction) => {
            Err(fields.invalid(name, "has characters that are not allowed"))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// `actorId` of `actor`.
///
/// # Errors
/// What is unfit about it.
pub fn actor_id(actor: &Fields<'_>) -> Result<Option<ActorId>, ApiError> {
    id(actor, "actorId", ActorId::parse)
}
