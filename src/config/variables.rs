//! The process's variables by name, and what is said of one that cannot be used.

use std::collections::HashMap;
use std::path::Path;

use thiserror::Error;

/// A variable that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    /// Which one.
    pub variable: &'static str,
    /// What is wrong with it, without repeating secrets.
    pub problem: String,
}

/// Names and values, wherever they come from.
pub(super) struct Variables(pub(super) HashMap<String, String>);

impl Variables {
    pub(super) fn of_process() -> Result<Self, ConfigError> {
        let mut all = HashMap::new();
        if Path::new(".env").exists() {
            let unreadable = |_| error(".env", "has a line that is not NAME=value");
            for variable in dotenvy::from_path_iter(".env").map_err(unreadable)? {
                let (name, value) = variable.map_err(unreadable)?;
                all.insert(name, value);
            }
        }
        let environment = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        all.extend(environment);
        Ok(Self(all))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

pub(super) fn error(variable: &'static str, problem: impl Into<String>) -> ConfigError {
    ConfigError { variable, problem: problem.into() }
}

pub(super) fn parse_switch(text: &str) -> Result<bool, &'static str> {
    match text {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err("must be 1 or 0"),
    }
}
