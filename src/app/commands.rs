//! Commands, one file each.

use super::fault::AppFault;
use super::my_time;
use super::router::Desk;
use crate::chat::cards;
use crate::chat::command::{Command, Name, Topic};
use crate::chat::incoming::Reply;
use crate::chat::message::Message;

mod act;
pub(super) mod digest;
pub(super) mod doctor;
mod link;
pub(super) mod list;
mod playbook;
mod settings;
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
        Command::MyTime(asked) => my_time::typed(desk, asked).await,
        Command::Act(asked) => act::run(desk, &asked).await,
        Command::Help(topic) => help(desk, topic).await,
        Command::Admin { name: Name::Doctor, .. } => doctor::run(desk).await,
        Command::Admin { name: Name::Link, words } => link::run(desk, &words).await,
        Command::Admin { name: Name::Playbook, words } => playbook::run(desk, &words).await,
        Command::Admin { name: name @ (Name::Setup | Name::Settings), words } => {
            settings::run(desk, name, &words).await
        }
        // The parser names these as not built yet; whoever gets here anyway reads the same.
        Command::Map | Command::Practice | Command::Learn | Command::Admin { .. } => Ok(desk.out_of_date()),
    }
}

/// What is known about somebody names their other accounts, too.
async fn help(desk: &Desk<'_>, topic: Topic) -> Result<Reply, AppFault> {
    let message = cards::help::help(&desk.words, topic, desk.is_admin(), desk.app.platform().entry());
    if topic != Topic::MyData {
        return Ok(Reply::Private(message));
    }
    let own = cards::link::yours(&desk.words, &link::own(desk).await?);
    Ok(Reply::Private(own.into_iter().fold(message, Message::and_line)))
}
