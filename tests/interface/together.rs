//! Two people act on the same handoff at once: one is first, the other is told so in words, and it happened once.

use baton::domain::handoff::Status;
use serde_json::json;

use crate::cases;
use crate::client::Request;
use crate::server::Server;
use crate::walk;

cases![of_two_who_cancel_one_is_first, of_two_clicks_on_send_one_sends,];

const ROUNDS: usize = 25;

async fn of_two_who_cancel_one_is_first(server: Server) {
    let (ana, mia) = (server.player("ana"), server.player("mia"));
    let mut firsts = [0, 0];
    for round in 0..ROUNDS {
        let handoff = walk::sent(&server).await;
        let body = json!({ "form": format!("1.cancel.{handoff}"), "values": { "reason": "They went elsewhere" } });
        let cancel = |who: &str| server.client.ok(Request::post(&format!("/as/{who}/form"), &body));
        let (by_ana, by_mia) = tokio::join!(cancel("ana"), cancel("mia"));
        let said = [ana.read(&by_ana["reply"]).await, mia.read(&by_mia["reply"]).await];
        let told: Vec<bool> = said.iter().map(|said| said.contains("already")).collect();
        let first = match told[..] {
            [false, true] => 0,
            [true, false] => 1,
            _ => panic!("round {round}: one should be first, the other told: {said:?}"),
        };
        firsts[first] += 1;
        let by = server.id_of(["ana", "mia"][first]).await;
        assert!(said[1 - first].contains(&format!("@{by} has done that already")), "round {round}: {said:?}");
        let row = server.store.handoff(server.workspace, handoff).await.expect("a read").expect("a handoff");
        assert_eq!(row.status, Status::Cancelled);
        assert_eq!(row.cancelled.map(|cancelled| cancelled.by.to_string()), Some(by));
        let events = server.store.events(server.workspace, handoff).await.expect("events");
        assert_eq!(events.iter().filter(|event| event.kind == "cancelled").count(), 1, "round {round}");
    }
    assert_eq!(firsts.iter().sum::<usize>(), ROUNDS);
}

async fn of_two_clicks_on_send_one_sends(server: Server) {
    let ana = server.player("ana");
    for round in 0..ROUNDS {
        let (send, handoff) = walk::ready(&server).await;
        let click = || server.client.ok(ana.choice(&send, &[]));
        let (one, other) = tokio::join!(click(), click());
        assert!(one["reply"]["message"].is_string() && other["reply"]["message"].is_string(), "{one} {other}");
        server.settle().await;
        let row = server.store.handoff(server.workspace, handoff).await.expect("a read").expect("a handoff");
        assert_eq!((row.status, row.round), (Status::Sent, 1), "round {round}");
        let events = server.store.events(server.workspace, handoff).await.expect("events");
        assert_eq!(events.iter().filter(|event| event.kind == "sent").count(), 1, "round {round}: {events:?}");
        let messages = server.player("ben").messages().await;
        let title = format!("#{} ACME", row.number.expect("a number"));
        let cards: Vec<_> = messages.iter().filter(|message| message["thread_title"] == json!(title)).collect();
        assert_eq!(cards.len(), 1, "round {round}: one card");
        let in_thread = messages.iter().filter(|message| message["thread"] == cards[0]["id"]);
        assert_eq!(in_thread.count(), 1, "round {round}: he is told once");
    }
}
