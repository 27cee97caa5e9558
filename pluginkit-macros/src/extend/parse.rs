//! What the point's macro hands on: its facts, and all that the first stage saw.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{Path, Result};

use crate::errors::Errors;
use crate::extension::{self, Arguments, Impl};
use crate::facts::{Facts, in_braces};

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
