//! Days off and a person's own times: written each by itself, strictly in one workspace, and a digest that was moved
//! meanwhile is not moved back by whoever fires the old hour.

use baton::domain::own_time::days_off::DaysOff;
use baton::store::commit::{Commit, Row, Written};
use baton::store::own_time::{EnteredDaysOff, OwnTimes};
use baton::store::schedules::{Advance, Schedule};

use crate::Arena;
use crate::filled::{ABROAD, ANA, BEN, HOME, at, company, person, written};

crate::cases!(days_off_are_kept_apart, own_times_leave_the_rest_alone, a_moved_schedule_is_not_moved_back);

fn days(first: &str, last: &str) -> DaysOff {
    DaysOff { first: first.parse().unwrap(), last: last.parse().unwrap() }
}

async fn days_off_are_kept_apart(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    written(&store, company(ABROAD)).await;
    let winter = EnteredDaysOff { person: ANA, days: days("2026-12-24", "2027-01-02"), set_by: BEN };
    let summer = EnteredDaysOff { person: ANA, days: days("2026-08-03", "2026-08-03"), set_by: ANA };
    let put = |row| Commit::new(HOME, at(1)).row(Row::PutDaysOff(row));
    for row in [winter, summer, winter] {
        written(&store, put(row)).await;
    }
    assert_eq!(store.days_off(HOME).await.unwrap(), [summer, winter]);
    assert_eq!(store.days_off(ABROAD).await.unwrap(), []);
    let gone = |workspace| Commit::new(workspace, at(2)).row(Row::RemoveDaysOff { person: ANA, days: winter.days });
    written(&store, gone(ABROAD)).await;
    assert_eq!(store.days_off(HOME).await.unwrap().len(), 2);
    written(&store, gone(HOME)).await;
    assert_eq!(store.days_off(HOME).await.unwrap(), [summer]);
}

async fn own_times_leave_the_rest_alone(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let row = OwnTimes {
        person: ANA,
        zone: None,
        digest_minute: Some(600),
        quiet_from_minute: Some(0),
        quiet_to_minute: Some(0),
    };
    written(&store, Commit::new(ABROAD, at(1)).row(Row::SetTimes(row.clone()))).await;
    written(&store, Commit::new(ABROAD, at(1)).row(Row::ClearAway(ANA))).await;
    let before = person(ANA, "Ana");
    assert_eq!(store.person(HOME, ANA).await.unwrap(), Some(before.clone()));
    written(&store, Commit::new(HOME, at(1)).row(Row::SetTimes(row)).row(Row::ClearAway(ANA))).await;
    let after = baton::store::identity::Person {
        zone: None,
        digest_minute: Some(600),
        quiet_from_minute: Some(0),
        quiet_to_minute: Some(0),
        away_until: None,
        ..before
    };
    assert_eq!(store.person(HOME, ANA).await.unwrap(), Some(after));
    assert_eq!(store.person(HOME, BEN).await.unwrap(), Some(person(BEN, "Ben")));
}

async fn a_moved_schedule_is_not_moved_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let planned = |minute, next| Schedule {
        key: "digest:person:1".to_owned(),
        kind: "person_digest".to_owned(),
        person: Some(ANA),
        team: None,
        minute,
        zone: "UTC".to_owned(),
        next_at: at(next),
        last_at: None,
        missed: 0,
    };
    let put = |schedule| Commit::new(HOME, at(1)).row(Row::PutSchedule(schedule));
    written(&store, put(planned(540, 10))).await;
    // Whoever read it as due fires it only after it was moved to a later hour.
    written(&store, put(planned(600, 70))).await;
    let key = "digest:person:1".to_owned();
    let fired = Advance { key, expected_last: None, last_at: at(10), next_at: at(1_450), missed: 0 };
    let fire = |advance| Commit::new(HOME, at(10)).row(Row::AdvanceSchedule(advance));
    assert_eq!(store.write(fire(fired.clone())).await.unwrap(), Written::Stale);
    assert_eq!(store.schedule(HOME, &fired.key).await.unwrap().map(|known| known.next_at), Some(at(70)));
    written(&store, fire(Advance { last_at: at(70), ..fired })).await;
}
