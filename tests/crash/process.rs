//! The server's process, on one port and one file through all its lives.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_core-chat");

pub struct Process {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Process {
    pub fn new() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: tempfile::tempdir().unwrap(), port, child: None }
    }

    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn start(&mut self) {
        let log = std::fs::File::options().create(true).append(true).open(self.log()).unwrap();
        let child = Command::new(PROGRAM)
            .env("LISTEN_ADDR", format!("127.0.0.1:{}", self.port))
            .env("RUST_LOG", "warn")
            .current_dir(self.folder.path())
            .stdout(log)
            .stderr(Stdio::inherit())
            .spawn();
        self.child = Some(child.unwrap());
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Ends the process at once, whatever it does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Waits until no booking is open any more, as an operator would look.
    pub async fn wait_until_settled(&self) {
        let mut left = String::new();
        for _ in 0..60 {
            let mut list = Command::new(PROGRAM);
            let listed = list.args(["bookings", "--unsettled"]).current_dir(self.folder.path()).output().unwrap();
            assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
            left = String::from_utf8(listed.stdout).unwrap();
            if left.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("still unsettled:\n{left}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(self.log()).unwrap_or_default());
        }
    }
}
