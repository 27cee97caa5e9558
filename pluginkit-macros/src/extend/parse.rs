//! What the point's macro hands on: its facts, and all that the first stage saw.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Path, Result, Token, braced, parenthesized};

use super::model::{Fact, Facts, Passing, Role};
use crate::errors::Errors;
use crate::extension::{self, Arguments, Impl};

/// `{ facts } { crate } { arguments } verdict impl ..`
pub(super) struct Handed {
    pub(super) facts: Facts,
    pub(super) kit: Path,
    pub(super) arguments: Arguments,
    /// The first stage found no mistake.
    pub(super) is_right: bool,
    pub(super) item: Impl,
}

impl Parse for Handed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let facts = in_braces(input)?;
        let kit = syn::parse2(in_braces::<TokenStream>(input)?)?;
        // Their mistakes were reported by the first stage.
        let arguments = extension::arguments(in_braces(input)?, &Errors::default());
        let is_right = input.parse::<Ident>()? == "right";
        let item = input.parse()?;
        Ok(Self { facts, kit, arguments, is_right, item })
    }
}

fn in_braces<T: Parse>(input: ParseStream<'_>) -> Result<T> {
    let content;
    braced!(content in input);
    content.parse()
}

/// `implementations Feed { .. } { .. }` or `wrappers FeedWrapper { .. } { .. }`
impl Parse for Facts {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let role = if input.parse::<Ident>()? == "wrappers" { Role::Wrapper } else { Role::Implementation };
        let name = input.parse()?;
        let (hooks, broken);
        braced!(hooks in input);
        braced!(broken in input);
        let hooks = Punctuated::<Fact, Token![,]>::parse_terminated(&hooks)?;
        Ok(Self { name, role, hooks: hooks.into_iter().collect(), broken: idents(&broken)? })
    }
}

/// `fetch(asynchronous each reference owned)`
impl Parse for Fact {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        let content;
        parenthesized!(content in input);
        let is_async = content.parse::<Ident>()? == "asynchronous";
        let is_pipeline = content.parse::<Ident>()? == "pipeline";
        let arguments = idents(&content)?.iter().map(passing).collect();
        Ok(Self { name, is_async, is_pipeline, arguments })
    }
}

fn idents(input: ParseStream<'_>) -> Result<Vec<Ident>> {
    let mut idents = Vec::new();
    while !input.is_empty() {
        idents.push(input.parse()?);
    }
    Ok(idents)
}

fn passing(word: &Ident) -> Passing {
    let (is_reference, held) = match word.to_string().as_str() {
        "reference" => (true, None),
        "nested_reference" => (true, Some("it borrows in turn")),
        "nested_owned" => (false, Some("it borrows in turn")),
        "dyn_reference" => (true, Some("its type is only known as a `dyn`")),
        _ => (false, None),
    };
    Passing { is_reference, held }
}
