//! What was written: a struct, and lists with names.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Field, Generics, Path, Result, Token, Visibility, braced, bracketed, token};

use crate::errors::Errors;
use crate::suggest;

/// A set before anything was checked.
pub(super) struct Written {
    pub(super) kit: TokenStream,
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) entries: Vec<Field>,
    pub(super) points: Option<Vec<Path>>,
}

const EXAMPLE: &str = "`plugin_set! { pub struct Newsroom { geo: geo::Geo, weather: weather::Weather } points: [feed::Feed]; }`";

/// `None` when this is not a set.
pub(super) fn parse(tokens: TokenStream, errors: &Errors) -> Option<Written> {
    errors.keep((|input: ParseStream<'_>| read(input, errors)).parse2(tokens))
}

fn read(input: ParseStream<'_>, errors: &Errors) -> Result<Written> {
    let kit;
    braced!(kit in input);
    let kit = kit.parse()?;
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    if !input.peek(Token![struct]) {
        return Err(input.error(format!("a plugin set is written as a struct and its points: {EXAMPLE}")));
    }
    input.parse::<Token![struct]>()?;
    let ident = input.parse()?;
    let generics = input.parse()?;
    if !input.peek(token::Brace) {
        return Err(
            input.error("each plugin of a set has a name: `{ geo: geo::Geo, weather: weather::Weather }`")
        );
    }
    let fields;
    braced!(fields in input);
    let entries = Punctuated::<Field, Token![,]>::parse_terminated_with(&fields, Field::parse_named)?;
    let points = lists(input, errors)?;
    let entries = entries.into_iter().collect();
    Ok(Written { kit, attributes, visibility, ident, generics, entries, points })
}

/// `points: [feed::Feed, feed::Archive];`
fn lists(input: ParseStream<'_>, errors: &Errors) -> Result<Option<Vec<Path>>> {
    let mut points = None;
    while !input.is_empty() {
        let key = input.call(Ident::parse_any)?;
        input.parse::<Token![:]>()?;
        let list;
        bracketed!(list in input);
        if key == "points" {
            let mut found = Vec::new();
            while !list.is_empty() {
                found.push(path(&list, errors)?);
                if !list.is_empty() {
                    list.parse::<Token![,]>()?;
                }
            }
            if points.is_some() {
                errors.at(&key, "`points` is given twice: write one list");
            }
            points = Some(found);
        } else {
            list.parse::<TokenStream>()?;
            let hint = suggest::hint(&key.to_string(), &["points"], "its lists are");
            errors.at(&key, format!("a plugin set has no list `{key}`{hint}"));
        }
        if !input.is_empty() {
            input.parse::<Token![;]>()?;
        }
    }
    Ok(points)
}

fn path(input: ParseStream<'_>, errors: &Errors) -> Result<Path> {
    if let Some(keyword) = input.parse::<Option<Token![dyn]>>()? {
        errors.at(
            keyword,
            "points are listed by the paths of their traits, without `dyn`: `points: [feed::Feed]`",
        );
    }
    input.call(Path::parse_mod_style).map_err(|error| {
        Error::new(error.span(), "expected the path of an extension point: `points: [feed::Feed]`")
    })
}
