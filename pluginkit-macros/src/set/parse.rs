//! What stands between the braces of `plugin_set!`. A mistake is reported, and what follows it is read all the same: whoever is
//! still typing one entry has the others.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Generics, Path, Result, Token, Type, Visibility, WhereClause, braced, bracketed, token,
};

use super::model::Entry;
use crate::errors::Errors;
use crate::suggest;

/// A set before anything was checked.
pub(super) struct Written {
    pub(super) kit: TokenStream,
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) keyword: Token![struct],
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) braces: token::Brace,
    pub(super) entries: Vec<Entry>,
    /// `None` if nothing can be meant to be them.
    pub(super) points: Option<Vec<Path>>,
}

const EXAMPLE: &str = "`plugin_set! { pub struct Newsroom { geo: geo::Geo, weather: weather::Weather } points: [feed::Feed]; }`";
const NAMED: &str = "each plugin of a set has a name: `{ geo: geo::Geo, weather: weather::Weather }`";
const MADE: &str = "only the plugin's type stands here: the plugin itself is made with the set";
const LISTED: &str = "the extension points follow the struct, as a list in brackets: `points: [feed::Feed];`";
const POINT: &str = "expected the path of an extension point: `points: [feed::Feed];`";

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
        let place = if input.is_empty() { Span::call_site() } else { input.span() };
        return Err(Error::new(
            place,
            format!("a plugin set is written as a struct and its points: {EXAMPLE}"),
        ));
    }
    let keyword = input.parse()?;
    let ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    generics.where_clause = input.parse::<Option<WhereClause>>()?;
    let (braces, entries) = if input.peek(token::Brace) {
        let fields;
        let braces = braced!(fields in input);
        (braces, entries(&fields, errors))
    } else {
        errors.push(input.error(NAMED));
        skip(input, |input| input.peek(Token![;]));
        input.parse::<Option<Token![;]>>()?;
        (token::Brace::default(), Vec::new())
    };
    let points = lists(input, errors);
    Ok(Written { kit, attributes, visibility, keyword, ident, generics, braces, entries, points })
}

/// `geo: geo::Geo, weather: weather::Weather`
fn entries(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        if let Some(entry) = errors.keep(entry(input)) {
            entries.push(entry);
            if !input.is_empty() && !input.peek(Token![,]) {
                errors.push(input.error("expected `,`"));
            }
        }
        next(input);
    }
    entries
}

fn entry(input: ParseStream<'_>) -> Result<Entry> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility: Visibility = input.parse()?;
    let ident: Ident = match input.parse() {
        Ok(ident) => ident,
        // At the end there is nothing to show.
        Err(_) if input.is_empty() => return Err(Error::new(visibility.span(), NAMED)),
        Err(error) => return Err(Error::new(error.span(), NAMED)),
    };
    if !input.peek(Token![:]) || input.peek(Token![::]) {
        return Err(Error::new(ident.span(), NAMED));
    }
    input.parse::<Token![:]>()?;
    let plugin = if input.peek(Token![,]) { Err(input.error("no type")) } else { input.parse::<Type>() };
    let plugin = plugin.map_err(|error| {
        if input.is_empty() || input.peek(Token![,]) {
            let missing = format!("the type of `{ident}` is missing: `{ident}: path::to::Plugin`");
            Error::new(ident.span(), missing)
        } else {
            Error::new(error.span(), format!("expected the type of a plugin: `{ident}: path::to::Plugin`"))
        }
    })?;
    // Without a comma, the next entry may follow.
    if !input.is_empty() && !input.peek(Token![,]) && !input.peek(syn::Ident) {
        return Err(input.error(MADE));
    }
    Ok(Entry { attributes, visibility, ident, plugin })
}

/// `points: [feed::Feed, feed::Archive];`
fn lists(input: ParseStream<'_>, errors: &Errors) -> Option<Vec<Path>> {
    let mut points: Option<Vec<Path>> = None;
    let mut given = false;
    while !input.is_empty() {
        let Ok(key) = input.call(Ident::parse_any) else {
            errors.push(input.error(LISTED));
            // Another separator may be meant.
            skip(input, |input| input.peek(syn::Ident));
            points.get_or_insert_default();
            continue;
        };
        if key != "points" {
            let hint = suggest::hint(&key.to_string(), &["points"], "it has only");
            errors.at(&key, format!("a plugin set has no list `{key}`{hint}"));
        } else if given {
            errors.at(&key, "`points` is given twice: write one list");
        }
        given |= key == "points";
        let points = points.get_or_insert_default();
        match brackets(input) {
            Ok(list) => points.extend(paths(&list, errors)),
            Err(error) => {
                errors.push(error);
                skip(input, |input| input.peek(Token![;]));
            }
        }
        if !input.is_empty() && !input.peek(Token![;]) {
            errors.push(input.error("expected `;` behind the list"));
            input.parse::<Option<Token![,]>>().ok();
        }
        input.parse::<Option<Token![;]>>().ok();
    }
    points
}

/// `: [..]`
fn brackets<'i>(input: &'i ParseBuffer<'i>) -> Result<ParseBuffer<'i>> {
    if !input.peek(Token![:]) || !input.peek2(token::Bracket) {
        return Err(input.error(LISTED));
    }
    input.parse::<Token![:]>()?;
    let list;
    bracketed!(list in input);
    Ok(list)
}

fn paths(input: ParseStream<'_>, errors: &Errors) -> Vec<Path> {
    let mut paths = Vec::new();
    while !input.is_empty() {
        if let Some(path) = errors.keep(path(input, errors)) {
            paths.push(path);
            if !input.is_empty() && !input.peek(Token![,]) {
                errors.push(input.error("expected `,`"));
            }
        }
        next(input);
    }
    paths
}

fn path(input: ParseStream<'_>, errors: &Errors) -> Result<Path> {
    if let Some(keyword) = input.parse::<Option<Token![dyn]>>()? {
        errors.at(
            keyword,
            "points are listed by the paths of their traits, without `dyn`: `points: [feed::Feed]`",
        );
    }
    let mut path: Path = input.parse().map_err(|error| Error::new(error.span(), POINT))?;
    for segment in &mut path.segments {
        let arguments = std::mem::take(&mut segment.arguments);
        if !arguments.is_none() {
            errors.at(arguments, "an extension point has no arguments: it is listed by its path alone");
        }
    }
    Ok(path)
}

/// Whatever stands before the next comma, and the comma.
fn next(input: ParseStream<'_>) {
    skip(input, |input| input.peek(Token![,]));
    input.parse::<Option<Token![,]>>().ok();
}

fn skip(input: ParseStream<'_>, until: impl Fn(ParseStream<'_>) -> bool) {
    while !input.is_empty() && !until(input) {
        input.parse::<TokenTree>().ok();
    }
}
