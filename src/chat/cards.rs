//! Messages and forms, made from the state.
//!
//! Every sentence comes from [`super::text`]; nothing here decides what may happen, it only shows what is so. A message of a
//! handoff is a function of a [`View`].

pub mod admin;
pub mod attached;
pub mod away;
pub mod brief;
pub mod buttons;
pub mod catch_up;
pub mod channel;
pub mod confirm;
pub mod digest;
pub mod doctor;
pub mod explain;
pub mod forms;
pub mod full;
pub mod held;
pub mod help;
pub mod history;
pub mod joining;
pub mod kept;
pub mod link;
pub mod list;
pub mod more;
pub mod my_time;
pub mod note;
pub mod playground;
pub mod practice;
pub mod rating;
pub mod refusal;
pub mod setup;
pub mod stats;
pub mod test;
pub mod texts;
pub mod turn;
pub mod typed;
pub mod view;
pub mod work_line;

#[cfg(test)]
mod testing;
#[cfg(test)]
pub(crate) mod tests;

pub use view::{People, View};
