use pluginkit::BoxError;

/// Why a source has no headlines to offer. Documents are named without their directory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// The document could not be read at all.
    #[error("cannot read {document}")]
    Unreadable {
        /// The file.
        document: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The document breaks the rules of its syntax.
    #[error("{document} is malformed at line {line}, column {column}")]
    Malformed {
        /// The file.
        document: String,
        /// The line of the first mistake, counted from 1.
        line: usize,
        /// The column of the first mistake, in characters, counted from 1.
        column: usize,
        /// What the parser says.
        source: BoxError,
    },
    /// The document is well-formed, but it is not a feed.
    #[error("{document} is not a feed")]
    NotAFeed {
        /// The file.
        document: String,
        /// What the parser says.
        source: BoxError,
    },
}
