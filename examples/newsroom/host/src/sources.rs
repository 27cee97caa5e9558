use std::collections::BTreeMap;

use newsroom_api::Headline;
use url::Url;

/// A source as it is listed under the headlines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) headlines: usize,
    pub(crate) home_page: Option<Url>,
}

/// Every source with a headline, by name; each home page is looked up once.
pub(crate) fn of(headlines: &[Headline], home_page: impl Fn(&str) -> Option<Url>) -> Vec<Source> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for headline in headlines {
        *counts.entry(&headline.source).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(name, headlines)| Source { name: name.to_owned(), headlines, home_page: home_page(name) })
        .collect()
}

#[cfg(test)]
mod tests {
    use newsroom_api::Headline;
    use url::Url;

    use super::of;

    #[test]
    fn sources_are_counted_and_sorted() {
        let headlines = ["Wire", "Echo", "Wire"].map(|source| Headline {
            source: source.to_owned(),
            title: String::new(),
            link: None,
            published: None,
        });

        let sources =
            of(&headlines, |name| (name == "Echo").then(|| Url::parse("https://echo.example").unwrap()));

        let listed: Vec<_> = sources
            .iter()
            .map(|source| (source.name.as_str(), source.headlines, source.home_page.is_some()))
            .collect();
        assert_eq!(listed, [("Echo", 1, true), ("Wire", 2, false)]);
    }
}
