//! The front page, from any engine: a manager or a set.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use newsroom_api::{DeskCaller, DeskEngine, FeedCaller, FeedEngine, Request};
use pluginkit::FailFast;

/// Asks every source, has every desk look at every headline, and writes the page.
pub(crate) async fn print<F: FeedEngine, D: DeskEngine>(
    feed: &FeedCaller<FailFast, F>,
    desk: &DeskCaller<FailFast, D>,
    request: &Request,
) -> String {
    // A source that fails or panics costs its own headlines and nobody else's.
    let report = feed.reported().fetch(request).await;
    let headlines = report.value.into_iter().flatten().map(|headline| desk.isolated().clean(headline));
    let headlines: Vec<_> = headlines.collect();
    let mut page = String::from("THE NEWSROOM\n");
    for headline in &headlines {
        line(&mut page, &format!("{}: {}", headline.source, headline.title));
    }
    let sources: BTreeSet<&str> = headlines.iter().map(|headline| headline.source.as_str()).collect();
    for source in sources {
        let home_page = desk.isolated().home_page(source);
        let home_page = home_page.as_ref().map_or("home page unknown", |url| url.as_str());
        line(&mut page, &format!("{source} is at home at {home_page}"));
    }
    for plugin in &report.contributors {
        line(&mut page, &format!("filed by {plugin}"));
    }
    for failure in &report.failures {
        line(&mut page, &format!("missing: {failure}"));
    }
    page
}

fn line(page: &mut String, text: &str) {
    writeln!(page, "  {text}").expect("writing to a string cannot fail");
}
