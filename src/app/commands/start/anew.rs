//! *New*, beside the drafts that somebody may go on with: it begins with everything that was typed. A button carries a short
//! customer's name by itself; what is more is kept, and found again after a restart and on another replica.

use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::playground::SAMPLE;
use crate::chat::command::Start;
use crate::chat::form::Answers;
use crate::chat::route::{Route, Verb};
use crate::domain::brief::value;
use crate::ids::EventId;
use crate::store::commit::{Commit, Row};
use crate::store::forms::KeptForm;

/// Before the key of what is kept; behind the key stands as much of the customer as fits, for when it is not kept any more.
const KEPT: &str = "+typed.";
/// Whoever has not pressed it in a week begins otherwise.
const KEPT_MS: i64 = 7 * 24 * 3_600_000;

const CUSTOMER: &str = "customer";
const PLAYBOOK: &str = "playbook";
const RECEIVER: &str = "receiver";
const SENDER: &str = "sender";

/// A button that begins with what was asked for.
pub(super) async fn button(desk: &Desk<'_>, asked: &Start) -> Result<Route, AppFault> {
    let customer = value::clean(asked.customer.as_deref().unwrap_or_default());
    let plain = Route::plain(Verb::Start).with(customer.as_str());
    let is_all = asked.playbook.is_none() && asked.receiver.is_none() && asked.sender.is_none();
    let is_read_otherwise = customer == SAMPLE || customer.starts_with(KEPT);
    if is_all && !is_read_otherwise && Route::parse(&plain.id()).as_ref() == Some(&plain) {
        return Ok(plain);
    }
    let given = [
        (CUSTOMER, &Some(customer.clone())),
        (PLAYBOOK, &asked.playbook),
        (RECEIVER, &asked.receiver),
        (SENDER, &asked.sender),
    ];
    let given = given.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text.clone()?)));
    let key = EventId::new(desk.app.ids.next(desk.now)).to_string();
    let row = KeptForm {
        person: desk.incoming.person,
        form: form(&key),
        handoff: None,
        answers: given.collect::<Answers>(),
        expires_at: desk.now.plus_ms(KEPT_MS),
    };
    desk.app.store.write(Commit::new(desk.incoming.workspace, desk.now).row(Row::KeepForm(row))).await?;
    Ok(Route::plain(Verb::Start).with(format!("{KEPT}{key}.{customer}")))
}

/// What was typed for a button with this argument.
pub(super) async fn typed(desk: &Desk<'_>, arg: &str) -> Result<Start, AppFault> {
    let only = |customer: &str| {
        let customer = Some(customer.to_owned()).filter(|customer| !customer.is_empty());
        Start { customer, ..Start::default() }
    };
    let Some((key, customer)) = arg.strip_prefix(KEPT).and_then(|rest| rest.split_once('.')) else {
        return Ok(only(arg));
    };
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    let kept = desk.app.store.kept_form(workspace, person, &form(key), desk.now).await?;
    let Some(mut kept) = kept else { return Ok(only(customer)) };
    let customer = kept.remove(CUSTOMER).filter(|customer| !customer.is_empty());
    Ok(Start {
        customer,
        playbook: kept.remove(PLAYBOOK),
        receiver: kept.remove(RECEIVER),
        sender: kept.remove(SENDER),
    })
}

fn form(key: &str) -> String {
    Route::plain(Verb::Start).with(format!("{KEPT}{key}")).id()
}
