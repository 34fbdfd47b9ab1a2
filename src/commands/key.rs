//! `core-chat key new`: makes an API key, shows it once, and the lines of the partners file that let it in.

use std::io::Write;

use clap::{Args, Subcommand};
use core_chat::clock::{Entropy, OsEntropy};
use core_chat::config::key::{KeyName, new_key};
use core_chat::config::pepper_from_env;
use core_chat::domain::ids::PartnerId;
use core_chat::domain::partner::Mode;
use secrecy::ExposeSecret;

use super::Done;

/// What can be done with keys.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make a key and print it once, with the lines for PARTNERS_FILE; needs API_KEY_PEPPER
    New(NewKey),
}

/// For whom a key is.
#[derive(Args)]
pub struct NewKey {
    /// The partner's id, the tenantId it will see
    #[arg(long, value_parser = |text: &str| PartnerId::parse(text).map_err(|e| e.to_string()))]
    partner: PartnerId,
    /// Make a key for real hotels instead of the sandbox
    #[arg(long)]
    live: bool,
    /// What the partner calls this key
    #[arg(long, value_parser = label)]
    label: Option<String>,
}

/// Runs the command.
pub fn run(KeyCommand::New(wanted): KeyCommand) -> Done {
    let pepper = pepper_from_env()?;
    let mode = if wanted.live { Mode::Live } else { Mode::Test };
    let key = new_key(mode, std::array::from_fn(|_| OsEntropy.bytes()));
    let key = key.expose_secret();
    let name = KeyName::of_key(key).ok_or("a new key has no name")?.text;
    let digest = pepper.digest(key.as_bytes()).to_hex();
    let label = wanted.label.map(|label| format!("label = \"{label}\"\n")).unwrap_or_default();
    let partner = wanted.partner;
    write!(
        std::io::stdout(),
        "A new {mode} key for {partner}. It is shown this once:\n\n\
         {key}\n\n\
         Lines for PARTNERS_FILE; the first two only where the partner is new:\n\n\
         [[partners]]\n\
         id = \"{partner}\"\n\n\
         [[partners.keys]]\n\
         id = \"{name}\"\n\
         digest = \"{digest}\"\n\
         {label}"
    )?;
    Ok(())
}

/// A label that needs no escaping in TOML.
fn label(text: &str) -> Result<String, &'static str> {
    let fits = !text.chars().any(|c| c.is_control() || matches!(c, '"' | '\\'));
    if fits { Ok(text.to_owned()) } else { Err("must not contain quotes, backslashes or control characters") }
}
