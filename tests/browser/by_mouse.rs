//! The newcomer's eight steps by mouse on a wide light screen, as the guide says them.

use serde_json::json;

use crate::Stage;
use crate::page::{Page, key};

pub(crate) async fn walk(stage: &mut Stage) {
    let page = &stage.page;
    page.at_step(1).await;
    page.lights("Start handoff").await;
    page.shows("#badge", "Real bot, real database (baton.db), nothing leaves this computer.").await;
    page.picture("start").await;
    page.writes_the_brief(true).await;
    page.lights("Send to Ben").await;
    page.sends_to_ben().await;
    page.shows("#work-list", "sent ACME.").await;
    page.at_step(3).await;
    page.lights("Next reminder").await;
    page.until("the baton has landed", "!document.querySelector('.flyer')").await;
    page.picture("channel").await;
    skips_to_the_reminder(page).await;
    accepts(page).await;
    meets_and_rates(page).await;
    completes(page).await;
    asks_for_stats(page).await;
    page.is_clean(false).await;
}

/// Over the weekend, which does not count, to the reminder of ACME.
async fn skips_to_the_reminder(page: &Page) {
    let before = page.clock().await;
    assert!(before.starts_with("Fri 16:3"), "the walk begins on a Friday at half past four: {before}");
    let due = page.reminder_of_acme().await;
    page.next_reminder_is(&due).await;
    page.click("#moves .move", "Next reminder").await;
    page.until(
        "the weekend turns grey",
        "document.body.classList.contains('closed') && /didn't count: [1-5]\\d h/.test(text('.band-words'))",
    )
    .await;
    page.shows(".band-words", "didn't count: 64 h").await;
    page.comes_to_rest(&due).await;
    page.shows("#work-list", "The weekend didn't count: 64 h").await;
    page.picture("sweep-weekend").await;
    page.at_step(4).await;
}

async fn accepts(page: &Page) {
    page.lights("Ben").await;
    page.click("#faces button", "Ben").await;
    page.is("Ben").await;
    page.lights("#65 ACME").await;
    page.click(".place", "Baton").await;
    page.shows("#pane-main .card", "Good morning, @Ben.").await;
    page.shows("#pane-main .day", "didn't count: 64 h").await;
    page.picture("digest").await;
    page.click(".place", "#65 ACME").await;
    page.shows("#pane-thread .card", "ACME is waiting for you: accept by").await;
    page.lights("Accept").await;
    page.picture("thread").await;
    page.click("#pane-thread .button", "Accept").await;
    page.shows("#form h2", "Accept ACME").await;
    page.keys(format!("Onboarding in 5 days instead of 14{}Mail Dana today, kickoff Thu 10:00", key::TAB)).await;
    page.click("#form .button", "Accept").await;
    page.shows("#pane-thread .card", "@Ben has accepted ACME").await;
    page.at_step(5).await;
}

async fn meets_and_rates(page: &Page) {
    page.lights("First contact made").await;
    page.click("#pane-thread .button", "First contact made").await;
    page.until(
        "it counts, or says what else is needed",
        "find('.button', \"That's done, too\") || text('#guide').includes('Step 6')",
    )
    .await;
    if page.step().await == 5 {
        page.click("#pane-thread .button", "That's done, too").await;
    }
    page.at_step(6).await;
    page.shows("#pane-thread .card", "Did you have what you needed?").await;
    page.picture("rate").await;
    page.click("#pane-thread .scale .button", "4").await;
    page.click("#pane-thread .button", "Right").await;
    page.click("#pane-thread .button", "A little").await;
    page.shows("#pane-thread .card", "Saved, thank you.").await;
    page.at_step(7).await;
}

/// Ben ticks off what is done; what is left Mia waives with a reason.
async fn completes(page: &Page) {
    page.lights("Done").await;
    page.click("#pane-thread .button", "Done").await;
    page.shows("#pane-thread .card", "Not done yet:").await;
    page.click("#pane-thread .select", "Tick off…").await;
    page.click(".option", "Promises and success criteria").await;
    page.picture("tick-off").await;
    page.click(".options-done", "Done").await;
    page.shows("#pane-thread .card", "Ticked: Promises").await;
    page.click("#faces button", "Mia").await;
    page.is("Mia").await;
    page.click(".place", "#65 ACME").await;
    page.click("#pane-thread .button", "More").await;
    page.shows("#pane-thread .card", "ACME: what else?").await;
    page.click("#pane-thread .msg.private .button", "Done").await;
    page.click("#pane-thread .button", "Leave out:").await;
    page.shows("#form h2", "Leave this out").await;
    page.keys("Ana stays with them for another month").await;
    page.click("#form .button", "Send").await;
    page.shows("#pane-thread .card", "@Mia left out").await;
    page.click("#pane-thread .msg.private .button", "Done").await;
    page.shows("#pane-thread .card", "ACME is done.").await;
    page.at_step(8).await;
}

async fn asks_for_stats(page: &Page) {
    page.click(".place", "handoffs").await;
    page.click("#work-close", "").await;
    page.until("what happened is folded away", "!seen(document.querySelector('#work'))").await;
    page.click("#pane-main .compose-box", "").await;
    page.keys("/handoff stats").await;
    page.shows("#pane-main .completions", "/handoff stats").await;
    page.key(key::ENTER).await;
    page.shows("#end h2", "ACME changed hands, and nothing was dropped.").await;
    let pings = page.now("find('.figure', 'pings for Ben').innerText.split('\\n')").await;
    assert_eq!(pings, json!(["3", "pings for Ben", "it arrived, one reminder, rate it"]));
    page.picture("end-card").await;
    page.click("#end .link", "Stay and look around").await;
    page.shows("#pane-main .card", "All handoffs, last 30 days").await;
    page.picture("stats").await;
}
