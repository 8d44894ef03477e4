//! Servers that come and go, people who leave, and several servers in one bot that never touch each other.

use baton::clock::Clock as _;
use baton::store::identity::{PersonState, Workspace};

use crate::Case;
use crate::stage::{House, Stage, written_to};
use crate::strict_discord::gateway::GUILD_MEMBERS;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("servers/removed and invited again, nothing is lost", removed_and_back),
        Case::new("servers/removed while nobody listened", removed_unheard),
        Case::new("servers/a removal that only a message shows", removed_by_message),
        Case::new("servers/an outage is no removal", outage),
        Case::new("servers/two servers with the same person stay apart", apart),
        Case::new("servers/somebody leaves, and the gateway tells it", left),
        Case::new("servers/somebody leaves, and only a message shows it", left_unheard),
        Case::new("servers/who may set up follows their role", roles_change),
        Case::new("servers/started too often, it waits", spent),
    ]
}

impl Stage {
    async fn sleeps(&self, house: &House) {
        let is_asleep = || async { self.store.is_asleep(house.workspace).await.expect("read") };
        self.until("sleep", is_asleep).await;
    }

    async fn wakes(&self, house: &House) {
        let is_awake = || async { !self.store.is_asleep(house.workspace).await.expect("read") };
        self.until("waking", is_awake).await;
    }

    async fn state(&self, house: &House) -> PersonState {
        self.store.person(house.workspace, house.receiver).await.expect("read").expect("there").state
    }

    async fn works(&self) {
        self.app.work().await.expect("it works");
    }

    async fn waiting(&self, house: &House) -> usize {
        let jobs = self.store.waiting_jobs(house.workspace, 50).await.expect("read");
        jobs.iter().filter(|job| job.kind == "figures_opened").count()
    }
}

async fn removed_and_back() {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    let before = stage.store.workspace(house.workspace).await.expect("read").expect("there");
    house.town.remove_bot();
    stage.sleeps(&house).await;
    stage.queue(house.workspace, house.receiver, "told:1").await;
    let asked = stage.discord.requests().len();
    // Days go by: it is looked at again and again, and nothing is tried.
    for _ in 0..20 {
        stage.clock.set(stage.clock.now().plus_ms(11 * 60_000));
        stage.works().await;
    }
    assert_eq!(stage.discord.requests().len(), asked, "nothing is tried while the bot is away");
    assert_eq!((written_to(&house.ben), stage.waiting(&house).await), (0, 1));
    house.town.invite_bot(crate::strict_discord::permissions::INVITED);
    stage.wakes(&house).await;
    let is_told = || async { stage.waiting(&house).await == 0 };
    stage.until("what waited", is_told).await;
    assert_eq!(written_to(&house.ben), 1, "it is told once");
    let after = stage.store.workspace(house.workspace).await.expect("read").expect("there");
    // What the server is called is learnt on the way.
    assert_eq!(after, Workspace { name: "ACME".to_owned(), ..before }, "everything is as it was");
}

async fn removed_unheard() {
    let stage = Stage::new().await;
    let (gone, stays) = (stage.house("ACME").await, stage.house("Globex").await);
    gone.town.remove_bot();
    stage.listen().await;
    stage.sleeps(&gone).await;
    assert!(!stage.store.is_asleep(stays.workspace).await.expect("read"));
}

async fn removed_by_message() {
    let stage = Stage::new().await;
    let (gone, stays) = (stage.house("ACME").await, stage.house("Globex").await);
    gone.town.remove_bot();
    stage.queue(gone.workspace, gone.receiver, "told:1").await;
    stage.queue(stays.workspace, stays.receiver, "told:2").await;
    stage.works().await;
    assert!(stage.store.is_asleep(gone.workspace).await.expect("read"));
    assert_eq!((stage.waiting(&gone).await, written_to(&gone.ben)), (1, 0));
    assert_eq!((stage.waiting(&stays).await, written_to(&stays.ben)), (0, 1));
}

async fn outage() {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    house.town.outage();
    house.town.is_back();
    // What comes after it on the same line has been heard when this is answered.
    stage.asks(&house.ben, house.cards, "/handoff help").await;
    assert!(!stage.store.is_asleep(house.workspace).await.expect("read"));
}

async fn apart() {
    let stage = Stage::new().await;
    stage.register().await;
    let (acme, globex) = (stage.house("ACME").await, stage.house("Globex").await);
    // One person in both, whom each knows by itself.
    globex.town.joins(&acme.ben);
    let twin = stage.person(globex.workspace, &acme.ben, "Ben in Globex", "ben_g").await;
    stage.listen().await;
    acme.town.leaves(&acme.ben);
    let has_left = || async { stage.state(&acme).await == PersonState::Left };
    stage
        .until("their leaving", || async {
            stage.works().await;
            has_left().await
        })
        .await;
    let there = stage.store.person(globex.workspace, twin).await.expect("read").expect("there");
    assert_eq!((there.state, there.name.as_str()), (PersonState::Active, "Ben in Globex"));
    acme.town.remove_bot();
    stage.sleeps(&acme).await;
    stage.queue(globex.workspace, twin, "told:1").await;
    stage.works().await;
    assert_eq!(written_to(&acme.ben), 1, "the other server is awake");
    assert!(!stage.store.is_asleep(globex.workspace).await.expect("read"));
    let jobs = stage.store.waiting_jobs(globex.workspace, 50).await.expect("read");
    assert!(jobs.iter().all(|job| job.kind != "person_left"), "{jobs:?}");
}

async fn left() {
    let stage = Stage::new().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    let asked = stage.discord.look(|world| world.gateway.sessions.values().next().map(|session| session.intents));
    assert_eq!(asked, Some(0b11), "members are asked for where that is allowed");
    house.town.leaves(&house.ben);
    stage
        .until("their leaving", || async {
            stage.works().await;
            stage.state(&house).await == PersonState::Left
        })
        .await;
}

async fn left_unheard() {
    let stage = Stage::new().await;
    stage.discord.change(|world| world.gateway.privileged &= !GUILD_MEMBERS);
    let house = stage.house("ACME").await;
    stage.listen().await;
    let asked = stage.discord.look(|world| world.gateway.sessions.values().next().map(|session| session.intents));
    assert_eq!(asked, Some(0b1), "nothing is asked for that would be refused");
    house.town.leaves(&house.ben);
    stage.queue(house.workspace, house.receiver, "told:1").await;
    stage.works().await;
    assert_eq!(stage.state(&house).await, PersonState::Left);
    // What was for them alone is given up once they are gone.
    stage.clock.set(stage.clock.now().plus_ms(60_000));
    stage.works().await;
    assert_eq!(stage.waiting(&house).await, 0);
    // Who only takes no direct messages has not left, and is remembered.
    let lea = house.town.member("lea");
    lea.takes_direct(false);
    let person = stage.person(house.workspace, &lea, "Lea", "lea").await;
    stage.queue(house.workspace, person, "told:2").await;
    stage.works().await;
    assert_eq!(stage.store.closed_directs(house.workspace).await.expect("read"), [person]);
    lea.takes_direct(true);
    stage.queue(house.workspace, person, "told:3").await;
    stage.works().await;
    assert_eq!(stage.store.closed_directs(house.workspace).await.expect("read"), []);
    assert_eq!(written_to(&lea), 1);
}

async fn roles_change() {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    let lea = house.town.member("lea");
    let boss = house.town.role("chief", crate::strict_discord::permissions::VIEW_CHANNEL | (1 << 5), false);
    let seen = crate::strict_discord::world::Overwrite {
        id: lea.id,
        is_member: true,
        allow: crate::strict_discord::permissions::VIEW_CHANNEL,
        deny: 0,
    };
    house.town.overwrite(house.cards, seen);
    house.town.gives(&lea, boss);
    let help = stage.asks(&lea, house.cards, "/handoff help").await;
    assert!(help.contains("/handoff-admin doctor"), "{help}");
    house.town.set_role(boss, 0);
    let help = stage.asks(&lea, house.cards, "/handoff help").await;
    assert!(!help.contains("/handoff-admin doctor"), "what came with the role goes with it: {help}");
}

async fn spent() {
    let stage = Stage::new().await;
    stage.discord.change(|world| (world.gateway.identified, world.gateway.starts_anew_ms) = (1_000, 60));
    let gateway = stage.gateway();
    tokio::spawn(gateway.run());
    let asked = |world: &crate::strict_discord::world::World| {
        let asks = world.log.iter().filter(|it| it.path.ends_with("/gateway/bot")).count();
        (asks >= 2).then_some(())
    };
    stage.discord.until("a second question", asked).await;
    assert!(stage.discord.look(|world| world.gateway.sessions.is_empty()), "it connects no more than it may");
    stage.discord.change(|world| world.gateway.identified = 0);
    stage.discord.until("a session", |world| (!world.gateway.sessions.is_empty()).then_some(())).await;
}
