//! Layers as functions around what answers a request.
//!
//! What is inside is called once and at once, so nothing of it need be copied for the request: with a copy in each
//! layer, of all the layers further in, they would cost more than a look at a session does.
//!
//! Layers go on with `map` and `then` rather than in `async` blocks: a block that awaits a future it was given holds it
//! twice, as it was given and as it is awaited. With three blocks in one another a layer held what it is around eight
//! times, and ten kilobytes more were moved for a request.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower::{Layer, Service};

/// What a layer does around an answer.
pub trait Around: Clone + Send + 'static {
    /// Answers `request`, as a rule by what `inside` answers to it.
    fn around<F>(
        &self,
        request: Request,
        inside: impl FnOnce(Request) -> F,
    ) -> impl Future<Output = Response> + Send + 'static
    where
        F: Future<Output = Response> + Send + 'static;
}

/// The layer that does so.
#[derive(Debug, Clone)]
pub struct AroundLayer<A>(pub A);

impl<A: Around, S> Layer<S> for AroundLayer<A> {
    type Service = AroundService<A, S>;
    fn layer(&self, inner: S) -> Self::Service {
        AroundService { around: self.0.clone(), inner }
    }
}

/// See [`AroundLayer`].
#[derive(Debug, Clone)]
pub struct AroundService<A, S> {
    around: A,
    inner: S,
}

impl<A, S> Service<Request> for AroundService<A, S>
where
    A: Around,
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse + 'static,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let inside = |request| self.inner.call(request).map(IntoResponse::into_response);
        Box::pin(self.around.around(request, inside).map(Ok))
    }
}
