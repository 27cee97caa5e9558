//! What was written: the keys of the attributes, the head of the trait, and its members.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Generics, LitStr, Meta, Path, Result, Token, TypeParamBound, Visibility};

use super::model::{Concurrent, Historic, Strategy};
use crate::attribute::{self, Key, Keys};
use crate::errors::Errors;
use crate::members::Members;
use crate::policy::Policy;
use crate::{literal, suggest, types};

const POINT: Keys = Keys {
    attribute: "#[extension_point]",
    names: &[
        "id",
        "version",
        "on_error",
        "timeout",
        "slow",
        "on_slow",
        "breaker",
        "since",
        "deprecated",
        "crate",
    ],
};

const HOOK: Keys = Keys {
    attribute: "#[hook]",
    names: &[
        "first_result",
        "pipeline",
        "concurrent",
        "race",
        "historic",
        "required",
        "on_error",
        "since",
        "deprecated",
    ],
};

/// A point before anything was checked.
pub(super) struct Written {
    pub(super) arguments: PointArguments,
    pub(super) item: Trait,
}

pub(super) struct Trait {
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) unsafety: Option<Token![unsafe]>,
    pub(super) auto: Option<Token![auto]>,
    pub(super) ident: Ident,
    /// With the `where` clause.
    pub(super) generics: Generics,
    pub(super) supertraits: Punctuated<TypeParamBound, Token![+]>,
    pub(super) members: Members,
}

#[derive(Default)]
pub(super) struct PointArguments {
    pub(super) id: Option<LitStr>,
    pub(super) version: Option<LitStr>,
    pub(super) policy: Policy,
    pub(super) on_error: Option<Strategy>,
    pub(super) since: Option<LitStr>,
    pub(super) deprecated: Option<LitStr>,
    pub(super) kit: Option<Path>,
}

#[derive(Default)]
pub(super) struct HookArguments {
    pub(super) first_result: Option<Ident>,
    pub(super) pipeline: Option<Ident>,
    pub(super) required: Option<Ident>,
    pub(super) concurrent: Option<Concurrent>,
    pub(super) race: Option<Ident>,
    pub(super) historic: Option<Historic>,
    pub(super) on_error: Option<Strategy>,
    pub(super) since: Option<LitStr>,
    pub(super) deprecated: Option<LitStr>,
}

/// `None` when this is not a trait, or when the compiler has already said that it is not Rust.
pub(super) fn parse(arguments: TokenStream, item: TokenStream, errors: &Errors) -> Option<Written> {
    let mut given = PointArguments::default();
    POINT.read(arguments, errors, |key, input| match key.name().as_str() {
        "id" => key.set_once(&mut given.id, key.string(input, "id = \"feed\"")),
        "version" => key.set_once(&mut given.version, key.string(input, "version = \"1.2.0\"")),
        "on_error" => key.set_once(&mut given.on_error, strategy(key, input)),
        "timeout" | "slow" | "on_slow" | "breaker" => given.policy.read(key, input),
        "since" => key.set_once(&mut given.since, key.string(input, "since = \"1.1\"")),
        "deprecated" => key.set_once(&mut given.deprecated, deprecated(key, input)),
        "crate" => key.set_once(&mut given.kit, key.path(input, "crate = facade::pluginkit")),
        _ => Err(POINT.unknown(key)),
    });
    errors.keep(is_trait.parse2(item.clone()))?;
    let item = whole_trait.parse2(item).ok()?;
    Some(Written { arguments: given, item })
}

/// The keys of `#[hook(..)]`, which may stand on a method once.
pub(super) fn hook(attributes: &[Attribute], errors: &Errors) -> HookArguments {
    let mut given = HookArguments::default();
    let mut hooks = attributes.iter().filter(|attribute| is_hook(attribute));
    match hooks.next().map(|attribute| &attribute.meta) {
        None | Some(Meta::Path(_)) => {}
        Some(Meta::List(list)) => {
            HOOK.read(list.tokens.clone(), errors, |key, input| hook_key(key, input, &mut given));
        }
        Some(other) => errors.at(other, "write the flags in parentheses, as in `#[hook(first_result)]`"),
    }
    for second in hooks {
        errors.at(
            second,
            "`#[hook]` is given twice: put all flags into one, as in `#[hook(first_result, since = \
             \"1.1\")]`",
        );
    }
    given
}

pub(super) fn is_hook(attribute: &Attribute) -> bool {
    attribute.path().is_ident("hook")
}

/// `#[cfg_attr(.., hook)]`
pub(super) fn may_be_hook(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg_attr") && types::word(attribute.meta.to_token_stream(), "hook").is_some()
}

fn hook_key(key: &Key, input: ParseStream<'_>, given: &mut HookArguments) -> Result<()> {
    match key.name().as_str() {
        "first_result" => key.set_once(&mut given.first_result, key.flag(input)),
        "pipeline" => key.set_once(&mut given.pipeline, key.flag(input)),
        "required" => key.set_once(&mut given.required, key.flag(input)),
        "concurrent" => key.set_once(&mut given.concurrent, concurrent(key, input)),
        "race" => key.set_once(&mut given.race, key.flag(input)),
        "historic" => key.set_once(&mut given.historic, historic(key, input)),
        "on_error" => key.set_once(&mut given.on_error, strategy(key, input)),
        "since" => key.set_once(&mut given.since, key.string(input, "since = \"1.1\"")),
        "deprecated" => key.set_once(&mut given.deprecated, deprecated(key, input)),
        _ => Err(HOOK.unknown(key)),
    }
}

/// `concurrent` or `concurrent(limit = 8)`
fn concurrent(key: &Key, input: ParseStream<'_>) -> Result<Concurrent> {
    if !input.peek(syn::token::Paren) {
        return key.flag(input).map(|flag| Concurrent { flag, limit: None });
    }
    let mut limit = None;
    let limits = attribute::list(input, |input| {
        let key = input.call(Key::parse)?;
        literal::limit(&key, input).map(|limit| (key, limit))
    })?;
    for (key, one) in limits {
        if limit.replace(one).is_some() {
            return Err(key.error("`limit` is given twice: keep one of them".to_owned()));
        }
    }
    if limit.is_none() {
        return Err(
            key.error("`concurrent` takes a limit, as in `concurrent(limit = 8)`, or nothing".to_owned())
        );
    }
    Ok(Concurrent { flag: key.ident.clone(), limit })
}

/// `historic` or `historic(keep = 16)`
fn historic(key: &Key, input: ParseStream<'_>) -> Result<Historic> {
    if !input.peek(syn::token::Paren) {
        return key.flag(input).map(|flag| Historic { flag, keep: None });
    }
    let mut keep = None;
    for one in attribute::list(input, |input| literal::keep(&input.call(Key::parse)?, input))? {
        if keep.replace(one).is_some() {
            return Err(key.error("`keep` is given twice: keep one of them".to_owned()));
        }
    }
    if keep.is_none() {
        return Err(key.error(
            "`historic` takes how many calls are kept, as in `historic(keep = 16)`, or nothing".to_owned(),
        ));
    }
    Ok(Historic { flag: key.ident.clone(), keep })
}

fn deprecated(key: &Key, input: ParseStream<'_>) -> Result<LitStr> {
    key.string(input, "deprecated = \"use `resolve`\"")
}

fn strategy(key: &Key, input: ParseStream<'_>) -> Result<Strategy> {
    let wanted = format!("one of {}", suggest::listed(Strategy::NAMES));
    let name = key.value(input, &wanted, Ident::parse_any)?;
    Strategy::named(&name.to_string()).ok_or_else(|| {
        let hint = suggest::hint(&name.to_string(), Strategy::NAMES, "the strategies are");
        Error::new(name.span(), format!("there is no strategy `{name}`{hint}"))
    })
}

/// Looks as far as the keyword.
fn is_trait(input: ParseStream<'_>) -> Result<()> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    input.parse::<Option<Token![unsafe]>>()?;
    input.parse::<Option<Token![auto]>>()?;
    let keyword = input.parse::<proc_macro2::TokenTree>()?;
    input.parse::<TokenStream>()?;
    match keyword.to_string().as_str() {
        "trait" => Ok(()),
        "impl" => Err(Error::new(
            keyword.span(),
            "`#[extension_point]` goes on the trait; an `impl` of it takes `#[extension]`",
        )),
        "struct" | "enum" => Err(Error::new(
            keyword.span(),
            "`#[extension_point]` goes on a trait; a plugin takes `#[plugin(id = .., version = ..)]`",
        )),
        _ => Err(Error::new(
            keyword.span(),
            "`#[extension_point]` goes on a trait, whose methods become hooks",
        )),
    }
}

fn whole_trait(input: ParseStream<'_>) -> Result<Trait> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    let unsafety = input.parse()?;
    let auto = input.parse()?;
    input.parse::<Token![trait]>()?;
    let ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    let mut supertraits = Punctuated::new();
    if input.parse::<Option<Token![:]>>()?.is_some() {
        while !input.peek(Token![where]) && !input.peek(syn::token::Brace) {
            supertraits.push_value(input.parse()?);
            if !input.peek(Token![+]) {
                break;
            }
            supertraits.push_punct(input.parse()?);
        }
    }
    generics.where_clause = input.parse()?;
    let members = input.parse()?;
    Ok(Trait { attributes, visibility, unsafety, auto, ident, generics, supertraits, members })
}
