//! The command line of `core-chat`.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The Partner Core Chat API: hotel search and booking through conversation.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show what a guest's sentence is read as
    Understand(commands::understand::UnderstandArgs),
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Understand(args) => commands::understand::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => commands::failed(problem.as_ref()),
    }
}
