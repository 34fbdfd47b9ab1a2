//! Builds of the core-chat to load: as it is released, or guided by a profile of what it does under load.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where this repository is.
pub fn repository() -> io::Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()
}

/// The release build of this repository.
pub fn release() -> io::Result<PathBuf> {
    built("target", "")
}

/// The release build, arranged by the compiler for what `train` does with a build that counts as it runs. Files in between go
/// to `folder`.
pub fn profile_guided(folder: &Path, train: impl FnOnce(PathBuf) -> io::Result<()>) -> io::Result<PathBuf> {
    let counts = folder.join("profile");
    if counts.exists() {
        fs::remove_dir_all(&counts)?;
    }
    fs::create_dir_all(&counts)?;
    let counts = counts.canonicalize()?;
    train(built("target/profiled", &format!("-Cprofile-generate={}", counts.display()))?)?;
    let profile = merged(&counts)?;
    built("target/profile-guided", &format!("-Cprofile-use={}", profile.display()))
}

/// Builds core-chat into the folder `into` of this repository, with these flags beside those of the environment.
fn built(into: &str, flags: &str) -> io::Result<PathBuf> {
    let root = repository()?;
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--bin", "core-chat", "--target-dir", into]).current_dir(&root);
    if !flags.is_empty() {
        command.env("RUSTFLAGS", [&std::env::var("RUSTFLAGS").unwrap_or_default(), flags].join(" "));
    }
    let done = command.status()?;
    let built = root.join(into).join("release/core-chat");
    if done.success() { Ok(built) } else { Err(io::Error::other("core-chat cannot be built")) }
}

/// All that was counted in that folder, as one profile.
fn merged(counts: &Path) -> io::Result<PathBuf> {
    let raw: Vec<PathBuf> =
        fs::read_dir(counts)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    let profile = counts.join("core-chat.profdata");
    for tool in tools()? {
        match Command::new(tool).arg("merge").arg("-o").arg(&profile).args(&raw).status() {
            Ok(done) if done.success() => return Ok(profile),
            Ok(_) => return Err(io::Error::other("the profile cannot be merged")),
            Err(why) if why.kind() == io::ErrorKind::NotFound => {}
            Err(why) => return Err(why),
        }
    }
    Err(io::Error::other("no llvm-profdata was found: rustup component add llvm-tools"))
}

/// What may merge profiles of this compiler: its own tool, then the system's of the same version of LLVM.
fn tools() -> io::Result<[PathBuf; 3]> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let told = |argument: &[&str]| -> io::Result<String> {
        Ok(String::from_utf8_lossy(&Command::new(&rustc).args(argument).output()?.stdout).into_owned())
    };
    let (sysroot, versions) = (told(&["--print", "sysroot"])?, told(&["-vV"])?);
    let line = |name: &str| versions.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let own = Path::new(sysroot.trim()).join("lib/rustlib").join(line("host: ")).join("bin/llvm-profdata");
    let llvm = line("LLVM version: ").split('.').next().unwrap_or_default();
    Ok([own, format!("llvm-profdata-{llvm}").into(), "llvm-profdata".into()])
}
