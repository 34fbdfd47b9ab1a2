//! `?limit=&pageToken=` and the other members of a query.

use axum::extract::FromRequestParts;
use axum::extract::Query as Pairs;
use http::request::Parts;

use super::card_scan;
use crate::domain::ids::EventId;
use crate::http::error::ApiError;

/// The longest page.
const LONGEST_PAGE: usize = 200;

/// The members of a query, each once.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let unreadable = |_| ApiError::invalid_field("query", "cannot be read");
        let Pairs(pairs) = Pairs::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(unreadable)?;
        Ok(Self(pairs))
    }
}

impl Query {
    /// The member as sent.
    ///
    /// # Errors
    /// When it was sent twice, or holds a card number.
    pub fn get(&self, name: &'static str) -> Result<Option<&str>, ApiError> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            // Whose bookings are asked for is recorded for the bill.
            (Some(value), None) if card_scan::in_text(value) => Err(ApiError::card_data_not_allowed(name)),
            (value, None) => Ok(value),
            (_, Some(_)) => Err(ApiError::invalid_field(name, "must be sent once")),
        }
    }

    /// `limit`: how many rows a page has at most.
    ///
    /// # Errors
    /// When it is not a whole number from 1 to 200.
    pub fn limit(&self) -> Result<Option<usize>, ApiError> {
        let read = |text: &str| text.parse().ok().filter(|limit| (1..=LONGEST_PAGE).contains(limit));
        let problem = || ApiError::invalid_field("limit", "must be a whole number from 1 to 200");
        self.get("limit")?.map(|text| read(text).ok_or_else(problem)).transpose()
    }

    /// `pageToken` of a history: the event after which the page begins.
    ///
    /// # Errors
    /// When it is not one of ours.
    pub fn after_event(&self) -> Result<Option<EventId>, ApiError> {
        let problem = || ApiError::invalid_field("pageToken", "must be the nextPageToken of an earlier page");
        self.get("pageToken")?.map(|token| EventId::parse(token).map_err(|_| problem())).transpose()
    }
}

/// One page of rows that are already in memory: those after the row named `token`, at most `limit`, and the token of the
/// next page.
///
/// # Errors
/// When no row has that name.
pub fn cut<'r, T>(
    rows: &'r [T],
    name: impl Fn(&T) -> &str,
    token: Option<&str>,
    limit: Option<usize>,
) -> Result<(&'r [T], Option<String>), ApiError> {
    let start = match token {
        None => 0,
        Some(token) => match rows.iter().position(|row| name(row) == token) {
            Some(last) => last + 1,
            None => return Err(ApiError::invalid_field("pageToken", "must be the nextPageToken of an earlier page")),
        },
    };
    let end = rows.len().min(start.saturating_add(limit.unwrap_or(usize::MAX)));
    let page = &rows[start..end];
    let next = page.last().filter(|_| end < rows.len()).map(|last| name(last).to_owned());
    Ok((page, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn query(uri: &str) -> Query {
        let (mut parts, ()) = http::Request::builder().uri(uri).body(()).unwrap().into_parts();
        Query::from_request_parts(&mut parts, &()).await.unwrap()
    }

    #[tokio::test]
    async fn limits_and_tokens_are_read_or_refused() {
        let fine = query("/?limit=20&pageToken=evt_17&actorId=a%20b").await;
        assert_eq!(fine.limit(), Ok(Some(20)));
        assert_eq!(fine.after_event().unwrap().unwrap().epoch_ms(), 17);
        assert_eq!(fine.get("actorId"), Ok(Some("a b")));
        for uri in ["/?limit=0", "/?limit=201", "/?limit=x", "/?limit=", "/?limit=5&limit=5"] {
            assert!(query(uri).await.limit().is_err(), "{uri}");
        }
        assert!(query("/?pageToken=x").await.after_event().is_err());
    }

    #[test]
    fn pages_follow_each_other_without_gap() {
        let rows = ["a", "b", "c"];
        let page = |token, limit| cut(&rows, |row| row, token, limit);
        assert_eq!(page(None, Some(2)), Ok((&rows[..2], Some("b".to_owned()))));
        assert_eq!(page(Some("b"), Some(2)), Ok((&rows[2..], None)));
        assert_eq!(page(None, None), Ok((&rows[..], None)));
        assert!(page(Some("x"), None).is_err());
    }
}
