//! The log of the chat: cursors, handles, what only one person sees, and what is drawn anew or deleted.

use baton::ids::{MessageId, PersonId};
use baton::store::chat_log::{ChatEdit, ChatMessage};
use baton::store::commit::{Commit, Row};
use serde_json::json;

use crate::filled::{ANA, BEN, HOME, at, company, written};
use crate::{Arena, START};

crate::cases!(the_chat_has_cursors_handles_and_privacy);

fn said(id: i64, private_to: Option<PersonId>, handle: Option<&str>) -> ChatMessage {
    ChatMessage {
        id: MessageId::new(id),
        seq: 0,
        channel: "#handoffs".to_owned(),
        thread_root: (id > 1).then(|| MessageId::new(1)),
        private_to,
        author: None,
        body: json!({ "v": 1, "text": id }),
        files: json!([]),
        handle: handle.map(str::to_owned),
        said_at: at(id),
        edited_at: None,
        is_deleted: false,
    }
}

async fn the_chat_has_cursors_handles_and_privacy(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let mut commit = Commit::new(HOME, START);
    commit.rows = vec![
        Row::PutChatMessage(said(1, None, Some("h"))),
        Row::PutChatMessage(said(2, Some(BEN), None)),
        Row::PutChatMessage(said(3, None, Some("h"))),
        Row::PutChatMessage(said(4, None, None)),
    ];
    written(&store, commit).await;
    let seen = async |viewer, cursor| {
        let found = store.chat_after(HOME, viewer, cursor, 99).await.unwrap();
        found.into_iter().map(|message| (message.id.get(), message.is_deleted)).collect::<Vec<_>>()
    };
    assert_eq!(seen(ANA, 0).await, [(1, false), (4, false)], "not Ben's, and no second one with the handle");
    assert_eq!(seen(BEN, 0).await, [(1, false), (2, false), (4, false)]);
    let handled = store.chat_by_handle(HOME, "h").await.unwrap().expect("it is there");
    assert_eq!(handled, ChatMessage { seq: handled.seq, ..said(1, None, Some("h")) });
    let cursor = store.chat_cursor(HOME).await.unwrap();
    assert_eq!(seen(ANA, cursor).await, []);

    let mut commit = Commit::new(HOME, at(9));
    commit.rows = vec![
        Row::EditChatMessage(ChatEdit { id: MessageId::new(1), body: json!("new"), files: json!(["f"]) }),
        Row::DeleteChatMessages(vec![MessageId::new(4), MessageId::new(2)]),
    ];
    written(&store, commit).await;
    assert_eq!(seen(ANA, cursor).await, [(1, false), (4, true)], "a page hears of edits and deletions");
    let edited = store.chat_message(HOME, MessageId::new(1)).await.unwrap().expect("it is there");
    assert_eq!((edited.body, edited.files, edited.edited_at), (json!("new"), json!(["f"]), Some(at(9))));
    let newest: Vec<_> =
        store.chat_in_channel(HOME, "#handoffs", 2).await.unwrap().iter().map(|it| it.id.get()).collect();
    assert_eq!(newest, [4, 2]);
    written(&store, Commit::new(HOME, at(9)).row(Row::ClearChat)).await;
    assert_eq!(seen(BEN, 0).await, []);
    written(&store, Commit::new(HOME, at(9)).row(Row::PutChatMessage(said(9, None, None)))).await;
    assert!(store.chat_cursor(HOME).await.unwrap() > cursor, "cursors grow through a reset too");
}
