//! The rules of a set that can be seen without knowing its plugins and its points.

use std::collections::HashSet;

use quote::ToTokens;
use syn::ext::IdentExt;

use super::model::{Entry, Set};
use super::parse::Written;
use crate::errors::Errors;
use crate::types;

pub(super) fn check(written: Written, errors: &Errors) -> Set {
    let Written { kit, attributes, visibility, ident, generics, entries, points } = written;
    if !generics.params.is_empty() || generics.where_clause.is_some() {
        errors.at(
            &generics,
            "a plugin set has no parameters: its plugins are known when it is compiled. A plugin may be an instance of a \
             generic type: give it a name of its own",
        );
    }
    let points = points.unwrap_or_else(|| {
        errors.at(
            &ident,
            format!("`{ident}` does not say which extension points its plugins are called through: add `points: [feed::Feed];`"),
        );
        Vec::new()
    });
    for (position, point) in points.iter().enumerate() {
        if points[..position].iter().any(|earlier| types::same(earlier, point)) {
            let name = types::readable(point);
            errors.at(point, format!("the extension point `{name}` is listed twice: once is enough"));
        }
    }
    let mut names = HashSet::new();
    let entries: Vec<Entry> = entries
        .into_iter()
        .filter_map(|field| {
            let ident = field.ident?;
            let name = ident.unraw().to_string();
            if !names.insert(name.clone()) {
                errors.at(&ident, format!("`{name}` is the name of an entry already: each has its own"));
            }
            let conditional = field.attrs.iter().find(|attribute| attribute.path().is_ident("cfg_attr"));
            if let Some(attribute) = conditional {
                errors.at(
                    attribute.to_token_stream(),
                    "`cfg_attr` is not read here: write `#[cfg(..)]` for an entry that is not always there",
                );
            }
            Some(Entry { attributes: field.attrs, visibility: field.vis, ident, plugin: field.ty })
        })
        .collect();
    Set { kit, attributes, visibility, ident, entries, points }
}
