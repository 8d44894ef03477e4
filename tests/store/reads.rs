//! Lists, search, loads and figures say what the handoffs say.

use baton::domain::handoff::{Cancellation, Handoff, Purpose, Question, Rating, Status};
use baton::domain::playbook::ClockKind;
use baton::ids::HandoffId;
use baton::store::Store;
use baton::store::lists::{HandoffLine, Page, Which, Whose};

use crate::Arena;
use crate::filled::{ANA, BEN, HOME, LEA, SALES, at, changed, clock, company, draft, rating, saved, sent, written};

crate::cases!(
    lists_are_filtered_and_ordered,
    pages_follow_each_other,
    what_comes_and_goes_between_pages_moves_nothing,
    a_line_says_what_is_due,
    search_finds_numbers_and_customers,
    the_last_handoff_of_a_customer_is_found,
    loads_count_open_real_handoffs,
);

const PAGE: Page = Page { limit: 50, offset: 0 };

fn ids(lines: &[HandoffLine]) -> Vec<i64> {
    lines.iter().map(|line| line.id.get()).collect()
}

async fn put(store: &Store, handoffs: &[Handoff]) {
    for handoff in handoffs {
        written(store, changed(None, handoff)).await;
    }
}

/// 1 draft of Ana's, 2 sent and overdue, 3 returned, 4 accepted by Lea and paused, 5 kicked off, 6 completed and rated,
/// 7 completed and not, 8 cancelled after sending, 9 a draft of Ben's.
async fn some(store: &Store) {
    written(store, company(HOME)).await;
    let with = |id: i64, status, minutes| Handoff { status, ..sent(id, &format!("Customer {id}"), minutes) };
    let overdue = with(2, Status::Sent, -1000);
    let mut returned = with(3, Status::Returned, 30);
    returned.clocks[0].met_at = Some(at(31));
    let mut paused = with(4, Status::Accepted, 40);
    paused.receiver = Some(LEA);
    paused.accepted_by = Some(LEA);
    paused.clocks[0].due = at(-9);
    paused.clocks[0].paused_since = Some(at(-10));
    let mut kicked_off = with(5, Status::KickedOff, 20);
    kicked_off.accepted_by = Some(BEN);
    kicked_off.times.kicked_off = Some(at(50));
    let mut completed = with(6, Status::Completed, 10);
    completed.accepted_by = Some(BEN);
    completed.times.kicked_off = Some(at(11));
    completed.rating = Some(rating());
    let unrated = Handoff { id: HandoffId::new(7), rating: Some(Rating::default()), ..completed.clone() };
    let mut cancelled = with(8, Status::Cancelled, 70);
    cancelled.cancelled = Some(Cancellation { by: ANA, at: at(71), reason: String::new(), from: Status::Sent });
    cancelled.clocks[0].stopped_at = Some(at(71));
    let bens = Handoff { sender: BEN, ..draft(9) };
    let all = vec![draft(1), overdue, returned, paused, kicked_off, completed, unrated, cancelled, bens];
    put(store, &all).await;
}

async fn lists_are_filtered_and_ordered(arena: Arena) {
    let store = arena.migrated().await;
    Box::pin(some(&store)).await;
    let everyone = Whose::Everyone;
    let cases: [(Which, Whose, &[i64]); 16] = [
        (Which::Open, everyone, &[2, 5, 3, 4]),
        (Which::Open, Whose::Person(BEN), &[2, 5, 3]),
        (Which::Open, Whose::Person(LEA), &[4]),
        (Which::Open, Whose::Team(SALES), &[2, 5, 3, 4]),
        (Which::Overdue(at(0)), everyone, &[2]),
        (Which::Overdue(at(-761)), everyone, &[]),
        (Which::Overdue(at(-760)), everyone, &[2]),
        (Which::Overdue(at(260)), Whose::Person(BEN), &[2, 5]),
        (Which::Returned, everyone, &[3]),
        (Which::Returned, Whose::Person(LEA), &[]),
        (Which::Unrated, everyone, &[7, 5]),
        (Which::Unrated, Whose::Person(LEA), &[]),
        (Which::All, everyone, &[8, 4, 3, 5, 7, 6, 2]),
        (Which::Drafts, everyone, &[9, 1]),
        (Which::Drafts, Whose::Person(ANA), &[1]),
        (Which::Drafts, Whose::Team(SALES), &[1]),
    ];
    for (which, whose, expected) in cases {
        let lines = store.list(HOME, which, whose, PAGE).await.unwrap();
        assert_eq!(ids(&lines), expected, "{which:?} {whose:?}");
        let count = store.count(HOME, which, whose).await.unwrap();
        assert_eq!(count, i64::try_from(expected.len()).unwrap(), "{which:?} {whose:?}");
    }
}

async fn pages_follow_each_other(arena: Arena) {
    let store = arena.migrated().await;
    Box::pin(some(&store)).await;
    let mut seen = Vec::new();
    for offset in 0..5 {
        let page = Page { limit: 1, offset };
        seen.extend(ids(&store.list(HOME, Which::Open, Whose::Everyone, page).await.unwrap()));
    }
    assert_eq!(seen, [2, 5, 3, 4]);
}

/// Between two pages the first ends, one of the middle does, and others come: nothing else is missed or met twice.
async fn what_comes_and_goes_between_pages_moves_nothing(arena: Arena) {
    let store = arena.migrated().await;
    Box::pin(some(&store)).await;
    let mut seen = Vec::new();
    let mut last = HandoffId::new(0);
    for page in 0..4 {
        let found = store.unfinished(HOME, last, 2).await.unwrap();
        seen.extend(found.iter().map(|id| id.get()));
        last = found.last().copied().unwrap_or(last);
        for ends in [1, 4].into_iter().filter(|_| page == 0) {
            let before = store.handoff(HOME, HandoffId::new(ends)).await.unwrap().expect("it is there");
            let after = Handoff { status: Status::Completed, ..before.clone() };
            saved(&store, Some(&before), &after).await;
        }
        if page == 0 {
            put(&store, &[draft(10), Handoff { purpose: Purpose::Test, ..draft(11) }]).await;
        }
    }
    assert_eq!(seen, [1, 2, 3, 5, 9, 10]);
}

async fn a_line_says_what_is_due(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let mut handoff = sent(100, "ACME", 0);
    handoff.clocks.push(clock(ClockKind::Kickoff, 1, at(0), at(100)));
    handoff.clocks.push(clock(ClockKind::Complete, 1, at(0), at(50)));
    handoff.clocks[2].met_at = Some(at(1));
    let first = saved(&store, None, &handoff).await;
    let line = store.handoff_line(HOME, handoff.id).await.unwrap().expect("it is there");
    assert_eq!((line.next_due_at, line.next_clock), (Some(at(100)), Some(ClockKind::Kickoff)));
    assert_eq!((line.rated_at, line.has_open_question, line.version), (None, false, 1));

    let mut after = first.clone();
    after.clocks[1].paused_since = Some(at(2));
    after.clocks[0].stopped_at = Some(at(2));
    after.questions = vec![Question { by: BEN, at: at(2), field: None, text: "?".to_owned(), round: 1, answer: None }];
    after.rating = Some(rating());
    after.accepted_by = Some(BEN);
    saved(&store, Some(&first), &after).await;
    let line = store.handoff_line(HOME, handoff.id).await.unwrap().expect("it is there");
    assert_eq!((line.next_due_at, line.next_clock), (None, None));
    assert_eq!((line.rated_at, line.has_open_question, line.version), (Some(at(55)), true, 2));
}

async fn search_finds_numbers_and_customers(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let names = ["ACME", "acme  Labs", "Ácme", "42 Labs", "a%b", "Zürich AG", "ACME 2"];
    for (place, name) in names.iter().enumerate() {
        let place = i64::try_from(place).unwrap();
        put(&store, &[sent(100 + place, name, place)]).await;
    }
    // Numbers 8 to 49 of a customer that sorts last.
    for number in 8..50 {
        put(&store, &[sent(200 + number, "~", 100)]).await;
    }
    put(&store, &[Handoff { customer: "Acme draft".to_owned(), sender: BEN, ..draft(1) }]).await;
    let cases: [(&str, &[i64]); 12] = [
        ("acme", &[100, 106, 101]),
        ("ACME L", &[101]),
        ("  acme   labs ", &[101]),
        ("á", &[102]),
        ("a%", &[104]),
        ("zÜR", &[105]),
        ("#42", &[242]),
        ("42", &[242, 103]),
        ("4", &[103, 240, 241, 242, 243, 244]),
        ("7", &[106]),
        ("nobody", &[]),
        ("'; DROP TABLE handoffs; --", &[]),
    ];
    for (typed, expected) in cases {
        let found = ids(&store.search(HOME, ANA, typed, 6).await.unwrap());
        assert_eq!(found, expected, "{typed:?}");
    }
    assert_eq!(ids(&store.search(HOME, BEN, "acme d", 9).await.unwrap()), [1], "his own draft");
    assert_eq!(store.search(HOME, ANA, "", 3).await.unwrap().len(), 3);
}

async fn the_last_handoff_of_a_customer_is_found(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let other = |handoff: Handoff, id: i64| Handoff { id: HandoffId::new(id), ..handoff };
    let newest = sent(103, "ACME", 99);
    let practice = Handoff { purpose: Purpose::Practice, ..other(newest.clone(), 104) };
    let cancelled = Handoff { status: Status::Cancelled, ..other(newest, 105) };
    let unsent = Handoff { customer: "ACME".to_owned(), ..draft(106) };
    put(&store, &[sent(100, "ACME", 1), sent(101, "acme ", 5), sent(102, "ACME Labs", 9), practice, cancelled, unsent])
        .await;
    let last = async |customer: &str, except: i64| {
        let found = store.last_of_customer(HOME, customer, HandoffId::new(except)).await.unwrap();
        found.map(|line| line.id.get())
    };
    assert_eq!(last(" Acme", 0).await, Some(101));
    assert_eq!(last("ACME", 101).await, Some(100));
    assert_eq!(last("Acm", 0).await, None);
}

async fn loads_count_open_real_handoffs(arena: Arena) {
    let store = arena.migrated().await;
    Box::pin(some(&store)).await;
    put(&store, &[Handoff { purpose: Purpose::Test, ..sent(50, "Test", 0) }]).await;
    let loads: Vec<_> =
        store.receiver_loads(HOME).await.unwrap().iter().map(|load| (load.receiver, load.open)).collect();
    assert_eq!(loads, [(BEN, 3), (LEA, 1)]);
    assert_eq!(store.open_as_receiver(HOME, BEN).await.unwrap(), 3);
    assert_eq!(store.open_as_receiver(HOME, ANA).await.unwrap(), 0);
}
