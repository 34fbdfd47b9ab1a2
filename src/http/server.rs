//! The listener: HTTP/1.1 and HTTP/2 on one port, with a limit on everything a silent or slow client could hold.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::response::Response;
use axum::{BoxError, Router, ServiceExt};
use axum_server::{Handle, Server};
use bytes::Bytes;
use futures_util::TryFutureExt;
use http::{HeaderValue, Request, Version, header};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tower::Service;

use super::bounds::LARGEST_HEAD;
use super::door::{Door, Visitor};
use super::pace::PacedAcceptor;

/// How much of a head is buffered: more than is allowed, so that heads that are a little too large still get an answer
/// in our shape; only beyond this the bare 431 of the HTTP library.
const HEAD_BUFFER: usize = 2 * LARGEST_HEAD;

/// Requests that one HTTP/2 connection may have in flight.
const MOST_STREAMS: u32 = 128;

/// How long, when the server stops, a connection may still bring a request: one that was just made has not had the time.
const LAST_CALL: Duration = Duration::from_secs(1);

/// How often it is looked whether all connections are gone.
const LOOK: Duration = Duration::from_millis(10);

/// How many connections may wait to be let in, where the system allows as many. Beyond them it drops what completes a
/// connection: the client believes to be connected, and is not known here.
const MOST_BEFORE_THE_DOOR: u32 = 4_096;

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request, and for the first sign of life of a connection.
    pub head: Duration,
    /// Between an answer and the next request; also how often an HTTP/2 connection is asked whether it is there.
    pub idle: Duration,
    /// For requests in flight when the server stops.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), idle: Duration::from_secs(30), stop: Duration::from_secs(25) }
    }
}

/// A listener at `address`, before whose door many may wait.
///
/// # Errors
/// The address cannot be had.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // What a process that was just here leaves behind does not keep the next one out.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(MOST_BEFORE_THE_DOOR)
}

/// Serves `routes` until `stop` is done; then lets nobody else in, and returns when all requests in flight have their
/// answer or the patience with them is over.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    patience: Patience,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let handle = Handle::new();
    let (shut, is_shut) = watch::channel(false);
    let door = Door::new(listener, is_shut.clone());
    let mut all_are_in = door.all_are_in();
    let mut server = Server::<Visitor>::from_listener(door)
        .acceptor(PacedAcceptor::new(patience.head))
        .first_request_timeout(patience.head)
        .handle(handle.clone());
    server.http_builder().http1().header_read_timeout(patience.idle).max_buf_size(HEAD_BUFFER);
    server
        .http_builder()
        .http2()
        .max_header_list_size(u32::try_from(HEAD_BUFFER).unwrap_or(u32::MAX))
        .max_concurrent_streams(MOST_STREAMS)
        .keep_alive_interval(patience.idle)
        .keep_alive_timeout(patience.head);
    tokio::spawn(async move {
        stop.await;
        shut.send_replace(true);
        let last_call = LAST_CALL.min(patience.stop);
        // From a connection that was just made, a request is waited for.
        let all_are_gone = async {
            // The other end is gone only where the listener failed.
            let _ = all_are_in.wait_for(|all_are_in| *all_are_in).await;
            while handle.connection_count() > 0 {
                tokio::time::sleep(LOOK).await;
            }
        };
        let _ = tokio::time::timeout(last_call, all_are_gone).await;
        handle.graceful_shutdown(Some(patience.stop.saturating_sub(last_call)));
    });
    let service = LastWord { routes, is_shut };
    server.serve(ServiceExt::<Request<Body>>::into_make_service(service)).await
}

/// Tells clients with their last answer that no other will follow on this connection, so that they ask elsewhere.
#[derive(Clone)]
struct LastWord {
    routes: Router,
    is_shut: watch::Receiver<bool>,
}

impl<B> Service<Request<B>> for LastWord
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (is_http1, is_shut) = (request.version() <= Version::HTTP_11, self.is_shut.clone());
        Box::pin(self.routes.call(request).map_ok(move |mut response| {
            if is_http1 && *is_shut.borrow() {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;
    use tokio::time::{Instant, sleep, timeout};

    const MS: fn(u64) -> Duration = Duration::from_millis;
    const GET: &[u8] = b"GET /fast HTTP/1.1\r\nhost: x\r\n\r\n";

    struct Running {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        server: tokio::task::JoinHandle<io::Result<()>>,
    }

    async fn start() -> Running {
        let routes = Router::new()
            .route("/fast", get(|| async { "fast" }))
            .route("/slow", get(|| async { sleep(MS(300)).await }))
            .route("/body", post(|body: bytes::Bytes| async move { body.len().to_string() }));
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let patience = Patience { head: MS(150), idle: MS(600), stop: MS(2_000) };
        let server = tokio::spawn(serve(listener, routes, patience, async { drop(stopped.await) }));
        Running { address, stop, server }
    }

    /// Everything that comes until the server closes, and after how long it does.
    async fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
        let (start, mut bytes) = (Instant::now(), Vec::new());
        let read = timeout(MS(5_000), stream.read_to_end(&mut bytes)).await.expect("the server closes");
        drop(read); // A reset is as good as an end.
        (String::from_utf8(bytes).unwrap(), start.elapsed())
    }

    async fn answer(stream: &mut TcpStream) -> String {
        let mut buffer = [0; 1_024];
        let read = timeout(MS(2_000), stream.read(&mut buffer)).await.expect("an answer comes").unwrap();
        String::from_utf8(buffer[..read].to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_client_that_sends_nothing_or_half_a_head_is_closed() {
        let running = start().await;
        for sent in [&b""[..], b"GET /fast HTTP/1.1\r\nhost:"] {
            let mut stream = TcpStream::connect(running.address).await.unwrap();
            stream.write_all(sent).await.unwrap();
            let (_, after) = until_closed(&mut stream).await;
            assert!(after < MS(450), "{after:?}");
        }
    }

    #[tokio::test]
    async fn a_later_head_that_trickles_is_closed_though_the_connection_may_rest() {
        let running = start().await;
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(GET).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        sleep(MS(300)).await;
        stream.write_all(GET).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"), "twice the time of a head is no long rest");
        stream.write_all(b"GET /fa").await.unwrap();
        let (_, after) = until_closed(&mut stream).await;
        assert!(after < MS(450), "{after:?}");
    }

    #[tokio::test]
    async fn a_connection_at_rest_is_closed_in_the_end() {
        let running = start().await;
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(GET).await.unwrap();
        answer(&mut stream).await;
        let (_, after) = until_closed(&mut stream).await;
        assert!(after > MS(450), "{after:?}");
    }

    #[tokio::test]
    async fn neither_a_slow_answer_nor_a_slow_body_counts_as_a_slow_head() {
        let running = start().await;
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        stream.write_all(b"POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n").await.unwrap();
        for byte in b"body" {
            sleep(MS(80)).await;
            stream.write_all(&[*byte]).await.unwrap();
        }
        assert!(answer(&mut stream).await.ends_with("\r\n\r\n4"));
    }

    #[tokio::test]
    async fn a_request_in_flight_is_finished_before_the_server_stops() {
        let running = start().await;
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        sleep(MS(50)).await;
        running.stop.send(()).unwrap();
        let (text, _) = until_closed(&mut stream).await;
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        assert!(timeout(MS(1_000), running.server).await.unwrap().unwrap().is_ok());
        assert!(TcpStream::connect(running.address).await.is_err());
    }

    #[tokio::test]
    async fn a_request_that_comes_as_the_server_stops_is_answered_as_the_last_of_its_connection() {
        let running = start().await;
        let mut fresh = TcpStream::connect(running.address).await.unwrap();
        let mut kept = TcpStream::connect(running.address).await.unwrap();
        kept.write_all(GET).await.unwrap();
        assert!(!answer(&mut kept).await.contains("connection: close"));
        running.stop.send(()).unwrap();
        sleep(MS(50)).await;
        for stream in [&mut fresh, &mut kept] {
            stream.write_all(GET).await.unwrap();
            let (text, _) = until_closed(stream).await;
            assert!(text.starts_with("HTTP/1.1 200") && text.contains("connection: close"), "{text}");
        }
        assert!(timeout(MS(1_000), running.server).await.unwrap().unwrap().is_ok());
    }
}
