//! The Tidewater Wire publishes JSON Feed, and knows its own address.

use newsroom_api::{Desk, Feed, FeedError, Headline, Request};
use pluginkit::prelude::*;
use url::Url;

/// The wire service of the coast.
#[plugin(id = "tidewater-wire", version = "0.9.0")]
#[derive(Debug, Default)]
pub struct TidewaterWire;

/// Written without `async`: a few kilobytes from the local disk are read before it would have paid to wait.
#[extension]
impl Feed for TidewaterWire {
    fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError> {
        newsroom_reader::read_now(&request.document("tidewater-wire.json"))
    }
}

/// Only one of the two hooks of a desk: headlines are never sent here to be cleaned.
#[extension]
impl Desk for TidewaterWire {
    fn home_page(&self, source: &str) -> Option<Url> {
        own_home_page(source)
    }
}

fn own_home_page(source: &str) -> Option<Url> {
    (source == "Tidewater Wire").then(|| Url::parse("https://tidewater-wire.example/").ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::own_home_page;

    #[test]
    fn it_speaks_for_itself_only() {
        assert!(own_home_page("Tidewater Wire").is_some());
        assert_eq!(own_home_page("Harbor Gazette"), None);
    }
}
