//! Source text as tokens with their lines, and which of them are tests.

/// One word or sign of the source. Comments are gone; strings and characters are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// The tokens of `text`.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { rest: text, line: 1 };
    let mut tokens = Vec::new();
    while let Some((text, line)) = reader.next() {
        tokens.push(Token { text, line });
    }
    tokens
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<(String, usize)> {
        self.skip_space_and_comments();
        let (line, first) = (self.line, self.rest.chars().next()?);
        let token = if let Some(hashes) = self.raw_string() {
            self.take(self.raw_string_length(hashes));
            "\"\"".to_owned()
        } else if first == '"' || self.rest.starts_with("b\"") {
            self.take(quoted_length(self.rest, '"'));
            "\"\"".to_owned()
        } else if is_character(self.rest) {
            self.take(quoted_length(self.rest, '\''));
            "''".to_owned()
        } else if first.is_alphanumeric() || first == '_' || first == '\'' {
            let more = self.rest[first.len_utf8()..].find(|c: char| !c.is_alphanumeric() && c != '_');
            self.take(more.map_or(self.rest.len(), |more| more + first.len_utf8()))
        } else if self.rest.starts_with("::") {
            self.take(2)
        } else {
            self.take(first.len_utf8())
        };
        Some((token, line))
    }

    fn take(&mut self, length: usize) -> String {
        let (token, rest) = self.rest.split_at(length);
        self.line += token.matches('\n').count();
        self.rest = rest;
        token.to_owned()
    }

    fn skip_space_and_comments(&mut self) {
        loop {
            let space = self.rest.len() - self.rest.trim_start().len();
            self.take(space);
            if self.rest.starts_with("//") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.take(self.rest.find("*/").map_or(self.rest.len(), |end| end + 2));
            } else {
                return;
            }
        }
    }

    /// How many hashes open a raw string here.
    fn raw_string(&self) -> Option<usize> {
        let rest = self.rest.strip_prefix('b').unwrap_or(self.rest).strip_prefix('r')?;
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        rest[hashes..].starts_with('"').then_some(hashes)
    }

    fn raw_string_length(&self, hashes: usize) -> usize {
        let open = self.rest.find('"').map_or(0, |quote| quote + 1);
        let close = format!("\"{}", "#".repeat(hashes));
        self.rest[open..].find(&close).map_or(self.rest.len(), |end| open + end + close.len())
    }
}

/// Whether a character literal, not a lifetime, begins `text`.
fn is_character(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("b'").or(text.strip_prefix('\'')) else { return false };
    let mut rest = rest.chars();
    match rest.next() {
        Some('\\') => true,
        Some(_) => rest.next() == Some('\''),
        None => false,
    }
}

fn quoted_length(text: &str, quote: char) -> usize {
    let open = text.find(quote).map_or(0, |at| at + 1);
    let mut escaped = false;
    for (at, c) in text[open..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return open + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `tokens` without the items that only tests see.
pub fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if begins_test(&tokens[at..]) {
            at = end_of_item(tokens, at + TEST_ATTRIBUTE.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

const TEST_ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn begins_test(tokens: &[Token]) -> bool {
    tokens.len() > TEST_ATTRIBUTE.len() && TEST_ATTRIBUTE.iter().zip(tokens).all(|(text, token)| *text == token.text)
}

/// Where the item that begins at `at` is over: after its braces, or after its semicolon.
pub fn end_of_item(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(at) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth -= 1;
                if depth == 0 && token.text == "}" {
                    return i + 1;
                }
            }
            ";" if depth == 0 => return i + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// How many lines stand before the tests of a file.
pub fn lines_before_tests(text: &str, tokens: &[Token]) -> usize {
    let is_tests = |at: &usize| begins_test(&tokens[*at..]) && tokens[at + TEST_ATTRIBUTE.len()].text == "mod";
    let tests = (0..tokens.len()).find(is_tests).map(|at| tokens[at].line - 1);
    tests.unwrap_or(text.lines().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn comments_strings_and_characters_are_no_code() {
        let text = "a // use b\n/* c\n */ d(\"e \\\" f\", r#\"g \" h\"#, 'i', '\\'', b'j') 'life r";
        assert_eq!(words(text).concat(), "ad(\"\",\"\",'','','')'lifer");
        assert_eq!(tokens(text)[1], Token { text: "d".into(), line: 3 });
    }

    #[test]
    fn tests_are_set_aside() {
        let text = "fn a() {}\n#[cfg(test)]\nmod seen;\nfn b() {}\n#[cfg(test)]\nmod tests { fn c() {} }\nfn d() {}";
        let rest: Vec<String> = without_tests(&tokens(text)).into_iter().map(|token| token.text).collect();
        assert_eq!(rest.concat(), "fna(){}fnb(){}fnd(){}");
        assert_eq!(lines_before_tests("#[cfg(test)]\nmod tests {}\n", &tokens("#[cfg(test)]\nmod tests {}\n")), 0);
    }
}
