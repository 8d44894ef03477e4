//! What the person who acted reads, for every act that is confirmed.

use super::super::confirm::confirmed;
use super::super::testing::{ANA, BEN, LEA, MIA, World, read_back};
use super::sweep::states;
use crate::chat::message::Message;
use crate::domain::handoff::{ReturnReason, Status};
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::{Acceptance, RateAnswer};

/// As it reads right afterwards; what is confirmed fits the state.
pub(super) fn confirmations(world: &World) -> Vec<(String, Message)> {
    let item = || world.handoff.items.first().map(|item| item.key.clone()).unwrap_or_default();
    let reason = || "They asked us to".to_owned();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 18);
    let acts = match world.handoff.status {
        Status::Draft => vec![(ANA, Action::SetSender { to: BEN }), (ANA, Action::Discard)],
        Status::Sent => vec![
            (ANA, Action::Send),
            (BEN, Action::Ask { field: None, text: "Which one?".to_owned() }),
            (ANA, Action::Answer { n: 1, text: "The second".to_owned(), entry: None }),
            (BEN, Action::NotMine { to: LEA }),
            (MIA, Action::Reassign { to: LEA, reason: reason() }),
        ],
        Status::Returned => {
            vec![(BEN, Action::Return { reason: ReturnReason::VagueCriteria, sections: Vec::new(), note: reason() })]
        }
        Status::Accepted => vec![
            (BEN, Action::Accept(Acceptance::Now(read_back()))),
            (BEN, Action::Tick { item: item(), line: String::new() }),
            (BEN, Action::Decline { item: item(), to: day }),
            (BEN, Action::Untick { item: item() }),
            (BEN, Action::Wait { reason: reason() }),
            (BEN, Action::Lift),
            (ANA, Action::ConfirmReadBack),
            (ANA, Action::DisputeReadBack { line: reason() }),
            (BEN, Action::TakeCorrection),
            (BEN, Action::WriteReadBack(read_back())),
        ],
        Status::KickedOff => vec![
            (BEN, Action::FirstContact { tick: Vec::new() }),
            (BEN, Action::Rate(RateAnswer::Needed(4))),
            (BEN, Action::Thank),
            (BEN, Action::JudgePromise { n: 1, kept: true }),
            (BEN, Action::JudgePromise { n: 1, kept: false }),
            (ANA, Action::DatePromise { n: 1, by: day.unwrap_or_default() }),
            (MIA, Action::Waive { clause: "accepted".to_owned(), reason: reason() }),
            (MIA, Action::Override { gate: "signed".to_owned(), reason: reason() }),
        ],
        Status::Completed => vec![
            (BEN, Action::Complete),
            (BEN, Action::LookAgain { section: None, words: reason(), promises_accurate: Some(true), felt: None }),
        ],
        Status::Cancelled => vec![(MIA, Action::Cancel { reason: reason() })],
    };
    let said = acts.into_iter().filter_map(|(who, act)| {
        let named = format!("{act:?}");
        let what: String = named.chars().take_while(|c| c.is_alphanumeric()).collect();
        let detail = if matches!(act, Action::JudgePromise { kept: false, .. }) { " broken" } else { "" };
        Some((format!("done {what}{detail}"), confirmed(&world.view_of(who), &act)?))
    });
    said.collect()
}

#[test]
fn every_act_of_the_flagship_is_confirmed() {
    let mut kinds: Vec<String> = states("ae_csm").iter().flat_map(confirmations).map(|(kind, _)| kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 28, "{kinds:?}");
}
