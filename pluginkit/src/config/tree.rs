//! Documents as trees of values: no key twice, and not too deep.

use std::fmt;

use config::{Map, Value, ValueKind};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// How deep a document may be. It is read by functions that call themselves.
pub(crate) const MAX_DEPTH: usize = 64;

/// The only key of the table as which TOML hands over a date.
const DATE: &str = "$__toml_private_datetime";

/// A document without origins.
pub(super) struct Tree(pub(super) Value);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Branch { depth: 0 }.deserialize(deserializer).map(Tree)
    }
}

/// Gives every value in it an origin.
pub(super) fn with_origin(value: Value, origin: &String) -> Value {
    let kind = match value.kind {
        ValueKind::Table(table) => {
            let labelled = table.into_iter().map(|(key, value)| (key, with_origin(value, origin)));
            ValueKind::Table(labelled.collect())
        }
        ValueKind::Array(array) => {
            ValueKind::Array(array.into_iter().map(|value| with_origin(value, origin)).collect())
        }
        kind => kind,
    };
    Value::new(Some(origin), kind)
}

#[derive(Clone, Copy)]
struct Branch {
    depth: usize,
}

impl Branch {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!("it is more than {MAX_DEPTH} levels deep")));
        }
        Ok(Branch { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Branch {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn value(kind: impl Into<ValueKind>) -> Value {
    Value::new(None, kind)
}

impl<'de> Visitor<'de> for Branch {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, found: bool) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_i64<E>(self, found: i64) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_u64<E>(self, found: u64) -> Result<Value, E> {
        // One number has one form, wherever it comes from.
        Ok(i64::try_from(found).map_or_else(|_| value(found), value))
    }

    fn visit_i128<E>(self, found: i128) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_u128<E>(self, found: u128) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_f64<E>(self, found: f64) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_str<E>(self, found: &str) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_string<E>(self, found: String) -> Result<Value, E> {
        Ok(value(found))
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(value(ValueKind::Nil))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(value(ValueKind::Nil))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut found: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut array = Vec::new();
        while let Some(element) = found.next_element_seed(inside)? {
            array.push(element);
        }
        Ok(value(ValueKind::Array(array)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut found: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut table: Map<String, Value> = Map::new();
        while let Some(key) = found.next_key::<String>()? {
            if key == DATE {
                return found.next_value_seed(inside);
            }
            if table.contains_key(&key) {
                return Err(de::Error::custom(format_args!("key `{}` is there twice", key.escape_debug())));
            }
            table.insert(key, found.next_value_seed(inside)?);
        }
        Ok(value(ValueKind::Table(table)))
    }
}
