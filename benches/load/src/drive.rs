//! The load itself: many connections on one thread, each with one request in flight.
//!
//! Closed loop: a connection sends its next request as soon as it has its answer; for cost and capacity. Open loop:
//! requests are due at a steady rate whether or not the server keeps up, and their time counts from when they were due;
//! for latency.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::wire;

/// Decides what is sent next.
pub trait Script {
    /// Writes the next request of `connection` into `out`; `last` is the body of its answer before, if that was a success.
    fn next(&mut self, connection: usize, last: Option<&[u8]>, out: &mut Vec<u8>);

    /// Whether an answer is what was hoped for.
    fn is_fine(&mut self, _connection: usize, status: u16, _body: &[u8]) -> bool {
        (200..300).contains(&status)
    }
}

/// What came of a load.
#[derive(Default)]
pub struct Outcome {
    pub answers: u64,
    pub failures: u64,
    pub bytes: u64,
    pub seconds: f64,
    /// Of every answer, in microseconds, rising.
    pub latencies: Vec<u32>,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.seconds
    }

    /// The latency that `share` of all answers do not exceed, in microseconds.
    pub fn percentile(&self, share: f64) -> u32 {
        let at = (self.latencies.len().saturating_sub(1)) as f64 * share;
        self.latencies.get(at as usize).copied().unwrap_or(0)
    }
}

struct Connection {
    stream: TcpStream,
    out: Vec<u8>,
    /// How much of `out` is sent.
    sent: usize,
    received: Vec<u8>,
    /// When the request in flight was due.
    due: Option<Instant>,
    /// The body of the last answer, if it was fine.
    last: Option<Vec<u8>>,
}

/// A set of connections and what they have seen.
struct Fleet<'s> {
    poll: Poll,
    connections: Vec<Connection>,
    script: &'s mut dyn Script,
    keep_bodies: bool,
    outcome: Outcome,
    piece: Vec<u8>,
}

impl<'s> Fleet<'s> {
    fn connect(address: SocketAddr, count: usize, script: &'s mut dyn Script, keep_bodies: bool) -> io::Result<Self> {
        let poll = Poll::new()?;
        let mut connections = Vec::with_capacity(count);
        for i in 0..count {
            let stream = std::net::TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(i), Interest::READABLE | Interest::WRITABLE)?;
            let (out, received) = (Vec::new(), Vec::with_capacity(32 * 1024));
            connections.push(Connection { stream, out, sent: 0, received, due: None, last: None });
        }
        let piece = vec![0; 64 * 1024];
        Ok(Self { poll, connections, script, keep_bodies, outcome: Outcome::default(), piece })
    }

    fn start(&mut self, i: usize, due: Instant) -> io::Result<()> {
        let connection = &mut self.connections[i];
        let last = connection.last.take();
        self.script.next(i, last.as_deref(), &mut connection.out);
        (connection.sent, connection.due) = (0, Some(due));
        self.send(i)
    }

    fn send(&mut self, i: usize) -> io::Result<()> {
        let connection = &mut self.connections[i];
        while connection.sent < connection.out.len() {
            match connection.stream.write(&connection.out[connection.sent..]) {
                Ok(sent) => connection.sent += sent,
                Err(why) if why.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(why),
            }
        }
        Ok(())
    }

    /// Reads what there is; true when that completes the answer.
    fn receive(&mut self, i: usize) -> io::Result<bool> {
        let connection = &mut self.connections[i];
        loop {
            match connection.stream.read(&mut self.piece) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => {
                    connection.received.extend_from_slice(&self.piece[..read]);
                    if read < self.piece.len() {
                        break;
                    }
                }
                Err(why) if why.kind() == io::ErrorKind::WouldBlock => break,
                Err(why) => return Err(why),
            }
        }
        let Some(answer) = wire::answer(&connection.received) else { return Ok(false) };
        let Some(due) = connection.due.take() else { return Ok(false) };
        let fine = self.script.is_fine(i, answer.status, answer.body);
        self.outcome.answers += 1;
        self.outcome.failures += u64::from(!fine);
        self.outcome.bytes += answer.body.len() as u64;
        self.outcome.latencies.push(u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX));
        connection.last = (fine && self.keep_bodies).then(|| answer.body.to_vec());
        connection.received.clear();
        Ok(true)
    }

    /// Handles what is ready; gives the connections that have their answer.
    fn turn(&mut self, events: &mut Events, patience: Duration) -> io::Result<Vec<usize>> {
        self.poll.poll(events, Some(patience))?;
        let mut done = Vec::new();
        for event in events.iter() {
            let i = event.token().0;
            if event.is_writable() {
                self.send(i)?;
            }
            if event.is_readable() && self.receive(i)? {
                done.push(i);
            }
        }
        Ok(done)
    }

    fn finish(mut self, begun: Instant) -> Outcome {
        self.outcome.seconds = begun.elapsed().as_secs_f64();
        self.outcome.latencies.sort_unstable();
        self.outcome
    }
}

/// Keeps `count` connections busy for `time`, and then waits for the answers in flight.
pub fn closed(address: SocketAddr, count: usize, time: Duration, script: &mut dyn Script) -> io::Result<Outcome> {
    let mut fleet = Fleet::connect(address, count, script, true)?;
    let mut events = Events::with_capacity(1024);
    let begun = Instant::now();
    for i in 0..count {
        fleet.start(i, Instant::now())?;
    }
    let mut busy = count;
    while busy > 0 && begun.elapsed() < time + Duration::from_secs(30) {
        for i in fleet.turn(&mut events, Duration::ZERO)? {
            if begun.elapsed() < time {
                fleet.start(i, Instant::now())?;
            } else {
                busy -= 1;
            }
        }
    }
    Ok(fleet.finish(begun))
}

/// Sends `rate` requests a second for `time` over `count` connections.
pub fn open(
    address: SocketAddr,
    count: usize,
    rate: f64,
    time: Duration,
    script: &mut dyn Script,
) -> io::Result<Outcome> {
    let mut fleet = Fleet::connect(address, count, script, false)?;
    let mut events = Events::with_capacity(1024);
    let mut idle: Vec<usize> = (0..count).collect();
    let (begun, mut sent) = (Instant::now(), 0_u64);
    while begun.elapsed() < time || (idle.len() < count && begun.elapsed() < time + Duration::from_secs(30)) {
        let due_by_now = (begun.elapsed().min(time).as_secs_f64() * rate) as u64;
        while sent < due_by_now
            && let Some(i) = idle.pop()
        {
            fleet.start(i, begun + Duration::from_secs_f64(sent as f64 / rate))?;
            sent += 1;
        }
        // Looks again at once: a sleep would be coarser than the times measured.
        idle.append(&mut fleet.turn(&mut events, Duration::ZERO)?);
    }
    Ok(fleet.finish(begun))
}

/// Sends exactly `count` requests, one after the other over one connection.
pub fn exactly(address: SocketAddr, count: u64, script: &mut dyn Script) -> io::Result<u64> {
    let mut client = wire::Client::connect(address)?;
    let (mut out, mut last, mut failures) = (Vec::new(), None, 0);
    for _ in 0..count {
        script.next(0, last.as_deref(), &mut out);
        let (status, body) = client.ask(&out)?;
        failures += u64::from(!script.is_fine(0, status, &body));
        last = Some(body);
    }
    Ok(failures)
}
