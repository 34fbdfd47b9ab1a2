//! The description of this API: filled by the registration of its routes, completed with what all routes share.

mod errors;
mod examples;
mod shared;

use utoipa::openapi::OpenApi as Description;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What the description says beside its routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Partner Core Chat API",
        description = "Hotel search and booking through conversation: open a session, send what your guest says or does, \
                       show what comes back."
    ),
    tags(
        (name = "Conversation", description = "Sessions and events."),
        (name = "Bookings", description = "What was booked."),
        (name = "Limits", description = "What you may still ask."),
        (name = "Card page", description = "Where guests enter their card; opened by browsers, without a key."),
        (name = "Sandbox", description = "For test keys only: force outcomes, move the time, start over."),
        (name = "Health", description = "For load balancers, without a key."),
    ),
    modifiers(&Keys)
)]
pub struct Document;

/// The three headers that a key may come in.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Description) {
        let header = |name: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(name)));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(shared::KEY_SCHEMES[0], header("x-partner-api-key"));
        components.add_security_scheme(shared::KEY_SCHEMES[1], header("api-key"));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme(shared::KEY_SCHEMES[2], SecurityScheme::Http(bearer));
    }
}

/// The description of all registered routes with their errors, headers, keys and examples.
#[must_use]
pub fn complete(mut document: Description, base_path: &str) -> Description {
    if let Some(components) = &mut document.components {
        shared::let_alternatives_overlap(&mut components.schemas);
    }
    for (path, item) in &mut document.paths.paths {
        let partners = path.starts_with(base_path);
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            examples::add(operation);
            if partners {
                errors::add(operation);
                shared::add_keys(operation);
            }
            shared::add_headers(operation, partners);
        }
    }
    document
}
