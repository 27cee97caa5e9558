use newsroom_api::{Desk, Headline};
use pluginkit::prelude::*;

use crate::text;

/// Makes plain text of titles: no markup, no entities, no runs of white space.
#[plugin(id = "copy-desk", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct CopyDesk;

#[extension(priority = 10)]
impl Desk for CopyDesk {
    fn clean(&self, headline: Headline) -> Headline {
        Headline { title: text::plain(&headline.title), ..headline }
    }
}
