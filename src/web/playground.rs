//! The playground's own listener: the page, and the interface by which a script can play every part without a browser
//! (`/openapi.json` describes it; the page uses nothing else).
//!
//! On loopback only. Any web page can post to 127.0.0.1, so `Host` must be ours and `Origin`, where a browser sends one, too.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{RwLock, oneshot, watch};

use crate::app::App;
use crate::app::chat_log::StoredChat;
use crate::app::playbooks::Source;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::platform::playground::Page;

mod act;
mod events;
mod once;
mod panel;
mod problem;
mod summary;

use once::Answers;
use problem::Problem;

/// What is under way gets so long once it is told to stop: the stream of a page that is open never ends by itself.
const LEAVE_MAX: Duration = Duration::from_secs(1);
/// What may be posted at once; a brief is far smaller.
const BODY_MAX_BYTES: usize = 256 * 1024;

/// What the listener serves.
pub struct Serving {
    /// The program.
    pub app: Arc<App>,
    /// The company shown first.
    pub workspace: WorkspaceId,
    /// The database as people may read it.
    pub database: String,
    /// Playbooks for a reset.
    pub sources: Vec<Source>,
    /// Where it listens.
    pub address: SocketAddr,
}

/// Shared by all requests.
struct Playground {
    app: Arc<App>,
    workspace: RwLock<WorkspaceId>,
    database: String,
    sources: Vec<Source>,
    address: SocketAddr,
    log: StoredChat,
    answers: Answers,
    /// The moments a sweep of the clock stops at, for pages that watch.
    sweep: watch::Sender<Sweep>,
}

/// Where a sweep of the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sweep {
    at: Option<Timestamp>,
    is_sweeping: bool,
    skipped_closed_ms: Option<i64>,
    /// Every move and reset counts, so that one that looks like the last is told as well.
    moves: u32,
    resets: u32,
}

type Shared = State<Arc<Playground>>;

/// Serves until `stop` is done. Refuses an address that others could reach: there everybody could act as anyone.
pub async fn serve(
    listener: TcpListener,
    serving: Serving,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        let reason = "the playground listens on this computer only";
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, reason));
    }
    let (told, heard) = oneshot::channel();
    let stopped = async move {
        stop.await;
        let _ = told.send(());
    };
    let served = axum::serve(listener, router(serving)).with_graceful_shutdown(stopped).into_future();
    let left = async {
        let _ = heard.await;
        let _ = tokio::time::timeout(LEAVE_MAX, std::future::pending::<()>()).await;
    };
    tokio::select! {
        served = served => served,
        () = left => Ok(()),
    }
}

/// Every route of the listener.
pub fn router(serving: Serving) -> Router {
    let shared = Arc::new(Playground {
        log: StoredChat::new(serving.app.store.clone(), Arc::clone(&serving.app.ids)),
        answers: Answers::default(),
        app: serving.app,
        workspace: RwLock::new(serving.workspace),
        database: serving.database,
        sources: serving.sources,
        address: serving.address,
        sweep: watch::Sender::new(Sweep::default()),
    });
    let api = Router::new()
        .route("/state", get(panel::state))
        .route("/as/{person}/messages", get(act::messages))
        .route("/as/{person}/events", get(events::events))
        .route("/as/{person}/work", get(panel::work))
        .route("/as/{person}/command", post(act::command))
        .route("/as/{person}/click", post(act::click))
        .route("/as/{person}/form", post(act::form))
        .route("/as/{person}/say", post(act::say))
        .route("/people/{person}/summary", get(summary::summary))
        .route("/clock", post(panel::clock))
        .route("/deal", post(panel::deal))
        .route("/outage", post(panel::outage))
        .route("/reset", post(panel::reset))
        .route("/reset/undo", post(panel::undo))
        .route("/leave", post(panel::leave))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(middleware::map_response(problem::in_words));
    Router::new()
        .nest("/playground/api/v1", api)
        .route("/openapi.json", get(panel::openapi))
        .route("/healthz", get(|| async { "ok" }))
        .fallback(page)
        .layer(axum::extract::DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), only_from_here))
        .with_state(shared)
}

/// Refuses requests that another site sent through the reader's browser.
async fn only_from_here(State(shared): Shared, request: Request, next: Next) -> Response {
    if !is_from_here(request.headers(), shared.address.port()) {
        let sentence = "The playground answers only to its own page, on this computer.";
        return Problem::Refused(StatusCode::FORBIDDEN, sentence).into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn is_from_here(headers: &HeaderMap, port: u16) -> bool {
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host_is_ours = text(header::HOST).is_some_and(|host| ours.iter().any(|our| our == host));
    let origin_is_ours = headers.get(header::ORIGIN).is_none()
        || text(header::ORIGIN)
            .and_then(|origin| origin.strip_prefix("http://"))
            .is_some_and(|origin| ours.iter().any(|our| our == origin));
    host_is_ours && origin_is_ours
}

async fn page(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    match Page::get(path) {
        Some(file) => {
            let kind = kind_of(path);
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], file.data.into_owned())
                .into_response()
        }
        None if path.starts_with("playground/api") => problem::in_words(StatusCode::NOT_FOUND.into_response()).await,
        None => (StatusCode::NOT_FOUND, "There is nothing here. The playground is at /.").into_response(),
    }
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page_is_answered() {
        let check = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("host"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().expect("origin"));
            }
            is_from_here(&headers, 4711)
        };
        assert!(check("127.0.0.1:4711", None));
        assert!(check("localhost:4711", Some("http://localhost:4711")));
        assert!(!check("127.0.0.1:4711", Some("https://evil.example")));
        assert!(!check("127.0.0.1:4711", Some("null")));
        assert!(!check("evil.example:4711", None));
        assert!(!check("127.0.0.1:80", None));
    }
}
