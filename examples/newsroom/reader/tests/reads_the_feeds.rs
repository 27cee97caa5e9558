//! The documents that come with the example are what their plugins take them for.

use std::path::Path;

use newsroom_api::{FeedError, Headline};

fn read(document: &str) -> Result<Vec<Headline>, FeedError> {
    newsroom_reader::read_now(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../feeds").join(document))
}

#[test]
fn rss() {
    let headlines = read("harbor-gazette.xml").unwrap();

    assert_eq!(headlines.len(), 7);
    assert!(headlines.iter().all(|headline| headline.published.is_some() && headline.link.is_some()));
}

#[test]
fn atom() {
    let headlines = read("summit-observer.xml").unwrap();

    assert_eq!(headlines.len(), 6);
    assert!(headlines.iter().all(|headline| headline.published.is_some() && headline.link.is_some()));
}

#[test]
fn json_feed() {
    let headlines = read("tidewater-wire.json").unwrap();

    assert_eq!(headlines.len(), 6);
    assert_eq!(headlines.iter().filter(|headline| headline.published.is_none()).count(), 1);
}

#[test]
fn a_story_without_a_date() {
    let headlines = read("cape-lantern.xml").unwrap();

    assert_eq!(headlines.len(), 5);
    assert_eq!(headlines.iter().filter(|headline| headline.published.is_none()).count(), 1);
}

#[test]
fn a_document_that_nobody_waits_for() {
    assert_eq!(read("night-courier.xml").unwrap().len(), 5);
}

#[test]
fn a_document_that_breaks_off() {
    assert!(matches!(read("valley-echo.xml"), Err(FeedError::Malformed { line: 36, .. })));
}
