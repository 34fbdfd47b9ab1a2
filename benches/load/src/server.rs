//! The servers under load: started on a core of their own, watched through `/proc`, ended by their id.

use std::fs::{self, File};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Clock ticks a second in `/proc`, on every Linux there is.
const TICKS: f64 = 100.0;

/// Which server.
#[derive(Clone)]
pub enum Kind {
    /// core-chat; the database as `DATABASE_URL` takes it.
    CoreChat { durable: bool },
    /// core-chat on that file, which stays.
    Grown(PathBuf),
    /// The yardstick in this program, with a reply of so many bytes; 0 means as many as core-chat's.
    Limit { bytes: usize },
    /// A server of somebody else: its command.
    Peer(String),
}

/// A server by name.
#[derive(Clone)]
pub struct Target {
    pub name: String,
    pub kind: Kind,
}

/// Where and how servers run.
pub struct Machine {
    pub core_chat: PathBuf,
    /// For the database, the partners file and callgrind's counts.
    pub folder: PathBuf,
    pub server_core: String,
    pub key: String,
    pub pepper: String,
    /// The port of the next server.
    pub port: u16,
}

impl Machine {
    /// Makes a key with a partner that has no limits.
    pub fn prepare(core_chat: PathBuf, folder: PathBuf, server_core: String) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let pepper = "a pepper for nothing but loads".to_owned();
        let made = Command::new(&core_chat)
            .args(["key", "new", "--partner", "load"])
            .env("API_KEY_PEPPER", &pepper)
            .current_dir(&folder)
            .output()?;
        let text = String::from_utf8_lossy(&made.stdout).into_owned();
        let key = text.lines().find(|line| line.starts_with("bk_test_")).map(str::to_owned);
        let lines = text.find("[[partners]]").map(|at| &text[at..]);
        let (Some(key), Some(lines)) = (key, lines) else {
            return Err(io::Error::other(format!("no key was made: {}", String::from_utf8_lossy(&made.stderr))));
        };
        fs::write(folder.join("partners.toml"), lines)?;
        Ok(Self { core_chat, folder, server_core, key, pepper, port: 18_200 })
    }

    /// Starts a server and waits until it listens. `under` is a program that runs it, with its arguments.
    pub fn start(&mut self, target: &Target, reply_bytes: usize, under: &[String]) -> io::Result<Server> {
        self.port += 1;
        let mut command = Command::new("taskset");
        command.args(["-c", &self.server_core]).args(under).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(File::create(self.folder.join(format!("{}.err", target.name)))?);
        let database = self.folder.join(format!("{}.db", self.port));
        match &target.kind {
            Kind::CoreChat { .. } | Kind::Grown(_) => {
                let url = match &target.kind {
                    Kind::Grown(path) => format!("sqlite:{}", path.display()),
                    Kind::CoreChat { durable: true } => format!("sqlite:{}", database.display()),
                    _ => "memory:".to_owned(),
                };
                command
                    .arg(&self.core_chat)
                    .current_dir(&self.folder)
                    .env("LISTEN_ADDR", format!("127.0.0.1:{}", self.port))
                    .env("METRICS_ADDR", "off")
                    .env("PARTNERS_FILE", self.folder.join("partners.toml"))
                    .env("API_KEY_PEPPER", &self.pepper)
                    .env("DATABASE_URL", url)
                    .env("LOG_FORMAT", "json");
            }
            Kind::Limit { bytes } => {
                let bytes = if *bytes == 0 { reply_bytes } else { *bytes };
                command.arg(std::env::current_exe()?).args(["--serve-limit", &bytes.to_string()]);
                command.args(["--port", &self.port.to_string()]);
            }
            Kind::Peer(line) => {
                command.args(["sh", "-c", &format!("exec env {line}")]).env("PORT", self.port.to_string());
            }
        }
        let child = command.spawn()?;
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let server = Server { child, address, database };
        server.until_it_listens(&target.name)
    }
}

/// A server that runs; ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    database: PathBuf,
}

impl Server {
    fn until_it_listens(mut self, name: &str) -> io::Result<Self> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(120) {
            if TcpStream::connect(self.address).is_ok() {
                return Ok(self);
            }
            if self.child.try_wait()?.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(io::Error::other(format!("{name} does not listen; see {name}.err")))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Seconds of CPU used so far: in all, and of these in the kernel.
    pub fn cpu(&self) -> io::Result<(f64, f64)> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()))?;
        let fields = stat.rsplit_once(')').map_or(Vec::new(), |(_, rest)| rest.split_whitespace().collect());
        let ticks = |i: usize| fields.get(i).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
        Ok(((ticks(11) + ticks(12)) / TICKS, ticks(12) / TICKS))
    }

    /// Resident memory in MB.
    pub fn resident(&self) -> io::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        Ok(kilobytes.unwrap_or(0.0) / 1024.0)
    }

    /// Removes the database at `path`, if there is one.
    pub fn forget(path: &Path) {
        for end in ["", "-wal", "-shm", ".lock"] {
            let mut path = path.as_os_str().to_owned();
            path.push(end);
            let _ = fs::remove_file(Path::new(&path));
        }
    }

    /// Asks it to end and waits for that.
    pub fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        let asked = Command::new("kill").arg(self.id().to_string()).status();
        let begun = Instant::now();
        while asked.is_ok() && begun.elapsed() < Duration::from_secs(20) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
        Self::forget(&self.database);
    }
}
