//! What can go wrong while carrying out a step, apart from what a person can mend.

use crate::chat::cards::refusal::OurFault;
use crate::domain::lifecycle::Refusal;
use crate::store::fault::Fault;

/// The world failed.
#[derive(Debug, thiserror::Error)]
pub enum AppFault {
    /// The database.
    #[error(transparent)]
    Store(#[from] Fault),
    /// A row that this program cannot read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Others changed the same handoff again and again while this step tried.
    #[error("three others were faster; trying again helps")]
    Busy,
}

impl AppFault {
    /// Whether the database is away or full: nobody's fault, and over at some time.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Store(fault) => fault.is_outage(),
            Self::Unreadable(_) | Self::Busy => false,
        }
    }

    /// As far as it helps somebody to know.
    pub(super) fn told(&self) -> OurFault {
        match self {
            Self::Store(Fault::DiskFull(_)) => OurFault::DiskFull,
            Self::Store(fault) if fault.is_outage() => OurFault::DatabaseAway,
            Self::Store(_) | Self::Unreadable(_) | Self::Busy => OurFault::Other,
        }
    }
}

/// Why an action was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ActFault {
    /// The person can do something about it.
    #[error("refused: {0:?}")]
    Refused(Box<Refused>),
    /// There is no such handoff in this workspace.
    #[error("no such handoff")]
    NoHandoff,
    /// The job was given to another worker meanwhile.
    #[error("the lease was lost")]
    LeaseLost,
    /// The world failed.
    #[error(transparent)]
    Fault(#[from] AppFault),
}

/// A refusal, with the state it was decided on.
#[derive(Debug)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// What it was about.
    pub subject: super::act::Subject,
}

impl From<Fault> for ActFault {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault.into())
    }
}
