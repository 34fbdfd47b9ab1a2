//! The door of the server: lets connections in until it is shut, and then those that were waiting before it.
//!
//! A connection that the system has taken, and nobody has accepted, is reset when its listener is closed, whatever it has
//! sent. So the last look at who waits and the closing are one step.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum_server::{AddrListener, Address};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Who came to the door, by address.
#[derive(Debug, Clone)]
pub struct Visitor(SocketAddr);

impl Address for Visitor {
    type Stream = TcpStream;
    type Listener = Door;
}

/// The door.
#[derive(Debug)]
pub struct Door {
    state: Mutex<State>,
    shut: watch::Receiver<bool>,
    all_are_in: watch::Sender<bool>,
}

#[derive(Debug)]
struct State {
    /// Gone when the door is shut.
    listener: Option<TcpListener>,
    /// Who was let in last of all, and is not received yet.
    last: VecDeque<(TcpStream, Visitor)>,
}

impl Door {
    /// A door that is shut when `shut` says so.
    #[must_use]
    pub fn new(listener: TcpListener, shut: watch::Receiver<bool>) -> Self {
        let state = Mutex::new(State { listener: Some(listener), last: VecDeque::new() });
        Self { state, shut, all_are_in: watch::Sender::new(false) }
    }

    /// Becomes true when the door is shut and everybody who waited before it has been received.
    #[must_use]
    pub fn all_are_in(&self) -> watch::Receiver<bool> {
        self.all_are_in.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next visitor while the door is open.
    async fn next(&self) -> io::Result<(TcpStream, Visitor)> {
        std::future::poll_fn(|context| match &self.state().listener {
            Some(listener) => listener.poll_accept(context),
            None => std::task::Poll::Pending,
        })
        .await
        .map(|(stream, address)| (stream, Visitor(address)))
    }

    /// Shuts the door behind everybody who waits.
    fn shut(&self) -> io::Result<()> {
        let mut state = self.state();
        let Some(listener) = state.listener.take() else { return Ok(()) };
        let listener = listener.into_std()?;
        while let Ok((stream, address)) = listener.accept() {
            stream.set_nonblocking(true)?;
            state.last.push_back((TcpStream::from_std(stream)?, Visitor(address)));
        }
        Ok(())
    }
}

impl AddrListener<TcpStream, Visitor> for Door {
    async fn bind_to(Visitor(address): Visitor) -> io::Result<Self> {
        let (_, never) = watch::channel(false);
        Ok(Self::new(TcpListener::bind(address).await?, never))
    }

    async fn accept_stream(&self) -> io::Result<(TcpStream, Visitor)> {
        let mut shut = self.shut.clone();
        let is_shut = async {
            if shut.wait_for(|shut| *shut).await.is_err() {
                // Nobody is left who could shut it.
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            visitor = self.next() => return visitor,
            () = is_shut => self.shut()?,
        }
        let last = self.state().last.pop_front();
        match last {
            Some(visitor) => Ok(visitor),
            None => {
                self.all_are_in.send_replace(true);
                std::future::pending().await
            }
        }
    }

    fn get_local_addr(&self) -> io::Result<Visitor> {
        match &self.state().listener {
            Some(listener) => listener.local_addr().map(Visitor),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_when_the_door_is_shut_is_still_let_in_and_nobody_else() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shut, shuts) = watch::channel(false);
        let door = Door::new(listener, shuts);
        let mut waiting = Vec::new();
        for _ in 0..5 {
            waiting.push(TcpStream::connect(address).await.unwrap());
        }
        shut.send(true).unwrap();
        for _ in 0..waiting.len() {
            door.accept_stream().await.unwrap();
            assert!(!*door.all_are_in().borrow());
        }
        assert!(TcpStream::connect(address).await.is_err(), "the door is shut");
        let mut all_are_in = door.all_are_in();
        tokio::select! {
            _ = door.accept_stream() => panic!("nobody waits any more"),
            all = all_are_in.wait_for(|all| *all) => assert!(all.is_ok()),
        }
    }
}
