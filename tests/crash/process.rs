//! The server's process, on one port and one file through all its lives.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::bugs::Bug;
use crate::points::Point;
use crate::watched;

const PROGRAM: &str = env!("CARGO_BIN_EXE_core-chat");

/// What runs as the server.
#[derive(Debug, Clone, Copy)]
pub enum Program {
    /// `core-chat`, as it is shipped.
    Shipped,
    /// The same app, which stands still when it has come to a point so many times, and may have a bug.
    Watched { stop: Option<(Point, u32)>, bug: Option<Bug> },
}

pub struct Process {
    folder: TempDir,
    port: u16,
    settings: Vec<(&'static str, String)>,
    child: Option<Child>,
    /// The points at which the process stands still, as it tells them.
    told: mpsc::UnboundedReceiver<Point>,
}

impl Process {
    /// A server to come, with `settings` in its environment.
    pub fn new(settings: Vec<(&'static str, String)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, port: free_port(), settings, child: None, told: mpsc::unbounded_channel().1 }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// From its next life on the server has `value` in its environment.
    pub fn set(&mut self, name: &'static str, value: String) {
        self.settings.push((name, value));
    }

    pub fn start(&mut self, program: Program) {
        let log = std::fs::File::options().create(true).append(true).open(self.log()).unwrap();
        let mut command = match program {
            Program::Shipped => Command::new(PROGRAM),
            Program::Watched { stop, bug } => {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["--exact", "the_server_under_watch", "--ignored", "--nocapture"]);
                stop.map(|(point, nth)| command.env(watched::STOP, format!("{point} {nth}")));
                bug.map(|bug| command.env(watched::BUG, format!("{bug:?}")));
                command
            }
        };
        let child = self.surround(&mut command).stdout(Stdio::piped()).stderr(log).spawn();
        let mut child = child.unwrap();
        let (tell, told) = mpsc::unbounded_channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            let points = lines.map_while(Result::ok).filter_map(|line| Point::parse(line.strip_prefix("at ")?));
            points.for_each(|point| tell.send(point).unwrap_or_default());
        });
        (self.child, self.told) = (Some(child), told);
    }

    fn surround<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("LISTEN_ADDR", format!("127.0.0.1:{}", self.port))
            .env("METRICS_ADDR", "off")
            .env("RUST_LOG", "warn")
            .env("LOG_FORMAT", "json")
            .envs(self.settings.iter().cloned())
            .current_dir(self.folder.path())
    }

    /// Waits until the process stands still where it was told to.
    pub async fn stands_still(&mut self) {
        if self.told.recv().await.is_none() {
            std::future::pending().await
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// What the process has written to its standard error, in all its lives.
    pub fn complaints(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// The file that it serves, unless it was told otherwise.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("core-chat.db")
    }

    /// Ends the process at once, whatever it does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks the process to stop, and waits until it has; `None` when it has not within `patience`.
    pub async fn stop(&mut self, patience: Duration) -> Option<ExitStatus> {
        let child = self.child.as_mut().unwrap();
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        self.end(patience).await
    }

    /// Waits until the process ends by itself; `None` when it has not within `patience`.
    pub async fn end(&mut self, patience: Duration) -> Option<ExitStatus> {
        let child = self.child.as_mut().unwrap();
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = child.try_wait().unwrap() {
                self.child = None;
                return Some(status);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        None
    }

    /// The program, as an operator runs it beside the server.
    pub fn operator(&self) -> Operator {
        Operator { folder: self.folder.path().to_owned() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.log()).unwrap_or_default();
            let end = log.len().saturating_sub(20_000);
            eprintln!("{}", log.get(end..).unwrap_or(&log));
        }
    }
}

/// Runs commands of the program on the server's file.
#[derive(Clone)]
pub struct Operator {
    folder: PathBuf,
}

impl Operator {
    /// Whether there is a file to work on yet.
    pub fn has_file(&self) -> bool {
        self.folder.join("core-chat.db").exists()
    }

    pub fn try_run(&self, args: &[&str]) -> Output {
        Command::new(PROGRAM).args(args).current_dir(&self.folder).env("API_KEY_PEPPER", PEPPER).output().unwrap()
    }

    /// What the command prints; it must not fail.
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.try_run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

pub const PEPPER: &str = "the-pepper-of-the-crash-test";

/// The supplier's process.
pub struct SupplierProcess {
    child: Child,
    base: String,
    ledger: PathBuf,
}

impl SupplierProcess {
    /// Sells the hotels of the cities that are known for their visitors.
    pub fn start(folder: &Path) -> Self {
        let (port, ledger) = (free_port(), folder.join("ledger.jsonl"));
        let child = Command::new(PROGRAM)
            .args(["sandbox-supplier", "--people", "100000000", "--listen", &format!("127.0.0.1:{port}"), "--ledger"])
            .arg(&ledger)
            .stdout(Stdio::null())
            .spawn();
        Self { child: child.unwrap(), base: format!("http://127.0.0.1:{port}"), ledger }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// The file of what was truly booked.
    pub fn ledger(&self) -> &Path {
        &self.ledger
    }
}

impl Drop for SupplierProcess {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
