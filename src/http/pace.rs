//! The pace of a connection: how long a head may trickle in, apart from how long a connection may rest.
//!
//! The HTTP library knows one time for both: from the end of an answer to the end of the next head. That time is the
//! long one, for resting; here the short one begins with the first byte of a head and ends when its request is called.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tower::Service;

/// How an HTTP/2 connection begins; its frames are not heads, and it has pings instead.
const HTTP2_PREFACE: &[u8] = b"PRI ";

/// Gives every connection a time for its heads.
#[derive(Clone, Copy)]
pub struct PacedAcceptor {
    head_time: Duration,
}

impl PacedAcceptor {
    /// Heads may take `head_time`.
    #[must_use]
    pub fn new(head_time: Duration) -> Self {
        Self { head_time }
    }
}

impl<S> Accept<TcpStream, S> for PacedAcceptor {
    type Stream = PacedStream<TcpStream>;
    type Service = PacedService<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let requests = Arc::new(Requests::default());
        let paced = PacedService { inner: service, requests: Arc::clone(&requests) };
        let nodelay = stream.set_nodelay(true);
        ready(nodelay.map(|()| (PacedStream::new(stream, requests, self.head_time), paced)))
    }
}

/// What the service tells the stream it stands on.
#[derive(Default)]
struct Requests {
    /// Requests whose head was complete.
    called: AtomicUsize,
    /// Those of them that have no answer yet.
    in_flight: AtomicUsize,
}

/// See [`PacedAcceptor`].
pub struct PacedStream<S> {
    stream: S,
    requests: Arc<Requests>,
    head_time: Duration,
    /// Nothing has arrived yet.
    is_new: bool,
    is_http2: bool,
    /// Requests called when last looked at.
    called: usize,
    /// A head has begun and its request is not called yet.
    in_head: bool,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> PacedStream<S> {
    fn new(stream: S, requests: Arc<Requests>, head_time: Duration) -> Self {
        Self { stream, requests, head_time, is_new: true, is_http2: false, called: 0, in_head: false, deadline: None }
    }

    fn arrived(&mut self, bytes: &[u8]) {
        if std::mem::take(&mut self.is_new) {
            self.is_http2 = bytes.starts_with(HTTP2_PREFACE);
        }
        // While a request is in flight, what arrives is its body.
        self.in_head |= self.requests.in_flight.load(Ordering::Acquire) == 0;
    }

    /// Forgets a head whose request has been called since.
    fn look_at_requests(&mut self) {
        let called = self.requests.called.load(Ordering::Acquire);
        if self.called != called {
            self.called = called;
            self.in_head = false;
            self.deadline = None;
        }
    }

    /// Whether the head that is arriving has used up its time; wakes the task when it has.
    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.in_head || self.is_http2 {
            return false;
        }
        let head_time = self.head_time;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(head_time)));
        deadline.as_mut().poll(cx).is_ready()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.look_at_requests();
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        match &read {
            Poll::Ready(Ok(())) if buf.filled().len() > before => self.arrived(&buf.filled()[before..]),
            // Only now is a head incomplete for sure: most come whole, and need no timer.
            Poll::Pending if self.is_late(cx) => return Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Ready(_) | Poll::Pending => {}
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// See [`PacedAcceptor`].
#[derive(Clone)]
pub struct PacedService<S> {
    inner: S,
    requests: Arc<Requests>,
}

/// One request in flight, until it is dropped.
struct Flight(Arc<Requests>);

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}

impl<S, R> Service<R> for PacedService<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.requests.in_flight.fetch_add(1, Ordering::AcqRel);
        self.requests.called.fetch_add(1, Ordering::AcqRel);
        let flight = Flight(Arc::clone(&self.requests));
        Box::pin(self.inner.call(request).inspect(move |_| drop(flight)))
    }
}
