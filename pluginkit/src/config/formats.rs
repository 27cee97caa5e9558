//! The formats of files: from a text to values, and, where an error is to be told, from a path to a line.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use toml::de::{DeTable, DeValue};

use super::path::{Step, shown};
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
                line: error.span().map(|span| line_at(text, span.start)),
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

    /// The line of a value, from 1.
    pub(super) fn line<'p>(self, text: &str, path: impl Iterator<Item = Step<'p>>) -> Option<u32> {
        match self {
            Format::Toml => line_in_toml(text, path),
            // What JSON writes, YAML reads.
            Format::Yaml | Format::Json => line_in_yaml(text, path),
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

fn line_at(text: &str, offset: usize) -> u32 {
    let breaks =
        text.char_indices().take_while(|(at, _)| *at < offset).filter(|(_, letter)| *letter == '\n').count();
    u32::try_from(breaks).map_or(u32::MAX, |breaks| breaks.saturating_add(1))
}

fn line_in_toml<'p>(text: &str, mut path: impl Iterator<Item = Step<'p>>) -> Option<u32> {
    let document = DeTable::parse(text).ok()?;
    let Some(Step::Field(first)) = path.next() else { return Some(1) };
    let mut at = document.get_ref().get(first)?;
    for step in path {
        at = match (step, at.get_ref()) {
            (Step::Field(name), DeValue::Table(table)) => table.get(name)?,
            (Step::Element(index), DeValue::Array(array)) => array.get(index)?,
            _ => return None,
        };
    }
    Some(line_at(text, at.span().start))
}

fn line_in_yaml<'p>(text: &str, path: impl Iterator<Item = Step<'p>>) -> Option<u32> {
    let document: Spanned<Located> = serde_saphyr::from_str_with_options(text, yaml()).ok()?;
    let mut at = &document;
    for step in path {
        at = match (step, &at.value) {
            (Step::Field(name), Located::Table(table)) => table.get(name)?,
            (Step::Element(index), Located::Array(array)) => array.get(index)?,
            _ => return None,
        };
    }
    u32::try_from(at.referenced.line()).ok().filter(|line| *line > 0)
}

/// A document of which only the places count.
enum Located {
    Table(HashMap<String, Spanned<Located>>),
    Array(Vec<Spanned<Located>>),
    Scalar,
}

impl<'de> Deserialize<'de> for Located {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Places)
    }
}

struct Places;

/// Scalars have no inside.
macro_rules! scalars {
    ($($visit:ident: $type:ty,)*) => {
        $(fn $visit<E>(self, _: $type) -> Result<Located, E> { Ok(Located::Scalar) })*
    };
}

impl<'de> Visitor<'de> for Places {
    type Value = Located;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    scalars! {
        visit_bool: bool,
        visit_i64: i64,
        visit_u64: u64,
        visit_i128: i128,
        visit_u128: u128,
        visit_f64: f64,
        visit_str: &str,
    }

    fn visit_unit<E>(self) -> Result<Located, E> {
        Ok(Located::Scalar)
    }

    fn visit_none<E>(self) -> Result<Located, E> {
        Ok(Located::Scalar)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Located, D::Error> {
        Located::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut found: A) -> Result<Located, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = found.next_element()? {
            array.push(element);
        }
        Ok(Located::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut found: A) -> Result<Located, A::Error> {
        let mut table = HashMap::new();
        while let Some((key, value)) = found.next_entry()? {
            table.insert(key, value);
        }
        Ok(Located::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::super::path::steps;
    use super::*;

    fn line(format: Format, text: &str, path: &str) -> Option<u32> {
        format.line(text, steps(path))
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
