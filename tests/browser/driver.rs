//! A Chromium of our own, driven through ChromeDriver by the W3C WebDriver protocol.
//!
//! Both programs are found by `CHROMEDRIVER` and `CHROME`, else on the `PATH`. Where they are missing a test says so and
//! passes, unless `REQUIRE_BROWSER=1` forbids that. With `SCREENSHOTS=<folder>` what a guest sees is kept as pictures.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// How WebDriver names the member that holds a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What the guest holds in hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Desktop,
    /// A small phone with a touch screen, 375 points wide.
    Phone,
    /// A desktop whose pages run no script.
    Scriptless,
}

/// A key that no character stands for.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Tab,
    Enter,
}

/// ChromeDriver's process; with it end all browsers that it started.
struct Driver {
    child: Child,
    port: u16,
    /// The browser's process, once there is one.
    browser: Option<u64>,
}

impl Driver {
    fn start(program: &PathBuf) -> Self {
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut driver = Self { child, port: 0, browser: None };
        driver.port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse().ok())
            .expect("ChromeDriver says on which port it listens");
        // Somebody must go on reading, or it stops when the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        driver
    }

    /// Asks it to end everything that it started.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(browser) = self.browser.filter(|pid| PathBuf::from(format!("/proc/{pid}/cmdline")).exists()) {
            let _ = Command::new("kill").args(["-KILL", &browser.to_string()]).stderr(Stdio::null()).status();
        }
    }
}

/// A browser with one window; it ends when dropped, also when a test breaks.
pub struct Browser {
    http: reqwest::Client,
    session: String,
    _driver: Driver,
    /// After the driver: a browser writes into its profile to the end.
    _profile: TempDir,
}

/// Something on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

/// Something on the page as a screen reader tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    pub role: String,
    pub name: String,
    pub description: String,
    pub is_invalid: bool,
    pub is_required: bool,
}

impl Browser {
    /// A fresh browser; `None` where none is installed, which is then said on the terminal.
    pub async fn start(screen: Screen) -> Option<Self> {
        let found = find("CHROMEDRIVER", &["chromedriver"])
            .zip(find("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]));
        let Some((driver, chrome)) = found else {
            skip();
            return None;
        };
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).no_proxy().build().unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Driver::start(&driver);
        let url = format!("http://127.0.0.1:{}/session", driver.port);
        let capabilities = json!({"capabilities": {"alwaysMatch": capabilities(screen, &chrome, &profile)}});
        let started = tell(http.post(&url).json(&capabilities)).await;
        driver.browser = started["capabilities"]["goog:processID"].as_u64();
        let session = format!("{url}/{}", started["sessionId"].as_str().unwrap());
        let browser = Self { http, session, _driver: driver, _profile: profile };
        if screen == Screen::Scriptless {
            browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        }
        Some(browser)
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        tell(self.http.post(format!("{}{path}", self.session)).json(&body)).await
    }

    async fn get(&self, path: &str) -> Value {
        tell(self.http.get(format!("{}{path}", self.session))).await
    }

    /// A command of Chromium's own protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({"cmd": command, "params": parameters})).await
    }

    pub async fn go(&self, url: &str) {
        self.post("/url", json!({"url": url})).await;
    }

    pub async fn reload(&self) {
        self.post("/refresh", json!({})).await;
    }

    pub async fn go_back(&self) {
        self.post("/back", json!({})).await;
    }

    /// Waits for the page with this title; what a key sets off takes a while.
    pub async fn shows(&self, title: &str) {
        let mut seen = Value::Null;
        for _ in 0..200 {
            seen = self.get("/title").await;
            if seen == title {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{seen} is shown instead of {title:?}");
    }

    /// The one element that `selector` finds first.
    pub async fn find(&self, selector: &str) -> Element {
        let found = self.post("/element", json!({"using": "css selector", "value": selector})).await;
        Element(found[ELEMENT].as_str().unwrap().to_owned())
    }

    /// How many elements `selector` finds.
    pub async fn count(&self, selector: &str) -> usize {
        let found = self.post("/elements", json!({"using": "css selector", "value": selector})).await;
        found.as_array().unwrap().len()
    }

    /// The element that has the focus.
    pub async fn focused(&self) -> Element {
        Element(self.get("/element/active").await[ELEMENT].as_str().unwrap().to_owned())
    }

    async fn of(&self, element: &Element, what: &str) -> String {
        self.get(&format!("/element/{}/{what}", element.0)).await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn text(&self, selector: &str) -> String {
        self.of(&self.find(selector).await, "text").await
    }

    pub async fn property(&self, element: &Element, name: &str) -> String {
        self.of(element, &format!("property/{name}")).await
    }

    /// What the style sheet makes of an element.
    pub async fn css(&self, element: &Element, name: &str) -> String {
        self.of(element, &format!("css/{name}")).await
    }

    /// Role and name of an element, as a screen reader says them.
    pub async fn label(&self, element: &Element) -> (String, String) {
        (self.of(element, "computedrole").await, self.of(element, "computedlabel").await)
    }

    /// Left edge, upper edge, width and height in points.
    pub async fn place(&self, element: &Element) -> [f64; 4] {
        let rect = self.get(&format!("/element/{}/rect", element.0)).await;
        ["x", "y", "width", "height"].map(|side| rect[side].as_f64().unwrap())
    }

    pub async fn fill(&self, selector: &str, text: &str) {
        let element = self.find(selector).await;
        self.post(&format!("/element/{}/value", element.0), json!({"text": text})).await;
    }

    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        self.post(&format!("/element/{}/click", element.0), json!({})).await;
    }

    /// Clicks on what leads to another page, and waits until this one is gone; a driver's own waiting has gaps.
    pub async fn follow(&self, selector: &str) {
        let old = self.find("html").await;
        self.click(selector).await;
        for _ in 0..200 {
            let asked = self.http.get(format!("{}/element/{}/name", self.session, old.0)).send().await.unwrap();
            if !asked.status().is_success() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{selector} leads nowhere");
    }

    /// Presses one key of the keyboard, wherever the focus is.
    pub async fn press(&self, key: Key) {
        let key = match key {
            Key::Tab => "\u{E004}",
            Key::Enter => "\u{E007}",
        };
        self.strike(key).await;
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn strike(&self, text: &str) {
        let keys = text.chars().flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key})));
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": keys.collect::<Vec<_>>()});
        self.post("/actions", json!({"actions": [keyboard]})).await;
    }

    /// What follows is about the first frame of the page.
    pub async fn enter_frame(&self) {
        self.post("/frame", json!({"id": 0})).await;
    }

    /// What a function body gives in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []})).await
    }

    /// What the browser complained about since it was asked last: refused by policy, not found, broken.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", json!({"type": "browser"})).await;
        log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Everything with a role and a name, in the order a screen reader comes upon it.
    pub async fn told(&self) -> Vec<Told> {
        self.devtools("Accessibility.enable", json!({})).await;
        let tree = self.devtools("Accessibility.getFullAXTree", json!({})).await;
        tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] != true).map(Told::of).collect()
    }

    /// Keeps what is seen, where somebody wants to look at it.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("SCREENSHOTS") else { return };
        // The window is made as long as the page: a picture of more than what is seen may never come.
        let length = self.run("return document.documentElement.scrollHeight").await;
        let width = self.run("return window.innerWidth").await;
        let metrics = json!({"width": width, "height": length, "deviceScaleFactor": 0, "mobile": width == 375});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let shot = self.devtools("Page.captureScreenshot", json!({"format": "png"})).await;
        std::fs::create_dir_all(&folder).unwrap();
        let path = PathBuf::from(folder).join(format!("{name}.png"));
        std::fs::write(path, decoded(shot["data"].as_str().unwrap())).unwrap();
    }
}

impl Told {
    fn of(node: &Value) -> Self {
        let text = |member: &str| node[member]["value"].as_str().unwrap_or_default().to_owned();
        let properties = node["properties"].as_array().map_or(&[][..], Vec::as_slice);
        let property = |name: &str| properties.iter().find(|known| known["name"] == name);
        let is = |name: &str| property(name).is_some_and(|known| matches!(&known["value"]["value"], Value::Bool(true)));
        Self {
            role: text("role"),
            name: text("name"),
            description: text("description"),
            is_invalid: property("invalid").is_some_and(|known| known["value"]["value"] == "true"),
            is_required: is("required"),
        }
    }
}

fn capabilities(screen: Screen, chrome: &PathBuf, profile: &TempDir) -> Value {
    let mut options = json!({
        "binary": chrome,
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
            "--window-size=1280,1000", format!("--user-data-dir={}", profile.path().display()),
        ],
    });
    if screen == Screen::Phone {
        let metrics = json!({"width": 375, "height": 812, "pixelRatio": 2.0, "touch": true, "mobile": true});
        options["mobileEmulation"] = json!({"deviceMetrics": metrics});
    }
    json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}})
}

/// Sends a command and gives the value that it answers.
async fn tell(command: reqwest::RequestBuilder) -> Value {
    let answer = command.send().await.unwrap();
    let is_well = answer.status().is_success();
    let mut answer: Value = answer.json().await.unwrap();
    assert!(is_well, "{}: {}", answer["value"]["error"], answer["value"]["message"]);
    answer["value"].take()
}

/// The program that `variable` names, or the first of `names` on the path.
fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(variable) {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

fn skip() {
    let wanted = "Chromium and ChromeDriver (apt-get install chromium chromium-driver, or set CHROME and CHROMEDRIVER)";
    assert!(std::env::var_os("REQUIRE_BROWSER").is_none_or(|value| value != "1"), "needs {wanted}");
    let thread = std::thread::current();
    // Not by a macro, whose words would be kept back for a test that passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED {}: needs {wanted}", thread.name().unwrap_or("a test"));
}

/// The bytes that Base64 writes.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in text.bytes().filter_map(|byte| DIGITS.iter().position(|known| *known == byte)) {
        (bits, held) = (bits << 6 | digit as u32, held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    bytes
}
