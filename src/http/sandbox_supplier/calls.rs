//! What the supplier was asked, whatever came of it: how often, and under which references to book.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::fault::{OPERATIONS, Operation};

/// The most requests to book that are remembered.
const MOST: usize = 100_000;

/// Counts the calls with a good key.
#[derive(Debug, Default)]
pub struct Calls {
    counts: [AtomicU32; OPERATIONS.len()],
    sends: Mutex<Vec<String>>,
}

impl Calls {
    /// The partner references of all requests to book, in order, one for each request.
    #[must_use]
    pub fn sends(&self) -> Vec<String> {
        self.sends.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts a call, and says how many of its operation came before.
    pub(super) fn count(&self, operation: Operation, question: &Value) -> u32 {
        if operation == Operation::Book {
            let reference = question.pointer("/bookCriteria/partnerReference").and_then(Value::as_str);
            let mut sends = self.sends.lock().unwrap_or_else(PoisonError::into_inner);
            if sends.len() < MOST {
                sends.push(reference.unwrap_or_default().to_owned());
            }
        }
        self.counts[operation as usize].fetch_add(1, Ordering::Relaxed)
    }

    /// All of it as JSON.
    pub(super) fn told(&self) -> Value {
        let mut told = json!({"sends": self.sends()});
        for (name, operation) in OPERATIONS {
            told[name] = json!(self.counts[operation as usize].load(Ordering::Relaxed));
        }
        told
    }
}
