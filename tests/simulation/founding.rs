//! The company that a run begins with: people in several zones, two playbooks and some briefs that are ready to be sent.
//!
//! Made once for each kind of company by the real program, and copied for each run.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use baton::app::App;
use baton::app::act::{Act, Target};
use baton::app::playbooks::{Source, sources};
use baton::chat::text::Catalog;
use baton::clock::{ManualClock, Timestamp};
use baton::domain::brief::{Entry, value};
use baton::domain::calendar::{Calendar, Interval};
use baton::domain::handoff::{Handoff, Purpose};
use baton::domain::lifecycle::Action;
use baton::domain::lifecycle::action::Start;
use baton::domain::playbook::{Field, FieldKind, Playbook};
use baton::ids::{CalendarId, HandoffId, IdSource, PersonId, WorkspaceId};
use baton::store::commit::{Commit, Row};
use baton::store::identity::{StoredCalendar, Team};
use baton::store::{OpenOptions, Store};
use chrono::NaiveDateTime;
use tokio::sync::mpsc;

use crate::chat::{Chat, Line};
use crate::company::{self, Founded, Home, Member, Plan};

/// A kind of company.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// Where it receives, and where its sellers sit.
    pub zones: (&'static str, &'static str),
    /// When it begins, by the first zone: shortly before clocks change somewhere.
    pub begins: &'static str,
    /// What it hands over.
    pub playbooks: [&'static str; 2],
    /// When its desks are open.
    pub hours: (&'static str, &'static str),
}

const fn variant(
    zones: (&'static str, &'static str),
    begins: &'static str,
    playbooks: [&'static str; 2],
    hours: (&'static str, &'static str),
) -> Variant {
    Variant { zones, begins, playbooks, hours }
}

const DAY: (&str, &str) = ("09:00", "17:00");

/// Every kind.
pub const VARIANTS: [Variant; 9] = [
    variant(("Europe/Berlin", "America/New_York"), "2026-03-27 10:00", ["ae_csm", "csm_support_issue"], DAY),
    variant(("America/New_York", "Europe/Berlin"), "2026-10-30 14:00", ["ae_csm", "sup_eng_bug"], DAY),
    variant(("Australia/Lord_Howe", "Asia/Kathmandu"), "2026-04-02 15:30", ["sdr_ae", "ae_csm"], DAY),
    variant(("Asia/Kathmandu", "Australia/Lord_Howe"), "2026-10-01 11:00", ["csm_billing", "cs_product"], DAY),
    variant(("Pacific/Apia", "Pacific/Honolulu"), "2026-12-30 16:00", ["ae_csm", "csm_csm"], DAY),
    variant(("Africa/Cairo", "Europe/Dublin"), "2026-04-22 16:30", ["ae_impl", "impl_csm"], ("08:30", "16:30")),
    variant(("America/Santiago", "Pacific/Chatham"), "2026-09-03 09:30", ["csm_renewal", "ae_csm"], DAY),
    variant(
        ("Europe/London", "Asia/Kolkata"),
        "2026-10-23 13:00",
        ["csm_support_live", "csm_billing"],
        ("22:00", "06:00"),
    ),
    variant(("America/St_Johns", "Africa/Casablanca"), "2026-03-06 12:00", ["ae_csm", "ae_impl"], DAY),
];

/// A company as it was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its people.
    pub company: Founded,
    /// Its desk.
    pub calendar: (CalendarId, Calendar),
    /// When it was made.
    pub at: Timestamp,
}

static CATALOG: LazyLock<Result<Catalog, String>> = LazyLock::new(|| {
    Catalog::embedded().map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
});
static SOURCES: LazyLock<Result<Vec<Source>, String>> =
    LazyLock::new(|| sources(None).map_err(|fault| fault.to_string()));
static PLAYBOOKS: LazyLock<Mutex<BTreeMap<String, Arc<Playbook>>>> = LazyLock::new(Mutex::default);

/// Every sentence.
pub fn catalog() -> Result<Catalog, String> {
    CATALOG.clone()
}

/// A shipped playbook.
pub fn playbook(key: &str) -> Result<Arc<Playbook>, String> {
    let mut known = PLAYBOOKS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(key) {
        return Ok(Arc::clone(found));
    }
    let source = source(key)?;
    let playbook = Arc::new(source.playbook);
    known.insert(key.to_owned(), Arc::clone(&playbook));
    Ok(playbook)
}

fn source(key: &str) -> Result<Source, String> {
    let all = SOURCES.clone()?;
    all.into_iter().find(|source| source.playbook.key == key).ok_or_else(|| format!("no playbook {key}"))
}

/// Any fault, as words.
pub fn told(fault: impl std::fmt::Display) -> String {
    fault.to_string()
}

/// Makes a company in an empty database.
pub async fn found(url: &str, variant: &Variant) -> Result<Made, String> {
    let zone = variant.zones.0.parse().map_err(told)?;
    let hours = Interval::parse(variant.hours.0, variant.hours.1).map_err(told)?;
    let calendar = Calendar::weekdays(zone, hours);
    let begins = NaiveDateTime::parse_from_str(variant.begins, "%Y-%m-%d %H:%M").map_err(told)?;
    let at = calendar.moment(begins).ok_or("no such moment")?;
    let clock = Arc::new(ManualClock::at(at));
    let options = OpenOptions { time_from_clock: true, readers: 2, connections: 2, ..OpenOptions::default() };
    let store = Store::open(url, Arc::<ManualClock>::clone(&clock), options).await.map_err(told)?;
    store.migrate().await.map_err(told)?;
    let line = Line { chat: Arc::new(Chat::default()), clock, queue: mpsc::unbounded_channel().0 };
    let app = App::new(store, Arc::new(IdSource::seeded(1)), catalog()?, Arc::new(line));
    let plan = Plan { calendar: calendar.clone(), people: people(variant), home: Home::default(), is_set_up: true };
    let company = company::found(&app.store, &app.ids, &plan).await?;
    let chosen = variant.playbooks.map(source).into_iter().collect::<Result<Vec<_>, _>>()?;
    app.install_playbooks(company.workspace, &chosen).await.map_err(told)?;
    company::staff(&app.store, &company, &calendar).await?;
    sellers_sit_elsewhere(&app, company.workspace, variant).await?;
    let desk = app.store.calendars(company.workspace).await.map_err(told)?;
    let desk = desk.first().ok_or("no calendar")?.id;
    for (n, key) in variant.playbooks.into_iter().chain(variant.playbooks).enumerate() {
        write_brief(&app, &company, key, n).await?;
    }
    app.store.close().await;
    Ok(Made { company, calendar: (desk, calendar), at })
}

fn people(variant: &Variant) -> Vec<Member> {
    let member = |key: &str, team: &str, is_manager, zone: Option<&str>| Member {
        key: key.to_owned(),
        title: "colleague".to_owned(),
        team: team.to_owned(),
        is_manager,
        zone: zone.map(str::to_owned),
    };
    let away = Some(variant.zones.1);
    vec![
        member("ana", "Sales", false, away),
        member("sam", "Sales", false, None),
        member("ben", "Customer Success", false, None),
        member("lea", "Customer Success", false, away),
        member("mia", "Customer Success", true, None),
    ]
}

/// The sellers' team has hours of its own, and the playbooks are on.
async fn sellers_sit_elsewhere(app: &App, workspace: WorkspaceId, variant: &Variant) -> Result<(), String> {
    let now = app.store.now().await.map_err(told)?;
    let calendar = Calendar::business_week(variant.zones.1.parse().map_err(told)?);
    let id = CalendarId::new(app.ids.next(now));
    let body = serde_json::to_value(&calendar).map_err(told)?;
    let mut commit =
        Commit::new(workspace, now).row(Row::PutCalendar(StoredCalendar { id, name: "Away".to_owned(), body }));
    for team in app.store.teams(workspace).await.map_err(told)? {
        if team.name == "Sales" {
            commit.rows.push(Row::PutTeam(Team { calendar: Some(id), ..team }));
        }
    }
    for key in variant.playbooks {
        let setting = app.store.workspace_playbook(workspace, key).await.map_err(told)?;
        let mut setting = setting.ok_or("the playbook was not installed")?;
        setting.is_on = true;
        commit.rows.push(Row::PutWorkspacePlaybook(setting));
    }
    app.store.write(commit).await.map_err(told)?;
    Ok(())
}

async fn write_brief(app: &App, company: &Founded, key: &str, n: usize) -> Result<(), String> {
    let now = app.store.now().await.map_err(told)?;
    let person = |key: &str| company.person(key).ok_or_else(|| format!("no {key}"));
    let (sender, receiver) = if n < 2 { ("ana", "ben") } else { ("sam", "lea") };
    let backup = if receiver == "ben" { "lea" } else { "ben" };
    let setting = app.store.workspace_playbook(company.workspace, key).await.map_err(told)?;
    let setting = setting.ok_or("the playbook was not installed")?;
    let playbook = playbook(key)?;
    let blank = Handoff {
        playbook: setting.key,
        playbook_version: setting.digest,
        ..Handoff::draft(HandoffId::new(app.ids.next(now)), company.workspace, person(sender)?, now)
    };
    let id = blank.id;
    let closed = now.plus_ms(if n == 2 { -40 * 3_600_000 } else { 0 });
    let start = Start {
        dated: None,
        customer: format!("Customer {n}"),
        purpose: Purpose::Real,
        receiver: Some((person(receiver)?, None)),
        deal_closed: playbook.asks_deal_closed.then_some(closed),
        signed: playbook.holds_until_signed.then_some(true),
        entries: entries(&playbook, now, person("mia")?),
    };
    let by = person(sender)?;
    let act = |target, action| Act {
        workspace: company.workspace,
        target,
        action,
        by: Some(by),
        source: "fake",
        delivery: None,
        finished: None,
        catching_up: None,
        form: None,
        at: None,
    };
    app.act(act(Target::New(Box::new(blank)), Action::Start(start))).await.map_err(told)?;
    app.act(act(Target::Existing(id), Action::SetBackup(Some(person(backup)?)))).await.map_err(told)?;
    Ok(())
}

/// Everything that is required, as in the playbook's own examples.
pub fn entries(playbook: &Playbook, now: Timestamp, somebody: PersonId) -> Vec<(String, Entry)> {
    let fields = playbook.card.iter().chain(playbook.sections.iter().flat_map(|section| &section.fields));
    let asked = fields.filter(|field| field.required || field.required_at_high_risk);
    asked.map(|field| (field.key.clone(), entry(field, now, somebody))).collect()
}

/// A good answer: the playbook's example, else something of the kind.
pub fn entry(field: &Field, now: Timestamp, somebody: PersonId) -> Entry {
    let today = now.utc().date_naive();
    let soon = (today + chrono::Days::new(9)).to_string();
    let typed = match field.kind {
        FieldKind::Choice | FieldKind::Multi => {
            field.options.first().map(|choice| choice.key.clone()).unwrap_or_default()
        }
        FieldKind::User => somebody.to_string(),
        FieldKind::Date => soon,
        FieldKind::Datetime => format!("{soon} 10:00"),
        _ if !field.example.is_empty() => field.example.clone(),
        FieldKind::Short => "Dana Ortiz, operations".to_owned(),
        FieldKind::Long => "Their team lost a day a week copying numbers between two tools.".to_owned(),
        FieldKind::List => "SSO live by 15 March, to Dana Ortiz".to_owned(),
        FieldKind::Money => "48,000 EUR".to_owned(),
        FieldKind::Number => "12".to_owned(),
        FieldKind::Yesno => "yes".to_owned(),
        FieldKind::Link => "https://files.example/acme".to_owned(),
    };
    Entry { value: value::read(field, &typed, today), source: None }
}
