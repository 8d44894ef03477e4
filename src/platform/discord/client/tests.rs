//! Calls: where they may go, what their answers mean, and what is held back.

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

#[test]
fn the_token_never_goes_through_the_open() {
    for (address, is_fine) in [
        ("https://discord.com", true),
        ("https://proxy.example/discord", true),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true),
        ("http://localhost", true),
        ("http://discord.com", false),
        ("http://127.0.0.1.evil.example", false),
        ("ftp://127.0.0.1", false),
        ("discord.com", false),
    ] {
        assert_eq!(Client::new("t", Some(address)).is_ok(), is_fine, "{address}");
    }
    assert!(check_address("wss://gateway.discord.gg", "wss", "ws").is_ok());
    assert!(check_address("ws://gateway.discord.gg", "wss", "ws").is_err());
}

#[test]
fn files_come_from_discord_alone() {
    let may = |api: Option<&str>, url: &str| Client::new("t", api).unwrap().file_url(url).is_some();
    let cdn = "https://cdn.discordapp.com/ephemeral-attachments/1/2/a.toml?ex=1&hm=2";
    for (url, is_fine) in [
        (cdn, true),
        ("https://media.discordapp.net/attachments/1/2/a.toml", true),
        ("http://cdn.discordapp.com/a", false),
        ("https://cdn.discordapp.com:8443/a", false),
        ("https://cdn.discordapp.com.evil.example/a", false),
        ("https://evil.example/cdn.discordapp.com", false),
        ("https://cdn.discordapp.com@evil.example/a", false),
        ("https://me:you@cdn.discordapp.com/a", false),
        ("https://discord.com/a", false),
        ("http://127.0.0.1/a", false),
        ("http://169.254.169.254/latest", false),
        ("file:///etc/passwd", false),
        ("", false),
    ] {
        assert_eq!(may(None, url), is_fine, "{url}");
    }
    let here = Some("http://127.0.0.1:8080");
    assert!(may(here, "http://127.0.0.1:8080/attachments/a") && !may(here, cdn));
    assert!(!may(here, "http://127.0.0.1:9090/a") && !may(here, "http://localhost:8080/a"));
    let proxy = Some("https://proxy.example/discord");
    assert!(may(proxy, cdn) && may(proxy, "https://proxy.example/a") && !may(proxy, "http://proxy.example/a"));
}

#[test]
fn refusals_are_for_good_and_the_rest_is_not() {
    let refused = outcome(StatusCode::FORBIDDEN, json!({ "code": 50013, "message": "Missing" }));
    assert_eq!(refused.as_ref().err().and_then(Failure::code), Some(50013));
    assert!(matches!(refused.map_err(DeliveryFault::from), Err(DeliveryFault::Never(_))));
    let down = outcome(StatusCode::BAD_GATEWAY, Value::Null).map_err(DeliveryFault::from);
    assert!(matches!(down, Err(DeliveryFault::Later { after_ms: 0, .. })));
}

/// Answers every request on one connection each with this head, and no body; the address.
async fn answering(head: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("an address");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            let mut asked = [0; 4096];
            // A request without a body comes at once; whoever hangs up is not answered.
            if line.read(&mut asked).await.is_ok() {
                let said = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                drop(line.write_all(said.as_bytes()).await);
            }
        }
    });
    address
}

const ME: Route<'_> = Route::UserMe;

#[tokio::test]
async fn what_is_refused_is_counted_and_in_the_end_only_people_are_answered() {
    let api = answering("401 Unauthorized").await;
    let client = Client::new("t", Some(&api)).expect("an address");
    for _ in 0..7_998 {
        client.invalid.count(Instant::now());
    }
    let is_asked = |failure: Option<Failure>| matches!(failure, Some(Failure::Refused { status: 401, .. }));
    assert!(is_asked(client.call(LightMethod::Get, ME, Body::default()).await.err()));
    assert!(is_asked(client.answer(LightMethod::Get, ME, Body::default()).await.err()));
    let held = client.call(LightMethod::Get, ME, Body::default()).await.err();
    assert!(matches!(held, Some(Failure::Limited { after_ms: 1..=600_000 })), "{held:?}");
    let waits = held.map(DeliveryFault::from);
    assert!(matches!(waits, Some(DeliveryFault::Later { after_ms: 1.., .. })), "{waits:?}");
    assert!(is_asked(client.answer(LightMethod::Get, ME, Body::default()).await.err()));
}

#[tokio::test]
async fn a_limit_that_all_share_is_not_counted() {
    for (head, is_held) in [
        ("429 Too Many Requests\r\nx-ratelimit-scope: shared\r\nretry-after: 0", false),
        ("429 Too Many Requests\r\nx-ratelimit-scope: user\r\nretry-after: 0", true),
        ("404 Not Found", false),
    ] {
        let client = Client::new("t", Some(&answering(head).await)).expect("an address");
        for _ in 0..7_999 {
            client.invalid.count(Instant::now());
        }
        drop(client.answer(LightMethod::Get, ME, Body::default()).await);
        assert_eq!(client.invalid.wait(Instant::now()).is_some(), is_held, "{head}");
    }
}
