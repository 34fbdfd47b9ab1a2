//! Small servers in other languages to compare with, built from a folder of their sources.
//!
//! The folder has `peers/go` (a Go module), `peers/node` (`fastify.mjs` and what it imports) and `data/hotels.json`, which
//! both read. A peer whose tools this machine does not have is left out, and said to be.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// The peers' names and their commands, built below `into`; each knows `sessions` sessions.
pub fn of(folder: &Path, into: &Path, sessions: usize) -> io::Result<Vec<(String, String)>> {
    let (folder, into) = (folder.canonicalize()?, into.join("peers"));
    fs::create_dir_all(&into)?;
    let into = into.canonicalize()?;
    let hotels = folder.join("data/hotels.json");
    let around = format!("NODE_ENV=production SESSIONS={sessions} HOTELS={}", hotels.display());
    let mut peers = Vec::new();
    let go = into.join("go");
    if done("go", Command::new("go").arg("build").arg("-o").arg(&go).arg(".").current_dir(folder.join("peers/go"))) {
        peers.push(("go".to_owned(), format!("{around} {}", go.display())));
    }
    for file in fs::read_dir(folder.join("peers/node"))? {
        let file = file?;
        if file.path().extension().is_some_and(|end| end == "mjs") {
            fs::copy(file.path(), into.join(file.file_name()))?;
        }
    }
    let install = ["install", "--no-audit", "--no-fund", "--silent", "--prefix", ".", "fastify@5"];
    if done("fastify", Command::new("npm").args(install).current_dir(&into)) {
        peers.push(("fastify".to_owned(), format!("{around} node {}", into.join("fastify.mjs").display())));
    }
    Ok(peers)
}

/// Whether a step came to its end; says so where it did not.
fn done(peer: &str, step: &mut Command) -> bool {
    let status = step.stdout(Stdio::null()).status();
    let done = status.as_ref().is_ok_and(std::process::ExitStatus::success);
    if !done {
        eprintln!("{peer} is left out: {}", status.map_or_else(|why| why.to_string(), |status| status.to_string()));
    }
    done
}
