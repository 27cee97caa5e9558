//! Who asks, as far as a bulletin has to know.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use unic_langid::{LanguageIdentifier, langid};

/// The language that the asker wants most, of those that are known. Browsers name the languages in this order.
pub(crate) fn language(headers: &HeaderMap, known: &BTreeSet<String>) -> LanguageIdentifier {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|accepted| accepted.to_str().ok());
    let wanted = parse_accepted_languages(accepted.unwrap_or_default());
    let known: Vec<LanguageIdentifier> = known.iter().filter_map(|tag| tag.parse().ok()).collect();
    let otherwise = langid!("en");
    let spoken = negotiate_languages(&wanted, &known, Some(&otherwise), NegotiationStrategy::Lookup);
    spoken.first().copied().unwrap_or(&otherwise).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(accepted: &str) -> String {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted.parse().unwrap())]);
        language(&headers, &["de".to_owned(), "en".to_owned()].into()).to_string()
    }

    #[test]
    fn the_first_language_that_is_known_is_spoken() {
        assert_eq!(spoken("de-AT,de;q=0.9,en;q=0.8"), "de");
        assert_eq!(spoken("fr,en-GB,de"), "en");
    }

    #[test]
    fn english_is_spoken_with_everybody_else() {
        for accepted in ["", "*", "fr", "no language at all"] {
            assert_eq!(spoken(accepted), "en", "{accepted}");
        }
    }
}
