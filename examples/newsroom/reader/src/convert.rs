use feed_rs::model::{Entry, Feed, Link};
use newsroom_api::Headline;
use url::Url;

/// Every entry that has a title, in the order of the document.
pub(crate) fn headlines(feed: Feed) -> Vec<Headline> {
    let source = feed.title.map(|title| title.content.trim().to_owned()).unwrap_or_default();
    feed.entries.into_iter().filter_map(|entry| headline(&source, entry)).collect()
}

fn headline(source: &str, entry: Entry) -> Option<Headline> {
    Some(Headline {
        source: source.to_owned(),
        title: entry.title?.content,
        link: story(&entry.links),
        // Atom demands only the date of the last change.
        published: entry.published.or(entry.updated),
    })
}

/// The page to read, not an enclosure, a thread of comments or the feed itself.
fn story(links: &[Link]) -> Option<Url> {
    let story = links.iter().find(|link| matches!(link.rel.as_deref(), None | Some("alternate")))?;
    Url::parse(&story.href).ok()
}

#[cfg(test)]
mod tests {
    use newsroom_api::Headline;

    use crate::parse;

    fn atom(entry: &str) -> Vec<Headline> {
        let feed = format!(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><title> Observer </title><entry>{entry}</entry></feed>"#
        );
        parse("observer.xml", feed.as_bytes()).unwrap()
    }

    #[test]
    fn a_headline_carries_the_name_of_its_source() {
        assert_eq!(atom("<title>Snow</title>")[0].source, "Observer");
    }

    #[test]
    fn an_entry_without_a_title_is_no_headline() {
        assert_eq!(atom("<id>1</id>"), []);
    }

    #[test]
    fn the_page_is_preferred_to_an_enclosure() {
        let headlines = atom(
            r#"<title>Snow</title>
               <link rel="enclosure" href="https://example.org/snow.mp3"/>
               <link rel="alternate" href="https://example.org/snow"/>"#,
        );

        assert_eq!(headlines[0].link.as_ref().map(url::Url::as_str), Some("https://example.org/snow"));
    }

    #[test]
    fn a_link_that_is_none_is_left_out() {
        assert_eq!(atom(r#"<title>Snow</title><link href="not a link"/>"#)[0].link, None);
    }

    #[test]
    fn the_last_change_stands_in_for_the_date() {
        let headlines = atom("<title>Snow</title><updated>2026-05-14T08:00:00+02:00</updated>");

        assert_eq!(headlines[0].published.unwrap().to_rfc3339(), "2026-05-14T06:00:00+00:00");
    }
}
