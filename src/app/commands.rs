//! Commands, one file each.

use super::fault::AppFault;
use super::router::Desk;
use super::setup;
use crate::chat::cards;
use crate::chat::command::{Command, Name};
use crate::chat::incoming::Reply;

mod act;
pub(super) mod digest;
pub(super) mod list;
mod playbook;
pub(super) mod show;
pub(super) mod start;
pub(super) mod stats;

/// Answers a command.
pub(super) async fn run(desk: &Desk<'_>, command: Command) -> Result<Reply, AppFault> {
    match command {
        Command::Start(asked) => start::run(desk, &asked).await,
        Command::List(asked) => list::run(desk, asked).await,
        Command::Show(which) => show::run(desk, &which).await,
        Command::Stats(asked) => stats::run(desk, &asked).await,
        Command::Digest => digest::run(desk).await,
        Command::Act(asked) => act::run(desk, &asked).await,
        Command::Help(topic) => Ok(Reply::Private(cards::help::help(&desk.words, topic, desk.is_admin()))),
        Command::Admin { name: Name::Playbook, words } => playbook::run(desk, &words).await,
        Command::Admin { name: name @ (Name::Setup | Name::Settings), words } => setup::run(desk, name, &words).await,
        // The parser names these as not built yet; whoever gets here anyway reads the same.
        Command::Map | Command::Practice | Command::Learn | Command::Admin { .. } => Ok(desk.out_of_date()),
    }
}
