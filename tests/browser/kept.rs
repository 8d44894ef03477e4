//! What must not be lost or doubled: typed text, a send that was clicked twice, everything over a second start.

use serde_json::{Value, json};

use crate::Stage;
use crate::page::{Page, key};

/// Text that was typed and not sent outlives Esc, a reload and a change of person.
pub(crate) async fn typed_text(stage: &mut Stage) {
    let page = &stage.page;
    page.click(".button", "Start handoff").await;
    opens_the_customer(page).await;
    page.click("#form input", "Contract starts on").await;
    page.keys("the first of March").await;
    page.key(key::ESCAPE).await;
    is_closed(page).await;
    is_kept(page).await;
    page.key(key::ESCAPE).await;
    is_closed(page).await;
    page.click("#pane-main .compose-box", "").await;
    page.keys("Has anybody met Dana?").await;
    page.reload().await;
    is_written(page, "Has anybody met Dana?").await;
    is_kept(page).await;
    page.picture("typed-text").await;
    page.key(key::ESCAPE).await;
    is_closed(page).await;
    page.click("#faces button", "Mia").await;
    page.is("Mia").await;
    is_written(page, "").await;
    page.click("#faces button", "Ana").await;
    page.is("Ana").await;
    is_written(page, "Has anybody met Dana?").await;
    is_kept(page).await;
    page.is_clean(false).await;
}

async fn opens_the_customer(page: &Page) {
    page.click(".button", "Customer ").await;
    page.shows("#form h2", "Customer").await;
}

async fn is_closed(page: &Page) {
    page.until("the form is closed", "!document.querySelector('dialog[open]')").await;
}

async fn is_kept(page: &Page) {
    opens_the_customer(page).await;
    page.shows("#form .form-kept", "This is what you typed before.").await;
    let values = page.now("[...document.querySelectorAll('#form input')].map((el) => el.value)").await;
    assert!(values.as_array().is_some_and(|all| all.contains(&json!("the first of March"))), "{values}");
}

async fn is_written(page: &Page, text: &str) {
    let says = format!("document.querySelector('#pane-main .compose-box').value === {}", json!(text));
    page.until(&format!("the composer says {text:?}"), &says).await;
}

/// Two clicks on *Send* without a pause make one handoff.
pub(crate) async fn double_click(stage: &mut Stage) {
    let page = &stage.page;
    page.writes_the_brief(false).await;
    page.click_times(".msg.private .button", "Send to Ben", 2).await;
    page.shows("#pane-main .card", "@Ben's turn: accept by").await;
    page.at_step(3).await;
    page.reload().await;
    page.shows("#work-list", "sent ACME").await;
    let cards = "[...document.querySelectorAll('#pane-main .msg:not(.private) .card')].filter((el) => /ACME.*#\\d+/.test(el.innerText)).length";
    assert_eq!(page.now(cards).await, json!(1), "one card");
    assert_eq!(page.now("text('#work-list').match(/sent ACME/g).length").await, json!(1), "sent once");
    page.click("#faces button", "Ben").await;
    page.is("Ben").await;
    page.click(".place", "#65 ACME").await;
    page.shows("#pane-thread .card", "ACME is coming to you from").await;
    let arrivals = page.now("text('#pane-thread .card').match(/is coming to you/g).length").await;
    assert_eq!(arrivals, json!(1), "it arrived once");
    page.picture("thread").await;
    page.is_clean(false).await;
}

/// The program is stopped and started again: everything is as it was left, and the open page shows it by itself.
pub(crate) async fn second_start(stage: &mut Stage) {
    let (page, baton) = (&stage.page, &mut stage.baton);
    page.writes_the_brief(false).await;
    page.sends_to_ben().await;
    let (before, clock) = (messages(page).await, page.clock().await);
    baton.stop();
    page.until("the page says that the line is down", "seen(document.querySelector('#lost'))").await;
    page.picture("connection-lost").await;
    baton.start_again();
    assert!(baton.said("Everything is as you left it."), "the second start says what it found");
    page.until("the page is connected again", "!seen(document.querySelector('#lost'))").await;
    assert_eq!(messages(page).await, before, "the open page still shows it");
    page.reload().await;
    assert_eq!(messages(page).await, before, "a new page shows it");
    assert!(page.clock().await >= clock, "the clock goes on from {clock}");
    page.at_step(3).await;
    // What happens from now on is told, too.
    page.click(".msg .button", "Start handoff").await;
    page.click("#tab-work", "").await;
    page.until("the new brief is told", "text('#work-list').match(/began a brief/g)?.length === 2").await;
    page.is_clean(true).await;
}

/// The messages of the channel, without what changes as time goes by.
async fn messages(page: &Page) -> Value {
    page.now("[...document.querySelectorAll('#pane-main .msg')].map((el) => [el.dataset.id, el.querySelector('.card, .said').innerText.replace(/\\(in .*?\\)/, '')])")
        .await
}
