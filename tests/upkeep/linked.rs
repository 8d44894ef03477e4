//! Several accounts of one person, linked by an admin in words.

use crate::Case;
use crate::stage::Stage;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("linked/a second account is the same person", second_account),
        Case::new("linked/what is ambiguous is refused", refused),
        Case::new("linked/addresses and other platforms", elsewhere),
    ]
}

async fn second_account() {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    let phone = house.town.member("ben_phone");
    let seen = crate::strict_discord::world::Overwrite {
        id: phone.id,
        is_member: true,
        allow: crate::strict_discord::permissions::VIEW_CHANNEL,
        deny: 0,
    };
    house.town.overwrite(house.cards, seen);
    stage.asks(&phone, house.cards, "/handoff help").await;
    let asks = |text: &'static str| stage.asks(&house.ben, house.cards, text);
    assert!(asks("/handoff-admin link").await.contains("No accounts are linked here"));
    let done = asks("/handoff-admin link what:@ben @ben_phone").await;
    assert!(done.contains("@ben_phone is ") && done.contains("counts as theirs"), "{done}");
    assert!(asks("/handoff-admin link").await.contains("is also @ben_phone"));
    // Pressed and typed there, it is Ben, and he can read of it himself.
    let mine = stage.asks(&phone, house.cards, "/handoff help topic:my data").await;
    assert!(mine.contains("You are also @ben_phone here"), "{mine}");
    let known = stage.store.person_by_external(house.workspace, "discord", &phone.id.to_string()).await.expect("read");
    assert_eq!(known.map(|it| it.id), Some(house.receiver));
    let rights = stage.store.grants_of(house.workspace, house.receiver).await.expect("read");
    assert_eq!(rights.len(), 2, "an account without rights takes none away: {rights:?}");
    assert!(asks("/handoff-admin link what:@ben @ben_phone").await.contains("already"));
    let off = asks("/handoff-admin link what:off @\u{200b}ben_phone").await;
    assert!(off.contains("is no longer"), "{off}");
    let known = stage.store.person_by_external(house.workspace, "discord", &phone.id.to_string()).await.expect("read");
    assert!(known.is_some_and(|it| it.id != house.receiver && it.handle == "ben_phone"));
}

async fn refused() {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    for (name, handle) in [("Sam", "sam_1"), ("Sam", "sam_2"), ("Lea", "lea")] {
        let player = house.town.member(handle);
        stage.person(house.workspace, &player, name, handle).await;
    }
    let asks = |text: &'static str| stage.asks(&house.ben, house.cards, text);
    for (text, why) in [
        ("/handoff-admin link what:@ben @Sam", "2 people are called @Sam"),
        ("/handoff-admin link what:@ben @nobody", "I know nobody called @nobody"),
        ("/handoff-admin link what:@ben @ben", "one and the same account"),
        ("/handoff-admin link what:@ben", "makes the second account"),
        ("/handoff-admin link what:off @lea", "is linked to nobody"),
    ] {
        let said = asks(text).await;
        assert!(said.contains(why), "{text}: {said}");
    }
    assert!(asks("/handoff-admin link what:@ben @lea").await.contains("counts as theirs"));
    assert!(asks("/handoff-admin link what:@sam_1 @lea").await.contains("an account belongs to one person"));
    assert!(asks("/handoff-admin link what:@sam_1 @ben").await.contains("linked accounts of its own"));
    assert!(asks("/handoff-admin link what:@lea @sam_1").await.contains("is not here any more"));
    let links = stage.store.links(house.workspace).await.expect("read");
    assert_eq!(links.len(), 1, "{links:?}");
}

async fn elsewhere() {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    let asks = |text: &'static str| stage.asks(&house.ben, house.cards, text);
    assert!(asks("/handoff-admin link what:@ben Ben@ACME.example").await.contains("counts as theirs"));
    assert!(asks("/handoff-admin link what:@ben slack:U123").await.contains("slack:U123 is "));
    let list = asks("/handoff-admin link").await;
    assert!(list.contains("ben@acme.example") && list.contains("slack:U123"), "{list}");
    let known = stage.store.person_by_external(house.workspace, "slack", "U123").await.expect("read");
    assert_eq!(known.map(|it| it.id), Some(house.receiver));
    assert!(asks("/handoff-admin link what:off slack:U123").await.contains("is no longer"));
    assert!(stage.store.person_by_external(house.workspace, "slack", "U123").await.expect("read").is_none());
}
