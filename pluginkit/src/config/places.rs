//! Where the values of a document are. This is found out when an error or an origin is told, and not before.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use toml::Spanned as InToml;
use toml::de::{DeTable, DeValue};

use super::path::Step;

/// A document of which only the places count.
pub(super) struct Places {
    line: u32,
    inside: Inside,
}

enum Inside {
    Table(HashMap<String, Places>),
    Array(Vec<Places>),
    Nothing,
}

impl Places {
    /// The line of a value, from 1.
    pub(super) fn line<'p>(&self, mut path: impl Iterator<Item = Step<'p>>) -> Option<u32> {
        let found = path.try_fold(self, |place, step| match (step, &place.inside) {
            (Step::Field(name), Inside::Table(table)) => table.get(name),
            (Step::Element(index), Inside::Array(array)) => array.get(index),
            _ => None,
        });
        found.map(|place| place.line).filter(|line| *line > 0)
    }

    pub(super) fn in_toml(text: &str) -> Option<Self> {
        let (document, lines) = (DeTable::parse(text).ok()?, Lines::of(text));
        Some(Places { line: 1, inside: lines.table(document.get_ref()) })
    }
}

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Lines(text.match_indices('\n').map(|(end, _)| end + 1).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn at(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|begin| *begin <= offset);
        u32::try_from(before).map_or(u32::MAX, |before| before.saturating_add(1))
    }

    fn table(&self, table: &DeTable<'_>) -> Inside {
        let places = table.iter().map(|(key, value)| (key.get_ref().to_string(), self.place(value)));
        Inside::Table(places.collect())
    }

    fn place(&self, value: &InToml<DeValue<'_>>) -> Places {
        let inside = match value.get_ref() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(array) => Inside::Array(array.iter().map(|value| self.place(value)).collect()),
            _ => Inside::Nothing,
        };
        Places { line: self.at(value.span().start), inside }
    }
}

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let place = Spanned::<Inside>::deserialize(deserializer)?;
        let line = u32::try_from(place.referenced.line()).unwrap_or_default();
        Ok(Places { line, inside: place.value })
    }
}

impl<'de> Deserialize<'de> for Inside {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

/// Scalars have no inside.
macro_rules! scalars {
    ($($visit:ident: $type:ty,)*) => {
        $(fn $visit<E>(self, _: $type) -> Result<Inside, E> { Ok(Inside::Nothing) })*
    };
}

impl<'de> Visitor<'de> for Look {
    type Value = Inside;

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

    fn visit_unit<E>(self) -> Result<Inside, E> {
        Ok(Inside::Nothing)
    }

    fn visit_none<E>(self) -> Result<Inside, E> {
        Ok(Inside::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Inside, D::Error> {
        Inside::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut found: A) -> Result<Inside, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = found.next_element()? {
            array.push(element);
        }
        Ok(Inside::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut found: A) -> Result<Inside, A::Error> {
        let mut table = HashMap::new();
        while let Some((key, value)) = found.next_entry()? {
            table.insert(key, value);
        }
        Ok(Inside::Table(table))
    }
}
