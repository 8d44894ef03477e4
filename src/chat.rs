//! Pure: what people say to Baton and what it says to them, before any platform draws it.
//!
//! Invariant: user text enters a message only as [`message::Inline::Plain`], so no platform can mistake it for markup.

pub mod cards;
pub mod command;
pub mod doctor;
pub mod form;
pub mod incoming;
pub mod limits;
pub mod message;
pub mod route;
pub mod suggest;
pub mod text;
