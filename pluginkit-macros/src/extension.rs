//! `#[extension]`, first stage: what can be said without knowing the point.
//!
//! Everything is handed to the macro that stands beside the point's trait; that one knows the hooks, and
//! calls [`crate::extend`].

mod check;
mod expand;
mod model;
mod parse;

#[cfg(test)]
mod tests;

pub(crate) use model::{Arguments, Impl};
pub(crate) use parse::arguments;

use proc_macro2::TokenStream;

use crate::errors::Errors;

pub(crate) fn extension(given: &TokenStream, tokens: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let mut output = match parse::item(tokens.clone(), &errors) {
        None => tokens,
        Some(item) => {
            let arguments = arguments(given.clone(), &errors);
            let verdict = check::check(&arguments, &item, &errors);
            expand::expand(&arguments, given, &item, verdict)
        }
    };
    output.extend(errors.into_tokens());
    output
}
