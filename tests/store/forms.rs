//! What was typed into a form that was not taken is one's own, replaced by what is typed later, and gone in time.

use baton::chat::form::Answers;
use baton::store::commit::{Commit, Row};
use baton::store::forms::KeptForm;

use crate::Arena;
use crate::filled::{ABROAD, ANA, BEN, HOME, at, company, full, saved, written};

crate::cases!(a_kept_form_is_its_writers_until_it_is_taken);

fn answers(words: &str) -> Answers {
    Answers::from([("goal".to_owned(), words.to_owned()), ("empty".to_owned(), String::new())])
}

async fn a_kept_form_is_its_writers_until_it_is_taken(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let handoff = saved(&store, None, &full(100)).await.id;
    let keep = |form: &str, words: &str, expires| {
        Commit::new(HOME, at(1)).row(Row::KeepForm(KeptForm {
            person: ANA,
            form: form.to_owned(),
            handoff: Some(handoff),
            answers: answers(words),
            expires_at: at(expires),
        }))
    };
    written(&store, keep("1.ask.1", "the first", 5)).await;
    written(&store, keep("1.ask.1", "\"the second\" \u{1f600}", 5)).await;
    written(&store, keep("1.wait.1", "of another form", 9)).await;
    let kept = |person, form, minute| store.kept_form(HOME, person, form, at(minute));
    assert_eq!(kept(ANA, "1.ask.1", 4).await.unwrap(), Some(answers("\"the second\" \u{1f600}")));
    assert_eq!(kept(ANA, "1.ask.1", 5).await.unwrap(), None, "it has expired");
    assert_eq!(kept(BEN, "1.ask.1", 4).await.unwrap(), None, "it is somebody else's");
    assert_eq!(store.kept_form(ABROAD, ANA, "1.ask.1", at(4)).await.unwrap(), None);
    let forget = |workspace| {
        let forgotten = Row::ForgetForm { person: ANA, form: "1.ask.1".to_owned() };
        Commit::new(workspace, at(2)).row(forgotten)
    };
    written(&store, forget(ABROAD)).await;
    assert!(kept(ANA, "1.ask.1", 4).await.unwrap().is_some());
    written(&store, forget(HOME)).await;
    assert_eq!(kept(ANA, "1.ask.1", 4).await.unwrap(), None);
    assert_eq!(kept(ANA, "1.wait.1", 4).await.unwrap(), Some(answers("of another form")));
    written(&store, Commit::new(HOME, at(2)).row(Row::RemoveHandoff(handoff))).await;
    assert_eq!(kept(ANA, "1.wait.1", 4).await.unwrap(), None);
}
