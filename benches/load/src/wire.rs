//! HTTP/1.1 as far as a load needs it: requests as bytes, answers by their length.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Writes a request into `out`, which is emptied first.
pub fn request(out: &mut Vec<u8>, method: &str, path: &str, key: Option<&str>, kind: &str, body: &str) {
    out.clear();
    let _ = write!(out, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\n");
    if let Some(key) = key {
        let _ = write!(out, "x-partner-api-key: {key}\r\n");
    }
    if !body.is_empty() {
        let _ = write!(out, "Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    }
    let _ = write!(out, "\r\n{body}");
}

/// An answer that has arrived whole.
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

/// The answer at the beginning of `bytes`, once it is whole.
pub fn answer(bytes: &[u8]) -> Option<Answer<'_>> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let status = text.get(9..12)?.parse().ok()?;
    if text.lines().any(|line| line.eq_ignore_ascii_case("transfer-encoding: chunked")) {
        // The sizes between the pieces stay in: only the peers' answers come so, and only their length is looked at.
        return bytes.ends_with(b"\r\n0\r\n\r\n").then(|| Answer { status, body: &bytes[head..] });
    }
    let is_length = |line: &&str| line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case("content-length:"));
    let line = text.lines().find(is_length);
    let body: usize = line.map_or(Some(0), |line| line[15..].trim().parse().ok())?;
    (bytes.len() >= head + body).then(|| Answer { status, body: &bytes[head..head + body] })
}

/// The text between `before` and the next quotation mark in a body.
pub fn member<'a>(body: &'a [u8], before: &str) -> Option<&'a str> {
    let start = body.windows(before.len()).position(|window| window == before.as_bytes())? + before.len();
    let length = body[start..].iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&body[start..start + length]).ok()
}

/// One connection that waits for every answer, for what is done before and after a load.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    /// Sends `request` and gives the status and the body of its answer.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<(u16, Vec<u8>)> {
        self.stream.write_all(request)?;
        self.buffer.clear();
        let mut piece = [0; 64 * 1024];
        loop {
            let read = self.stream.read(&mut piece)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&piece[..read]);
            if let Some(answer) = answer(&self.buffer) {
                return Ok((answer.status, answer.body.to_vec()));
            }
        }
    }
}
