//! A person's own time on the page: the card, the form of days off, and the brief card of somebody who hands over to them.

use serde_json::json;

use crate::Stage;
use crate::by_keys::{becomes, press, tab_to, to_messages};
use crate::page::key;

pub(crate) async fn days_off(stage: &mut Stage) {
    let page = &stage.page;
    becomes(page, 2, "Ben").await;
    to_messages(page).await;
    page.key('/').await;
    page.shows(".completions", "/handoff").await;
    page.keys("handoff my hours").await;
    page.key(key::ENTER).await;
    page.shows("#pane-main .msg.private", "Your own time").await;
    page.picture("my-hours").await;
    press(page, "Days off").await;
    page.shows("#form h2", "Your days off").await;
    page.keys("whenever").await;
    tab_to(page, "focus().matches('#form .button.primary')").await;
    page.key(key::ENTER).await;
    page.shows("#form", "I cannot read \"whenever\" as days.").await;
    page.picture("days-off-form").await;
    assert_eq!(page.now("document.querySelector('#form textarea').value").await, json!("whenever"));
    tab_to(page, "focus().matches('#form textarea')").await;
    for _ in 0.."whenever".len() {
        page.key(key::BACKSPACE).await;
    }
    page.keys("today to Wed").await;
    tab_to(page, "focus().matches('#form .button.primary')").await;
    page.key(key::ENTER).await;
    page.shows("#pane-main .msg.private", "You are away until").await;
    page.picture("my-hours-away").await;
    becomes(page, 1, "Ana").await;
    press(page, "Start handoff").await;
    page.shows("#pane-main .msg.private", "is away until").await;
    page.picture("brief-card-away").await;
    page.is_clean(false).await;
}
