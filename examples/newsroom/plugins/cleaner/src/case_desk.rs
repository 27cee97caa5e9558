use newsroom_api::{Desk, Headline};
use pluginkit::prelude::*;

use crate::case;

/// Lowers the voice of titles that are all capitals.
#[plugin(id = "case-desk", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct CaseDesk;

// Its id would put it first among equals, but the letters of `<br>` and `&nbsp;` are not those of the title.
#[extension(after("copy-desk"))]
impl Desk for CaseDesk {
    fn clean(&self, headline: Headline) -> Headline {
        Headline { title: case::calm(headline.title), ..headline }
    }
}
