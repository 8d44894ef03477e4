//! Shell: HTTP. The playground has a listener of its own, on loopback; signed requests of platforms come to another.

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

pub mod discord;
pub mod playground;

/// Serves the platforms' `routes` until `stop` is done.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let all = routes.route("/healthz", get(|| async { "ok" }));
    axum::serve(listener, all).with_graceful_shutdown(stop).await
}
