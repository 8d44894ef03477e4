//! What both walks look for: the guide's step, whose turn it is, what the clock shows. And the brief up to its sending.

use serde_json::{Value, json};

use crate::page::Page;

/// The button lit by the guide at a step, or the row of buttons.
const LIT: &str = "[...document.querySelectorAll('.lit')].filter(seen)";

impl Page {
    /// The guide stands at this step, and lights one thing at most.
    pub(crate) async fn at_step(&self, step: u32) {
        self.shows("#guide", &format!("Step {step} of 8")).await;
        self.until("the guide lights one thing at most", &format!("{LIT}.length <= 1")).await;
    }

    /// The one thing that the guide lights says this.
    pub(crate) async fn lights(&self, text: &str) {
        let lit = format!("{LIT}.length === 1 && words({LIT}[0]).includes({})", json!(text));
        self.until(&format!("the guide lights {text:?}"), &lit).await;
    }

    /// The page is somebody's now.
    pub(crate) async fn is(&self, name: &str) {
        self.until(
            &format!("the page is {name}'s"),
            &format!("document.querySelector('#you-are b')?.innerText === {}", json!(name)),
        )
        .await;
    }

    /// The moment on the big clock, without its seconds.
    pub(crate) async fn clock(&self) -> String {
        let shown = self.now(
            "`${document.querySelector('#clock-day').innerText} ${document.querySelector('#clock-time').innerText}`",
        );
        shown.await.as_str().unwrap_or_default().to_owned()
    }

    /// Until the sweep is over and the clock stands at this moment of Monday, or has gone on for a little from there.
    pub(crate) async fn comes_to_rest(&self, due: &str) {
        let rests = format!(
            "(() => {{
              const busy = document.querySelector('#clock').classList.contains('busy') || document.body.classList.contains('closed');
              const minutes = (at) => at.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
              const since = minutes(document.querySelector('#clock-time').innerText) - minutes({});
              return !busy && document.querySelector('#clock-day').innerText === 'Mon' && since >= 0 && since < 10;
            }})()",
            json!(due)
        );
        self.until(&format!("the clock comes to rest on Mon {due}"), &rests).await;
    }

    /// *Next reminder* says when it leads to.
    pub(crate) async fn next_reminder_is(&self, due: &str) {
        let next = "document.querySelector('#moves [data-move=next_reminder] small').textContent";
        self.until(&format!("the next reminder is the one of {due}"), &format!("{next}.includes({})", json!(due)))
            .await;
    }

    /// When Ben is reminded of ACME, `11:34`: an hour before he is to accept it.
    pub(crate) async fn reminder_of_acme(&self) -> String {
        let due = self
            .until("the card says until when", "/accept by Mon (\\d+):(\\d+)/.exec(text('#pane-main .card'))")
            .await;
        let hour: u32 = due[1].as_str().and_then(|hour| hour.parse().ok()).expect("an hour");
        format!("{:02}:{}", hour - 1, due[2].as_str().unwrap_or_default())
    }

    /// The step at which the guide stands; 9 when the walk is over.
    pub(crate) async fn step(&self) -> u64 {
        let step = self.now("Number(/Step (\\d)/.exec(text('#guide'))?.[1] ?? 9)").await;
        step.as_u64().unwrap_or_default()
    }

    /// Ana starts and fills what the card says is needed; the card can be sent then.
    pub(crate) async fn writes_the_brief(&self, picture: bool) {
        self.click(".button", "Start handoff").await;
        self.shows("#pane-main .msg.private", "ACME").await;
        self.at_step(2).await;
        if picture {
            self.until("the card stands at its beginning", "seen(find('.msg.private p', 'Only you see this'))").await;
            self.picture("brief-card").await;
        }
        self.click(".button", "Customer ").await;
        self.shows("#form h2", "Customer").await;
        self.types_a_date("Contract starts on", "1 March 2027").await;
        self.types_a_date("Renews on", "1 March 2028").await;
        if picture {
            self.picture("brief-form").await;
        }
        self.click("#form .button", "Save").await;
        self.until("the form is closed", "!document.querySelector('dialog[open]')").await;
        self.until(
            "the card misses nothing",
            "!text('#pane-main .msg.private').includes('Needed before it goes') && text('#pane-main .msg.private').includes('Send to Ben')",
        )
        .await;
        self.shows("#pane-main .msg.private", "The contract is signed").await;
    }

    /// Types into an empty field of the open form.
    async fn types_a_date(&self, label: &str, text: &str) {
        let field =
            format!("[...scope().querySelectorAll('.field')].find((f) => words(f).startsWith({}))", json!(label));
        let empty = self.now(&format!("{field}?.querySelector('input')?.value === ''")).await;
        if empty != Value::Bool(true) {
            return;
        }
        self.click("#form input", label).await;
        self.until("the field has the focus", &format!("{field}.contains(focus())")).await;
        self.keys(text).await;
    }

    /// Ana sends; the card stands in the channel.
    pub(crate) async fn sends_to_ben(&self) {
        self.click(".msg.private .button", "Send to Ben").await;
        self.shows("#pane-main .card", "@Ben's turn: accept by").await;
        self.until("Ben's face has its dot", "seen(document.querySelector('[data-key=ben] .dot'))").await;
    }
}
