//! The description of this API, filled by the registration of its routes.

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
    modifiers(&Keys)
)]
pub struct Document;

/// The three headers that a key may come in.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let header = |name: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(name)));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("partnerApiKey", header("x-partner-api-key"));
        components.add_security_scheme("apiKey", header("api-key"));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}
