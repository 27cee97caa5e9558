//! What was written: the keys of the attribute, and the head of the item.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Error, Expr, Generics, LitStr, Path, Result, Token, Type, Visibility};

use super::model::Dependency;
use crate::attribute::{self, Key, Keys};
use crate::errors::Errors;

const KEYS: Keys = Keys {
    attribute: "#[plugin]",
    names: &[
        "id",
        "version",
        "depends_on",
        "name",
        "author",
        "description",
        "api_version",
        "min_app_version",
        "target_application",
        "config",
        "listed",
        "crate",
    ],
};

/// A plugin before anything was checked.
pub(super) struct Written {
    pub(super) arguments: Arguments,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
}

#[derive(Default)]
pub(super) struct Arguments {
    pub(super) id: Option<LitStr>,
    pub(super) version: Option<Expr>,
    pub(super) depends_on: Option<Vec<Dependency>>,
    pub(super) name: Option<LitStr>,
    pub(super) author: Option<LitStr>,
    pub(super) description: Option<LitStr>,
    pub(super) api_version: Option<LitStr>,
    pub(super) min_app_version: Option<LitStr>,
    pub(super) target_application: Option<LitStr>,
    pub(super) config: Option<Type>,
    pub(super) listed: Option<Ident>,
    pub(super) kit: Option<Path>,
    /// A value could not be read, or a key was misspelt. It is not missing, then.
    pub(super) unread: Vec<String>,
}

/// `None` when this is not an item that could be a plugin.
pub(super) fn parse(arguments: TokenStream, item: TokenStream, errors: &Errors) -> Option<Written> {
    let (ident, generics) = errors.keep(head.parse2(item))?;
    Some(Written { arguments: read(arguments, errors), ident, generics })
}

fn read(tokens: TokenStream, errors: &Errors) -> Arguments {
    let mut given = Arguments::default();
    let mut unread = Vec::new();
    KEYS.read(tokens, errors, |key, input| {
        one(key, input, &mut given).inspect_err(|_| unread.push(KEYS.meant(key)))
    });
    Arguments { unread, ..given }
}

fn one(key: &Key, input: ParseStream<'_>, given: &mut Arguments) -> Result<()> {
    let version = "a string: `version = \"1.0.0\"`, or `version = env!(\"CARGO_PKG_VERSION\")`";
    match key.name().as_str() {
        "id" => key.set_once(&mut given.id, key.string(input, "id = \"weather\"")),
        "version" => key.set_once(&mut given.version, key.value(input, version, Expr::parse)),
        "depends_on" => key.set_once(&mut given.depends_on, dependencies(key, input)),
        "name" => key.set_once(&mut given.name, key.string(input, "name = \"Weather\"")),
        "author" => key.set_once(&mut given.author, key.string(input, "author = \"Ada\"")),
        "description" => key.set_once(
            &mut given.description,
            key.string(input, "description = \"Headlines about the weather\""),
        ),
        "api_version" => key.set_once(&mut given.api_version, key.string(input, "api_version = \"1\"")),
        "min_app_version" => {
            key.set_once(&mut given.min_app_version, key.string(input, "min_app_version = \"1.2.0\""))
        }
        "target_application" => key
            .set_once(&mut given.target_application, key.string(input, "target_application = \"newsroom\"")),
        "config" => {
            key.set_once(&mut given.config, key.value(input, "a type: `config = WeatherConfig`", Type::parse))
        }
        "listed" => key.set_once(&mut given.listed, key.flag(input)),
        "crate" => key.set_once(&mut given.kit, key.path(input, "crate = facade::pluginkit")),
        _ => Err(KEYS.unknown(key)),
    }
}

fn dependencies(key: &Key, input: ParseStream<'_>) -> Result<Vec<Dependency>> {
    let example = "`depends_on` takes a list: `depends_on(geo::Geo = \"^1.2\", \"cache\" = \"2\", \
     optional(\"metrics\"))`";
    if !input.peek(syn::token::Paren) {
        return Err(key.error(example.to_owned()));
    }
    let entries = attribute::list(input, <Entry as Parse>::parse)?;
    Ok(entries.into_iter().flat_map(|entry| entry.0).collect())
}

/// One dependency, or those of one `optional(..)`.
struct Entry(Vec<Dependency>);

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let optional = input.fork().call(Path::parse_mod_style).is_ok_and(|path| path.is_ident("optional"))
            && input.peek2(syn::token::Paren);
        if !optional {
            return Ok(Self(vec![input.parse()?]));
        }
        input.parse::<Ident>()?;
        let inside = attribute::list(input, <Dependency as Parse>::parse)?;
        Ok(Self(inside.into_iter().map(|dependency| Dependency { optional: true, ..dependency }).collect()))
    }
}

impl Parse for Dependency {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let target = input.parse()?;
        let requirement = match input.parse::<Option<Token![=]>>()? {
            None => None,
            Some(_) => Some(input.parse::<LitStr>().map_err(|error| {
                Error::new(error.span(), "a version requirement is a string: `geo::Geo = \"^1.2\"`")
            })?),
        };
        Ok(Self { target, requirement, optional: false })
    }
}

/// The head is all that is needed; the fields are not looked at.
fn head(input: ParseStream<'_>) -> Result<(Ident, Generics)> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let keyword = input.fork().parse::<proc_macro2::TokenTree>()?;
    match keyword.to_string().as_str() {
        "struct" => drop(input.parse::<Token![struct]>()?),
        "enum" => drop(input.parse::<Token![enum]>()?),
        other => return Err(Error::new(keyword.span(), elsewhere(other))),
    }
    let head = (input.parse()?, input.parse()?);
    while !input.is_empty() {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(head)
}

fn elsewhere(keyword: &str) -> &'static str {
    match keyword {
        "impl" => {
            "`#[plugin]` goes on the struct or enum itself; an `impl` of an extension point takes \
             `#[extension]`"
        }
        "trait" => "`#[plugin]` goes on a struct or an enum; a trait with hooks takes `#[extension_point]`",
        "union" => {
            "a union cannot be a plugin, because nobody knows which of its fields is alive: write a struct \
             or an enum"
        }
        _ => "`#[plugin]` goes on the struct or enum that is the plugin",
    }
}
