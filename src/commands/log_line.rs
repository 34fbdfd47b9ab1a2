//! The log as JSON: one object a line, with the members of the event beside its time, level and target.
//!
//! A line is put together and then written in one piece. Written piece by piece, as the library's own format does it,
//! the line of a request costs more than its answer's place in the store.

use std::fmt;

use core_chat::clock::{Clock, SystemClock};
use core_chat::json;
use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Room for the line of a request, in bytes.
const USUAL_LINE: usize = 512;

/// The format.
pub(super) struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Line::begun();
        line.member("timestamp", &format_args!("{:.6}", SystemClock.now()));
        line.member("level", event.metadata().level().as_str());
        event.record(&mut line);
        line.member("target", event.metadata().target());
        writer.write_str(&line.ended()?)
    }
}

/// A line that is being put together.
struct Line(Vec<u8>);

impl Line {
    fn begun() -> Self {
        let mut text = Vec::with_capacity(USUAL_LINE);
        text.push(b'{');
        Self(text)
    }

    /// Adds a member; its name stands in the program and needs no escape.
    fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        let before = self.0.len();
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
        if json::write(&mut self.0, value).is_err() {
            // A value that fails to show itself costs its member, not the line.
            self.0.truncate(before);
            self.0.extend_from_slice(b"\"unwritable\":true");
        }
    }

    fn ended(mut self) -> Result<String, fmt::Error> {
        self.0.extend_from_slice(b"}\n");
        String::from_utf8(self.0).map_err(|_| fmt::Error)
    }
}

impl Visit for Line {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.member(field.name(), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.member(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.member(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.member(field.name(), &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.member(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.member(field.name(), &format_args!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use jiff::Timestamp;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Unshowable;

    impl fmt::Debug for Unshowable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }

    fn lines(log: impl FnOnce()) -> Vec<serde_json::Value> {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt().event_format(JsonLines).with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(subscriber, log);
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(text.ends_with('\n'), "{text}");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn an_event_is_one_object_with_every_kind_of_value() {
        let [line] = &lines(|| {
            let (why, nothing) = (io::Error::other("a \"quoted\" reason\n"), None::<&str>);
            tracing::warn!(target: "here", error = %why, text = "x\ty", nothing, n = -7_i64, u = 7_u16, f = 0.25, b = true, d = ?[1], "happened {}", 2);
        })[..] else {
            panic!("one line")
        };
        let expected = serde_json::json!({
            "timestamp": line["timestamp"], "level": "WARN", "message": "happened 2", "error": "a \"quoted\" reason\n",
            "text": "x\ty", "n": -7, "u": 7, "f": 0.25, "b": true, "d": "[1]", "target": "here",
        });
        assert_eq!(*line, expected);
        let stamp = line["timestamp"].as_str().unwrap();
        assert!(stamp.parse::<Timestamp>().is_ok() && stamp.len() == "2026-11-25T22:09:08.734514Z".len(), "{stamp}");
    }

    #[test]
    fn a_value_that_fails_to_show_itself_leaves_the_rest_of_the_line() {
        let lines = lines(|| tracing::info!(before = 1, broken = ?Unshowable, after = 2, "kept"));
        assert_eq!((&lines[0]["unwritable"], &lines[0]["after"]), (&true.into(), &2.into()), "{lines:?}");
    }
}
