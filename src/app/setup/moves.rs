//! What a change of hours would move, reckoned before it is saved: the same decision that the recount will take, on the
//! company as it will be. Nothing is changed here.

use std::sync::Arc;

use super::super::App;
use super::super::act::Subject;
use super::super::company::Company;
use super::super::fault::AppFault;
use crate::chat::message::Text;
use crate::chat::text::Words;
use crate::domain::lifecycle::{Action, decide, moved_dues};
use crate::domain::roles::Actor;
use crate::store::lists::{Page, Which, Whose};

/// So many handoffs are reckoned while somebody waits for the answer; the recount itself takes all.
const HANDOFFS_MAX: u32 = 250;

/// Deadlines that move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::app) struct Moves {
    /// All of them.
    pub(in crate::app) all: usize,
    /// Those that come sooner.
    pub(in crate::app) earlier: usize,
    /// Whether there are more handoffs than were reckoned.
    pub(in crate::app) is_part: bool,
}

impl App {
    /// What would move if the company became this one.
    pub(in crate::app) async fn moves(&self, after: &Company) -> Result<Moves, AppFault> {
        let (workspace, now) = (after.workspace.id, self.store.now().await?);
        let (after, directory) = (Arc::new(after.clone()), after.directory());
        let mut moves = Moves::default();
        for which in [Which::Drafts, Which::Open] {
            let page = Page { limit: HANDOFFS_MAX, offset: 0 };
            let lines = self.store.list(workspace, which, Whose::Everyone, page).await?;
            moves.is_part |= lines.len() >= usize::try_from(HANDOFFS_MAX).unwrap_or(usize::MAX);
            for line in lines {
                let Some(handoff) = self.store.handoff(workspace, line.id).await? else { continue };
                let playbook = self.playbook_of(&after, &handoff).await?;
                let subject = Subject { handoff, playbook, company: Arc::clone(&after), dated: Vec::new(), now };
                let context = subject.context(Actor::System, &directory);
                let Ok(decision) = decide(&subject.handoff, &Action::HoursChanged, &context) else { continue };
                let dues = moved_dues(&decision.events);
                moves.all += dues.len();
                moves.earlier += dues.iter().filter(|due| due.to < due.from).count();
            }
        }
        Ok(moves)
    }
}

/// That it is saved, and what it does to open deadlines.
pub(in crate::app) fn saved(words: &Words, moves: Moves) -> Text {
    if moves.is_part {
        return words.settings_saved_hours();
    }
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    words.settings_saved_moved(count(moves.all), count(moves.earlier))
}
