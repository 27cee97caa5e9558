//! How one plugin names another: by its type, or by its id.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitStr, Path, Result};

use crate::errors::Errors;
use crate::{literal, types};

#[derive(Clone)]
pub(crate) enum Target {
    /// The compiler knows the plugin.
    Type(Path),
    /// The manager finds the plugin when it is built.
    Id(LitStr),
}

impl Target {
    pub(crate) fn check(&self, errors: &Errors) {
        if let Self::Id(id) = self {
            errors.keep(literal::plugin_id(id));
        }
    }

    /// Is it this name, as `Weather`, `self::Weather` or `Self`? Longer paths lead elsewhere.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        let Self::Type(path) = self else { return false };
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let last = match words.as_slice() {
            _ if path.leading_colon.is_some() => return false,
            [last] => last,
            [this, last] if this == "self" => last,
            _ => return false,
        };
        last == name || last == "Self"
    }
}

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Id);
        }
        let path = input.call(Path::parse_mod_style);
        path.map(Self::Type).map_err(|error| {
            Error::new(error.span(), "expected a plugin: its path, as `geo::Geo`, or its id, as `\"geo\"`")
        })
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Type(this), Self::Type(that)) => types::same(this, that),
            (Self::Id(this), Self::Id(that)) => this.value() == that.value(),
            _ => false,
        }
    }
}

impl ToTokens for Target {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Type(path) => path.to_tokens(tokens),
            Self::Id(id) => id.to_tokens(tokens),
        }
    }
}
