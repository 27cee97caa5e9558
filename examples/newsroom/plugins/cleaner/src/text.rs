/// The text that a reader would see.
pub(crate) fn plain(markup: &str) -> String {
    // In this order: an entity may stand for a `<` that is meant to be read.
    let text = without_tags(markup);
    let text = html_escape::decode_html_entities(&text);
    // `&nbsp;` counts as white space, too.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_tags(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let (before, from_tag) = rest.split_at(start);
        text.push_str(before);
        if let Some(length) = tag_length(from_tag) {
            if from_tag[..length].starts_with("<br") {
                text.push(' ');
            }
            rest = &from_tag[length..];
        } else {
            text.push('<');
            rest = &from_tag[1..];
        }
    }
    text.push_str(rest);
    text
}

/// How long the tag at the start of the text is, or `None` if it is only a `<` as in `3 < 4`.
fn tag_length(text: &str) -> Option<usize> {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        .then(|| text.find('>').map(|end| end + 1))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[track_caller]
    fn check(markup: &str, expected: &str) {
        assert_eq!(plain(markup), expected);
    }

    #[test]
    fn plain_text_stays() {
        check("Museum ship needs a new mast", "Museum ship needs a new mast");
    }

    #[test]
    fn tags_go() {
        check("the <i>oldest</i> fryer <a href=\"/x\">on</a> the quay", "the oldest fryer on the quay");
    }

    #[test]
    fn a_line_break_separates_words() {
        check("new mast<br/>400 volunteers", "new mast 400 volunteers");
    }

    #[test]
    fn a_lone_angle_bracket_is_text() {
        check("pay rises by < 3 %", "pay rises by < 3 %");
        check("1 <b", "1 <b");
        check("<", "<");
    }

    #[test]
    fn entities_are_decoded() {
        check(
            "Smith &amp; Daughters&rsquo; &#8220;works&#x201D;",
            "Smith & Daughters\u{2019} \u{201c}works\u{201d}",
        );
    }

    #[test]
    fn an_escaped_tag_is_text() {
        check("How to use &lt;b&gt;", "How to use <b>");
    }

    #[test]
    fn white_space_collapses() {
        check("  Storm\n\twarning&nbsp; lifted ", "Storm warning lifted");
    }
}
