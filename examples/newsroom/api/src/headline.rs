use chrono::{DateTime, Utc};
use url::Url;

/// One story, as far as the front page is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// What the source calls itself, such as `Harbor Gazette`.
    pub source: String,
    /// The title. It may contain markup and entities until the desks have seen it.
    pub title: String,
    /// Where to read on.
    pub link: Option<Url>,
    /// When it was published, if the source says so.
    pub published: Option<DateTime<Utc>>,
}
