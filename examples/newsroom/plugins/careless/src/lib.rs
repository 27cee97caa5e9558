//! The Cape Lantern wants its newest story first, and takes for granted that every story has a date.

use std::cmp::Reverse;

use newsroom_api::{Feed, FeedError, Headline, Request};
use pluginkit::prelude::*;

/// The paper of the last village before the sea.
#[plugin(id = "cape-lantern", version = "0.2.0")]
#[derive(Debug, Default)]
pub struct CapeLantern;

#[extension]
impl Feed for CapeLantern {
    async fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError> {
        let headlines = newsroom_reader::read(&request.document("cape-lantern.xml")).await?;
        Ok(newest_first(headlines))
    }
}

/// The mistake of this example: RSS does not demand a date, and the document contains a story without one.
fn newest_first(mut headlines: Vec<Headline>) -> Vec<Headline> {
    headlines.sort_by_key(|headline| Reverse(headline.published.expect("every story has a date")));
    headlines
}

#[cfg(test)]
mod tests {
    use newsroom_api::Headline;

    use super::newest_first;

    #[test]
    #[should_panic(expected = "every story has a date")]
    fn a_story_without_a_date_is_too_much() {
        let undated =
            Headline { source: String::new(), title: "Notice".to_owned(), link: None, published: None };

        newest_first(vec![undated.clone(), undated]);
    }
}
