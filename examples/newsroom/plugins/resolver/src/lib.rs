//! The press directory knows where newspapers are at home.

use newsroom_api::Desk;
use pluginkit::prelude::*;
use url::Url;

/// Sources that do not know their own address, and where they are at home.
const HOME_PAGES: [(&str, &str); 2] = [
    ("Harbor Gazette", "https://harbor-gazette.example/"),
    ("Summit Observer", "https://summit-observer.example/"),
];

/// A printed directory of the press, so to speak.
#[plugin(id = "press-directory", version = "2026.5.0")]
#[derive(Debug, Default)]
pub struct PressDirectory;

#[extension]
impl Desk for PressDirectory {
    fn home_page(&self, source: &str) -> Option<Url> {
        look_up(source)
    }
}

fn look_up(source: &str) -> Option<Url> {
    let (_, address) = HOME_PAGES.iter().find(|(name, _)| *name == source)?;
    Url::parse(address).ok()
}

#[cfg(test)]
mod tests {
    use super::{HOME_PAGES, look_up};

    #[test]
    fn every_address_is_one() {
        assert!(HOME_PAGES.iter().all(|(source, _)| look_up(source).is_some()));
    }

    #[test]
    fn a_stranger_is_not_listed() {
        assert_eq!(look_up("Nobody's Weekly"), None);
    }
}
