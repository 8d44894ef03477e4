//! Chromium through its driver: one driver for the program, a browser with an empty profile for each case.

use std::path::{Path, PathBuf};
use std::process::Command;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::baton::{Running, read_until};

/// A screen and what its reader prefers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    scheme: &'static str,
    motion: &'static str,
}

pub(crate) const WIDE_LIGHT: Look =
    Look { name: "wide-light", width: 1440, height: 900, scheme: "light", motion: "no-preference" };
pub(crate) const WIDE_DARK: Look = Look { name: "wide-dark", scheme: "dark", motion: "reduce", ..WIDE_LIGHT };
pub(crate) const PHONE_LIGHT: Look =
    Look { name: "phone-light", width: 390, height: 844, scheme: "light", motion: "reduce" };
pub(crate) const PHONE_DARK: Look = Look { name: "phone-dark", scheme: "dark", ..PHONE_LIGHT };

impl Look {
    /// Whether it is a phone's.
    pub(crate) const fn is_narrow(self) -> bool {
        self.width < 860
    }
}

/// The running `chromedriver`.
pub(crate) struct Driver {
    address: String,
    chromium: PathBuf,
    _running: Running,
}

impl Driver {
    /// Starts it. From the main thread only: the kernel ends it when the thread that started it ends.
    pub(crate) fn start(chromedriver: &Path, chromium: &Path) -> Self {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]).arg(chromedriver).arg("--port=0");
        let (running, lines) = Running::start(&mut command);
        let port = |line: &str| {
            let port = line.split_once("started successfully on port ")?.1.trim_end_matches('.');
            port.parse::<u16>().ok()
        };
        let (port, _) = read_until(&lines, port);
        Self { address: format!("http://127.0.0.1:{port}"), chromium: chromium.to_owned(), _running: running }
    }

    /// A browser with an empty profile.
    pub(crate) async fn browser(&self, profile: &Path) -> Client {
        let mut arguments = vec![
            format!("--user-data-dir={}", profile.display()),
            // Nothing but this machine can be reached, whatever the page asks for.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned(),
        ];
        arguments.extend(
            [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
            ]
            .map(str::to_owned),
        );
        let wanted = json!({
            "goog:chromeOptions": { "binary": self.chromium, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "timeouts": { "script": 120_000 },
        });
        let capabilities: Capabilities = serde_json::from_value(wanted).expect("capabilities");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities).connect(&self.address).await.expect("the browser opens")
    }
}

/// Gives the browser a screen and its reader's preferences.
pub(crate) async fn dress(client: &Client, look: Look) {
    let metrics = json!({
        "width": look.width, "height": look.height, "mobile": look.is_narrow(),
        "deviceScaleFactor": if look.is_narrow() { 1.5 } else { 1.0 },
    });
    devtools(client, "Emulation.setDeviceMetricsOverride", metrics).await;
    let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": look.scheme },
            { "name": "prefers-reduced-motion", "value": look.motion },
            // A blurred background makes pictures large.
            { "name": "prefers-reduced-transparency", "value": "reduce" },
        ] });
    devtools(client, "Emulation.setEmulatedMedia", features).await;
}

/// What chromedriver offers beyond the standard.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

async fn devtools(client: &Client, command: &str, parameters: Value) {
    let body = json!({ "cmd": command, "params": parameters });
    client.issue_cmd(Vendor { path: "goog/cdp/execute", body }).await.expect("a DevTools command");
}

/// What a log gathered since it was last read: `browser` is the console, `performance` what went over the network.
pub(crate) async fn log(client: &Client, kind: &str) -> Vec<Value> {
    let entries = client.issue_cmd(Vendor { path: "se/log", body: json!({ "type": kind }) }).await.expect("a log");
    entries.as_array().cloned().unwrap_or_default()
}
