use pluginkit::prelude::*;
use url::Url;

use crate::Headline;

/// What happens to a headline between its arrival and the page.
#[extension_point]
pub trait Desk {
    /// One step of the way to a printable headline; the next desk receives what this one returns.
    #[hook(pipeline)]
    fn clean(&self, headline: Headline) -> Headline;

    /// The home page of the source of that name. The first desk that knows it is believed.
    #[hook(first_result)]
    fn home_page(&self, source: &str) -> Option<Url>;
}
