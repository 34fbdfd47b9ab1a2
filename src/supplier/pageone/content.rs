//! Keeps the catalogue fresh: all pages are read from time to time, and the last good copy serves until then, also that
//! of an earlier process.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::asking::Asking;
use super::catalogue::{Catalogue, Listed};
use super::conduct::Conduct;
use super::last_copy::LastCopy;
use super::operation::Operation;
use super::verdict::Trouble;
use super::wire::{self, ContentItem, ContentPage};

/// How often the content is read again, and how soon after a failure.
const REFRESH: Duration = Duration::from_secs(6 * 60 * 60);
const AFTER_FAILURE: Duration = Duration::from_secs(60);
/// The most pages that are read; more mean that the supplier turns in a circle.
const MOST_PAGES: u32 = 5_000;

/// What reading the content has come to.
#[derive(Debug, Clone, Copy, Default)]
struct Readings {
    /// How many catalogues there were; 0 until there is one.
    edition: u64,
    /// Whether reading it has failed, so that nobody need wait for it.
    failed: bool,
}

/// The catalogue as last read.
#[derive(Debug)]
pub(super) struct Content {
    current: RwLock<Arc<Catalogue>>,
    /// What has come so far.
    readings: watch::Sender<Readings>,
    /// Where it outlives this process.
    copy: Option<Arc<LastCopy>>,
}

impl Content {
    /// What `copy` holds, until the supplier has been asked.
    pub(super) fn new(copy: Option<LastCopy>) -> Self {
        let kept = copy.as_ref().and_then(LastCopy::read);
        let copy = copy.map(Arc::new);
        let content = Self { current: RwLock::default(), readings: watch::Sender::default(), copy };
        if let Some(catalogue) = kept {
            content.publish(Arc::new(catalogue));
        }
        content
    }

    /// The catalogue as last read.
    pub(super) fn current(&self) -> Arc<Catalogue> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many catalogues there were.
    pub(super) fn edition(&self) -> u64 {
        self.readings.borrow().edition
    }

    /// The catalogue, waiting until `deadline` for its first reading to come or to fail.
    pub(super) async fn arrived(&self, deadline: Instant) -> Option<Arc<Catalogue>> {
        let mut readings = self.readings.subscribe();
        let first = readings.wait_for(|readings| readings.edition > 0 || readings.failed);
        let edition = tokio::time::timeout_at(deadline, first).await.ok()?.ok()?.edition;
        (edition > 0).then(|| self.current())
    }

    fn publish(&self, catalogue: Arc<Catalogue>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        self.readings.send_modify(|readings| *readings = Readings { edition: readings.edition + 1, failed: false });
    }

    /// Reads everything once, and tells when to do so again.
    pub(super) async fn refresh(&self, conduct: &Conduct) -> Duration {
        match read_all(conduct).await {
            Ok(catalogue) => {
                tracing::info!(hotels = catalogue.len(), "the supplier's content was read");
                let catalogue = Arc::new(catalogue);
                self.publish(Arc::clone(&catalogue));
                if let Some(copy) = self.copy.clone() {
                    tokio::task::spawn_blocking(move || copy.write(&catalogue));
                }
                REFRESH
            }
            Err(trouble) => {
                tracing::warn!(trouble = trouble.to_log(), "the supplier's content could not be read");
                self.readings.send_modify(|readings| readings.failed = true);
                AFTER_FAILURE
            }
        }
    }
}

async fn read_all(conduct: &Conduct) -> Result<Catalogue, Trouble> {
    let (mut houses, mut token, mut unfit) = (Vec::new(), None::<String>, 0);
    for _ in 0..MOST_PAGES {
        let deadline = Instant::now() + Operation::Content.deadline();
        let question = Asking::content(token.as_deref());
        let page: ContentPage = conduct.ask(Operation::Content, question, deadline, wire::data).await.answer?;
        let (items, bad) = wire::items::<ContentItem>(&page.accommodations);
        let before = houses.len();
        houses.extend(items.iter().filter_map(Listed::of));
        unfit += bad + items.len() - (houses.len() - before);
        match page.next_page_token {
            Some(next) if page.has_more == Some(true) && token.as_ref() != Some(&next) => token = Some(next),
            _ if page.has_more == Some(true) => {
                return Err(Trouble::Unreadable("more pages, and no way to them".to_owned()));
            }
            _ => {
                if unfit > 0 {
                    tracing::warn!(unfit, "hotels without a fit code, name or place were left out");
                }
                return whole(houses);
            }
        }
    }
    Err(Trouble::Unreadable(format!("more than {MOST_PAGES} pages of content")))
}

/// The catalogue of all pages. One without any house is no reading: the last good copy is better.
fn whole(houses: Vec<Listed>) -> Result<Catalogue, Trouble> {
    if houses.is_empty() {
        return Err(Trouble::Unreadable("content without a single hotel".to_owned()));
    }
    Ok(Catalogue::of(houses))
}
