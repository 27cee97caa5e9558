//! A headless Chromium with one page, told what to do through a pipe (`--remote-debugging-pipe`): each message is JSON, and ends with
//! a zero.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// A browser that has not answered for so long is broken.
const PATIENCE: Duration = Duration::from_mins(1);

/// Chromium reads at the descriptor 3 and writes at 4.
const PIPED: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>&2"#;

pub(crate) struct Page {
    browser: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last_call: u64,
    session: Option<String>,
    seen: Seen,
    _profile: TempDir,
}

/// What the browser has told by itself.
#[derive(Default)]
struct Seen {
    /// How many times a page was complete, since somebody last wanted to know.
    loads: usize,
    /// What it asked for on the network.
    requests: Vec<String>,
    /// What it complained about.
    complaints: Vec<String>,
}

impl Page {
    /// An empty page, in a browser of its own; `None`, and a message, where there is no browser.
    pub(crate) async fn empty() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: there is no Chromium here, and `bash scripts/browser.sh` installs one");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Command::new("sh")
            .args(["-c", PIPED])
            .arg(program)
            // There is no sandbox for root, and the only page that is opened is ours.
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
            ])
            .args(["--remote-debugging-pipe", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])
            .arg(path_argument("--user-data-dir=", profile.path()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (to, from) = (browser.stdin.take().unwrap(), BufReader::new(browser.stdout.take().unwrap()));
        let mut page =
            Page { browser, to, from, last_call: 0, session: None, seen: Seen::default(), _profile: profile };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" })).await;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = page.call("Target.attachToTarget", attach).await;
        page.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Network", "Log"] {
            page.call(&format!("{domain}.enable"), json!({})).await;
        }
        Some(page)
    }

    /// Goes to an address, and returns when everything is there.
    pub(crate) async fn open(&mut self, address: &str) {
        self.seen.loads = 0;
        self.call("Page.navigate", json!({ "url": address })).await;
        self.loaded().await;
    }

    /// Clicks on the first element of that kind, and returns when the page to which that leads is there.
    pub(crate) async fn click(&mut self, selector: &str) {
        self.seen.loads = 0;
        self.ask(&format!("document.querySelector({selector:?}).click()")).await;
        self.loaded().await;
    }

    /// What a script says in the page.
    pub(crate) async fn ask(&mut self, script: &str) -> Value {
        let answer =
            self.call("Runtime.evaluate", json!({ "expression": script, "returnByValue": true })).await;
        assert_eq!(answer["exceptionDetails"], Value::Null, "{script}");
        answer["result"]["value"].clone()
    }

    /// What it asked for on the network.
    pub(crate) fn requests(&self) -> &[String] {
        &self.seen.requests
    }

    /// Ends the browser, and says what it complained about.
    pub(crate) async fn close(mut self) -> Vec<String> {
        self.session = None;
        self.call("Browser.close", json!({})).await;
        timeout(PATIENCE, self.browser.wait()).await.expect("Chromium does not end").unwrap();
        self.seen.complaints
    }

    async fn loaded(&mut self) {
        while self.seen.loads == 0 {
            let message = self.message().await;
            self.seen.take(&message);
        }
    }

    async fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last_call += 1;
        let mut call = json!({ "id": self.last_call, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{call}\0").as_bytes()).await.unwrap();
        loop {
            let mut message = self.message().await;
            if message["id"] == self.last_call {
                assert_eq!(message["error"], Value::Null, "{method}");
                return message["result"].take();
            }
            self.seen.take(&message);
        }
    }

    async fn message(&mut self) -> Value {
        let mut message = Vec::new();
        let read = self.from.read_until(0, &mut message);
        timeout(PATIENCE, read).await.expect("Chromium does not answer").unwrap();
        assert_eq!(message.pop(), Some(0), "Chromium has ended");
        serde_json::from_slice(&message).unwrap()
    }
}

impl Seen {
    fn take(&mut self, message: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loads += 1,
            Some("Network.requestWillBeSent") => {
                self.requests.push(text(&message["params"]["request"]["url"]));
            }
            Some("Log.entryAdded") => self.complaints.push(text(&message["params"]["entry"]["text"])),
            _ => {}
        }
    }
}

/// The one that is asked for, which has to be there; or whichever is there.
fn program() -> Option<OsString> {
    let there = |name: &str| {
        env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|file| file.is_file())
    };
    let found = || ["chromium", "chromium-browser"].into_iter().find_map(there);
    env::var_os("CHROMIUM").or_else(|| Some(found()?.into()))
}

fn path_argument(name: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(name);
    argument.push(path);
    argument
}
