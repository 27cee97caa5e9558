//! The formats of files: from a text to values, and to the places of these values.

use super::path::shown;
use super::places::{Lines, Places};
use super::tree::{MAX_DEPTH, Tree};

/// How a file is written, by its extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Toml,
    Yaml,
    Json,
}

/// Why a text is no document.
#[derive(Debug)]
pub(crate) struct Malformed {
    pub(crate) line: Option<u32>,
    pub(crate) message: String,
}

impl Format {
    pub(crate) fn of(extension: &str) -> Option<Self> {
        match extension {
            "toml" => Some(Format::Toml),
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            _ => None,
        }
    }

    /// Reads a whole text. Nothing of what stands in it is repeated in the error: it might be a secret.
    pub(super) fn read(self, text: &str) -> Result<Tree, Malformed> {
        let read = match self {
            Format::Toml => toml::from_str(text).map_err(|error: toml::de::Error| Malformed {
                line: error.span().map(|span| Lines::of(text).at(span.start)),
                message: error.message().to_owned(),
            }),
            Format::Yaml => read_yaml(text),
            Format::Json => serde_json::from_str(text).map_err(|error| Malformed {
                line: u32::try_from(error.line()).ok().filter(|line| *line > 0),
                message: without_place(&error.to_string()),
            }),
        };
        read.map_err(|Malformed { line, message }| Malformed { line, message: shown(&message) })
    }

    /// Where everything is. What JSON writes, YAML reads.
    pub(super) fn places(self, text: &str) -> Option<Places> {
        match self {
            Format::Toml => Places::in_toml(text),
            Format::Yaml | Format::Json => serde_saphyr::from_str_with_options(text, yaml()).ok(),
        }
    }
}

fn read_yaml(text: &str) -> Result<Tree, Malformed> {
    serde_saphyr::from_str_with_options(text, yaml()).map_err(|error: serde_saphyr::Error| {
        let line = error.location().and_then(|location| u32::try_from(location.line()).ok());
        let message = error.without_snippet().to_string();
        // The first line says it; what follows shows the place once more.
        let message = message.lines().next().unwrap_or_default();
        Malformed { line, message: without_place(message) }
    })
}

/// `no` is a word in YAML as it is today, and what is built of aliases stays within bounds.
fn yaml() -> serde_saphyr::Options {
    serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        budget: serde_saphyr::budget! { max_depth: MAX_DEPTH, max_nodes: 100_000, max_aliases: 1_000, max_documents: 1 },
    }
}

/// What is wrong, without "at line 1 column 2": the place is told for every format in the same way.
fn without_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(what, _)| what).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::path::steps;
    use super::*;

    fn line(format: Format, text: &str, path: &str) -> Option<u32> {
        format.places(text)?.line(steps(path))
    }

    #[test]
    fn every_format_knows_its_lines() {
        let toml = "[weather]\nport = 1\nstations = [\n  1,\n  2,\n]\n";
        assert_eq!(line(Format::Toml, toml, "weather.port"), Some(2));
        assert_eq!(line(Format::Toml, toml, "weather.stations[1]"), Some(5));
        let yaml = "weather:\n  port: 1\n  stations:\n    - 1\n    - 2\n";
        assert_eq!(line(Format::Yaml, yaml, "weather.port"), Some(2));
        assert_eq!(line(Format::Yaml, yaml, "weather.stations[1]"), Some(5));
        let json = "{\n  \"weather\": {\n    \"port\": 1,\n    \"name\": \"a\\/\\u00e4\"\n  }\n}\n";
        assert_eq!(line(Format::Json, json, "weather.port"), Some(3));
        assert_eq!(line(Format::Json, json, "weather.name"), Some(4));
    }

    #[test]
    fn what_is_not_there_has_no_line() {
        assert_eq!(line(Format::Toml, "a = 1\n", "b"), None);
        assert_eq!(line(Format::Yaml, "a: 1\n", "a.b"), None);
    }

    #[test]
    fn malformed_texts_say_where() {
        for (format, text, at) in [
            (Format::Toml, "a = 1\nb = \n", 2),
            (Format::Yaml, "a: 1\nb: [1\n", 2),
            (Format::Json, "{\n\"a\": }", 2),
        ] {
            let malformed = format.read(text).err().unwrap();
            assert!(malformed.line.is_some_and(|line| line >= at), "{format:?}: {malformed:?}");
            assert!(!malformed.message.contains("line"), "{malformed:?}");
        }
    }
}
