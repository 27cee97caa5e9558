//! From values to a type: strictly, with the place of every mistake, and without a word about secrets.
//!
//! The library that merges reads values too, and leniently: there, `true` is the number 1. Here it is a mistake, as is a field
//! that the type does not have; only what comes from a variable is text, and becomes what is asked for.

mod access;
mod problem;

use std::borrow::Cow;
use std::cell::RefCell;

use config::{Value, ValueKind};
use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::layers::{ConfigSnapshot, MOST};
use super::secret::SECRET;
use super::shown::Looks;
use super::tree::Tree;
use access::{EnumOf, Fields, List, Variant};
pub(super) use problem::{Kind, Problem};

/// Reads a value, and notes what of it may be shown; or says everything that is wrong with it.
pub(super) fn read<'a, T: Deserialize<'a>>(
    snapshot: &'a ConfigSnapshot,
    value: &'a Value,
) -> Result<(T, Looks), Vec<Problem>> {
    let reading = Reading { snapshot, unknown: RefCell::default(), looks: RefCell::default() };
    let node = Node {
        reading: &reading,
        value: Cow::Borrowed(value),
        path: String::new(),
        field: None,
        secret: false,
    };
    let read = T::deserialize(node);
    let mut problems = reading.unknown.into_inner();
    match read {
        Ok(value) if problems.is_empty() => return Ok((value, reading.looks.into_inner())),
        Ok(_) => {}
        Err(problem) => problems.push(problem),
    }
    Err(problems)
}

/// What all nodes of a reading share.
struct Reading<'a> {
    snapshot: &'a ConfigSnapshot,
    /// Fields that a type does not have: it goes on past them.
    unknown: RefCell<Vec<Problem>>,
    looks: RefCell<Looks>,
}

/// A value, and how it was reached.
struct Node<'r, 'a> {
    reading: &'r Reading<'a>,
    value: Cow<'a, Value>,
    path: String,
    /// As a field of a struct: its name, and all that the struct has.
    field: Option<(String, &'static [&'static str])>,
    secret: bool,
}

impl<'r, 'a> Node<'r, 'a> {
    fn inside(&self, path: String, value: Cow<'a, Value>) -> Node<'r, 'a> {
        Node { reading: self.reading, value, path, field: None, secret: self.secret }
    }

    /// Runs something that may fail, and says where it did.
    fn locating<T>(self, run: impl FnOnce(Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let (path, secret) = (self.path.clone(), self.secret);
        run(self).map_err(|problem| problem.at(&path, secret))
    }

    /// Reads it into a type, which may refuse it after it has been read.
    fn seeded<'de, S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        self.locating(|node| seed.deserialize(node))
    }

    /// Notes a field that the struct does not have.
    fn unknown(&self, name: &str, known: &'static [&'static str], path: &str) {
        let mut told = self.reading.unknown.borrow_mut();
        if told.len() < MOST {
            told.push(Problem::unknown_field(name, known).at(path, self.secret));
        }
    }

    /// It is read as what it is, so it can be shown, unless it is in a secret.
    fn noted(self) -> Self {
        let mut looks = self.reading.looks.borrow_mut();
        if self.secret {
            looks.veil(&self.path);
        } else {
            looks.show(&self.path);
        }
        drop(looks);
        self
    }

    /// The text of a variable.
    fn text(&self) -> Option<&str> {
        match &self.value.kind {
            ValueKind::String(text) if self.reading.snapshot.is_text(&self.value) => Some(text.trim()),
            _ => None,
        }
    }

    fn unexpected(&self) -> Unexpected<'_> {
        match &self.value.kind {
            ValueKind::Nil => Unexpected::Other("null"),
            ValueKind::Boolean(found) => Unexpected::Bool(*found),
            ValueKind::I64(found) => Unexpected::Signed(*found),
            ValueKind::U64(found) => Unexpected::Unsigned(*found),
            ValueKind::I128(_) | ValueKind::U128(_) => Unexpected::Other("a very large integer"),
            ValueKind::Float(found) => Unexpected::Float(*found),
            ValueKind::String(found) => Unexpected::Str(found),
            ValueKind::Table(_) => Unexpected::Other("a table"),
            ValueKind::Array(_) => Unexpected::Other("a list"),
        }
    }

    fn wrong<'de, V: Visitor<'de>>(&self, visitor: &V) -> Problem {
        Problem::invalid_type(self.unexpected(), visitor)
    }

    /// A number or a boolean, which a variable may write.
    fn scalar<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| {
            let Some(text) = node.text() else { return node.any(visitor) };
            match Guess::of(text) {
                Guess::Boolean(found) => visitor.visit_bool(found),
                Guess::Integer(found) => integer(found, visitor),
                Guess::Float(found) => visitor.visit_f64(found),
                Guess::Text => node.any(visitor),
            }
        })
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.value.kind {
            ValueKind::Nil => visitor.visit_unit(),
            ValueKind::Boolean(found) => visitor.visit_bool(*found),
            ValueKind::I64(found) => visitor.visit_i64(*found),
            ValueKind::I128(found) => visitor.visit_i128(*found),
            ValueKind::U64(found) => visitor.visit_u64(*found),
            ValueKind::U128(found) => visitor.visit_u128(*found),
            ValueKind::Float(found) => visitor.visit_f64(*found),
            ValueKind::String(found) => visitor.visit_str(found),
            ValueKind::Table(_) => visitor.visit_map(Fields::of(self, None)),
            ValueKind::Array(_) => visitor.visit_seq(List::of(self)),
        }
    }

    /// The elements of a list, which a variable may write as `a,b` or as JSON.
    fn list<'de, V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Problem> {
        self = self.written_out()?;
        match &self.value.kind {
            ValueKind::Array(array) if array.is_empty() => visitor.visit_seq(List::of(self.noted())),
            ValueKind::Array(_) => visitor.visit_seq(List::of(self)),
            _ => Err(self.wrong(&visitor)),
        }
    }

    fn written_out(self) -> Result<Self, Problem> {
        let Some(text) = self.text() else { return Ok(self) };
        let origin = self.value.origin().map(str::to_owned);
        let kind = if text.starts_with('[') {
            let tree: Tree =
                serde_json::from_str(text).map_err(|_| Problem::custom("it is not a list in JSON"))?;
            tree.0.kind
        } else {
            let elements = text.split(',').map(str::trim).filter(|element| !element.is_empty());
            ValueKind::Array(elements.map(|element| Value::new(origin.as_ref(), element)).collect())
        };
        Ok(Node { value: Cow::Owned(Value::new(origin.as_ref(), kind)), ..self })
    }

    /// A section of which nothing is said has no fields.
    fn is_empty_section(&self) -> bool {
        self.path.is_empty() && self.value.kind == ValueKind::Nil
    }
}

/// What a text looks like.
enum Guess {
    Boolean(bool),
    Integer(i128),
    Float(f64),
    Text,
}

impl Guess {
    fn of(text: &str) -> Self {
        let boolean = || text.parse().map(Guess::Boolean).ok();
        let integer = || text.parse().map(Guess::Integer).ok();
        let float = || text.parse().map(Guess::Float).ok();
        boolean().or_else(integer).or_else(float).unwrap_or(Guess::Text)
    }
}

/// In the smallest form: visitors that take small numbers do not all take large ones.
fn integer<'de, V: Visitor<'de>>(found: i128, visitor: V) -> Result<V::Value, Problem> {
    if let Ok(found) = i64::try_from(found) {
        visitor.visit_i64(found)
    } else if let Ok(found) = u64::try_from(found) {
        visitor.visit_u64(found)
    } else {
        visitor.visit_i128(found)
    }
}

macro_rules! scalars {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.noted().scalar(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Node<'_, '_> {
    type Error = Problem;

    scalars! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
    }

    /// Whoever takes anything may look for a secret in it later.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.reading.looks.borrow_mut().veil(&self.path);
        self.scalar(visitor)
    }

    forward_to_deserialize_any! { bytes byte_buf unit unit_struct }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| node.noted().any(visitor))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| node.noted().any(visitor))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| node.noted().any(visitor))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| node.any(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| match node.value.kind {
            ValueKind::Nil => {
                drop(node.noted());
                visitor.visit_none()
            }
            _ => visitor.visit_some(node),
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.secret |= name == SECRET;
        self.locating(|node| match name {
            SECRET => visitor.visit_some(node),
            _ => visitor.visit_newtype_struct(node),
        })
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| node.list(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| node.list(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.locating(|node| node.list(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.locating(|node| match node.value.kind {
            ValueKind::Table(_) => visitor.visit_map(Fields::of(node, None)),
            _ if node.is_empty_section() => visitor.visit_map(Fields::of(node, None)),
            _ => Err(node.wrong(&visitor)),
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.locating(|node| match node.value.kind {
            ValueKind::Table(_) => visitor.visit_map(Fields::of(node, Some(fields))),
            _ if node.is_empty_section() => visitor.visit_map(Fields::of(node, Some(fields))),
            _ => Err(node.wrong(&visitor)),
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.noted().locating(|node| match &node.value.kind {
            ValueKind::String(variant) => {
                let variant: StrDeserializer<'_, Problem> = variant.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            ValueKind::Table(table) => match table.iter().next().filter(|_| table.len() == 1) {
                Some((variant, inside)) => {
                    let (variant, inside) = (variant.clone(), inside.clone());
                    let path = super::path::field(&node.path, &variant);
                    let inside = node.inside(path, Cow::Owned(inside));
                    visitor.visit_enum(EnumOf { variant, inside: Variant(inside) })
                }
                None => {
                    Err(Problem::invalid_value(Unexpected::Other("a table with several keys"), &"a variant"))
                }
            },
            _ => Err(node.wrong(&visitor)),
        })
    }

    /// A field that the struct does not have.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if let Some((name, known)) = &self.field {
            self.unknown(name, known, &self.path);
        }
        visitor.visit_unit()
    }
}
