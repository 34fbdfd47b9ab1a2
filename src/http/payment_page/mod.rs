//! The hosted card set-up page: what is being booked, a name and a card; no script, one style sheet of ours.
//!
//! Its address is its secret: long, random, valid once and for a while. A form is taken only from this very page. What
//! is typed about the card goes to the vault as borrowed text and is dropped with the request.

mod form;
mod html;
mod stay;
mod view;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use self::form::{Mistakes, Typed};
use self::html::Html;
use super::body;
use super::error::{ApiError, Code};
use super::request::path::PathId;
use crate::app::App;
use crate::chat::{CardPage, CardPageError, CardPageState, Chat, ChatError, TypedGuest};
use crate::domain::ids::SetupId;

const STYLE: &str = include_str!("style.css");

/// What a browser may do with the page: show it with its style sheet, and send its form back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";

/// The page's style sheet.
pub async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, STYLE)
}

/// Show the card page
///
/// What is being booked, and a form for the guest's name and card. The address comes from `payment.setupUrl`.
#[utoipa::path(
    get,
    path = "/pay/{setupId}",
    operation_id = "showCardPage",
    tag = "Card page",
    params(("setupId" = String, Path, description = "The visit; keep it secret.")),
    responses(
        (status = 200, description = "The form, or that the card is saved.", body = String, content_type = "text/html"),
        (status = 404, description = "No such page.", body = String, content_type = "text/html"),
        (status = 410, description = "The page's time is over.", body = String, content_type = "text/html"),
        (status = 503, description = "Not now.", body = String, content_type = "text/html"),
    )
)]
pub async fn show(State(app): State<Arc<App>>, PathId(id): PathId) -> Response {
    let page = match visit(&app.chat, &id).await {
        Ok((_, page)) => page,
        Err(refusal) => return refusal,
    };
    match page.state {
        CardPageState::Open => answer(StatusCode::OK, view::form(&page, known_guest(&page), &Mistakes::default())),
        CardPageState::Completed => answer(StatusCode::OK, view::closed(&page)),
        CardPageState::Expired => answer(StatusCode::GONE, view::closed(&page)),
    }
}

/// Send the card form
///
/// Takes the form once. The card goes to the vault; only brand, last four digits and expiry date are kept.
#[utoipa::path(
    post,
    path = "/pay/{setupId}",
    operation_id = "sendCardForm",
    tag = "Card page",
    params(("setupId" = String, Path, description = "The visit; keep it secret.")),
    request_body(
        content = String,
        content_type = "application/x-www-form-urlencoded",
        description = "`firstName`, `lastName`, `email`, `number`, `expiry` (MM/YY) and `code`."
    ),
    responses(
        (status = 303, description = "The card is saved; the page says what to do next."),
        (status = 400, description = "The form broke off.", body = String, content_type = "text/html"),
        (status = 403, description = "Sent from another site.", body = String, content_type = "text/html"),
        (status = 404, description = "No such page.", body = String, content_type = "text/html"),
        (status = 408, description = "The form did not arrive in time.", body = String, content_type = "text/html"),
        (status = 410, description = "The page is used up or its time is over.", body = String, content_type = "text/html"),
        (status = 413, description = "The form is longer than 256 KB.", body = String, content_type = "text/html"),
        (status = 415, description = "Not a form.", body = String, content_type = "text/html"),
        (status = 422, description = "The form again, with its mistakes.", body = String, content_type = "text/html"),
        (status = 503, description = "Not now.", body = String, content_type = "text/html"),
    )
)]
pub async fn submit(State(app): State<Arc<App>>, PathId(id): PathId, request: Request) -> Response {
    if !form::is_from_our_page(request.headers()) {
        return answer(StatusCode::FORBIDDEN, view::words("Not from here", "Open the link from the chat again."));
    }
    let body = match body::collect(request, form::is_form).await {
        Ok(body) => body,
        Err(error) => return unread(&error),
    };
    match visit(&app.chat, &id).await {
        Ok((setup, page)) => complete(&app.chat, &setup, page, &Typed::read(&body)).await,
        Err(refusal) => refusal,
    }
}

/// Completes an open visit with what was typed.
async fn complete(chat: &Chat, setup: &SetupId, page: CardPage, typed: &Typed<'_>) -> Response {
    let (first_name, last_name, email) = (typed.get("firstName"), typed.get("lastName"), typed.get("email"));
    let guest = TypedGuest { first_name, last_name, email };
    let (number, expiry, code) = (typed.get("number"), form::expiry(typed.get("expiry")), typed.get("code"));
    match chat.complete_card_page(setup, guest, number, &expiry, code).await {
        Ok(_) => back_to(setup),
        Err(CardPageError::Closed(state)) => answer(StatusCode::GONE, view::closed(&CardPage { state, ..page })),
        Err(CardPageError::Form { guest: wrong_guest, card: wrong_card }) => {
            let mistakes = Mistakes::of(wrong_guest, wrong_card);
            answer(StatusCode::UNPROCESSABLE_ENTITY, view::form(&page, guest, &mistakes))
        }
        Err(CardPageError::NotFound) => unknown(),
        Err(CardPageError::Unavailable(cause)) => unavailable(&cause),
    }
}

/// The visit that an address names, or the page that says there is none.
async fn visit(chat: &Chat, id: &str) -> Result<(SetupId, CardPage), Response> {
    let id = SetupId::parse(id).map_err(|_| unknown())?;
    match chat.card_page(&id).await {
        Ok(page) => Ok((id, page)),
        Err(ChatError::Unavailable(cause)) => Err(unavailable(&cause)),
        Err(ChatError::Internal(cause)) => Err(unavailable(&cause)),
        Err(
            ChatError::SetupNotFound
            | ChatError::SessionNotFound
            | ChatError::BookingNotFound
            | ChatError::ActorMismatch(_)
            | ChatError::KeyReused
            | ChatError::Stopping
            | ChatError::Forced(_),
        ) => Err(unknown()),
    }
}

/// The guest as far as the conversation knows it already.
fn known_guest(page: &CardPage) -> TypedGuest<'_> {
    let guest = page.attempt.guest.as_ref();
    TypedGuest {
        first_name: guest.map_or("", |guest| guest.first_name()),
        last_name: guest.map_or("", |guest| guest.last_name()),
        email: guest.and_then(|guest| guest.email()).unwrap_or(""),
    }
}

/// A body that is no form, or did not arrive whole.
fn unread(error: &ApiError) -> Response {
    let text = if error.code() == Code::BodyTooLarge { "It is too long." } else { "Go back and send it again." };
    answer(error.code().status(), view::words("The form could not be read", text))
}

fn unknown() -> Response {
    answer(StatusCode::NOT_FOUND, view::words("There is no such page", "Open the link from the chat again."))
}

fn unavailable(cause: &dyn std::fmt::Display) -> Response {
    tracing::error!(%cause, "the card page cannot be served");
    let text = "Nothing has been charged. Try again in a moment.";
    answer(StatusCode::SERVICE_UNAVAILABLE, view::words("This page cannot be shown now", text))
}

/// Leads to the page by GET, so that going back or reloading sends no card again. The address is relative to this one.
fn back_to(setup: &SetupId) -> Response {
    let mut response = answer(StatusCode::SEE_OTHER, Html::default());
    if let Ok(location) = HeaderValue::from_str(setup.as_str()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// A page with the headers that keep it private. The referrer stays within this origin: the address is a secret.
fn answer(status: StatusCode, html: Html) -> Response {
    let headers: [(HeaderName, &str); 6] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, html.into_string()).into_response()
}
