//! The last good catalogue in a file, so that a server that starts while the supplier is down knows its hotels.
//!
//! ```text
//! file = head "\n" { house "\n" }
//! head = {"version": 1, "account": …, "sha256": of everything behind the head}
//! ```
//!
//! The file is written whole under another name and then put in the place of the old one. One that is damaged, of another
//! version or of another account is as good as none.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::catalogue::{Catalogue, KeptHouse, Listed};

/// The form of the file; another form has another number.
const VERSION: u32 = 1;

/// What stands before the houses.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    version: u32,
    account: String,
    sha256: String,
}

/// Where the last good catalogue of one account is kept.
#[derive(Debug)]
pub(super) struct LastCopy {
    path: PathBuf,
    account: String,
}

impl LastCopy {
    /// The copy in the file at `path`, of the account that `base` and `access_code` name.
    pub(super) fn new(path: &Path, base: &str, access_code: u64) -> Self {
        Self { path: path.to_owned(), account: hex(format!("{base}\n{access_code}").as_bytes()) }
    }

    /// The catalogue kept, if there is one that can be used; else why not is told to the log.
    pub(super) fn read(&self) -> Option<Catalogue> {
        match self.try_read() {
            Ok(catalogue) => {
                tracing::info!(hotels = catalogue.len(), "the last good copy of the supplier's hotels is in use");
                Some(catalogue)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(file = %self.path.display(), %error, "the copy of the supplier's hotels is not used");
                None
            }
        }
    }

    fn try_read(&self) -> io::Result<Catalogue> {
        let text = std::fs::read_to_string(&self.path)?;
        let (head, body) = text.split_once('\n').ok_or_else(|| io::Error::other("it has no head"))?;
        let head: Head = serde_json::from_str(head)?;
        if head != self.head(body) {
            return Err(io::Error::other("it is damaged, of another version or of another account"));
        }
        let house = |line| serde_json::from_str::<KeptHouse>(line).map_err(io::Error::from);
        let kept = body.lines().map(house).collect::<Result<Vec<_>, _>>()?;
        Ok(Catalogue::of(kept.iter().filter_map(Listed::of_kept)))
    }

    /// Puts `catalogue` in the place of what was kept. Not being able to is told to the log and hurts nobody else.
    pub(super) fn write(&self, catalogue: &Catalogue) {
        if let Err(error) = self.try_write(catalogue) {
            tracing::warn!(file = %self.path.display(), %error, "the supplier's hotels could not be kept");
        }
    }

    fn try_write(&self, catalogue: &Catalogue) -> io::Result<()> {
        let mut body = String::new();
        for house in catalogue.kept() {
            body.push_str(&serde_json::to_string(&house)?);
            body.push('\n');
        }
        let fresh = self.path.with_extension("new");
        let mut file = File::create(&fresh)?;
        file.write_all(format!("{}\n", serde_json::to_string(&self.head(&body))?).as_bytes())?;
        file.write_all(body.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, &self.path)
    }

    fn head(&self, body: &str) -> Head {
        Head { version: VERSION, account: self.account.clone(), sha256: hex(body.as_bytes()) }
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::GeoPoint;

    const BASE: &str = "https://api.example.com";
    const PIKE_PLACE: GeoPoint = GeoPoint { lat: 47.6097, lng: -122.3422 };

    fn kept() -> (tempfile::TempDir, LastCopy) {
        let folder = tempfile::tempdir().unwrap();
        let copy = LastCopy::new(&folder.path().join("hotels.jsonl"), BASE, 10_001);
        let house = KeptHouse {
            code: "65a1".to_owned(),
            name: "Café Inn".to_owned(),
            lat: PIKE_PLACE.lat,
            lng: PIKE_PLACE.lng,
            city: Some("Seattle".to_owned()),
        };
        copy.write(&Catalogue::of(Listed::of_kept(&house)));
        (folder, copy)
    }

    fn names(copy: &LastCopy) -> Option<Vec<String>> {
        let names = copy.read()?.names_around(PIKE_PLACE, 100);
        Some(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_was_kept_is_known_again() {
        let (_folder, copy) = kept();
        assert_eq!(names(&copy), Some(vec!["Café Inn".to_owned()]));
        let found = copy.read().unwrap().named("cafe inn", PIKE_PLACE, 100);
        assert_eq!(found.len(), 1, "names are folded again");
    }

    #[test]
    fn a_copy_that_is_damaged_or_of_another_version_or_account_is_not_used() {
        let (folder, copy) = kept();
        let path = folder.path().join("hotels.jsonl");
        let good = std::fs::read_to_string(&path).unwrap();
        let bad = [
            String::new(),
            "hotels".to_owned(),
            good[..good.len() - 3].to_owned(),
            good.replace("Café", "Cafe"),
            good.replace("\"version\":1", "\"version\":2"),
            good.lines().next().unwrap().to_owned() + "\n",
        ];
        for text in bad {
            std::fs::write(&path, &text).unwrap();
            assert!(copy.read().is_none(), "{text}");
        }
        std::fs::write(&path, &good).unwrap();
        assert!(copy.read().is_some());
        assert!(LastCopy::new(&path, BASE, 10_002).read().is_none(), "another connection");
        assert!(LastCopy::new(&path, "https://other.example.com", 10_001).read().is_none(), "another host");
        assert!(LastCopy::new(&folder.path().join("none"), BASE, 10_001).read().is_none());
    }
}
