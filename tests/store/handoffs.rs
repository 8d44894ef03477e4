//! A handoff comes back as it was written, and only what differs is written again.

use baton::domain::handoff::{Handoff, Occasion, Rating, Status, Verdict, Waiting};
use baton::domain::playbook::ClockKind;
use baton::domain::sla::{Step, StepTaken};
use baton::ids::HandoffId;
use baton::store::Fault;
use baton::store::commit::Written;

use crate::Arena;
use crate::filled::{
    ANA, BEN, HOME, LEA, at, brief, changed, clock, company, draft, event, full, loaded, saved, sent, written,
};

crate::cases!(
    a_full_handoff_comes_back,
    an_empty_draft_comes_back,
    every_list_takes_its_changes,
    a_draft_keeps_one_brief_and_a_sent_one_all,
    numbers_count_up_and_stay,
    lists_never_shrink_and_steps_stay,
    a_stale_version_writes_nothing,
    of_two_writers_one_wins,
    only_an_unreal_handoff_is_removed,
);

type Change = fn(&mut Handoff);

/// As the store gives it back: one version on, and numbered.
fn stored(handoff: &Handoff, version: i64, number: Option<i64>) -> Handoff {
    Handoff { version, number, ..handoff.clone() }
}

async fn a_full_handoff_comes_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let before = full(100);
    let found = saved(&store, None, &before).await;
    assert_eq!(found, stored(&before, 1, Some(1)));
    assert_eq!(store.handoff_by_number(HOME, 1).await.unwrap(), Some(found.clone()));
    assert_eq!(store.handoff_by_number(HOME, 2).await.unwrap(), None);

    let again = saved(&store, Some(&found), &found).await;
    assert_eq!(again, stored(&found, 2, Some(1)), "the same once more changes the version only");
}

async fn an_empty_draft_comes_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let found = saved(&store, None, &draft(100)).await;
    assert_eq!(found, stored(&draft(100), 1, None));
}

async fn every_list_takes_its_changes(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let mut now = saved(&store, None, &full(100)).await;
    let changes: [Change; 20] = [
        |h| h.status = Status::Completed,
        |h| h.waiting = Some(Waiting { since: at(80), reason: "again".to_owned() }),
        |h| h.waiting = None,
        |h| h.suggestion = None,
        |h| h.cancelled = None,
        |h| h.brief.values.clear(),
        |h| {
            h.clocks[1].met_at = Some(at(80));
            h.clocks[1].schedule += 1;
        },
        |h| h.clocks[0].steps.push(StepTaken { step: Step::Offer, at: at(90), passed_over: false }),
        |h| h.clocks.push(clock(ClockKind::Complete, 1, at(10), at(900))),
        |h| h.questions[1].answer = h.questions[0].answer.clone(),
        |h| h.questions.push(h.questions[0].clone()),
        |h| h.returns.push(h.returns[0].clone()),
        |h| h.read_backs[0].verdict = Verdict::Taken { at: at(90), line: "yes".to_owned() },
        |h| h.items[0].ticked = Some((ANA, at(91))),
        |h| h.promises[2].kept = Some(true),
        |h| h.waivers.push(h.waivers[0].clone()),
        |h| h.earlier_ratings[0].locked = !h.earlier_ratings[0].locked,
        |h| h.earlier_ratings.push(Rating::default()),
        |h| h.occasions.push(Occasion { key: "second_look".to_owned(), at: at(92) }),
        |h| {
            h.rating = Some(Rating::default());
            h.second_look = None;
        },
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let mut after = now.clone();
        change(&mut after);
        let found = saved(&store, Some(&now), &after).await;
        assert_eq!(found, stored(&after, now.version + 1, Some(1)), "change {place}");
        now = found;
    }
    let mut bare = now.clone();
    bare.rating = None;
    let found = saved(&store, Some(&now), &bare).await;
    assert_eq!(found, stored(&bare, now.version + 1, Some(1)));
}

async fn a_draft_keeps_one_brief_and_a_sent_one_all(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let id = HandoffId::new(100);
    let first = saved(&store, None, &draft(100)).await;
    let mut draft = first.clone();
    draft.brief = brief();
    let second = saved(&store, Some(&first), &draft).await;
    assert_eq!(store.brief_version(HOME, id, 0).await.unwrap().map(|it| it.brief), Some(brief()));

    let mut sent = second.clone();
    sent.status = Status::Sent;
    sent.brief_version = 1;
    let mut commit = changed(Some(&second), &sent);
    commit.events = vec![event(1, id)];
    written(&store, commit).await;
    let third = loaded(&store, id).await;
    let mut edited = third.clone();
    edited.brief.values.remove("goal");
    edited.brief_version = 2;
    let fourth = saved(&store, Some(&third), &edited).await;
    assert_eq!(fourth.brief, edited.brief);
    assert_eq!(store.brief_version(HOME, id, 0).await.unwrap(), None, "the draft became version 1");
    let one = store.brief_version(HOME, id, 1).await.unwrap().expect("version 1 stays");
    assert_eq!((one.brief, one.by, one.at), (brief(), Some(ANA), crate::START));
}

async fn numbers_count_up_and_stay(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    for number in 1..=3 {
        let handoff = sent(100 + number, "ACME", 0);
        let receipt = written(&store, changed(None, &handoff)).await;
        assert_eq!((receipt.number, receipt.version), (Some(number), 1));
    }
    let unsent = written(&store, changed(None, &draft(200))).await;
    assert_eq!((unsent.number, unsent.version), (None, 1));
    let known = loaded(&store, HandoffId::new(101)).await;
    let receipt = written(&store, changed(Some(&known), &known)).await;
    assert_eq!((receipt.number, receipt.version), (Some(1), 2), "a second send keeps the number");
    let workspace = store.workspace(HOME).await.unwrap().unwrap();
    assert_eq!(workspace.last_number, 3);
    written(&store, company(HOME)).await;
    assert_eq!(store.workspace(HOME).await.unwrap().unwrap().last_number, 3, "putting it leaves the counter alone");
}

async fn lists_never_shrink_and_steps_stay(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let found = saved(&store, None, &full(100)).await;
    let wrongs: [Change; 5] = [
        |h| h.promises.truncate(1),
        |h| h.clocks[0].steps.clear(),
        |h| h.clocks[0].steps[0].at = at(1),
        |h| h.clocks.swap(0, 1),
        |h| h.id = HandoffId::new(999),
    ];
    for (place, wrong) in wrongs.into_iter().enumerate() {
        let mut after = found.clone();
        wrong(&mut after);
        let refused = store.write(changed(Some(&found), &after)).await;
        assert!(matches!(refused, Err(Fault::Misuse(_))), "wrong {place}: {refused:?}");
    }
    assert_eq!(loaded(&store, found.id).await, found);
}

async fn a_stale_version_writes_nothing(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let first = saved(&store, None, &full(100)).await;
    let mut other = first.clone();
    other.backup = None;
    let second = saved(&store, Some(&first), &other).await;

    let mut late = first.clone();
    late.promises[0].kept = None;
    late.receiver = Some(LEA);
    let mut commit = changed(Some(&first), &late);
    commit.events = vec![event(1, late.id)];
    commit.jobs = vec![crate::filled::job(1, "late", None)];
    assert_eq!(store.write(commit).await.unwrap(), Written::Stale);
    assert_eq!(loaded(&store, first.id).await, second);
    assert_eq!(store.events(HOME, first.id).await.unwrap(), []);
    assert_eq!(store.waiting_jobs(HOME, 9).await.unwrap(), []);

    assert_eq!(store.write(changed(None, &full(100))).await.unwrap(), Written::Stale, "an id that is taken");
    assert_eq!(loaded(&store, first.id).await, second);
}

/// Two hundred rounds of writers who read the same version: in each, one is committed and the other hears that it is late.
async fn of_two_writers_one_wins(arena: Arena) {
    const ROUNDS: i64 = 200;
    const WRITERS: u32 = 2;
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let mut now = saved(&store, None, &sent(100, "ACME", 0)).await;
    for round in 1..=ROUNDS {
        let writers = (0..WRITERS).map(|writer| {
            let (store, before) = (store.clone(), now.clone());
            tokio::spawn(async move {
                let mut after = before.clone();
                after.hops = before.hops + 1;
                after.customer = format!("writer {writer}");
                after.receiver = Some(if writer % 2 == 0 { BEN } else { LEA });
                store.write(changed(Some(&before), &after)).await.expect("the database works")
            })
        });
        let mut won = 0;
        for writer in writers.collect::<Vec<_>>() {
            match writer.await.expect("no panic") {
                Written::Committed(_) => won += 1,
                Written::Stale => {}
                other @ (Written::Duplicate(_) | Written::LeaseLost) => panic!("{other:?}"),
            }
        }
        now = loaded(&store, now.id).await;
        assert_eq!((won, i64::from(now.hops), now.version), (1, round, round + 1));
    }
}

async fn only_an_unreal_handoff_is_removed(arena: Arena) {
    use baton::store::commit::{Commit, Row};
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let unreal = saved(&store, None, &full(100)).await;
    let real = saved(&store, None, &sent(101, "ACME", 0)).await;
    let mut more = Commit::new(HOME, at(1));
    more.events = vec![event(1, unreal.id), event(2, real.id)];
    written(&store, more).await;

    let remove = |id| Commit::new(HOME, at(2)).row(Row::RemoveHandoff(id));
    written(&store, remove(unreal.id)).await;
    assert_eq!(store.handoff(HOME, unreal.id).await.unwrap(), None);
    assert_eq!(store.events(HOME, unreal.id).await.unwrap(), []);
    assert_eq!(store.write(remove(real.id)).await.unwrap(), Written::Stale);
    assert_eq!(loaded(&store, real.id).await, real);
    assert_eq!(store.events(HOME, real.id).await.unwrap().len(), 1);
}
