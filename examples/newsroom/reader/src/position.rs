use quick_xml::Reader;
use quick_xml::events::Event;

/// A place in a document, counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Position {
    /// Where the document stops being XML, or `None` if it never does.
    pub(crate) fn of_first_xml_error(content: &[u8]) -> Option<Self> {
        let content = String::from_utf8_lossy(content);
        let offset = first_error(&content)?;
        Some(Self::at(&content, offset))
    }

    fn at(content: &str, offset: usize) -> Self {
        let before = &content[..content.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

fn first_error(content: &str) -> Option<usize> {
    let mut reader = Reader::from_str(content);
    let mut open_elements = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => open_elements += 1,
            Ok(Event::End(_)) => open_elements -= 1,
            // The reader takes the end of the input as it comes, whatever is still open.
            Ok(Event::Eof) => return (open_elements > 0).then_some(content.len()),
            Ok(_) => {}
            Err(_) => return usize::try_from(reader.error_position()).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_sound_document_has_no_error() {
        assert_eq!(Position::of_first_xml_error(b"<feed>\n<title/>\n</feed>\n"), None);
    }

    #[test]
    fn the_wrong_end_tag_is_where_it_stands() {
        let position = Position::of_first_xml_error("<feed>\n<title>caf\u{e9}</titel>\n</feed>".as_bytes());

        assert_eq!(position, Some(Position { line: 2, column: 12 }));
    }

    #[test]
    fn elements_left_open_are_noticed_at_the_end() {
        assert_eq!(Position::of_first_xml_error(b"<feed>\n<title>"), Some(Position { line: 2, column: 8 }));
    }

    #[test]
    fn an_end_without_a_start_is_an_error() {
        assert_eq!(Position::of_first_xml_error(b"</feed>"), Some(Position { line: 1, column: 1 }));
    }
}
