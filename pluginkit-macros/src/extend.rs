//! `__extend!`, the second stage of `#[extension]`: what takes the hooks of the point to say.

mod check;
mod expand;
mod model;
mod parse;
mod wildcard;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

pub(crate) fn extend(handed: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let mut output = TokenStream::new();
    if let Some(handed) = errors.keep(syn::parse2(handed)) {
        output = expand::expand(&check::check(handed, &errors));
    }
    output.extend(errors.into_tokens());
    output
}
