use feed_rs::parser::ParseFeedError;
use newsroom_api::{FeedError, Headline};

use crate::convert;
use crate::position::Position;

/// Reads a document of any kind; `name` is what errors call it.
///
/// # Errors
///
/// When the document is malformed or is no feed.
pub fn parse(name: &str, content: &[u8]) -> Result<Vec<Headline>, FeedError> {
    match feed_rs::parser::parse(content) {
        Ok(feed) => Ok(convert::headlines(feed)),
        Err(error) => Err(explain(name, content, error)),
    }
}

fn explain(name: &str, content: &[u8], error: ParseFeedError) -> FeedError {
    let document = name.to_owned();
    // The XML errors of feed-rs do not say where; the JSON errors do.
    let position = match &error {
        ParseFeedError::JsonSerde(error) => Some(Position { line: error.line(), column: error.column() }),
        _ => Position::of_first_xml_error(content),
    };
    match position {
        Some(Position { line, column }) => {
            FeedError::Malformed { document, line, column, source: error.into() }
        }
        None => FeedError::NotAFeed { document, source: error.into() },
    }
}

#[cfg(test)]
mod tests {
    use newsroom_api::FeedError;

    use super::parse;

    #[test]
    fn a_truncated_xml_document_is_located() {
        let error = parse("echo.xml", b"<rss version=\"2.0\">\n<channel>\n<title>Echo</title>\n<item><tit")
            .unwrap_err();

        assert_eq!(error.to_string(), "echo.xml is malformed at line 4, column 7");
    }

    #[test]
    fn a_truncated_json_document_is_located() {
        let error = parse("wire.json", b"{\n  \"version\": \"https://jsonfeed.org/version/1.1\",\n  \"title")
            .unwrap_err();

        assert!(matches!(error, FeedError::Malformed { line: 3, .. }), "{error}");
    }

    #[test]
    fn well_formed_is_not_yet_a_feed() {
        let error = parse("page.xml", b"<html><body>Not found</body></html>").unwrap_err();

        assert_eq!(error.to_string(), "page.xml is not a feed");
    }

    #[test]
    fn neither_is_an_empty_document() {
        assert!(matches!(parse("empty.xml", b""), Err(FeedError::NotAFeed { .. })));
    }
}
