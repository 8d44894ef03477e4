//! Baton carries customers from one team to the next: a sender fills a guided brief, a named receiver accepts it with a
//! read-back, clocks run in business time, and the receiver rates the brief.
//!
//! # How it is built
//!
//! One sentence: everything that happens to a handoff is `decide(handoff, action, context) -> events + effects`, a pure
//! function; the shell loads, decides, commits state, events and jobs in **one** transaction, answers the person, and
//! carries out the effects later.
//!
//! | module | is | may name |
//! |---|---|---|
//! | [`domain`] | pure: what a handoff is and what may happen to it | `clock`, `ids` |
//! | [`chat`] | pure: messages, forms, ids of buttons, commands, words | `domain`, `clock`, `ids` |
//! | [`chart`] | pure: figures as pictures | `domain` |
//! | [`store`] | shell: the only SQL, on two databases | `domain`, `chat`, `clock`, `ids` |
//! | [`platform`] | shell: chat platforms, one folder each | `chat`, `clock`, `ids` |
//! | [`app`] | shell: act, router, worker | all but `web` |
//! | [`web`] | shell: HTTP | `app`, `platform` |
//!
//! A test holds the table, and another proves that the first one bites.
//!
//! # Invariants
//!
//! * One function writes a handoff, [`app::App::act`], whoever calls: page, scenario, platform, webhook, timer.
//! * What was decided on old state is never written: every commit names the version it was decided on.
//! * A timer is a hint to look again; that a step happens once is held by the state.
//! * A message is rendered from the state at the moment it is sent; its job's key is its idempotency handle.
//! * User text is never markup, never pings a crowd, never reaches a query as code.
//!
//! # Three ways through
//!
//! *A click.* The platform parses raw bytes into [`chat::incoming::Incoming`], or, where it knows accounts and not persons, into
//! a [`platform::Arrival`] that [`app::arrivals`] lets in → [`app::router`] makes an action or opens a form
//! → [`app::App::act`]: load, decide, commit → a [`chat::incoming::Reply`] within the platform's deadline.
//!
//! *A tick.* [`app::worker`] claims due jobs under a lease → `TimerFired` → `act`, whose commit also ends the job. Notes and
//! cards are jobs too, in lanes that keep their order.
//!
//! *A moved clock.* The playground and the scenarios move [`store::Store::now`] forward through every due moment, in order.

pub mod app;
pub mod chart;
pub mod chat;
pub mod clock;
pub mod config;
pub mod domain;
pub mod ids;
pub mod platform;
pub mod store;
pub mod web;
