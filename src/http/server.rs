//! The listener: HTTP/1.1 and HTTP/2 on one port, with a limit on everything a silent or slow client could hold.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::accept::NoDelayAcceptor;
use axum_server::{Handle, Server};
use tokio::net::TcpListener;

use super::bounds::LARGEST_HEAD;

/// The longest a request's head may take to arrive, from the connection or the previous answer on.
pub const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long requests in flight may take to finish once the server stops.
pub const GRACE: Duration = Duration::from_secs(25);

/// How much of a head is buffered: more than is allowed, so that heads that are a little too large still get an answer
/// in our shape; only beyond this the bare 431 of the HTTP library.
const HEAD_BUFFER: usize = 2 * LARGEST_HEAD;

/// Requests that one HTTP/2 connection may have in flight.
const MOST_STREAMS: u32 = 128;

/// How often an HTTP/2 connection is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// Serves `routes` until `stop` is done; then accepts no more, and returns when all requests in flight have their
/// answer or [`GRACE`] is over.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let handle = Handle::new();
    let mut server = Server::<SocketAddr>::from_listener(listener)
        .acceptor(NoDelayAcceptor::new())
        .first_request_timeout(HEAD_TIME)
        .handle(handle.clone());
    server.http_builder().http1().header_read_timeout(HEAD_TIME).max_buf_size(HEAD_BUFFER);
    server
        .http_builder()
        .http2()
        .max_header_list_size(u32::try_from(HEAD_BUFFER).unwrap_or(u32::MAX))
        .max_concurrent_streams(MOST_STREAMS)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(HEAD_TIME);
    tokio::spawn(async move {
        stop.await;
        handle.graceful_shutdown(Some(GRACE));
    });
    server.serve(routes.into_make_service()).await
}
