//! HTML that cannot forget to escape: text becomes [`Html`] by escaping only, and templates are part of the program.
//!
//! ```text
//! template   ( text | "{{" name "}}" )*
//! ```

use std::fmt::Write;

/// Markup that is safe to send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Text as markup; fit for content and for attributes in double quotes.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let mut html = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                c => html.push(c),
            }
        }
        Self(html)
    }

    /// Markup written in this program.
    #[must_use]
    pub fn literal(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    /// `template` with its named places filled; a name without a part stays empty. Parts are never read for places.
    #[must_use]
    pub fn fill(template: &'static str, parts: &[(&str, Self)]) -> Self {
        let mut html = String::with_capacity(2 * template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            html.push_str(before);
            let (name, after) = after.split_once("}}").unwrap_or((after, ""));
            if let Some((_, part)) = parts.iter().find(|(known, _)| *known == name.trim()) {
                let _ = html.write_str(&part.0);
            }
            rest = after;
        }
        html.push_str(rest);
        Self(html)
    }

    /// The markup.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(parts: I) -> Self {
        Self(parts.into_iter().map(Self::into_string).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let html = Html::text(r#"<b class='x'>"R&D"</b>"#);
        assert_eq!(html.into_string(), "&lt;b class=&#39;x&#39;&gt;&quot;R&amp;D&quot;&lt;/b&gt;");
    }

    #[test]
    fn places_are_filled_once() {
        let parts = [("name", Html::text("{{other}}")), ("other", Html::literal("<hr>"))];
        let html = Html::fill("<p>{{name}}</p>{{ other }}{{missing}}.", &parts);
        assert_eq!(html.into_string(), "<p>{{other}}</p><hr>.");
    }
}
