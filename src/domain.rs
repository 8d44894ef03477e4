//! Pure: what a handoff is and what may happen to it.
//!
//! Invariants, held by a test: nothing here awaits, reads a clock, a file, the environment or randomness; it names only
//! [`crate::clock`] and [`crate::ids`]. The shell brings the state and the moment, and carries out what follows.

pub mod attention;
pub mod brief;
pub mod calendar;
pub mod digest;
pub mod handoff;
pub mod lifecycle;
pub mod playbook;
pub mod roles;
pub mod setup;
pub mod sla;
pub mod stats;
