//! A set that was checked.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Path, Token, Type, Visibility, token};

pub(super) struct Set {
    /// The path of the runtime.
    pub(super) kit: TokenStream,
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) keyword: Token![struct],
    pub(super) ident: Ident,
    pub(super) braces: token::Brace,
    pub(super) entries: Vec<Entry>,
    pub(super) points: Vec<Path>,
}

/// A plugin of the set.
pub(super) struct Entry {
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) ident: Ident,
    pub(super) plugin: Type,
}

impl Set {
    /// What decides whether it is there.
    pub(super) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        cfgs(&self.attributes)
    }
}

impl Entry {
    /// What decides whether it is there.
    pub(super) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        cfgs(&self.attributes)
    }
}

fn cfgs(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
}
