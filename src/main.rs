//! The command line of `core-chat`.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A turn makes hundreds of small values and forgets them again: this halves what that costs (benches/load).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The Partner Core Chat API: hotel search and booking through conversation.
///
/// Settings come from the environment and from .env; .env.example explains each.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API; what happens without a command
    Serve,
    /// Copy the database while it is served
    Backup(commands::backup::BackupArgs),
    /// List bookings whose outcome is open, and settle one by hand
    #[command(args_conflicts_with_subcommands = true)]
    Bookings(commands::bookings::BookingsArgs),
    /// Forget what actors said and who they are, while nothing serves the database
    Erase(commands::erase::EraseArgs),
    /// Export a partner's calls of one day as they are billed
    Usage(commands::usage::UsageArgs),
    /// Serve the sandbox's hotels as PageOne would, with faults on demand
    SandboxSupplier(commands::sandbox_supplier::SandboxSupplierArgs),
    /// Make API keys
    #[command(subcommand)]
    Key(commands::key::KeyCommand),
    /// Show what a guest's sentence is read as
    Understand(commands::understand::UnderstandArgs),
}

fn main() -> ExitCode {
    // The one provider of cryptography; no HTTP client can be made without. It fails only where there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let done = match CommandLine::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => commands::serve::run(),
        Command::Backup(args) => commands::backup::run(&args),
        Command::Bookings(args) => commands::bookings::run(args),
        Command::Erase(args) => commands::erase::run(&args),
        Command::Usage(args) => commands::usage::run(&args),
        Command::SandboxSupplier(args) => commands::sandbox_supplier::run(&args),
        Command::Key(command) => commands::key::run(command),
        Command::Understand(args) => commands::understand::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => commands::failed(problem.as_ref()),
    }
}
