//! `baton doctor` as the real program, on a house that is sound but for one thing.

use baton::domain::calendar::Calendar;
use baton::ids::{CalendarId, TeamId};
use baton::store::commit::{Commit, Row};
use baton::store::identity::{
    Capability, Grant, Person, PersonState, StoredCalendar, StoredClosedDays, Team, TeamMember, Workspace,
};
use baton::store::playbooks::Receivers;
use chrono_tz::Tz;

use crate::Case;
use crate::program::{Running, Said, doctor};
use crate::stage::{House, Stage};
use crate::strict_discord::gateway::{Endpoint, GUILD_MEMBERS};
use crate::strict_discord::permissions::{
    ATTACH_FILES, EVERYONE, INVITED, MANAGE_THREADS, PRIVATE_THREADS, READ_HISTORY, SEND_IN_THREADS, SEND_MESSAGES,
    VIEW_CHANNEL,
};
use crate::strict_discord::world::Overwrite;

/// Everything of one case.
struct Scene {
    stage: Stage,
    house: House,
    settings: Vec<(&'static str, String)>,
}

/// How a fault is planted.
type Plant = fn(&mut Scene);

/// The name, the fault, how the program ends, and what it says.
type Planted = (&'static str, Plant, i32, &'static str);

const PLANTED: &[Planted] = &[
    ("nothing", |_| {}, 0, "Server"),
    (
        "the token was changed",
        |it| it.world(|world| world.token.push_str("-of-yesterday")),
        1,
        "The token is not valid",
    ),
    ("Discord is away", |it| it.set("DISCORD_API_URL", "http://127.0.0.1:9"), 2, "I could not look"),
    ("another application", |it| it.set("DISCORD_APPLICATION_ID", "42"), 1, "The settings name application 42"),
    (
        "members are not told",
        |it| it.world(|world| world.gateway.privileged &= !GUILD_MEMBERS),
        0,
        "Switch on Server Members Intent on the application's Bot page (https://discord.com/developers/applications/",
    ),
    ("a code is asked for", |it| it.world(|world| world.needs_code_grant = true), 1, "Requires OAuth2 Code Grant"),
    (
        "commands go elsewhere",
        |it| it.world(|world| world.gateway.endpoint = Some(nowhere())),
        1,
        "Empty Interactions Endpoint URL",
    ),
    ("no address is set", |it| it.set_key(true), 1, "Discord does not know where to send commands"),
    (
        "the address is silent",
        |it| {
            it.set_key(true);
            it.world(|world| world.gateway.endpoint = Some(nowhere()));
        },
        1,
        "does not answer as I do",
    ),
    ("the key is another's", |it| it.set_key(false), 1, "The public key is another application's"),
    ("the gateway is down", |it| it.world(|world| world.gateway.is_down = true), 1, "The gateway cannot be reached"),
    ("started too often", |it| it.world(|world| world.gateway.identified = 1_000), 1, "lets me connect no more today"),
    ("too few shards", |it| it.world(|world| world.gateway.shards = 3), 1, "Start 3 of me"),
    ("no commands", |it| it.world(|world| world.commands.clear()), 1, "No command is registered"),
    (
        "old commands",
        |it| it.world(|world| world.commands.values_mut().for_each(|all| all.truncate(1))),
        1,
        "The commands are those of another version",
    ),
    ("the bot was removed", |it| it.house.town.remove_bot(), 1, "I am not in this server"),
    (
        "no scope for commands",
        |it| it.world_of_house(|guild| guild.refuses_commands = true),
        1,
        "scope=bot+applications.commands",
    ),
    ("the channel was deleted", |it| it.house.town.remove_channel(it.house.cards), 1, "for the cards was deleted"),
    ("the channel is hidden", |it| it.deny(VIEW_CHANNEL), 1, "and allow View Channel"),
    ("may not send", |it| it.deny(SEND_MESSAGES), 1, "I may not send messages in #handoffs"),
    ("may not attach", |it| it.deny(ATTACH_FILES), 1, "and allow Attach Files"),
    ("may not read back", |it| it.deny(READ_HISTORY), 1, "and allow Read Message History"),
    ("may not open threads", |it| it.deny(PRIVATE_THREADS), 1, "and allow Create Private Threads"),
    ("may not speak in threads", |it| it.deny(SEND_IN_THREADS), 1, "and allow Send Messages in Threads"),
    (
        "may not wake threads",
        |it| it.house.town.set_role(it.house.role, INVITED & !MANAGE_THREADS),
        1,
        "and allow Manage Threads",
    ),
    ("guests read the managers", |it| it.open(it.house.managers), 1, "It is for managers only"),
    ("guests read the cards", |it| it.open(it.house.cards), 0, "Everyone in the server reads #handoffs, guests too"),
];

/// The same for what the store knows.
type Kept = (&'static str, fn(&House, &mut Keep), i32, &'static str);

/// What is changed in the store.
struct Keep {
    workspace: Workspace,
    person: Person,
    rows: Vec<Row>,
}

impl Keep {
    fn everybodys(&self) -> CalendarId {
        self.workspace.calendar.expect("hours")
    }
}

const KEPT: &[Kept] = &[
    ("no channel", |_, keep| keep.workspace.channel = None, 1, "Cards have no channel"),
    ("no managers' channel", |_, keep| keep.workspace.manager_channel = None, 1, "Managers have no channel"),
    ("no fallback person", |_, keep| keep.workspace.fallback = None, 1, "Nobody takes over from those who leave"),
    ("not set up", |_, keep| keep.workspace.set_up_at = None, 0, "Nobody has set me up yet"),
    (
        "the fallback person left",
        |_, keep| keep.person.state = PersonState::Left,
        1,
        "Ben takes over from those who leave, and has left too",
    ),
    (
        "every receiver left",
        |_, keep| keep.person.state = PersonState::Left,
        1,
        "is away or gone. I can suggest nobody",
    ),
    (
        "nobody manages",
        |house, keep| {
            let capability = Capability::Manager;
            keep.rows.push(Row::RemoveGrant(Grant { person: house.receiver, capability, granted_by: None }));
        },
        1,
        "Nobody manages here",
    ),
    (
        "nobody receives",
        |_, keep| {
            let none = Receivers { key: "ae_csm".to_owned(), list: Vec::new() };
            keep.rows.push(Row::PutReceivers(none));
        },
        1,
        "Nobody is named to receive",
    ),
    (
        "the hours have no open time",
        |_, keep| keep.rows.push(calendar(keep.everybodys(), false)),
        1,
        "The working hours have no open time. Deadlines in working time never come, and nobody is reminded. Write the \
         hours with /handoff-admin settings, Change hours",
    ),
    (
        "a team's hours have no open time",
        |house, keep| keep.rows.extend(team(house, Some(calendar(TEAM_CALENDAR, false)), true)),
        1,
        "The hours of Lisbon desk have no open time.",
    ),
    (
        "the public holidays end",
        |_, keep| keep.rows.push(holidays(keep.everybodys(), 2026)),
        0,
        "My list of public holidays ends with 2026. Later holidays count as working days. Start a newer version of me, or \
         enter the days with /handoff-admin settings, Days off.",
    ),
    (
        "a team's public holidays end",
        |house, keep| {
            keep.rows.extend(team(house, Some(calendar(TEAM_CALENDAR, true)), true));
            keep.rows.push(holidays(TEAM_CALENDAR, 2026));
        },
        0,
        "My list of public holidays for Lisbon desk ends with 2026.",
    ),
    ("the public holidays are known", |_, keep| keep.rows.push(holidays(keep.everybodys(), 2027)), 0, "all is well"),
    (
        "nobody is in a team",
        |house, keep| keep.rows.extend(team(house, None, false)),
        0,
        "Nobody is in the team Lisbon desk. Its digest has nothing to tell. Add people, or remove it, with \
         /handoff-admin settings, Teams.",
    ),
    ("somebody is in the team", |house, keep| keep.rows.extend(team(house, None, true)), 0, "all is well"),
    (
        "a direct message was refused",
        |house, keep| keep.rows.push(Row::CloseDirect(house.receiver)),
        0,
        "Ben takes no direct messages",
    ),
];

pub(crate) fn cases() -> Vec<Case> {
    let planted = PLANTED.iter().map(|(name, plant, code, says)| {
        Case::new(&format!("doctor/{name}"), move || async move {
            let mut scene = Scene::new().await;
            plant(&mut scene);
            scene.says(*code, says).await;
        })
    });
    let kept = KEPT.iter().map(|(name, change, code, says)| {
        Case::new(&format!("doctor/{name}"), move || async move {
            let scene = Scene::new().await;
            scene.keep(change).await;
            scene.says(*code, says).await;
        })
    });
    let more = [
        Case::new("doctor/there is no database yet", no_database),
        Case::new("doctor/in the chat", in_the_chat),
        Case::new("doctor/in the playground", in_the_playground),
    ];
    planted.chain(kept).chain(more).collect()
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        stage.register().await;
        let house = stage.house("ACME").await;
        let settings = vec![
            ("BATON_DATABASE", stage.folder.path().join("baton.db").display().to_string()),
            ("DISCORD_TOKEN", stage.discord.token()),
            ("DISCORD_API_URL", stage.discord.api_url()),
        ];
        Self { stage, house, settings }
    }

    fn world(&self, change: impl FnOnce(&mut crate::strict_discord::world::World)) {
        self.stage.discord.change(change);
    }

    fn world_of_house(&self, change: impl FnOnce(&mut crate::strict_discord::world::Guild)) {
        let id = self.house.town.id;
        self.stage.discord.change(|world| change(world.guilds.get_mut(&id).expect("the server")));
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.to_owned()));
    }

    fn set_key(&mut self, is_ours: bool) {
        let key = if is_ours { self.stage.discord.public_key() } else { "ab".repeat(32) };
        self.set("DISCORD_PUBLIC_KEY", &key);
    }

    /// Takes something from the bot in the channel of the cards.
    fn deny(&self, what: u64) {
        let allow = VIEW_CHANNEL & !what;
        let rule = Overwrite { id: self.house.role, is_member: false, allow, deny: what };
        self.house.town.overwrite(self.house.cards, rule);
    }

    fn open(&self, channel: u64) {
        let id = self.house.town.id;
        self.house.town.overwrite(channel, Overwrite { id, is_member: false, allow: EVERYONE, deny: 0 });
    }

    async fn keep(&self, change: &fn(&House, &mut Keep)) {
        let (store, house) = (&self.stage.store, &self.house);
        let mut keep = Keep {
            workspace: store.workspace(house.workspace).await.expect("read").expect("there"),
            person: store.person(house.workspace, house.receiver).await.expect("read").expect("there"),
            rows: Vec::new(),
        };
        change(house, &mut keep);
        let now = store.now().await.expect("the time");
        let mut commit =
            Commit::new(house.workspace, now).row(Row::PutWorkspace(keep.workspace)).row(Row::PutPerson(keep.person));
        commit.rows.extend(keep.rows);
        store.write(commit).await.expect("written");
    }

    /// The program ends so and says this; where it is only good to know or all is well, it says that, too.
    async fn says(&self, code: i32, wanted: &str) {
        let said = doctor(self.stage.folder.path(), &self.settings).await;
        assert!(said.text.contains(wanted), "{wanted:?} is not in: {}", said.text);
        assert_eq!(said.code, code, "{}", said.text);
        assert_eq!(
            said.code == 0,
            !said.text.contains("not work") && !said.text.contains("could not"),
            "{}",
            said.text
        );
        self.keeps_secrets(&said);
    }

    fn keeps_secrets(&self, said: &Said) {
        for (name, value) in &self.settings {
            let is_secret = matches!(*name, "DISCORD_TOKEN" | "DISCORD_PUBLIC_KEY");
            assert!(!is_secret || !said.text.contains(value.as_str()), "{name} was printed");
        }
    }
}

const TEAM_CALENDAR: CalendarId = CalendarId::new(71);

/// A calendar's row: office hours, or no hours at all.
fn calendar(id: CalendarId, opens: bool) -> Row {
    let mut hours = Calendar::business_week(Tz::UTC);
    if !opens {
        hours.week = Default::default();
    }
    let body = serde_json::to_value(&hours).expect("JSON");
    Row::PutCalendar(StoredCalendar { id, name: "Hours".to_owned(), body })
}

/// Germany's public holidays, filled in up to a year; it is 2026.
fn holidays(calendar: CalendarId, up_to: i32) -> Row {
    let body = serde_json::json!({ "v": 1, "country": "DE", "filled_to": up_to });
    Row::PutClosedDays(StoredClosedDays { calendar, body })
}

/// A team with or without anybody in it, and hours of its own if any.
fn team(house: &House, hours: Option<Row>, has_people: bool) -> Vec<Row> {
    let id = TeamId::new(72);
    let calendar = hours.is_some().then_some(TEAM_CALENDAR);
    let name = "Lisbon desk".to_owned();
    let team = Team { id, name, channel: None, manager_channel: None, calendar };
    let member = TeamMember { team: id, person: house.receiver, ordinal: 0, is_manager: false };
    let member = has_people.then_some(Row::PutTeamMember(member));
    hours.into_iter().chain([Row::PutTeam(team)]).chain(member).collect()
}

/// A port where nobody listens.
fn nowhere() -> Endpoint {
    Endpoint { address: ([127, 0, 0, 1], 9).into(), path: "/platforms/discord".to_owned() }
}

async fn no_database() {
    let mut scene = Scene::new().await;
    scene.set("BATON_DATABASE", "sqlite:nowhere.db");
    let said = doctor(scene.stage.folder.path(), &scene.settings).await;
    assert_eq!(said.code, 2, "{}", said.text);
    assert!(said.text.contains("The bot itself: all is well") && said.text.contains("no database"), "{}", said.text);
    assert!(!scene.stage.folder.path().join("nowhere.db").exists(), "looking makes nothing");
}

async fn in_the_chat() {
    let scene = Scene::new().await;
    scene.stage.listen().await;
    let (ben, cards) = (&scene.house.ben, scene.house.cards);
    let said = scene.stage.asks(ben, cards, "/handoff-admin doctor").await;
    assert!(said.contains("This server") && said.contains("all is well"), "{said}");
    scene.deny(ATTACH_FILES);
    let said = scene.stage.asks(ben, cards, "/handoff-admin doctor").await;
    assert!(said.contains("one thing does not work") && said.contains("Attach Files"), "{said}");
    // An answer in the chat shows who asks nothing of the settings.
    assert!(!said.contains(&scene.stage.discord.token()), "{said}");
}

async fn in_the_playground() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = doctor(folder.path(), &[]).await;
    assert_eq!(said.code, 2, "{}", said.text);
    assert!(said.text.contains("there is no database") && said.text.contains("baton run"), "{}", said.text);
    let mut program = Running::playground(folder.path());
    program.says("The playground is open").await;
    // While it runs, and when it does not.
    for _ in 0..2 {
        let said = doctor(folder.path(), &[]).await;
        assert!(said.code == 0 && said.text.contains("all is well"), "{said:?}");
        program.stop();
    }
}
