//! The outbox on Discord: once each, in the right place, whatever goes wrong on the way.

use baton::chat::incoming::{Deliver, Place, Posted, Sought};
use baton::chat::message::Inline;
use baton::ids::PersonId;
use baton::platform::discord::draw::commands::commands;
use baton::platform::{Delivered, DeliveryFault, Platform};
use libtest_mimic::Trial;
use serde_json::json;

use crate::house::{discord, line, outgoing, post};
use crate::stub::{Fault, Stub};
use crate::{Outcome, case, holds, same, told};

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/deliver/a_lost_answer_makes_one_message", lost_answer),
        case("discord/deliver/the_marker_is_found_after_the_window", marker),
        case("discord/deliver/limits_are_waited_for_or_handed_back", limits),
        case("discord/deliver/faults_say_whether_to_try_again", faults),
        case("discord/deliver/a_thread_is_private_and_its_people_are_added_once", threads),
        case("discord/deliver/a_thread_that_cannot_be_is_the_channel", no_thread),
        case("discord/deliver/an_archived_thread_is_reopened", archived),
        case("discord/deliver/a_lost_thread_is_found_again", lost_thread),
        case("discord/deliver/what_was_made_is_found_and_nothing_is_made", found),
        case("discord/deliver/closed_direct_messages_are_told", direct),
        case("discord/deliver/an_old_message_takes_few_edits", edits),
        case("discord/deliver/commands_are_registered_when_they_changed", registered),
        case("discord/deliver/another_platforms_workspace_is_left_alone", foreign),
    ]
}

fn in_thread(thread: &str) -> Place {
    Place { channel: "600".into(), thread: Some(thread.into()) }
}

fn open_thread() -> Deliver {
    Deliver::OpenThread {
        under: Posted { place: Place::channel("600"), message: "5".into() },
        title: "#482 ACME".into(),
        members: vec![PersonId::new(1), PersonId::new(2), PersonId::new(9)],
        first: line("Hello"),
    }
}

async fn lost_answer() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    stub.plan("POST", "/messages", Fault::Lose);
    let first = discord.deliver(&outgoing("h", false, post("one"))).await;
    holds(matches!(first, Err(DeliveryFault::Later { .. })), format!("{first:?}"))?;
    let again = discord.deliver(&outgoing("h", true, post("one"))).await.map_err(told)?;
    let messages = stub.messages("600");
    same("messages", &messages.len(), &1)?;
    let id = messages[0]["id"].as_str().unwrap_or_default().to_owned();
    same("delivered", &again, &Delivered::Posted(Posted { place: Place::channel("600"), message: id }))?;
    same("enforced", &messages[0]["enforce_nonce"], &json!(true))?;
    stub.problems()
}

async fn marker() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    discord.deliver(&outgoing("h", false, post("one"))).await.map_err(told)?;
    discord.deliver(&outgoing("i", false, post("two"))).await.map_err(told)?;
    // Another process, long after Discord forgot the nonce: other words by now, the same message.
    let other = crate::house::discord(&stub)?;
    other.deliver(&outgoing("h", true, post("one, by now"))).await.map_err(told)?;
    same("messages", &stub.messages("600").len(), &2)?;
    same("creations", &stub.called("POST", "/messages").len(), &2)?;
    stub.problems()
}

async fn limits() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let limited = |after: f64, global: bool| {
        Fault::Refuse(429, json!({ "message": "slow down", "retry_after": after, "global": global }))
    };
    stub.plan("POST", "/messages", limited(7.5, false));
    let first = discord.deliver(&outgoing("h", false, post("one"))).await;
    let reason = "too many requests".to_owned();
    same("told", &first, &Err(DeliveryFault::Later { after_ms: 7_500, reason }))?;
    // The same route is not even asked before its time; another one is.
    let before = stub.calls().len();
    let held = discord.deliver(&outgoing("i", false, post("two"))).await;
    holds(matches!(held, Err(DeliveryFault::Later { after_ms: 5_000..=7_500, .. })), format!("{held:?}"))?;
    same("calls", &stub.calls().len(), &before)?;
    let elsewhere = Deliver::Post { to: Place::channel("601"), message: line("three") };
    discord.deliver(&outgoing("j", false, elsewhere)).await.map_err(told)?;
    stub.plan("PATCH", "/messages/5", limited(60.0, true));
    let posted = Posted { place: Place::channel("602"), message: "5".into() };
    let _ = discord.deliver(&outgoing("k", false, Deliver::Edit { posted, message: line("x") })).await;
    let all = Deliver::Post { to: Place::channel("603"), message: line("four") };
    let all = discord.deliver(&outgoing("l", false, all)).await;
    holds(matches!(all, Err(DeliveryFault::Later { after_ms: 50_000.., .. })), format!("{all:?}"))
}

async fn faults() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    for (status, code, is_for_good) in [
        (500, 0, false),
        (503, 0, false),
        (403, 50_013, true),
        (404, 10_003, true),
        (401, 0, false),
        (400, 50_035, true),
    ] {
        stub.plan("POST", "/messages", Fault::Refuse(status, json!({ "code": code, "message": "no" })));
        let fault = discord.deliver(&outgoing("h", false, post("one"))).await;
        let told = matches!(fault, Err(DeliveryFault::Never(_)));
        same(&format!("{status} {code} is for good"), &told, &is_for_good)?;
    }
    let mut gone = stub.clone();
    "http://127.0.0.1:9".clone_into(&mut gone.url);
    let nowhere = crate::house::discord(&gone)?;
    let down = nowhere.deliver(&outgoing("h", false, post("one"))).await;
    holds(matches!(down, Err(DeliveryFault::Later { .. })), format!("{down:?}"))?;
    let odd = Deliver::Post { to: Place::channel("../users/@me"), message: line("x") };
    let odd = discord.deliver(&outgoing("o", false, odd)).await;
    holds(matches!(odd, Err(DeliveryFault::Never(_))), format!("{odd:?}"))
}

async fn threads() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let made = discord.deliver(&outgoing("h", false, open_thread())).await.map_err(told)?;
    let Delivered::Thread { place, .. } = &made else { return Err(format!("{made:?}")) };
    let thread = place.thread.clone().ok_or("no thread")?;
    let body = stub.called("POST", "/threads").first().map(|call| call.body.clone()).unwrap_or_default();
    same("kind", &(&body["type"], &body["invitable"]), &(&json!(12), &json!(false)))?;
    let added = |stub: &Stub| stub.calls().iter().filter(|call| call.path.contains("/thread-members/")).count();
    same("added", &added(&stub), &2)?;
    let people = vec![PersonId::new(1), PersonId::new(2), PersonId::new(3)];
    let invite = Deliver::Invite { to: in_thread(&thread), people };
    discord.deliver(&outgoing("i", false, invite)).await.map_err(told)?;
    same("added", &added(&stub), &3)?;
    let ping = line("")
        .and_line(vec![Inline::Person(PersonId::new(2)), Inline::Person(PersonId::new(3))])
        .pinging([PersonId::new(2)]);
    discord
        .deliver(&outgoing("j", false, Deliver::Post { to: in_thread(&thread), message: ping }))
        .await
        .map_err(told)?;
    let last = stub.messages(&thread).last().cloned().unwrap_or_default();
    same("pinged", &last["allowed_mentions"], &json!({ "parse": [], "users": ["12"] }))?;
    stub.problems()
}

async fn no_thread() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    stub.plan("POST", "/threads", Fault::Refuse(403, json!({ "code": 50_013, "message": "Missing Permissions" })));
    let made = discord.deliver(&outgoing("h", false, open_thread())).await.map_err(told)?;
    let Delivered::Thread { place, first } = &made else { return Err(format!("{made:?}")) };
    same("place", place, &Place::channel("600"))?;
    same("message", &first.place, &Place::channel("600"))?;
    stub.plan(
        "POST",
        "/channels/77/messages",
        Fault::Refuse(404, json!({ "code": 10_003, "message": "Unknown Channel" })),
    );
    let gone = Deliver::Post { to: in_thread("77"), message: line("x") };
    let posted = discord.deliver(&outgoing("i", false, gone)).await.map_err(told)?;
    holds(
        matches!(posted, Delivered::Posted(Posted { place: Place { thread: None, .. }, .. })),
        format!("{posted:?}"),
    )?;
    stub.problems()
}

async fn archived() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let archived = || Fault::Refuse(400, json!({ "code": 50_083, "message": "Thread is archived" }));
    stub.plan("POST", "/channels/77/messages", archived());
    discord
        .deliver(&outgoing("h", false, Deliver::Post { to: in_thread("77"), message: line("x") }))
        .await
        .map_err(told)?;
    stub.plan("PUT", "/thread-members/11", archived());
    let invite = Deliver::Invite { to: in_thread("77"), people: vec![PersonId::new(1)] };
    discord.deliver(&outgoing("i", false, invite)).await.map_err(told)?;
    let reopened = stub.called("PATCH", "/channels/77");
    same("reopened", &reopened.len(), &2)?;
    same("by", &reopened[0].body, &json!({ "archived": false }))?;
    same("said", &stub.messages("77").len(), &1)
}

async fn lost_thread() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    stub.plan("POST", "/threads", Fault::Lose);
    let first = discord.deliver(&outgoing("h", false, open_thread())).await;
    holds(matches!(first, Err(DeliveryFault::Later { .. })), format!("{first:?}"))?;
    let again = discord.deliver(&outgoing("h", true, open_thread())).await.map_err(told)?;
    holds(matches!(again, Delivered::Thread { place: Place { thread: Some(_), .. }, .. }), format!("{again:?}"))?;
    same("threads", &stub.called("POST", "/threads").len(), &1)?;
    stub.problems()
}

/// Looked for by another process, which knows nothing of what the first one did.
async fn found() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let find = |at| Deliver::Find { at };
    let thread = || Sought::Thread { channel: "600".into(), title: "#482 ACME".into() };
    let nowhere = [thread(), Sought::In(Place::channel("600")), Sought::Direct(PersonId::new(1))];
    for at in nowhere.into_iter().chain([Sought::Direct(PersonId::new(9))]) {
        let found = discord.deliver(&outgoing("h", true, find(at.clone()))).await;
        same(&format!("{at:?}"), &found, &Ok(Delivered::Done))?;
    }
    let ways = [
        ("t", open_thread(), thread()),
        ("p", post("one"), Sought::In(Place::channel("600"))),
        ("d", Deliver::Direct { to: PersonId::new(1), message: line("x") }, Sought::Direct(PersonId::new(1))),
    ];
    for (handle, what, at) in ways {
        let made = discord.deliver(&outgoing(handle, false, what)).await.map_err(told)?;
        let (Delivered::Posted(posted) | Delivered::Thread { first: posted, .. }) = made else {
            return Err(format!("{made:?}"));
        };
        let calls = stub.called("POST", "/messages").len();
        let other = crate::house::discord(&stub)?;
        let found = other.deliver(&outgoing(handle, true, find(at.clone()))).await;
        same(handle, &found, &Ok(Delivered::Posted(posted.clone())))?;
        if let Some(id) = &posted.place.thread {
            let found = other.deliver(&outgoing(handle, true, find(Sought::In(in_thread(id))))).await;
            same("in its thread", &found, &Ok(Delivered::Posted(posted.clone())))?;
        }
        same("creations", &stub.called("POST", "/messages").len(), &calls)?;
        let other = discord.deliver(&outgoing("of nobody", true, find(at))).await;
        same("another", &other, &Ok(Delivered::Done))?;
    }
    stub.problems()
}

async fn direct() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let direct = |to: i64| Deliver::Direct { to: PersonId::new(to), message: line("x") };
    let sent = discord.deliver(&outgoing("h", false, direct(1))).await.map_err(told)?;
    holds(matches!(&sent, Delivered::Posted(posted) if posted.place.channel == "911"), format!("{sent:?}"))?;
    for code in [50_007, 50_278] {
        stub.plan("POST", "/messages", Fault::Refuse(403, json!({ "code": code, "message": "no" })));
        let fault = discord.deliver(&outgoing("i", false, direct(1))).await;
        same("told", &fault, &Err(DeliveryFault::NoDirect))?;
    }
    stub.plan("POST", "/users/@me/channels", Fault::Refuse(400, json!({ "code": 40_003, "message": "too fast" })));
    same("too fast", &discord.deliver(&outgoing("j", false, direct(2))).await, &Err(DeliveryFault::NoDirect))?;
    same("no account", &discord.deliver(&outgoing("k", false, direct(9))).await, &Err(DeliveryFault::NoDirect))?;
    // A conversation that may be open already is opened once more: it is the same one.
    let before = stub.called("POST", "/users/@me/channels").len();
    stub.plan("POST", "/users/@me/channels", Fault::Lose);
    let sent = discord.deliver(&outgoing("l", false, direct(2))).await.map_err(told)?;
    holds(matches!(&sent, Delivered::Posted(_)), format!("{sent:?}"))?;
    same("asked", &(stub.called("POST", "/users/@me/channels").len() - before), &2)
}

async fn edits() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let posted = || Posted { place: Place::channel("600"), message: "5".into() };
    let edit = || Deliver::Edit { posted: posted(), message: line("x") };
    stub.plan("PATCH", "/messages/5", Fault::Refuse(400, json!({ "code": 30_046, "message": "old" })));
    let fault = discord.deliver(&outgoing("h", false, edit())).await;
    holds(matches!(fault, Err(DeliveryFault::Later { after_ms: 60_000.., .. })), format!("{fault:?}"))?;
    stub.plan("PATCH", "/messages/5", Fault::Refuse(404, json!({ "code": 10_008, "message": "gone" })));
    let fault = discord.deliver(&outgoing("h", false, edit())).await;
    holds(matches!(fault, Err(DeliveryFault::Never(_))), format!("{fault:?}"))
}

async fn registered() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let catalog = baton::chat::text::Catalog::embedded().map_err(|problems| format!("{problems:?}"))?;
    let wanted = commands(&catalog.words("en"), &[("de".to_owned(), catalog.words("de"))]);
    let application = discord.application().await.map_err(told)?;
    same("at first", &discord.register(&application, None, &wanted).await, &Ok(true))?;
    same("again", &discord.register(&application, None, &wanted).await, &Ok(false))?;
    same("in a server", &discord.register(&application, Some("700"), &json!([])).await, &Ok(true))?;
    same("written", &stub.called("PUT", "/commands").len(), &2)?;
    stub.problems()
}

async fn foreign() -> Outcome {
    let stub = Stub::start().await?;
    let discord = discord(&stub)?;
    let mut other = outgoing("h", false, post("x"));
    other.workspace = baton::ids::WorkspaceId::new(2);
    let fault = discord.deliver(&other).await;
    holds(matches!(fault, Err(DeliveryFault::Never(_))), format!("{fault:?}"))?;
    same("calls", &stub.calls().len(), &0)
}
