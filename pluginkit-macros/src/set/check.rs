//! The rules of a set that can be seen without knowing its plugins and its points.

use std::collections::HashMap;

use quote::ToTokens;
use syn::ext::IdentExt;

use super::model::{Entry, Set};
use super::parse::Written;
use crate::errors::Errors;
use crate::types;

pub(super) fn check(written: Written, errors: &Errors) -> Set {
    let Written { kit, attributes, visibility, keyword, ident, generics, braces, entries, points } = written;
    let parameters = (!generics.params.is_empty()).then(|| generics.to_token_stream());
    let clause = generics.where_clause.as_ref().map(ToTokens::to_token_stream);
    if let Some(tokens) = parameters.or(clause) {
        errors.at(
            tokens,
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
    let mut names = HashMap::new();
    let entries: Vec<Entry> = entries
        .into_iter()
        .filter(|entry| {
            let name = entry.ident.unraw().to_string();
            let depends = entry.cfgs().next().is_some();
            // Of two that depend on `cfg`, one may be there; if both are, the compiler says so.
            let is_taken = names.insert(name.clone(), depends).is_some_and(|before| !(before && depends));
            if is_taken {
                errors
                    .at(&entry.ident, format!("`{name}` is the name of an entry already: each has its own"));
            }
            let conditional = entry.attributes.iter().find(|attribute| attribute.path().is_ident("cfg_attr"));
            if let Some(attribute) = conditional {
                errors.at(
                    attribute.to_token_stream(),
                    "`cfg_attr` is not read here: write `#[cfg(..)]` for an entry that is not always there",
                );
            }
            !is_taken
        })
        .collect();
    Set { kit, attributes, visibility, keyword, ident, braces, entries, points }
}
