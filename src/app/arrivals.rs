//! Takes in what reaches a platform of others: servers become workspaces and accounts become persons on first contact, and
//! what was done is answered by [`App::receive`].

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use tracing::{error, info, warn};

use super::App;
use super::accounts::StoredAccounts;
use super::fault::AppFault;
use super::joining::Greeting;
use super::playbooks::Source;
use super::upkeep;
use crate::chat::cards;
use crate::chat::incoming::{Incoming, Reply, What};
use crate::chat::message::Choice;
use crate::chat::route::Route;
use crate::domain::calendar::Calendar;
use crate::ids::{CalendarId, PersonId, WorkspaceId};
use crate::platform::{Account, Accounts, Answer, Answers, Arrival, Asker, Happening, Here, Late, People, Typing};
use crate::store::commit::{Commit, Row};
use crate::store::identity::{Capability, Grant, Person, PersonNames, PersonState, StoredCalendar, Workspace};

const MINUTE_OF_DIGESTS: i64 = 540;

/// Lets people of a platform in.
pub struct Door {
    pub(super) app: Arc<App>,
    accounts: StoredAccounts,
    sources: Vec<Source>,
    /// One at a time is made, so that two clicks of a newcomer make one person.
    making: tokio::sync::Mutex<()>,
}

impl Door {
    /// Into `app`; a new workspace gets these playbooks.
    pub fn new(app: Arc<App>, sources: Vec<Source>) -> Self {
        let accounts = StoredAccounts::new(app.store.clone(), app.platform().name());
        Self { app, accounts, sources, making: tokio::sync::Mutex::new(()) }
    }

    /// Brings the playbooks of every workspace up to what ships, and sees to its upkeep.
    pub async fn install_playbooks(&self) -> Result<(), AppFault> {
        for workspace in self.app.store.workspaces().await? {
            if workspace.platform == self.app.platform().name() {
                self.app.install_playbooks(workspace.id, &self.sources).await?;
                self.app.add_upkeep(workspace.id).await?;
            }
        }
        Ok(())
    }

    async fn taken_in(&self, arrival: Arrival) -> Result<Option<Incoming>, AppFault> {
        let workspace = match &arrival.server {
            Some(server) => Some(self.workspace(arrival.platform, server).await?.id),
            None => self.workspace_of_direct(&arrival).await?,
        };
        let Some(workspace) = workspace else { return Ok(None) };
        if arrival.server.is_some() {
            // Whoever speaks from a server speaks of one that the bot is in.
            self.app.wake(workspace).await?;
        }
        let person = self.person(workspace, arrival.platform, &arrival.by).await?;
        let mut named = BTreeMap::new();
        for account in &arrival.named {
            named.insert(account.id.clone(), self.person(workspace, arrival.platform, account).await?);
        }
        let Arrival { delivery, place, message, what, files, .. } = arrival;
        let what = with_persons(what, &named);
        Ok(Some(Incoming { workspace, person, delivery, place, message, what, files }))
    }

    async fn workspace(&self, platform: &'static str, server: &str) -> Result<Workspace, AppFault> {
        if let Some(known) = self.app.store.workspace_by_external(platform, server).await? {
            return Ok(known);
        }
        let _making = self.making.lock().await;
        if let Some(known) = self.app.store.workspace_by_external(platform, server).await? {
            return Ok(known);
        }
        let made = self.found(platform, server).await;
        if made.is_err()
            && let Some(known) = self.app.store.workspace_by_external(platform, server).await?
        {
            // Another process was faster.
            return Ok(known);
        }
        let made = made?;
        self.app.install_playbooks(made.id, &self.sources).await?;
        info!(platform, server, workspace = %made.id, "a new workspace");
        Ok(made)
    }

    async fn found(&self, platform: &str, server: &str) -> Result<Workspace, AppFault> {
        let now = self.app.store.now().await?;
        let id = WorkspaceId::new(self.app.ids.next(now));
        let calendar = CalendarId::new(self.app.ids.next(now));
        let body = serde_json::to_value(Calendar::business_week(chrono_tz::Tz::UTC))
            .map_err(|error| AppFault::Unreadable(error.to_string()))?;
        let bare = Workspace {
            id,
            platform: platform.to_owned(),
            external_id: server.to_owned(),
            name: server.to_owned(),
            locale: "en".to_owned(),
            zone: "UTC".to_owned(),
            calendar: None,
            fallback: None,
            channel: None,
            manager_channel: None,
            weekends_count: false,
            digest_minute: MINUTE_OF_DIGESTS,
            set_up_at: None,
            created_at: now,
            last_number: 0,
        };
        let whole = Workspace { calendar: Some(calendar), ..bare.clone() };
        let hours = StoredCalendar { id: calendar, name: "Office hours".to_owned(), body };
        let commit = Commit::new(id, now)
            .row(Row::PutWorkspace(bare))
            .row(Row::PutCalendar(hours))
            .row(Row::PutWorkspace(whole.clone()))
            .row(Row::PutSchedule(upkeep::schedule(now)));
        self.app.store.write(commit).await?;
        Ok(whole)
    }

    /// Baton came into a server, or is still in one.
    async fn is_here(&self, platform: &'static str, here: &Here) -> Result<(), AppFault> {
        let workspace = self.workspace(platform, &here.server).await?;
        if !here.name.is_empty() && workspace.name != here.name {
            let now = self.app.store.now().await?;
            self.app.store.write(Commit::new(workspace.id, now).row(Row::NameWorkspace(here.name.clone()))).await?;
        }
        let known = self.app.store.installation(workspace.id).await?;
        let is_known = known
            .is_some_and(|known| known.left_at.is_none() && here.since.is_none_or(|since| since <= known.joined_at));
        if is_known {
            return self.app.wake(workspace.id).await;
        }
        let owner = match &here.owner {
            // What they are called is learnt when they do something.
            Some(id) => {
                let account = Account { id: id.clone(), manages_server: Some(true), ..Account::default() };
                Some(self.person_as(workspace.id, platform, &account).await?)
            }
            None => None,
        };
        self.app.is_in(&workspace, here.since, Greeting { channel: here.channel.clone(), owner }).await?;
        self.app.wake(workspace.id).await
    }

    /// The person of an account of which nothing but its id is known.
    async fn person_as(&self, workspace: WorkspaceId, platform: &str, account: &Account) -> Result<PersonId, AppFault> {
        let person = match self.app.store.person_by_external(workspace, platform, &account.id).await? {
            Some(known) => known,
            None => self.newcomer(workspace, platform, account).await?,
        };
        let grants = self.app.store.grants_of(workspace, person.id).await?;
        if grants.iter().all(|grant| grant.capability != Capability::Admin) {
            let own = Grant { person: person.id, capability: Capability::Admin, granted_by: None };
            let now = self.app.store.now().await?;
            self.app.store.write(Commit::new(workspace, now).row(Row::PutGrant(own))).await?;
        }
        Ok(person.id)
    }

    /// In a direct message: the workspace of the handoff that was clicked, else the person's first one.
    async fn workspace_of_direct(&self, arrival: &Arrival) -> Result<Option<WorkspaceId>, AppFault> {
        let memberships = self.app.store.memberships(arrival.platform, &arrival.by.id).await?;
        let route = match &arrival.what {
            What::Click { id, .. } | What::Submit { id, .. } => Route::parse(id),
            What::Command(_) | What::Message { .. } => None,
        };
        if let Some(handoff) = route.and_then(|route| route.handoff) {
            for membership in &memberships {
                if self.app.store.handoff_line(membership.workspace, handoff).await?.is_some() {
                    return Ok(Some(membership.workspace));
                }
            }
        }
        Ok(memberships.first().map(|membership| membership.workspace))
    }

    pub(super) async fn person(
        &self,
        workspace: WorkspaceId,
        platform: &str,
        account: &Account,
    ) -> Result<PersonId, AppFault> {
        let known = self.app.store.person_by_external(workspace, platform, &account.id).await?;
        let person = match known {
            Some(known) => known,
            None => self.newcomer(workspace, platform, account).await?,
        };
        self.keep_current(workspace, &person, account).await?;
        Ok(person.id)
    }

    async fn newcomer(&self, workspace: WorkspaceId, platform: &str, account: &Account) -> Result<Person, AppFault> {
        let _making = self.making.lock().await;
        if let Some(known) = self.app.store.person_by_external(workspace, platform, &account.id).await? {
            return Ok(known);
        }
        let now = self.app.store.now().await?;
        let person = Person::new(
            PersonId::new(self.app.ids.next(now)),
            platform,
            &account.id,
            shown(account),
            account.handle.clone(),
        );
        let made = self.app.store.write(Commit::new(workspace, now).row(Row::PutPerson(person.clone()))).await;
        if let Err(fault) = made {
            // Another process was faster, or the world failed.
            let known = self.app.store.person_by_external(workspace, platform, &account.id).await?;
            return known.ok_or(fault.into());
        }
        self.app.add_digest(workspace, person.id).await?;
        Ok(person)
    }

    /// A name that changed, somebody who came back, and who may set the server up.
    async fn keep_current(&self, workspace: WorkspaceId, person: &Person, account: &Account) -> Result<(), AppFault> {
        let locale = account.locale.clone().or_else(|| person.locale.clone());
        let state = if account.is_bot { PersonState::Bot } else { PersonState::Active };
        let names = PersonNames { person: person.id, name: shown(account), handle: account.handle.clone(), locale };
        let is_renamed = (&names.name, &names.handle, &names.locale) != (&person.name, &person.handle, &person.locale);
        let own = Grant { person: person.id, capability: Capability::Admin, granted_by: None };
        let mut rows = Vec::new();
        let is_own = person.external_id == account.id;
        if is_own && is_renamed {
            rows.push(Row::NamePerson(names));
        }
        if is_own && state != person.state {
            rows.push(Row::SetState { person: person.id, state });
        }
        if let Some(manages) = account.manages_server {
            let grants = self.app.store.grants_of(workspace, person.id).await?;
            let has = grants.iter().find(|grant| grant.capability == Capability::Admin);
            match (manages, has) {
                (true, None) => rows.push(Row::PutGrant(own)),
                // What somebody gave stays; what came with *Manage Server* goes with it, from the account it came with.
                (false, Some(grant)) if grant.granted_by.is_none() && person.external_id == account.id => {
                    rows.push(Row::RemoveGrant(own));
                }
                (true, Some(_)) | (false, Some(_) | None) => {}
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let takes_away = rows.iter().any(|row| matches!(row, Row::RemoveGrant(_)));
        let now = self.app.store.now().await?;
        match self.app.store.write(Commit { rows, ..Commit::new(workspace, now) }).await {
            // Who is known can read on while nothing can be saved. It is learnt again at the next act.
            Err(fault) if fault.is_outage() && !takes_away => {
                warn!(person = %person.id, %fault, "what changed about somebody could not be kept");
                Ok(())
            }
            written => Ok(written.map(drop)?),
        }
    }

    async fn note(&self, platform: &'static str, happening: &Happening) -> Result<(), AppFault> {
        let server = match happening {
            Happening::Here(here) => return self.is_here(platform, here).await,
            Happening::Removed { server } | Happening::Left { server, .. } => server,
        };
        let Some(workspace) = self.app.store.workspace_by_external(platform, server).await? else { return Ok(()) };
        match happening {
            Happening::Here(_) => Ok(()),
            Happening::Removed { .. } => {
                self.app.put_to_sleep(workspace.id).await?;
                self.app.is_out(workspace.id).await
            }
            Happening::Left { account, .. } => {
                let person = self.app.store.person_by_external(workspace.id, platform, account).await?;
                // Somebody's second account leaves alone.
                let gone = person.filter(|it| it.external_id == *account && it.state == PersonState::Active);
                match gone {
                    Some(person) => self.app.has_left(workspace.id, person.id).await,
                    None => Ok(()),
                }
            }
        }
    }
}

#[async_trait]
impl Answers for Door {
    async fn answer(&self, arrival: Arrival) -> Answer {
        let words = self.app.words(arrival.by.locale.as_deref().unwrap_or_default());
        let what = arrival.what.clone();
        match self.taken_in(arrival).await {
            Ok(Some(incoming)) => {
                let reply = self.app.receive(&incoming).await;
                let people = self.accounts.people(incoming.workspace, &reply.people()).await;
                let asker = Asker { workspace: incoming.workspace, person: incoming.person };
                Answer { reply, people: people.unwrap_or_default(), asker: Some(asker) }
            }
            Ok(None) => to_a_stranger(Reply::Private(cards::refusal::not_set_up(&words))),
            Err(fault) => {
                error!(%fault, "somebody could not be let in");
                to_a_stranger(self.app.told_of_fault(&words, fault.told(), &what))
            }
        }
    }

    async fn late(&self, late: Late) {
        self.app.take_late(&late).await;
    }

    async fn happened(&self, platform: &'static str, happening: Happening) {
        if let Err(fault) = self.note(platform, &happening).await {
            error!(%fault, ?happening, "what happened could not be noted");
        }
    }

    async fn is_first(&self, platform: &'static str, delivery: &str) -> bool {
        self.app.answers_first(platform, delivery).await
    }

    async fn suggest(&self, typing: Typing) -> Vec<Choice> {
        self.suggested(&typing).await.unwrap_or_else(|fault| {
            error!(%fault, "nothing could be suggested");
            Vec::new()
        })
    }
}

/// The answer to somebody whom we do not know.
fn to_a_stranger(reply: Reply) -> Answer {
    Answer { reply, people: People::new(), asker: None }
}

fn shown(account: &Account) -> String {
    if account.name.trim().is_empty() { account.handle.clone() } else { account.name.clone() }
}

/// Accounts as the persons they are: a whole answer or value as the id, a word of a command after an `@`.
fn with_persons(what: What, named: &BTreeMap<String, PersonId>) -> What {
    let one = |line: &str| {
        let id = line.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>')).and_then(|id| named.get(id));
        id.map_or(line.to_owned(), ToString::to_string)
    };
    // Several people stand a line each; any other text is left as it was typed.
    let person = |text: String| {
        let is_people = text.lines().all(|line| line.starts_with("<@") && line.ends_with('>'));
        if is_people { text.lines().map(one).collect::<Vec<_>>().join("\n") } else { text }
    };
    match what {
        What::Command(text) => What::Command(
            named
                .iter()
                .fold(text, |text, (account, person)| text.replace(&format!("<@{account}>"), &format!("@{person}"))),
        ),
        message @ What::Message { .. } => message,
        What::Click { id, values } => What::Click { id, values: values.into_iter().map(person).collect() },
        What::Submit { id, answers } => {
            What::Submit { id, answers: answers.into_iter().map(|(key, value)| (key, person(value))).collect() }
        }
    }
}
