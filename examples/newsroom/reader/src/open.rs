use std::io;
use std::path::Path;

use newsroom_api::{FeedError, Headline};

use crate::parse;

/// Reads the document without holding up the thread.
///
/// # Errors
///
/// When the file cannot be read, is malformed, or is no feed.
pub async fn read(path: &Path) -> Result<Vec<Headline>, FeedError> {
    finish(path, tokio::fs::read(path).await)
}

/// Reads the document on this thread, for sources that are written without `async`.
///
/// # Errors
///
/// When the file cannot be read, is malformed, or is no feed.
pub fn read_now(path: &Path) -> Result<Vec<Headline>, FeedError> {
    finish(path, std::fs::read(path))
}

fn finish(path: &Path, content: io::Result<Vec<u8>>) -> Result<Vec<Headline>, FeedError> {
    let document = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    match content {
        Ok(content) => parse(&document, &content),
        Err(source) => Err(FeedError::Unreadable { document: document.into_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::path::Path;

    use super::read_now;

    #[test]
    fn a_missing_document_is_named_without_its_directory() {
        let error = read_now(Path::new("nowhere/to-be-found.xml")).unwrap_err();

        assert_eq!(error.to_string(), "cannot read to-be-found.xml");
        assert!(error.source().is_some());
    }
}
