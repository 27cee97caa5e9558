use std::path::{Path, PathBuf};

/// What the newsroom wants from its sources.
#[derive(Clone, Debug)]
pub struct Request {
    feeds: PathBuf,
}

impl Request {
    /// Asks for the documents in a directory: here, the place of the network.
    pub fn new(feeds: impl Into<PathBuf>) -> Self {
        Self { feeds: feeds.into() }
    }

    /// Where the document of that name is to be found.
    pub fn document(&self, name: impl AsRef<Path>) -> PathBuf {
        self.feeds.join(name)
    }
}
