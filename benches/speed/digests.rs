//! The daily digest of everybody in a large company, on the real worker: from nine o'clock until the last one is delivered.

use std::sync::Arc;
use std::time::Duration;

use baton::clock::Timestamp;
use baton::ids::PersonId;
use baton::store::commit::{Commit, Row};
use baton::store::identity::{Person, TeamMember};
use baton::store::schedules::Schedule;
use tokio::time::{MissedTickBehavior, interval};

use crate::support::{Asked, Bar, tell_one};
use crate::world::{MONDAY, World, file, folder};

/// From Monday at 10:00 to Tuesday at 9:00.
const UNTIL_DUE_MS: i64 = 23 * 3_600_000;
const BEFORE_MS: i64 = 500;
/// Rows of so many people in one commit.
const WRITTEN_AT_ONCE: usize = 100;
/// Nobody waits for digests longer than that.
const PATIENCE: Duration = Duration::from_mins(2);

/// Everybody has one handoff to accept, sent a minute before.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a few minutes")]
pub(crate) async fn run(asked: &Asked) {
    let people = asked.size(200, 1_000, 10_000);
    let place = folder();
    let world = World::open(&file(&place)).await;
    let due = MONDAY.plus_ms(UNTIL_DUE_MS);
    world.clock.stand_at(due.plus_ms(-60_000));
    let receivers = hire(&world, people, due).await;
    world.send_to(&receivers).await;
    let before = world.chat.direct();
    world.clock.run_from(due.plus_ms(-BEFORE_MS));
    let app = Arc::clone(&world.app);
    let worker = tokio::spawn(async move { app.run_worker().await });
    let mut look = interval(Duration::from_millis(10));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let all = tokio::time::timeout(PATIENCE, async {
        while world.chat.direct() - before < people {
            look.tick().await;
        }
    });
    let is_all = all.await.is_ok();
    let late_ms = world.app.store.now().await.expect("it works").since(due);
    worker.abort();
    let told = if is_all { people } else { world.chat.direct() - before };
    tell_one(
        &format!("digests of {people} people at the same minute, until {told} are delivered"),
        late_ms as f64 / 1_000.0,
        "s",
        Bar::AtMost(10.0),
    );
    world.app.store.close().await;
}

/// So many more people like Ben, each with a digest at this moment.
async fn hire(world: &World, people: i64, due: Timestamp) -> Vec<PersonId> {
    let (store, workspace) = (&world.app.store, world.workspace());
    let ben = store.person(workspace, world.person("ben")).await.expect("it works").expect("he is there");
    let members = store.team_members(workspace).await.expect("it works");
    let team = members.iter().find(|member| member.person == ben.id).expect("he is in a team").team;
    let all: Vec<(PersonId, i64)> = (0..people).map(|n| (PersonId::new(world.app.ids.next(MONDAY)), n)).collect();
    for some in all.chunks(WRITTEN_AT_ONCE) {
        let mut commit = Commit::new(workspace, due);
        for (id, n) in some {
            let name = format!("person{n}");
            let person = Person { id: *id, external_id: name.clone(), handle: name.clone(), name, ..ben.clone() };
            commit.rows.push(Row::PutPerson(person));
            let member = TeamMember { team, person: *id, ordinal: 10 + n, is_manager: false };
            commit.rows.push(Row::PutTeamMember(member));
            commit.rows.push(Row::PutSchedule(schedule(*id, due)));
        }
        store.write(commit).await.expect("it is written");
    }
    all.into_iter().map(|(id, _)| id).collect()
}

fn schedule(person: PersonId, due: Timestamp) -> Schedule {
    Schedule {
        key: format!("digest:person:{person}"),
        kind: "person_digest".to_owned(),
        person: Some(person),
        team: None,
        minute: 540,
        zone: "Europe/Berlin".to_owned(),
        next_at: due,
        last_at: None,
        missed: 0,
    }
}
