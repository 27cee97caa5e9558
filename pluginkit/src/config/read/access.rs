//! What is inside of a value.

use std::borrow::Cow;

use config::{Value, ValueKind};
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

use super::super::path;
use super::{Node, Problem};

/// The fields of a table, by name: whatever comes first is what is reported first.
pub(super) struct Fields<'r, 'a> {
    table: Node<'r, 'a>,
    left: std::vec::IntoIter<(String, Value)>,
    /// The value of the key that was read last.
    next: Option<(String, Value)>,
    known: Option<&'static [&'static str]>,
}

impl<'r, 'a> Fields<'r, 'a> {
    /// `known` are the fields of the struct, where it is one.
    pub(super) fn of(table: Node<'r, 'a>, known: Option<&'static [&'static str]>) -> Self {
        let mut fields: Vec<(String, Value)> = match &table.value.kind {
            ValueKind::Table(fields) => {
                fields.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
            }
            _ => Vec::new(),
        };
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        Fields { table, left: fields.into_iter(), next: None, known }
    }
}

impl Fields<'_, '_> {
    /// Nobody reads what is left, once something is wrong. What the struct does not have can be told all the same.
    fn tell_what_is_left(&mut self) {
        let Some(known) = self.known else { return };
        for (name, _) in self.left.by_ref().filter(|(name, _)| !known.contains(&name.as_str())) {
            self.table.unknown(&name, known, &path::field(&self.table.path, &name));
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.left.next();
        let Some((key, _)) = &self.next else { return Ok(None) };
        let path = path::field(&self.table.path, key);
        let key: StringDeserializer<Problem> = key.clone().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|problem| problem.at(&path, self.table.secret))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let Some((key, value)) = self.next.take() else {
            return Err(Problem::custom("a value is asked for before its key"));
        };
        let mut node = self.table.inside(path::field(&self.table.path, &key), Cow::Owned(value));
        node.field = self.known.map(|known| (key, known));
        node.seeded(seed).inspect_err(|_| self.tell_what_is_left())
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The elements of a list.
pub(super) struct List<'r, 'a> {
    list: Node<'r, 'a>,
    next: usize,
}

impl<'r, 'a> List<'r, 'a> {
    pub(super) fn of(list: Node<'r, 'a>) -> Self {
        List { list, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for List<'_, '_> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        let ValueKind::Array(elements) = &self.list.value.kind else { return Ok(None) };
        let Some(element) = elements.get(self.next) else { return Ok(None) };
        let path = path::element(&self.list.path, self.next);
        let node = self.list.inside(path, Cow::Owned(element.clone()));
        self.next += 1;
        node.seeded(seed).map(Some)
    }
}

/// A variant with something in it: a table with one key.
pub(super) struct EnumOf<'r, 'a> {
    pub(super) variant: String,
    pub(super) inside: Variant<'r, 'a>,
}

impl<'r, 'a, 'de> EnumAccess<'de> for EnumOf<'r, 'a> {
    type Error = Problem;
    type Variant = Variant<'r, 'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), Problem> {
        let name: StringDeserializer<Problem> = self.variant.into_deserializer();
        Ok((seed.deserialize(name)?, self.inside))
    }
}

pub(super) struct Variant<'r, 'a>(pub(super) Node<'r, 'a>);

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        match self.0.value.kind {
            ValueKind::Nil => Ok(()),
            _ => self.0.locating(|node| Err(Problem::invalid_type(node.unexpected(), &"nothing"))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Problem> {
        self.0.seeded(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.0.value.kind {
            ValueKind::Table(_) => self.0.deserialize_struct("", fields, visitor),
            _ => self.0.locating(|_| Err(Problem::invalid_type(Unexpected::Other("no table"), &visitor))),
        }
    }
}
