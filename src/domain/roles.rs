//! Who somebody is to a handoff, and what that lets them do.

use serde::{Deserialize, Serialize};

use super::handoff::Handoff;
use crate::ids::PersonId;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, by a command, a button or a form.
    Person {
        /// Who.
        id: PersonId,
        /// Whether they manage a team the handoff touches, or the workspace.
        is_manager: bool,
    },
    /// A timer, a schedule or an import.
    System,
}

impl Actor {
    /// The person, if it is one.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(id),
            Self::System => None,
        }
    }
}

/// Somebody's part in one handoff. A person may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote the brief.
    Sender,
    /// Is to take the customer.
    Receiver,
    /// Steps in.
    Backup,
    /// Has the customer now.
    Owner,
    /// Accepted last.
    Accepter,
    /// Manages a team it touches.
    Manager,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [Self::Sender, Self::Receiver, Self::Backup, Self::Owner, Self::Accepter, Self::Manager];

    /// Whether `actor` has this role.
    pub fn is_held(self, handoff: &Handoff, actor: Actor) -> bool {
        let Actor::Person { id, is_manager } = actor else { return false };
        match self {
            Self::Sender => handoff.sender == id,
            Self::Receiver => handoff.receiver == Some(id),
            Self::Backup => handoff.backup == Some(id),
            Self::Owner => handoff.owner() == id,
            Self::Accepter => handoff.accepted_by == Some(id),
            Self::Manager => is_manager,
        }
    }
}
