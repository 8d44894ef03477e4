//! People, their accounts and teams come back as they were put; single facts about somebody write nothing else over.

use baton::ids::PersonId;
use baton::store::Fault;
use baton::store::commit::{Commit, Row, Written};
use baton::store::identity::{Capability, Grant, Person, PersonLink, PersonNames, PersonState, TeamMember};
use serde_json::json;

use crate::Arena;
use crate::filled::{ABROAD, ANA, BEN, DESK, HOME, LEA, SALES, at, company, person, team, workspace, written};

crate::cases!(
    people_and_teams_come_back,
    a_second_account_is_the_same_person,
    single_facts_leave_the_others_alone,
    nobody_gets_a_part_unseen_while_leaving,
);

async fn a_second_account_is_the_same_person(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let link =
        PersonLink { person: ANA, platform: "playground".to_owned(), external_id: "lea".to_owned(), linked_at: at(1) };
    written(&store, Commit::new(HOME, at(1)).row(Row::PutPersonLink(link.clone()))).await;
    let found = || async { store.person_by_external(HOME, "playground", "lea").await.unwrap().map(|it| it.id) };
    assert_eq!(found().await, Some(ANA), "although it was somebody's own");
    assert_eq!(store.links(HOME).await.unwrap(), [link]);
    assert_eq!(store.links(ABROAD).await.unwrap(), []);
    let here = store.memberships("playground", "lea").await.unwrap();
    assert!(here.iter().any(|it| it.person == ANA), "{here:?}");
    let off = Row::RemovePersonLink { platform: "playground".to_owned(), external_id: "lea".to_owned() };
    written(&store, Commit::new(ABROAD, at(2)).row(off.clone())).await;
    assert_eq!(found().await, Some(ANA), "another workspace takes nothing away");
    written(&store, Commit::new(HOME, at(2)).row(off)).await;
    assert_eq!(found().await, Some(LEA));
}

async fn people_and_teams_come_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    assert_eq!(store.workspaces().await.unwrap(), [workspace(HOME)]);
    assert_eq!(store.workspace_by_external("playground", "company-1").await.unwrap(), Some(workspace(HOME)));
    assert_eq!(store.persons(HOME).await.unwrap(), [person(ANA, "Ana"), person(BEN, "Ben"), person(LEA, "Lea")]);
    assert_eq!(store.person(HOME, BEN).await.unwrap(), Some(person(BEN, "Ben")));
    assert_eq!(store.teams(HOME).await.unwrap(), [team()]);
    let members: Vec<_> = store.team_members(HOME).await.unwrap().iter().map(|it| (it.person, it.is_manager)).collect();
    assert_eq!(members, [(LEA, true), (ANA, false)]);
    let calendar = store.calendar(HOME, DESK).await.unwrap().expect("it is there");
    assert_eq!((calendar.name.as_str(), &calendar.body), ("Desk", &json!({ "v": 1, "n": [1.5] })));
    assert_eq!(store.calendars(HOME).await.unwrap(), [calendar]);

    let gone = Person { state: PersonState::Left, zone: None, ..person(BEN, "Ben") };
    let link = PersonLink { person: ANA, platform: "slack".to_owned(), external_id: "U1".to_owned(), linked_at: at(1) };
    let grant = Grant { person: LEA, capability: Capability::SeeRestricted, granted_by: Some(ANA) };
    let mut commit = Commit::new(HOME, at(1));
    commit.rows = vec![
        Row::PutPerson(gone.clone()),
        Row::PutPersonLink(link.clone()),
        Row::PutGrant(grant),
        Row::RemoveTeamMember { team: SALES, person: ANA },
        Row::PutTeamMember(TeamMember { team: SALES, person: LEA, ordinal: 1, is_manager: false }),
    ];
    written(&store, commit).await;
    assert_eq!(store.person(HOME, BEN).await.unwrap(), Some(gone));
    assert_eq!(store.person_by_external(HOME, "slack", "U1").await.unwrap().map(|it| it.id), Some(ANA));
    assert_eq!(store.person_by_external(HOME, "playground", "lea").await.unwrap().map(|it| it.id), Some(LEA));
    assert_eq!(store.person_links(HOME, ANA).await.unwrap(), [link]);
    assert_eq!(
        (store.grants(HOME).await.unwrap(), store.grants_of(HOME, LEA).await.unwrap()),
        (vec![grant], vec![grant])
    );
    assert_eq!(store.team_members(HOME).await.unwrap().len(), 1);
    let here: Vec<_> = store.memberships("playground", "ana").await.unwrap().iter().map(|it| it.person).collect();
    assert_eq!(here, [ANA]);
    assert_eq!(store.memberships("playground", "ben").await.unwrap(), [], "who left is nobody's member");

    written(&store, Commit::new(HOME, at(2)).row(Row::RemoveTeam(SALES))).await;
    assert!(store.teams(HOME).await.unwrap().is_empty() && store.team_members(HOME).await.unwrap().is_empty());
    assert_eq!(store.calendars(HOME).await.unwrap().len(), 1, "clocks that run name it");
    written(&store, Commit::new(HOME, at(2)).row(Row::RemoveGrant(grant))).await;
    assert_eq!(store.grants(HOME).await.unwrap(), []);
    let twin = Person { external_id: "ana".to_owned(), ..person(PersonId::new(99), "Twin") };
    let fault =
        store.write(Commit::new(HOME, at(2)).row(Row::PutPerson(twin))).await.expect_err("one account, one person");
    assert!(matches!(fault, Fault::Taken(_)), "{fault:?}");
    let foreign = store.write(Commit::new(HOME, at(2)).row(Row::PutWorkspace(workspace(ABROAD)))).await;
    assert!(matches!(foreign, Err(Fault::Misuse(_))));
}

async fn single_facts_leave_the_others_alone(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let names = PersonNames {
        person: BEN,
        name: "Benno".to_owned(),
        handle: "benno".to_owned(),
        locale: Some("de".to_owned()),
    };
    let mut commit = Commit::new(HOME, at(1));
    commit.rows = vec![
        Row::SetState { person: BEN, state: PersonState::Left },
        Row::NamePerson(names),
        Row::Greeted { person: BEN, at: at(1) },
        Row::Greeted { person: BEN, at: at(9) },
        Row::LastPlaybook { person: BEN, playbook: "csm_renewal".to_owned() },
    ];
    written(&store, commit).await;
    let told = Person {
        name: "Benno".to_owned(),
        handle: "benno".to_owned(),
        locale: Some("de".to_owned()),
        state: PersonState::Left,
        greeted_at: Some(at(1)),
        last_playbook: Some("csm_renewal".to_owned()),
        ..person(BEN, "Ben")
    };
    assert_eq!(store.person(HOME, BEN).await.unwrap(), Some(told));
    assert_eq!(store.person(HOME, ANA).await.unwrap(), Some(person(ANA, "Ana")));
}

/// Somebody leaves while a commit gives them a part: it is written, and whoever leaves finds it, or it is not written.
async fn nobody_gets_a_part_unseen_while_leaving(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    for round in 0..30 {
        let back = Row::SetState { person: BEN, state: PersonState::Active };
        written(&store, Commit::new(HOME, at(round)).row(back)).await;
        let part = Row::PutMeta { key: format!("part {round}"), value: "ben".to_owned() };
        let given = store.write(Commit::new(HOME, at(round)).row(Row::IsHere(BEN)).row(part));
        let leaving = async {
            let gone = Row::SetState { person: BEN, state: PersonState::Left };
            written(&store, Commit::new(HOME, at(round)).row(gone)).await;
            store.meta(&format!("part {round}")).await.unwrap()
        };
        let (given, seen) = tokio::join!(given, leaving);
        let given = given.unwrap();
        if matches!(given, Written::Committed(_)) {
            assert_eq!(seen.as_deref(), Some("ben"), "round {round}");
        } else {
            assert_eq!((given, seen), (Written::Stale, None), "round {round}");
        }
    }
    let late = Commit::new(HOME, at(40)).row(Row::IsHere(BEN));
    assert_eq!(store.write(late).await.unwrap(), Written::Stale, "who left is not here");
    let foreign = Commit::new(ABROAD, at(40)).row(Row::IsHere(ANA));
    assert_eq!(store.write(foreign).await.unwrap(), Written::Stale, "nor is who is in another workspace");
}
