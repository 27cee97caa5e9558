//! What was written: the keys of the attribute, the head of the `impl`, and its members.

use proc_macro2::TokenStream;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Error, Generics, LitStr, Result, Token, Type};

use super::model::{Arguments, Impl, When};
use crate::attribute::{self, Key, Keys};
use crate::errors::Errors;
use crate::target::Target;
use crate::{literal, pattern};

const KEYS: Keys = Keys {
    attribute: "#[extension]",
    names: &[
        "wrapper",
        "priority",
        "timeout",
        "slow",
        "on_slow",
        "breaker",
        "before",
        "after",
        "barrier",
        "blocking",
        "when",
        "on",
        "arguments",
        "requires",
        "crate",
    ],
};

/// `None` when this is not an `impl`, or when the compiler has already said that it is not Rust.
pub(super) fn item(tokens: TokenStream, errors: &Errors) -> Option<Impl> {
    errors.keep(is_impl.parse2(tokens.clone()))?;
    syn::parse2(tokens).ok()
}

/// The keys of the attribute.
pub(crate) fn arguments(tokens: TokenStream, errors: &Errors) -> Arguments {
    let mut given = Arguments::default();
    KEYS.read(tokens, errors, |key, input| one(key, input, &mut given));
    given
}

fn one(key: &Key, input: ParseStream<'_>, given: &mut Arguments) -> Result<()> {
    match key.name().as_str() {
        "wrapper" => key.set_once(&mut given.wrapper, key.flag(input)),
        "priority" => key.set_once(&mut given.priority, literal::priority(key, input)),
        "timeout" | "slow" | "on_slow" | "breaker" => given.policy.read(key, input),
        "before" => key.set_once(&mut given.before, targets(key, input)),
        "after" => key.set_once(&mut given.after, targets(key, input)),
        "barrier" => key.set_once(&mut given.barrier, key.flag(input)),
        "blocking" => key.set_once(&mut given.blocking, key.flag(input)),
        "when" => key.set_once(&mut given.when, when(key, input)),
        "on" => key.set_once(&mut given.on, on(key, input)),
        "arguments" => key.set_once(&mut given.shown, key.flag(input)),
        "requires" => key.set_once(&mut given.requires, key.string(input, "requires = \"^1.2\"")),
        "crate" => key.set_once(&mut given.kit, key.path(input, "crate = facade::pluginkit")),
        _ => Err(KEYS.unknown(key)),
    }
}

fn on(key: &Key, input: ParseStream<'_>) -> Result<LitStr> {
    let literal = key.string(input, "on = \"user.*\"")?;
    pattern::of_ids(&literal).map(|()| literal)
}

fn when(key: &Key, input: ParseStream<'_>) -> Result<When> {
    let path = key.path(input, "when = Self::is_wanted")?;
    Ok(When { key: key.ident.clone(), path })
}

fn targets(key: &Key, input: ParseStream<'_>) -> Result<Vec<Target>> {
    if !input.peek(syn::token::Paren) {
        let name = key.name();
        return Err(key.error(format!("`{name}` takes a list of plugins: `{name}(\"stocks\", geo::Geo)`")));
    }
    let list = attribute::list(input, <Target as Parse>::parse)?;
    if list.is_empty() {
        return Err(key.error(format!("`{}` names no plugin: name one, or leave it out", key.name())));
    }
    Ok(list)
}

/// Looks as far as the keyword.
fn is_impl(input: ParseStream<'_>) -> Result<()> {
    input.call(Attribute::parse_outer)?;
    input.parse::<syn::Visibility>()?;
    input.parse::<Option<Token![unsafe]>>()?;
    let keyword = input.parse::<proc_macro2::TokenTree>()?;
    input.parse::<TokenStream>()?;
    match keyword.to_string().as_str() {
        "impl" => Ok(()),
        "trait" => Err(Error::new(
            keyword.span(),
            "`#[extension]` goes on an `impl`; the trait itself takes `#[extension_point]`",
        )),
        "struct" | "enum" => Err(Error::new(
            keyword.span(),
            "`#[extension]` goes on an `impl` of an extension point; the plugin itself takes `#[plugin(id = \
             .., version = ..)]`",
        )),
        _ => Err(Error::new(
            keyword.span(),
            "`#[extension]` goes on an `impl` of an extension point, as in `impl Feed for Weather`",
        )),
    }
}

impl Parse for Impl {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let unsafety = input.parse()?;
        let keyword = input.parse()?;
        let mut generics = generics(input);
        let negative = input.parse()?;
        let first: Type = input.parse()?;
        let (point, plugin) = match input.parse::<Option<Token![for]>>()? {
            Some(for_token) => (Some((first, for_token)), input.parse()?),
            None => (None, first),
        };
        generics.where_clause = input.parse()?;
        let members = input.parse()?;
        Ok(Self { attributes, unsafety, keyword, generics, negative, point, plugin, members })
    }
}

/// `impl <T as Trait>::Type` has none.
fn generics(input: ParseStream<'_>) -> Generics {
    let ahead = input.fork();
    ahead.parse().inspect(|_| input.advance_to(&ahead)).unwrap_or_default()
}
