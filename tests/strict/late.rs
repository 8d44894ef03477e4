//! An answer takes longer than the token of its interaction lives: nothing is lost, and nothing is said twice.

use std::time::Duration;

use crate::house::{House, id};
use crate::strict_discord::acts::{First, TOKEN_MS};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::people::Sent;
use crate::strict_discord::refusal::DEAD_TOKEN;
use crate::strict_discord::world::World;

crate::cases!(
    private_words_come_as_a_direct_message,
    figures_come_into_the_channel,
    a_click_in_the_thread_is_answered_where_it_was_promised,
    nobody_is_told_twice,
    a_file_comes_along,
    an_answer_outlives_its_process,
    a_token_that_is_over_is_known_by_its_code,
    who_takes_no_direct_messages_asks_again,
);

/// What is kept is looked at that often, and waited for so long.
const LOOK: Duration = Duration::from_millis(10);
const KEPT_MAX: Duration = Duration::from_secs(20);
/// Longer than the first pause of a job that failed.
const PAUSE_MS: i64 = 10_000;

/// Acknowledged, and done when the token's life is over.
async fn too_late(house: &House, act: impl FnOnce() -> Sent) -> Sent {
    house.is_busy(true);
    let sent = act();
    let first = sent.first().await;
    assert!(matches!(first, First::Deferred | First::DeferredUpdate), "{first:?}");
    house.later(TOKEN_MS);
    house.is_busy(false);
    sent
}

/// Waits until the one late answer stands so: its state, and how often it was tried.
async fn kept(house: &House, wanted: (&str, i64)) {
    const FOUND: &str = "SELECT state, attempt FROM jobs WHERE kind = 'late_answer'";
    let mut rows = house.connection().await;
    let mut looks = tokio::time::interval(LOOK);
    let mut last = Vec::new();
    let is_so = async {
        loop {
            looks.tick().await;
            let found: Vec<(String, i64)> = sqlx::query_as(FOUND).fetch_all(&mut rows).await.expect("jobs");
            if matches!(&found[..], [(state, attempt)] if (state.as_str(), *attempt) == wanted) {
                return;
            }
            last = found;
        }
    };
    let is_so = tokio::time::timeout(KEPT_MAX, is_so).await;
    assert!(is_so.is_ok(), "not {wanted:?}, but {last:?}");
}

async fn private_words_come_as_a_direct_message() {
    let house = House::at_work().await;
    let anna = house.town.member("anna");
    let direct = anna.direct();
    let command = "/handoff start playbook:ae_csm customer:ACME";
    too_late(&house, || anna.command(house.general, command).expect("registered")).await;
    let card = house.said(direct, 1).await;
    assert!(card.to_string().contains("ACME"), "{card:#}");
    // The card works where it stands now, and is redrawn there.
    let section = crate::strict_discord::components::flat(&card["components"])
        .into_iter()
        .find_map(|part| part["custom_id"].as_str().filter(|id| id.starts_with("1.section.")).map(ToOwned::to_owned));
    let section = section.expect("a section's button");
    anna.clicks(id(&card), &section).expect("a button").modal().await;
    assert_eq!((house.count(direct), house.count(house.general)), (1, 1));
    house.discord.assert_sound();
}

async fn figures_come_into_the_channel() {
    let house = House::at_work().await;
    let anna = house.town.member("anna");
    too_late(&house, || anna.command(house.general, "/handoff stats").expect("registered")).await;
    let figures = house.said(house.general, 3).await;
    assert!(figures.to_string().contains("Look at"), "{figures:#}");
    assert_eq!(house.count(anna.direct()), 0);
    house.discord.assert_sound();
}

async fn a_click_in_the_thread_is_answered_where_it_was_promised() {
    let house = House::at_work().await;
    let anna = house.town.member("anna");
    let hello = house.said(house.general, 1).await;
    house.is_busy(true);
    let sent = anna.clicks(id(&hello), "1.setup.").expect("a button");
    assert_eq!(sent.first().await, First::Deferred, "an answer is promised to one person");
    // The reply to its redrawing is lost; the same again is the same.
    house.discord.change(|world| world.faults.plan("PATCH webhooks/*/*/messages/@original", 1, Trouble::DroppedAfter));
    house.is_busy(false);
    let said = sent.message().await;
    assert!(sent.is_private() && said.to_string().contains("Only admins"), "{said:#}");
    let tried = |world: &World| {
        (world.log.iter().filter(|it| it.method == "PATCH" && it.path.contains("@original")).count() > 1).then_some(())
    };
    house.discord.until("another try", tried).await;
    assert_eq!(anna.reads(house.general).len(), 2, "the greeting and one answer");
    house.discord.assert_sound();
}

async fn nobody_is_told_twice() {
    let house = House::at_work().await;
    let anna = house.town.member("anna");
    let direct = anna.direct();
    house.discord.change(|world| world.faults.plan("POST channels/*/messages", 1, Trouble::DroppedAfter));
    too_late(&house, || anna.command(house.general, "/handoff help").expect("registered")).await;
    house.said(direct, 1).await;
    kept(&house, ("pending", 1)).await;
    house.later(PAUSE_MS);
    kept(&house, ("done", 2)).await;
    assert_eq!(house.count(direct), 1);
    house.discord.assert_sound();
}

async fn a_file_comes_along() {
    let house = House::at_work().await;
    let owner = house.town.owner();
    let direct = owner.direct();
    let told = house.count(direct);
    let command = "/handoff-admin playbook what:export ae_csm";
    too_late(&house, || owner.command(house.general, command).expect("registered")).await;
    let exported = house.said(direct, told + 1).await;
    assert_eq!(exported["attachments"][0]["filename"], "ae_csm.toml", "{exported:#}");
    house.discord.assert_sound();
}

async fn an_answer_outlives_its_process() {
    let mut house = House::at_work().await;
    let anna = house.town.member("anna");
    let direct = anna.direct();
    house.stops_working().await;
    let command = "/handoff start playbook:ae_csm customer:ACME";
    too_late(&house, || anna.command(house.general, command).expect("registered")).await;
    kept(&house, ("pending", 0)).await;
    assert_eq!(house.count(direct), 0);
    house.another_process().await;
    let card = house.said(direct, 1).await;
    assert!(card.to_string().contains("ACME"), "{card:#}");
    kept(&house, ("done", 1)).await;
    // Neither is it told by whoever comes next.
    house.another_process().await;
    house.later(PAUSE_MS);
    anna.command(house.general, "/handoff list").expect("registered").message().await;
    assert_eq!((house.count(direct), house.count(house.general)), (1, 1));
    house.discord.assert_sound();
}

/// By the program's own clock the token lives.
async fn a_token_that_is_over_is_known_by_its_code() {
    let house = House::at_work().await;
    let anna = house.town.member("anna");
    let over = Trouble::Refused(DEAD_TOKEN);
    house.discord.change(|world| world.faults.plan("PATCH webhooks/*/*/messages/@original", 1, over));
    house.is_busy(true);
    let sent = anna.command(house.general, "/handoff help").expect("registered");
    assert_eq!(sent.first().await, First::Deferred);
    house.is_busy(false);
    house.said(anna.direct(), 1).await;
    kept(&house, ("done", 1)).await;
    house.discord.assert_sound();
}

async fn who_takes_no_direct_messages_asks_again() {
    let house = House::at_work().await;
    let anna = house.town.member("anna");
    anna.takes_direct(false);
    let command = "/handoff start playbook:ae_csm customer:ACME";
    too_late(&house, || anna.command(house.general, command).expect("registered")).await;
    let refused =
        |world: &World| world.log.iter().any(|it| it.code == Some(50_007) || it.code == Some(50_278)).then_some(());
    house.discord.until("a refused direct message", refused).await;
    // That is an end, and none that the doctor would tell of.
    kept(&house, ("done", 1)).await;
    let drafts = anna.command(house.general, "/handoff start").expect("registered").message().await;
    assert!(drafts.to_string().contains("ACME"), "what was begun is there: {drafts:#}");
    house.discord.assert_sound();
}
