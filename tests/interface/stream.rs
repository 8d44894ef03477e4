//! The stream of a page that is open: what happens reaches it, in the right shape, and only what its reader may see.

use std::collections::VecDeque;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};

use crate::cases;
use crate::client::{PATIENCE, Request, kind};
use crate::contract;
use crate::player::words;
use crate::server::Server;
use crate::walk;

cases![
    it_opens_with_what_waits_and_where_the_walk_stands,
    what_is_said_arrives,
    what_is_private_reaches_its_reader_alone,
    it_goes_on_from_the_message_that_is_known,
    what_others_say_among_themselves_holds_nobody_up,
    who_joins_a_thread_reads_all_of_it,
    the_clock_is_told_on_its_way_and_at_its_end,
    a_send_moves_the_next_reminder,
    work_is_told_in_words,
    it_outlives_a_reset,
    a_stream_for_nobody_is_refused,
];

/// An open stream.
pub(crate) struct Stream {
    body: Incoming,
    unread: String,
    ready: VecDeque<(String, Value)>,
}

impl Stream {
    /// Opens the stream of somebody.
    pub(crate) async fn open(server: &Server, who: &str, query: &str) -> Self {
        let answer = server.client.open(Request::get(&format!("/as/{who}/events{query}"))).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(kind(answer.headers()), "text/event-stream");
        Self { body: answer.into_body(), unread: String::new(), ready: VecDeque::new() }
    }

    /// The next event, and its data. Fails when none comes.
    pub(crate) async fn next(&mut self) -> (String, Value) {
        tokio::time::timeout(PATIENCE, self.read()).await.expect("an event in time")
    }

    /// The data of the next event of a kind that fits; others are passed over.
    pub(crate) async fn wait_for(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let seen = async {
            loop {
                match self.read().await {
                    (found, data) if found == name && fits(&data) => return data,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, seen).await.unwrap_or_else(|_| panic!("no {name} came"))
    }

    async fn read(&mut self) -> (String, Value) {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return event;
            }
            let frame = self.body.frame().await.expect("the stream stays open").expect("a frame");
            let bytes = frame.into_data().unwrap_or_default();
            self.unread.push_str(std::str::from_utf8(&bytes).expect("text"));
            while let Some(end) = self.unread.find("\n\n") {
                let event: String = self.unread.drain(..end + 2).collect();
                self.ready.extend(parsed(&event));
            }
        }
    }
}

/// An event's name and data; nothing for a line that only keeps the stream open.
fn parsed(event: &str) -> Option<(String, Value)> {
    let part = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start);
    let (name, data) = (part("event:")?.to_owned(), part("data:")?);
    let data = serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {data}"));
    contract::check_event(&name, &data);
    Some((name, data))
}

fn says(text: &'static str) -> impl Fn(&Value) -> bool {
    move |message| words(message).contains(text)
}

/// Somebody says something to everybody.
async fn say(server: &Server, who: &str, text: &str) {
    let body = json!({ "text": text, "channel": "handoffs" });
    server.client.ok(Request::post(&format!("/as/{who}/say"), &body)).await;
}

async fn it_opens_with_what_waits_and_where_the_walk_stands(server: Server) {
    let mut stream = Stream::open(&server, "ben", "").await;
    let (name, waiting) = stream.next().await;
    assert_eq!((name.as_str(), waiting.is_object()), ("waiting", true));
    let (name, guide) = stream.next().await;
    assert_eq!((name.as_str(), &guide["step"], &guide["person"]), ("guide", &json!(1), &json!("ana")));
}

async fn what_is_said_arrives(server: Server) {
    let mut stream = Stream::open(&server, "ben", "").await;
    stream.wait_for("guide", |_| true).await;
    say(&server, "ana", "Lunch, anybody? 🍜").await;
    let message = stream.wait_for("message", says("Lunch")).await;
    assert_eq!(message["author"], json!(server.id_of("ana").await));
    assert_eq!(words(&message), "Lunch, anybody? 🍜");
}

async fn what_is_private_reaches_its_reader_alone(server: Server) {
    let mut stream = Stream::open(&server, "ben", "").await;
    stream.wait_for("guide", |_| true).await;
    let answer = server.player("ana").command("/handoff help").await;
    assert_eq!((&answer["private"], &answer["direct"]), (&json!(true), &json!(false)));
    let own = json!({ "text": "a note to Baton", "channel": format!("dm:{}", server.id_of("ana").await) });
    server.client.ok(Request::post("/as/ana/say", &own)).await;
    say(&server, "ana", "and now in the open").await;
    let first = stream.wait_for("message", |_| true).await;
    assert_eq!(words(&first), "and now in the open");
    let anas = server.player("ana").messages().await;
    assert!(anas.iter().any(|message| words(message) == "a note to Baton" && message["direct"] == true));
}

async fn it_goes_on_from_the_message_that_is_known(server: Server) {
    let known = server.client.ok(Request::get("/as/ben/messages")).await["last"].clone();
    say(&server, "ana", "said while nobody listened").await;
    let mut stream = Stream::open(&server, "ben", &format!("?after={known}")).await;
    let missed = stream.wait_for("message", |_| true).await;
    assert_eq!(words(&missed), "said while nobody listened");
}

async fn what_others_say_among_themselves_holds_nobody_up(server: Server) {
    let known = server.client.ok(Request::get("/as/ana/messages")).await["last"].clone();
    let mut listening = Stream::open(&server, "ana", &format!("?after={known}")).await;
    server.among_managers(600).await;
    say(&server, "mia", "and now for everybody").await;
    listening.wait_for("message", says("for everybody")).await;
    // A page that opens only now, and one that reads.
    let mut late = Stream::open(&server, "ana", &format!("?after={known}")).await;
    late.wait_for("message", says("for everybody")).await;
    let read = server.player("ana").messages().await;
    assert!(read.iter().any(|message| words(message) == "and now for everybody"));
    assert!(!read.iter().any(|message| words(message).starts_with("among managers")));
}

async fn who_joins_a_thread_reads_all_of_it(server: Server) {
    let mut lea = Stream::open(&server, "lea", "").await;
    let handoff = walk::sent(&server).await;
    say(&server, "ana", "Lunch?").await;
    lea.wait_for("message", says("Lunch")).await;
    let form = format!("1.reassign.{handoff}");
    let values = json!({ "to": "lea", "reason": "Ben is away" });
    server.client.ok(Request::post("/as/ana/form", &json!({ "form": form, "values": values }))).await;
    // What Ben was told when it arrived comes before what Lea is told now.
    let ben = json!(server.id_of("ben").await);
    let first = lea.wait_for("message", |message| message["thread"].is_string()).await;
    assert!(first["message"]["pings"].as_array().is_some_and(|pings| pings.contains(&ben)), "{first}");
}

async fn the_clock_is_told_on_its_way_and_at_its_end(server: Server) {
    let before = server.state().await;
    let mut stream = Stream::open(&server, "mia", "").await;
    let opening = stream.wait_for("clock", |_| true).await;
    assert_eq!(opening["next_reminder_ms"], before["next_reminder_ms"]);
    let moved = server.move_clock("to", "next_morning").await;
    let told = stream.wait_for("clock", |clock| clock["sweeping"] == false).await;
    for key in ["now_ms", "next_reminder_ms", "next_morning_ms", "skipped_closed_ms"] {
        assert_eq!(told[key], moved[key], "{key}");
    }
    assert_eq!(told["now_ms"], before["next_morning_ms"]);
    // Nothing but the moment differs from the move before, and a second outage looks like the first.
    for _ in 0..2 {
        let after = server.client.ok(Request::post("/outage", &json!({ "hours": 1 }))).await;
        let told = stream.wait_for("clock", |clock| clock["now_ms"] == after["now_ms"]).await;
        assert_eq!(told["sweeping"], json!(false));
    }
}

async fn a_send_moves_the_next_reminder(server: Server) {
    let mut stream = Stream::open(&server, "ana", "").await;
    let opening = stream.wait_for("clock", |_| true).await;
    crate::walk::sent(&server).await;
    let told = stream.wait_for("clock", |clock| clock["next_reminder_ms"] != opening["next_reminder_ms"]).await;
    assert_eq!(told["next_reminder_ms"], server.state().await["next_reminder_ms"]);
    assert_eq!((&told["now_ms"], &told["sweeping"]), (&opening["now_ms"], &json!(false)));
}

async fn work_is_told_in_words(server: Server) {
    let mut stream = Stream::open(&server, "ana", "").await;
    stream.wait_for("guide", |_| true).await;
    server.client.ok(Request::bare_post("/deal")).await;
    let line = stream.wait_for("work", |_| true).await;
    let listed = server.client.ok(Request::get("/as/ana/work")).await;
    assert!(listed["lines"].as_array().expect("lines").contains(&line), "{line} is not in {listed}");
    stream.wait_for("guide", |guide| guide["step"] == 2).await;
}

async fn it_outlives_a_reset(server: Server) {
    server.move_clock("by", "1m").await;
    let mut stream = Stream::open(&server, "ben", "").await;
    stream.wait_for("guide", |_| true).await;
    for way in ["/reset", "/reset/undo"] {
        server.client.ok(Request::bare_post(way)).await;
        stream.wait_for("reset", |_| true).await;
        // In the company that is shown now, without opening the stream anew.
        say(&server, "mia", "Welcome").await;
        let welcome = stream.wait_for("message", says("Welcome")).await;
        assert_eq!(welcome["author"], json!(server.id_of("mia").await));
    }
}

async fn a_stream_for_nobody_is_refused(server: Server) {
    server.client.refused(Request::get("/as/nobody/events"), 404).await;
    server.client.refused(Request::get("/as/ben/events?after=soon"), 400).await;
}
