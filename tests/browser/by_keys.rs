//! The same eight steps on a dark phone with nothing but the keyboard: digits change the person, arrows walk the messages
//! and their buttons, Tab reaches the rest, `/` opens the commands.

use serde_json::json;

use crate::Stage;
use crate::page::{Page, key};

/// So many keys lead from anywhere to anything.
const KEYS_MAX: u32 = 150;

pub(crate) async fn walk(stage: &mut Stage) {
    let page = &stage.page;
    page.at_step(1).await;
    page.picture("start").await;
    writes_and_sends(page).await;
    skips_to_the_reminder(page).await;
    becomes(page, 2, "Ben").await;
    reads_the_digest(page).await;
    accepts_and_meets(page).await;
    rates(page).await;
    completes(page).await;
    asks_for_stats(page).await;
    page.is_clean(false).await;
}

async fn writes_and_sends(page: &Page) {
    press(page, "Start handoff").await;
    page.shows("#pane-main .msg.private", "ACME").await;
    page.at_step(2).await;
    page.picture("brief-card").await;
    press(page, "Customer ").await;
    page.shows("#form h2", "Customer").await;
    let count = page.now("document.querySelectorAll('#form .field').length").await.as_u64().unwrap_or_default();
    for _ in 0..count {
        let label = page.now("words(focus().closest('.field')) + (focus().value ? ' (filled)' : '')").await;
        let label = label.as_str().unwrap_or_default().to_owned();
        let is_empty = !label.ends_with("(filled)");
        match label.as_str() {
            label if is_empty && label.starts_with("Contract starts on") => page.keys("1 March 2027").await,
            label if is_empty && label.starts_with("Renews on") => page.keys("1 March 2028").await,
            _ => {}
        }
        if label.starts_with("Renews on") {
            page.picture("brief-form").await;
        }
        // The last one sends.
        page.key(key::ENTER).await;
    }
    if page.has("#form .button", "Save").await {
        tab_to(page, "focus().matches('#form .button.primary')").await;
        page.key(key::ENTER).await;
    }
    page.until("the form is closed", "!document.querySelector('dialog[open]')").await;
    page.until("the card misses nothing", "!text('#pane-main .msg.private').includes('Needed before it goes')").await;
    page.shows("#pane-main .msg.private", "The contract is signed").await;
    press(page, "Send to Ben").await;
    page.shows("#pane-main .card", "@Ben's turn: accept by").await;
    page.at_step(3).await;
    page.picture("channel").await;
}

async fn skips_to_the_reminder(page: &Page) {
    let due = page.reminder_of_acme().await;
    to_messages(page).await;
    tab_to(page, "focus().id === 'tab-clock' || focus().id === 'clock-now'").await;
    page.key(key::ENTER).await;
    page.until("the clock's panel is open", "focus().closest('.menu')").await;
    page.picture("clock").await;
    walk_to(page, key::DOWN, "words(focus()).startsWith('Next reminder')").await;
    page.key(key::ENTER).await;
    page.comes_to_rest(&due).await;
    page.at_step(4).await;
}

/// The channel's list is a view of its own on a phone.
async fn reads_the_digest(page: &Page) {
    goes_to(page, "Baton").await;
    page.shows("#pane-main .card", "Good morning, @Ben.").await;
    page.shows("#pane-main .day", "didn't count: 64 h").await;
    page.picture("digest").await;
}

async fn accepts_and_meets(page: &Page) {
    goes_to(page, "#65 ACME").await;
    page.shows("#pane-thread .card", "ACME is waiting for you").await;
    page.picture("thread").await;
    press(page, "Accept").await;
    page.shows("#form h2", "Accept ACME").await;
    page.keys(format!("Onboarding in 5 days{}Mail Dana today", key::ENTER)).await;
    tab_to(page, "focus().matches('#form .button.primary')").await;
    page.key(key::ENTER).await;
    page.shows("#pane-thread .card", "@Ben has accepted ACME").await;
    page.at_step(5).await;
    press(page, "First contact made").await;
    page.until(
        "it counts, or says what else is needed",
        "find('.button', \"That's done, too\") || text('#guide').includes('Step 6')",
    )
    .await;
    if page.step().await == 5 {
        press(page, "That's done, too").await;
    }
    page.at_step(6).await;
}

async fn rates(page: &Page) {
    page.shows("#pane-thread .card", "Did you have what you needed?").await;
    press(page, "5").await;
    page.shows("#pane-thread .card", "Was the timing right?").await;
    press(page, "Right").await;
    page.shows("#pane-thread .card", "Did the customer feel the gap?").await;
    press(page, "A little").await;
    page.shows("#pane-thread .card", "Saved, thank you.").await;
    page.at_step(7).await;
}

async fn completes(page: &Page) {
    press(page, "Done").await;
    page.shows("#pane-thread .card", "Not done yet:").await;
    press(page, "Tick off…").await;
    page.until("the list is open", "focus().matches('.options')").await;
    walk_to(page, key::DOWN, "words(document.querySelector('.option.here')).startsWith('Promises and success')").await;
    page.key(key::SPACE).await;
    page.key(key::ENTER).await;
    page.shows("#pane-thread .card", "Ticked: Promises").await;
    becomes(page, 4, "Mia").await;
    goes_to(page, "#65 ACME").await;
    press(page, "More").await;
    page.shows("#pane-thread .card", "ACME: what else?").await;
    press(page, "Done").await;
    page.shows("#pane-thread .card", "Leave out:").await;
    press(page, "Leave out:").await;
    page.shows("#form h2", "Leave this out").await;
    page.keys("Ana stays with them").await;
    tab_to(page, "focus().matches('#form .button.primary')").await;
    page.key(key::ENTER).await;
    page.shows("#pane-thread .card", "@Mia left out").await;
    press(page, "Done").await;
    page.shows("#pane-thread .card", "ACME is done.").await;
    page.at_step(8).await;
}

async fn asks_for_stats(page: &Page) {
    to_messages(page).await;
    page.key('/').await;
    page.shows(".completions", "/handoff stats").await;
    page.picture("commands").await;
    page.keys("handoff stats").await;
    page.key(key::ENTER).await;
    page.shows("#end h2", "ACME changed hands, and nothing was dropped.").await;
    page.picture("end-card").await;
    let pings = page.now("find('.figure', 'pings for Ben').innerText.split('\\n')[0]").await;
    assert_eq!(pings, json!("3"));
    page.key(key::ESCAPE).await;
    page.until("the card is closed", "!document.querySelector('dialog[open]')").await;
    // They were asked for in the thread, and a team's figures are the channel's.
    goes_to(page, "handoffs").await;
    page.shows("#pane-main .card", "All handoffs, last 30 days").await;
    page.picture("stats").await;
}

/// A digit makes the page somebody else's.
pub(crate) async fn becomes(page: &Page, digit: u32, name: &str) {
    to_messages(page).await;
    page.keys(digit.to_string()).await;
    page.is(name).await;
}

/// Through the tab of channels to one of them.
async fn goes_to(page: &Page, place: &str) {
    to_messages(page).await;
    tab_to(page, "focus().id === 'tab-places'").await;
    page.key(key::ENTER).await;
    page.until("the channels are shown", "document.body.dataset.view === 'places'").await;
    let name = json!(place);
    tab_to(page, &format!("focus().matches('.place') && focus().querySelector('.place-name')?.innerText === {name}"))
        .await;
    page.key(key::ENTER).await;
    page.until("the conversation is shown", "document.body.dataset.view === 'chat'").await;
}

/// Onto a message, from wherever the focus is: Esc leaves what is open, and `/` leads into the conversation.
pub(crate) async fn to_messages(page: &Page) {
    if page.now("Boolean(focus().closest('.msg'))").await == json!(true) {
        return;
    }
    if page.now("!focus().matches('textarea, input')").await == json!(true) {
        page.key('/').await;
        page.until("the commands are open", "focus().matches('textarea') && seen(find('.completions', '/handoff'))")
            .await;
        page.key(key::BACKSPACE).await;
    }
    page.until("no list is open", "!seen(document.querySelector('.completions'))").await;
    page.key(key::ESCAPE).await;
    page.until("a message has the focus", "focus().closest('.msg')").await;
}

/// Walks up the messages to the newest that has the button, across to it, and presses it.
pub(crate) async fn press(page: &Page, button: &str) {
    let wanted = format!(
        "(() => {{ const el = [...document.querySelectorAll('.pane .msg .button, .pane .msg .select')].filter(seen); \
         return el.filter((b) => b.innerText.split('\\n')[0].trim() === {0}).pop() ?? el.filter((b) => words(b).includes({0})).pop(); }})()",
        json!(button)
    );
    page.until(&format!("the button {button:?} is there"), &wanted).await;
    to_messages(page).await;
    if page.now(&format!("focus() === {wanted}")).await != json!(true) {
        page.keys("\u{e010}").await;
        walk_to(page, key::UP, &format!("focus().closest('.msg') === {wanted}.closest('.msg')")).await;
        walk_to(page, key::RIGHT, &format!("focus() === {wanted}")).await;
    }
    page.until(&format!("{button:?} can be pressed"), &format!("{wanted}.getAttribute('aria-disabled') !== 'true'"))
        .await;
    page.key(key::ENTER).await;
}

pub(crate) async fn tab_to(page: &Page, condition: &str) {
    walk_to(page, key::TAB, condition).await;
}

/// Presses a key until a condition holds.
async fn walk_to(page: &Page, key: char, condition: &str) {
    let holds = format!("Boolean({condition})");
    for _ in 0..KEYS_MAX {
        if page.now(&holds).await == json!(true) {
            return;
        }
        page.key(key).await;
    }
    let at = page.now("focus().outerHTML.slice(0, 300)").await;
    panic!("{KEYS_MAX} keys do not lead to: {condition}; the focus is on {at}");
}
