//! What a message about a handoff is drawn from besides its state: words, names, hours, the thread.

use super::App;
use super::act::Subject;
use super::fault::AppFault;
use super::notes::THREAD;
use crate::chat::cards::view::{People, View};
use crate::chat::text::Words;
use crate::domain::lifecycle::Directory;
use crate::domain::roles::Actor;
use crate::ids::PersonId;

/// The parts of a [`View`] that somebody has to own.
pub(super) struct Scene {
    words: Words,
    people: People,
    directory: Directory,
    viewer: Option<Actor>,
    thread: Option<String>,
}

impl App {
    /// For one reader in their language, else for a channel in the workspace's.
    pub(super) async fn scene(&self, subject: &Subject, reader: Option<PersonId>) -> Result<Scene, AppFault> {
        let (company, handoff) = (&subject.company, &subject.handoff);
        let locale = reader.map_or(company.workspace.locale.as_str(), |reader| company.locale_of(reader));
        let names = company.persons.values().map(|person| (person.id, person.name.clone())).collect();
        let post = self.store.post(handoff.workspace, Some(handoff.id), THREAD).await?;
        Ok(Scene {
            words: self.words(locale),
            people: People { names, managers: company.managers_of(handoff), fallback: company.workspace.fallback },
            directory: company.directory(),
            viewer: reader.map(|reader| company.actor(reader, handoff)),
            thread: post.and_then(|post| post.message),
        })
    }
}

impl Scene {
    /// The handoff as it is drawn.
    pub(super) fn view<'a>(&'a self, subject: &'a Subject) -> View<'a> {
        View {
            words: &self.words,
            handoff: &subject.handoff,
            playbook: &subject.playbook,
            people: &self.people,
            directory: &self.directory,
            viewer: self.viewer,
            thread: self.thread.as_deref(),
            now: subject.now,
        }
    }
}
