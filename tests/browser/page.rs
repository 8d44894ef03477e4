//! What a person does with the page: looks, points, types; and what is checked of it always.
//!
//! Every wait is one script in the page that looks again and again until its condition holds or the deadline has passed.

use std::path::Path;

use fantoccini::Client;
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use serde_json::{Value, json};

use crate::driver::{self, Driver, Look};
use crate::picture_folders;

/// How long a condition may take; a sweep over a weekend takes five seconds.
const WAIT_MAX_MS: u32 = 30_000;
/// A picture is for looking at, in a repository that people clone.
const PICTURE_MAX_BYTES: usize = 200_000;

/// Keys that are no characters, as the protocol writes them.
pub(crate) mod key {
    pub(crate) const BACKSPACE: char = '\u{e003}';
    pub(crate) const TAB: char = '\u{e004}';
    pub(crate) const ENTER: char = '\u{e007}';
    pub(crate) const ESCAPE: char = '\u{e00c}';
    pub(crate) const SPACE: char = '\u{e00d}';
    pub(crate) const UP: char = '\u{e013}';
    pub(crate) const RIGHT: char = '\u{e014}';
    pub(crate) const DOWN: char = '\u{e015}';
}

/// What every script may use.
const TOOLS: &str = r"
const seen = (el) => Boolean(el && el.getClientRects().length);
const scope = () => document.querySelector('dialog[open]') ?? document;
const words = (el) => ((el?.labels?.[0]?.innerText || el?.innerText || '') + ' ' + (el?.getAttribute?.('aria-label') || '')).replace(/\s+/g, ' ').trim();
// The last thing that is seen and says this: exactly, else somewhere in it. What is newest stands last.
const find = (css, text) => {
  const all = [...scope().querySelectorAll(css)].filter(seen);
  return all.filter((el) => (el.innerText || '').trim() === text).pop() ?? all.filter((el) => words(el).includes(text)).pop() ?? null;
};
const text = (css) => [...document.querySelectorAll(css)].filter(seen).map((el) => el.innerText).join('\n');
const focus = () => document.activeElement;
";

/// A page in a browser of its own.
pub(crate) struct Page {
    client: Client,
    look: Look,
    host: String,
}

impl Page {
    /// A browser that shows nothing yet.
    pub(crate) async fn new(driver: &Driver, profile: &Path, look: Look, address: &str) -> Self {
        Self { client: driver.browser(profile).await, look, host: address.to_owned() }
    }

    /// Opens the playground and waits until it has drawn the channel.
    pub(crate) async fn open(&self) {
        driver::dress(&self.client, self.look).await;
        self.client.goto(&format!("http://{}/", self.host)).await.expect("the page opens");
        self.drawn().await;
    }

    /// Loads it anew.
    pub(crate) async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
        self.drawn().await;
    }

    async fn drawn(&self) {
        self.until(
            "the page is drawn",
            "document.body.classList.contains('ready') && seen(document.querySelector('.msg'))",
        )
        .await;
    }

    /// Ends the browser.
    pub(crate) async fn close(&self) {
        let _ = self.client.clone().close().await;
    }

    /// What an expression says at this moment.
    pub(crate) async fn now(&self, expression: &str) -> Value {
        self.client.execute(&format!("{TOOLS} return ({expression});"), vec![]).await.expect("a script runs")
    }

    /// Waits until an expression is true, or anything else that counts as true; what it is.
    pub(crate) async fn until(&self, what: &str, expression: &str) -> Value {
        let script = format!(
            "{TOOLS} const done = arguments[arguments.length - 1]; const end = performance.now() + {WAIT_MAX_MS};
            const look = () => {{
              let found = null;
              try {{ found = ({expression}); }} catch (error) {{ found = null; }}
              if (found) done(found); else if (performance.now() > end) done(null); else setTimeout(look, 30);
            }};
            look();"
        );
        let found = self.client.execute_async(&script, vec![]).await;
        let found = found.unwrap_or_else(|error| panic!("waiting for: {what}: {error}"));
        assert!(!found.is_null(), "waited {WAIT_MAX_MS} ms for: {what}\n{}", self.seen().await);
        found
    }

    /// Waits until words stand somewhere in the elements of a selector.
    pub(crate) async fn shows(&self, css: &str, words: &str) {
        self.until(&format!("{css} shows {words:?}"), &format!("text({}).includes({})", json!(css), json!(words)))
            .await;
    }

    /// Whether something that says this can be seen now.
    pub(crate) async fn has(&self, css: &str, words: &str) -> bool {
        self.now(&format!("Boolean(find({}, {}))", json!(css), json!(words))).await == json!(true)
    }

    /// Everything the page shows, for whoever reads a failure.
    async fn seen(&self) -> String {
        self.now("scope().innerText ?? document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Points at the newest thing that says this, once it stands still and nothing covers it, and clicks.
    pub(crate) async fn click(&self, css: &str, words: &str) {
        self.click_times(css, words, 1).await;
    }

    /// The same, several times without a pause.
    pub(crate) async fn click_times(&self, css: &str, words: &str, times: usize) {
        let script = format!(
            "(() => {{
              const el = find({}, {});
              if (!el) return null;
              const box = el.getBoundingClientRect();
              const at = [box.x + box.width / 2, box.y + box.height / 2];
              const hit = document.elementFromPoint(...at);
              if (!hit || !(el.contains(hit) || hit.contains(el) && hit.closest('label') === el)) {{ el.scrollIntoView({{ block: 'center' }}); return null; }}
              const still = window.stood?.[0] === el && window.stood[1] === at.join();
              window.stood = [el, at.join()];
              return still ? at : null;
            }})()",
            json!(css),
            json!(words)
        );
        let at = self.until(&format!("{css} that says {words:?} can be clicked"), &script).await;
        let (x, y) = (at[0].as_f64().unwrap_or_default(), at[1].as_f64().unwrap_or_default());
        let mut mouse = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveTo { duration: None, x, y });
        for _ in 0..times {
            mouse = mouse.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
            mouse = mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        }
        self.client.perform_actions(Actions::from(mouse)).await.expect("the mouse moves");
    }

    /// Types characters and other keys into whatever has the focus.
    pub(crate) async fn keys(&self, keys: impl AsRef<str>) {
        let mut board = KeyActions::new("board".to_owned());
        for value in keys.as_ref().chars() {
            board = board.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(Actions::from(board)).await.expect("keys are typed");
    }

    /// One key.
    pub(crate) async fn key(&self, key: char) {
        self.keys(key.to_string()).await;
    }

    /// Keeps a picture of what the page shows, once nothing moves and the pointer is away; checks its width on the way.
    pub(crate) async fn picture(&self, name: &str) {
        self.stays_inside().await;
        let calm = "document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity)";
        self.until("nothing moves", calm).await;
        let bytes = self.client.screenshot().await.expect("a picture");
        let name = format!("{name}-{}.png", self.look.name);
        for folder in picture_folders(&name) {
            let is_small = bytes.len() < PICTURE_MAX_BYTES || folder.ends_with("target/pictures");
            assert!(is_small, "{name} has {} bytes", bytes.len());
            std::fs::create_dir_all(&folder).expect("the folder of pictures");
            std::fs::write(folder.join(&name), &bytes).expect("a picture is kept");
        }
    }

    /// Keeps what a failed case showed last.
    pub(crate) async fn keep_as_failed(&self, case: &str) {
        let name = format!("failed-{case}.png");
        if let (Ok(bytes), [folder, ..]) = (self.client.screenshot().await, picture_folders(&name).as_slice()) {
            let _ = std::fs::create_dir_all(folder);
            let _ = std::fs::write(folder.join(name), bytes);
        }
    }

    /// Nothing is wider than the screen, or cut off at its side where nothing scrolls.
    async fn stays_inside(&self) {
        let script = "[...document.querySelectorAll('body, #app, #top, #middle, #foot, .scroll, .pane, dialog[open], .form-body, .menu')]
            .filter((el) => seen(el) && el.scrollWidth > el.clientWidth + 1 || seen(el) && el.getBoundingClientRect().right > innerWidth + 1)
            .map((el) => `${el.id || el.className || el.tagName}: ${el.scrollWidth} in ${el.clientWidth}`)";
        assert_eq!(self.now(script).await, json!([]), "nothing overflows at {} px", self.look.width);
    }

    /// What holds after every case: the console is clean, nothing else was asked, nothing overflows. `cut` tells that the
    /// server was away for a while, which a browser writes into its console.
    pub(crate) async fn is_clean(&self, cut: bool) {
        self.stays_inside().await;
        let said = driver::log(&self.client, "browser").await;
        let is_bad = |entry: &&Value| {
            let words = entry["message"].as_str().unwrap_or_default();
            !(cut && (words.contains("net::ERR_CONNECTION_REFUSED") || words.contains("net::ERR_INCOMPLETE_CHUNKED")))
        };
        let bad: Vec<&Value> = said.iter().filter(is_bad).collect();
        assert!(bad.is_empty(), "the console says {bad:#?}");
        let asked = driver::log(&self.client, "performance").await;
        let mut hosts: Vec<String> = asked.iter().filter_map(host_asked).collect();
        hosts.sort();
        hosts.dedup();
        assert_eq!(hosts, std::slice::from_ref(&self.host), "only this program is asked");
    }
}

/// The host of a request in the network's log; what the page makes itself (`data:`, `blob:`) has none.
fn host_asked(entry: &Value) -> Option<String> {
    let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &message["message"];
    if event["method"] != "Network.requestWillBeSent" {
        return None;
    }
    let url = url::Url::parse(event["params"]["request"]["url"].as_str()?).ok()?;
    // What the browser shows before the first page is its own.
    if !matches!(url.scheme(), "http" | "https" | "ws" | "wss") {
        return None;
    }
    url.port().map_or_else(|| url.host_str().map(str::to_owned), |port| Some(format!("{}:{port}", url.host_str()?)))
}
