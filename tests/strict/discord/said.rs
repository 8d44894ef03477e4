//! Messages: their limits, files, edits, nonces, history and direct conversations.

use serde_json::{Value, json};

use super::{START, Stage, quiet, refused};

crate::cases!(
    lengths,
    unknown_fields,
    nothing_is_no_message,
    embeds,
    flags,
    mentions_are_always_allowed_explicitly,
    files,
    edits,
    what_came_onto_screens,
    old_messages_are_edited_seldom,
    nonces,
    history,
    direct_messages,
    replies,
);

async fn lengths() {
    let stage = Stage::patient().await;
    assert_eq!(stage.say(&json!({ "content": "ä".repeat(2000) })).await.status, 200);
    stage.mistaken(&stage.say(&json!({ "content": "ä".repeat(2001) })).await);
    assert_eq!(stage.discord.look(|world| world.said_in(stage.channel).count()), 1);
}

async fn unknown_fields() {
    let stage = Stage::patient().await;
    let misspelt = stage.say(&json!({ "content": "hello", "ephemeral": true })).await;
    let nested = stage.say(&json!({ "embeds": [{ "titel": "x" }] })).await;
    if crate::schema::file().is_some() {
        refused(&misspelt, 400, 50035);
        refused(&nested, 400, 50035);
        assert!(nested.body["errors"]["embeds"]["0"]["_errors"][0]["message"].is_string(), "{}", nested.body);
        assert_eq!(stage.discord.take_problems().len(), 2);
    }
    let asked = stage.rest.get(&format!("{}?limit=5&page=2", stage.messages())).await;
    if crate::schema::file().is_some() {
        stage.mistaken(&asked);
    }
}

async fn nothing_is_no_message() {
    let stage = Stage::patient().await;
    for empty in [json!({}), json!({ "content": "" }), json!({ "content": null, "embeds": [] })] {
        refused(&stage.say(&empty).await, 400, 50006);
    }
    assert_eq!(stage.discord.take_problems().len(), 3);
    let cut = stage.rest.request("POST", &stage.messages(), &json!({}));
    let cut = stage.rest.send(crate::rest::Request { body: b"{\"content\": ".to_vec(), ..cut }).await;
    refused(&cut, 400, 50109);
    let plain = stage.rest.request("POST", &stage.messages(), &quiet(&json!({ "content": "x" })));
    let plain = stage.rest.send(crate::rest::Request { kind: "text/plain".to_owned(), ..plain }).await;
    refused(&plain, 400, 50035);
}

async fn embeds() {
    let stage = Stage::patient().await;
    let of = |chars: usize| json!({ "description": "x".repeat(chars) });
    assert_eq!(stage.say(&json!({ "embeds": [of(4000), of(2000)] })).await.status, 200);
    stage.mistaken(&stage.say(&json!({ "embeds": [of(4000), of(2001)] })).await);
}

async fn flags() {
    let stage = Stage::patient().await;
    assert_eq!(stage.say(&json!({ "content": "x", "flags": 4096 })).await.status, 200);
    stage.mistaken(&stage.say(&json!({ "content": "x", "flags": 64 })).await);
}

async fn mentions_are_always_allowed_explicitly() {
    let stage = Stage::patient().await;
    let said = stage.rest.post(&stage.messages(), &json!({ "content": "hello" })).await;
    assert_eq!(said.status, 200);
    let problems = stage.discord.take_problems();
    assert!(problems.len() == 1 && problems[0].contains("allowed_mentions"), "{problems:?}");
    let text = json!({ "type": 10, "content": "hello" });
    let newer = stage.rest.post(&stage.messages(), &json!({ "flags": 32768, "components": [text] })).await;
    assert_eq!((newer.status, stage.discord.take_problems().len()), (200, 1));
    let both = json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": ["1"] } });
    stage.mistaken(&stage.rest.post(&stage.messages(), &both).await);
    // Nothing is said anew: there is nobody to ring.
    let untouched = stage.rest.patch(&format!("{}/{}", stage.messages(), said.id()), &json!({ "flags": 4 })).await;
    assert_eq!(untouched.status, 200);
    stage.discord.assert_sound();
}

async fn files() {
    let stage = Stage::patient().await;
    let path = stage.messages();
    let body = quiet(&json!({ "content": "take this", "attachments": [{ "id": "0", "filename": "week.csv" }] }));
    let said = stage.rest.with_files("POST", &path, &body, &[("x.bin", b"a;b\r\n--edgy")]).await;
    assert_eq!((said.status, said.body["attachments"][0]["filename"].as_str()), (200, Some("week.csv")));
    let kept = stage.discord.look(|world| world.files.values().map(|file| file.bytes.clone()).collect::<Vec<_>>());
    assert_eq!(kept, [b"a;b\r\n--edgy".to_vec()]);
    let other = json!({ "content": "x", "attachments": [{ "id": "1", "filename": "week.csv" }] });
    stage.mistaken(&stage.rest.with_files("POST", &path, &quiet(&other), &[("x", b"y")]).await);
    stage.mistaken(&stage.say(&json!({ "content": "x", "attachments": [{ "id": "0" }] })).await);
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    refused(&stage.rest.with_files("POST", &path, &quiet(&json!({})), &[("x", &large)]).await, 413, 40005);
    // What an edit does not list is gone.
    let message = format!("{path}/{}", said.id());
    let emptied = stage.rest.patch(&message, &quiet(&json!({ "content": "gone", "attachments": [] }))).await;
    assert_eq!(emptied.body["attachments"], json!([]));
    stage.discord.assert_sound();
}

async fn edits() {
    let stage = Stage::patient().await;
    let said = stage.say(&json!({ "content": "one", "embeds": [{ "title": "t" }] })).await;
    let path = format!("{}/{}", stage.messages(), said.id());
    let edited = stage.rest.patch(&path, &quiet(&json!({ "content": "two" }))).await;
    assert_eq!(
        (edited.status, &edited.body["content"], &edited.body["embeds"][0]["title"]),
        (200, &json!("two"), &json!("t"))
    );
    assert!(edited.body["edited_timestamp"].is_string());
    let theirs = stage.anna.says(stage.channel, "mine");
    refused(
        &stage.rest.patch(&format!("{}/{theirs}", stage.messages()), &quiet(&json!({ "content": "x" }))).await,
        403,
        50005,
    );
    refused(
        &stage.rest.patch(&format!("{}/1", stage.messages()), &quiet(&json!({ "content": "x" }))).await,
        404,
        10008,
    );
    assert_eq!(stage.rest.delete(&path).await.status, 204);
    refused(&stage.rest.delete(&path).await, 404, 10008);
    refused(&stage.rest.delete(&format!("{}/{theirs}", stage.messages())).await, 403, 50013);
    stage.discord.assert_sound();
}

async fn old_messages_are_edited_seldom() {
    let stage = Stage::patient().await;
    let said = stage.say(&json!({ "content": "x" })).await;
    let edit = |text: &'static str| {
        stage.rest.request("PATCH", &format!("{}/{}", stage.messages(), said.id()), &quiet(&json!({ "content": text })))
    };
    for _ in 0..20 {
        assert_eq!(stage.rest.send(edit("young")).await.status, 200);
    }
    stage.later(60 * 60 * 1000 + 1);
    for _ in 0..5 {
        assert_eq!(stage.rest.send(edit("old")).await.status, 200);
    }
    refused(&stage.rest.send(edit("too often")).await, 429, 30046);
    stage.later(60 * 60 * 1000);
    assert_eq!(stage.rest.send(edit("an hour later")).await.status, 200);
}

async fn nonces() {
    let stage = Stage::patient().await;
    let body = json!({ "content": "once", "nonce": "job-7", "enforce_nonce": true });
    let (first, again) = (stage.say(&body).await, stage.say(&body).await);
    assert_eq!((first.id(), &first.body["nonce"]), (again.id(), &json!("job-7")));
    // Without being enforced, a nonce holds nothing.
    assert_ne!(stage.say(&json!({ "content": "once", "nonce": "job-7" })).await.id(), first.id());
    let other = stage.town.channel("other");
    let elsewhere = stage.rest.post(&format!("/channels/{other}/messages"), &quiet(&body)).await;
    assert_eq!((elsewhere.id(), stage.discord.take_problems().len()), (first.id(), 1));
    stage.mistaken(&stage.say(&json!({ "content": "x", "enforce_nonce": true })).await);
    stage.later(5 * 60 * 1000);
    assert_ne!(stage.say(&body).await.id(), first.id(), "after a few minutes it is forgotten");
}

async fn history() {
    let stage = Stage::patient().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(stage.say(&json!({ "content": number.to_string() })).await.id().to_string());
    }
    let page = async |query: &str| {
        let answer = stage.rest.get(&format!("{}{query}", stage.messages())).await;
        let texts =
            answer.body.as_array().expect("a page").iter().map(|it| it["content"].as_str().expect("text").to_owned());
        texts.collect::<String>()
    };
    assert_eq!(page("").await, "43210");
    assert_eq!(page("?limit=2").await, "43");
    assert_eq!(page(&format!("?before={}&limit=2", ids[2])).await, "10");
    assert_eq!(page(&format!("?after={}&limit=2", ids[1])).await, "32");
    assert_eq!(page(&format!("?around={}&limit=3", ids[2])).await, "321");
    stage.mistaken(&stage.rest.get(&format!("{}?limit=101", stage.messages())).await);
    let one = stage.rest.get(&format!("{}/{}", stage.messages(), ids[0])).await;
    assert_eq!(one.body["content"], "0");
}

async fn direct_messages() {
    let stage = Stage::patient().await;
    let open =
        async |with: u64| stage.rest.post("/users/@me/channels", &json!({ "recipient_id": with.to_string() })).await;
    let channel = open(stage.anna.id).await.id();
    assert_eq!(open(stage.anna.id).await.id(), channel, "there is one conversation");
    let say =
        async || stage.rest.post(&format!("/channels/{channel}/messages"), &quiet(&json!({ "content": "psst" }))).await;
    assert_eq!(say().await.status, 200);
    assert_eq!(stage.anna.reads(channel).len(), 1);
    assert_eq!(stage.ben.reads(channel), Vec::<Value>::new());
    stage.anna.takes_direct(false);
    assert_eq!(open(stage.anna.id).await.status, 200, "it opens even where nothing can be said");
    refused(&say().await, 403, 50007);
    stage.anna.takes_direct(true);
    stage.town.leaves(&stage.anna);
    refused(&say().await, 403, 50278);
    refused(&open(1).await, 404, 10013);
    stage.discord.assert_sound();
}

async fn replies() {
    let stage = Stage::patient().await;
    let theirs = stage.anna.says(stage.channel, "who knows?");
    let reply = |to: String| json!({ "content": "I do", "message_reference": { "message_id": to } });
    let said = stage.say(&reply(theirs.to_string())).await;
    assert_eq!(said.body["message_reference"]["message_id"], theirs.to_string());
    stage.mistaken(&stage.say(&reply("1".to_owned())).await);
}

async fn what_came_onto_screens() {
    let stage = Stage::patient().await;
    stage.register().await;
    let first = stage.say(&json!({ "content": "one" })).await.id();
    stage.rest.patch(&format!("{}/{first}", stage.messages()), &quiet(&json!({ "content": "two" }))).await;
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    stage.answer(&sent, &json!({ "type": 5, "data": { "flags": 64 } })).await;
    let original = format!("{}/messages/@original", stage.hook(&sent));
    stage.rest.patch(&original, &quiet(&json!({ "content": "three" }))).await;
    let shown = stage.discord.look(|world| world.shown.clone());
    assert!(shown.iter().all(|it| it.at == START && it.message == it.as_it_was.id));
    let shown: Vec<_> = shown
        .iter()
        .map(|it| (it.is_new, it.as_it_was.parts["content"].as_str().unwrap_or_default(), it.as_it_was.only_for))
        .collect();
    let anna = Some(stage.anna.id);
    assert_eq!(shown, [(true, "one", None), (false, "two", None), (true, "three", anna)], "an announcement is none");
}
