//! `POST /sessions`.

use super::card_scan;
use super::shape::{self, ACTOR};
use crate::domain::guest;
use crate::domain::ids::is_blank;
use crate::domain::session::{Actor, Conversation, MOST_OFFSET_MINUTES, OffsetMinutes, Origin};
use crate::http::error::{ApiError, Code};
use crate::http::json::{Fields, Value};

/// The longest of the partner's own names for a conversation, in characters.
const LONGEST_ORIGIN: usize = 255;

/// Reads who speaks and where the partner holds the conversation.
///
/// # Errors
/// The first check that fails.
pub fn read(document: &Value<'_>) -> Result<(Actor, Origin), ApiError> {
    let root = Fields::root(document)?;
    root.refuse_misspelled(&["actor", "channel", "conversation"])?;
    let actor = actor(&root)?;
    let origin = origin(&root)?;
    card_scan::refuse(&root, &[])?;
    Ok((actor, origin))
}

fn actor(root: &Fields<'_>) -> Result<Actor, ApiError> {
    let fields = root.object("actor")?.ok_or(Code::ActorIdRequired)?;
    fields.refuse_misspelled(&ACTOR)?;
    if fields.string("actorId")?.is_none_or(is_blank) {
        return Err(Code::ActorIdRequired.into());
    }
    let id = shape::actor_id(&fields)?.ok_or(Code::ActorIdRequired)?;
    let widest = i64::from(MOST_OFFSET_MINUTES);
    let offset = fields.integer("timezoneOffsetMinutes", -widest..=widest)?;
    Ok(Actor {
        id,
        offset: offset.and_then(OffsetMinutes::new).unwrap_or_default(),
        first_name: kept(&fields, "firstName", guest::is_name, shape::NOT_A_NAME)?,
        last_name: kept(&fields, "lastName", guest::is_name, shape::NOT_A_NAME)?,
        email: kept(&fields, "email", is_email_or_blank, shape::NOT_AN_ADDRESS)?,
    })
}

fn is_email_or_blank(text: &str) -> bool {
    is_blank(text) || guest::is_email(text.trim())
}

/// A member of the actor that may once become part of a guest, and so must be fit for one; kept as sent.
fn kept(
    actor: &Fields<'_>,
    name: &str,
    is_fit: impl FnOnce(&str) -> bool,
    problem: &str,
) -> Result<Option<String>, ApiError> {
    match actor.string(name)? {
        Some(text) if !is_fit(text) => Err(actor.invalid(name, problem)),
        text => Ok(text.map(str::to_owned)),
    }
}

fn origin(root: &Fields<'_>) -> Result<Origin, ApiError> {
    let channel = root.object("channel")?;
    let conversation = root.object("conversation")?;
    Ok(Origin {
        workspace_id: channel.map(|fields| workspace(&fields)).transpose()?,
        conversation: conversation.map(|fields| names(&fields)).transpose()?,
    })
}

fn workspace(channel: &Fields<'_>) -> Result<Option<String>, ApiError> {
    channel.refuse_misspelled(&["workspaceId"])?;
    shape::line(channel, "workspaceId", LONGEST_ORIGIN)
}

fn names(conversation: &Fields<'_>) -> Result<Conversation, ApiError> {
    conversation.refuse_misspelled(&["channelId", "id", "threadTs"])?;
    Ok(Conversation {
        channel_id: shape::line(conversation, "channelId", LONGEST_ORIGIN)?,
        id: shape::line(conversation, "id", LONGEST_ORIGIN)?,
        thread_ts: shape::line(conversation, "threadTs", LONGEST_ORIGIN)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json;

    fn reading(body: &str) -> Result<(Actor, Origin), ApiError> {
        read(&json::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn a_session_keeps_what_was_sent() {
        let (actor, origin) = reading(
            r#"{"actor":{"actorId":"u-1","timezoneOffsetMinutes":-480.0,"firstName":"Ada"},
                "channel":{"workspaceId":"T1"},"conversation":{"channelId":"C1","threadTs":"1771456966.000100"}}"#,
        )
        .unwrap();
        assert_eq!((actor.id.as_str(), actor.offset.minutes()), ("u-1", -480));
        assert_eq!((actor.first_name.as_deref(), actor.last_name), (Some("Ada"), None));
        assert_eq!(origin.workspace_id, Some(Some("T1".to_owned())));
        let conversation = origin.conversation.unwrap();
        assert_eq!((conversation.channel_id.as_deref(), conversation.id), (Some("C1"), None));
        let (_, origin) = reading(r#"{"actor":{"actorId":"u-1"},"channel":null,"conversation":null}"#).unwrap();
        assert_eq!(origin, Origin::default());
    }

    #[test]
    fn every_unfit_session_is_told_why() {
        let long = format!(r#"{{"actor":{{"actorId":"{}"}}}}"#, "x".repeat(129));
        let table: [(&str, &str); 21] = [
            ("{}", "actor.actorId is required"),
            (r#"{"actor":null}"#, "actor.actorId is required"),
            (r#"{"actor":{}}"#, "actor.actorId is required"),
            (r#"{"actor":{"actorId":" \u200b"}}"#, "actor.actorId is required"),
            (r#"{"actor":"u"}"#, "actor must be an object"),
            (r#"{"actor":{"actorId":7}}"#, "actor.actorId must be a string"),
            (&long, "actor.actorId must be at most 128 characters"),
            (r#"{"actor":{"actorId":"a\u202eb"}}"#, "actor.actorId has characters that are not allowed"),
            (r#"{"actor":{"actorid":"u"}}"#, "actor.actorid is misspelled: the member is called actorId"),
            (r#"{"Actor":{"actorId":"u"}}"#, "Actor is misspelled: the member is called actor"),
            (
                r#"{"actor":{"actorId":"u","timezoneOffsetMinutes":841}}"#,
                "actor.timezoneOffsetMinutes must be a whole number from -840 to 840",
            ),
            (
                r#"{"actor":{"actorId":"u","timezoneOffsetMinutes":1.5}}"#,
                "actor.timezoneOffsetMinutes must be a whole number from -840 to 840",
            ),
            (r#"{"actor":{"actorId":"u"},"channel":[]}"#, "channel must be an object"),
            (r#"{"actor":{"actorId":"u"},"conversation":{"id":1}}"#, "conversation.id must be a string"),
            (
                r#"{"actor":{"actorId":"u"},"channel":{"workspaceId":"a\u202eb"}}"#,
                "channel.workspaceId has characters that are not allowed",
            ),
            (r#"{"actor":{"actorId":"\u3164\u00ad"}}"#, "actor.actorId is required"),
            (r#"{"actor":{"actorId":"u","email":"nobody"}}"#, "actor.email must be an e-mail address"),
            (r#"{"actor":{"actorId":"u","email":7}}"#, "actor.email must be a string"),
            (r#"{"actor":{"actorId":"u","firstName":"<b>"}}"#, "actor.firstName must be a name of 1 to 60 characters"),
            (r#"{"actor":{"actorId":"u","lastName":"42"}}"#, "actor.lastName must be a name of 1 to 60 characters"),
            (r#"{"actor":{"actorId":"4242 4242 4242 4242"}}"#, "card data is not accepted"),
        ];
        for (body, error) in table {
            assert_eq!(reading(body).unwrap_err().error(), error, "{body}");
        }
    }
}
