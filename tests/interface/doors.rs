//! What is around the interface: the page's files, and who is let in.

use std::borrow::Cow;
use std::collections::BTreeSet;

use baton::platform::playground::Page;
use baton::web::playground::serve;
use hyper::Method;
use serde_json::json;
use tokio::net::TcpListener;

use crate::cases;
use crate::client::{Request, kind};
use crate::contract;
use crate::server::Server;

cases![
    the_page_is_served_with_its_types_and_a_strict_policy,
    what_is_not_there_is_said_so,
    the_description_is_served_as_it_is,
    another_site_or_computer_is_refused,
    it_listens_on_this_computer_only,
];

async fn the_page_is_served_with_its_types_and_a_strict_policy(server: Server) {
    let mut kinds = BTreeSet::new();
    for name in Page::iter().map(Cow::into_owned).chain([String::new()]) {
        let answer = server.client.send(Request::get(&format!("//{name}"))).await;
        assert_eq!(answer.status, 200, "/{name}");
        let expected = match name.rsplit('.').next() {
            Some("html" | "") => "text/html",
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("svg") => "image/svg+xml",
            Some(_) | None => panic!("/{name}: a type of file that the listener does not know"),
        };
        assert_eq!(kind(&answer.headers), expected, "/{name}");
        kinds.insert(expected);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    let api = server.client.send(Request::get("/state")).await;
    assert_eq!(api.header("x-content-type-options"), "nosniff");
}

async fn what_is_not_there_is_said_so(server: Server) {
    for path in ["//nothing.html", "//../Cargo.toml", "//%2e%2e/Cargo.toml", "//playground/"] {
        let answer = server.client.send(Request::get(path)).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("There is nothing here"), "{path}: {}", answer.text());
    }
}

async fn the_description_is_served_as_it_is(server: Server) {
    let answer = server.client.send(Request::get("//openapi.json")).await;
    assert_eq!((answer.text().as_str(), kind(&answer.headers)), (contract::TEXT, "application/json"));
    assert_eq!(answer.json()["openapi"], "3.1.0");
    assert_eq!(server.client.send(Request::get("//healthz")).await.text(), "ok");
}

async fn another_site_or_computer_is_refused(server: Server) {
    let port = server.address.port();
    let before = server.state().await;
    let foreign = [
        ("host", "evil.example".to_owned()),
        ("host", format!("evil.example:{port}")),
        ("host", format!("127.0.0.1.evil.example:{port}")),
        ("host", "127.0.0.1".to_owned()),
        ("host", format!("127.0.0.1:{}", port.wrapping_add(1))),
        ("origin", "https://evil.example".to_owned()),
        ("origin", format!("http://evil.example:{port}")),
        ("origin", format!("https://127.0.0.1:{port}")),
        ("origin", "http://localhost".to_owned()),
        ("origin", "null".to_owned()),
        ("origin", String::new()),
    ];
    for (name, value) in &foreign {
        for request in
            [Request::get("/state"), Request::get("//"), Request::bare_post("/deal"), Request::bare_post("/reset")]
        {
            let shown = format!("{name}: {value}, {} {}", request.method, request.path);
            let sentence = server.client.refused(request.with(name, value), 403).await;
            assert!(sentence.contains("on this computer"), "{shown}: {sentence}");
        }
    }
    assert_eq!(server.state().await, before, "nothing was carried out");
    for own in [format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}")] {
        let host = own.trim_start_matches("http://").to_owned();
        let request = Request::get("/state").with("host", &host).with("origin", &own);
        assert_eq!(server.client.ok(request).await, before);
    }
    // Asking first does not open the door either: nothing allows another origin.
    let asked = Request { method: Method::OPTIONS, ..Request::get("/deal") };
    let answer = server.client.send(asked).await;
    assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control")), "{:?}", answer.headers);
}

async fn it_listens_on_this_computer_only(server: Server) {
    let everywhere = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let serving = server.serving(everywhere.local_addr().expect("an address"));
    let refused = serve(everywhere, serving, std::future::ready(())).await.expect_err("refused");
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
    let before = server.state().await;
    assert_eq!(server.client.ok(Request::post("/clock", &json!({ "by": "0m" }))).await["now_ms"], before["now_ms"]);
}
