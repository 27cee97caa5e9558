//! `#[extension_point]`: a trait whose methods are hooks.

mod check;
mod expand;
mod model;
mod parse;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

/// `unique` is part of the names that are visible in the whole crate.
pub(crate) fn extension_point(arguments: TokenStream, item: TokenStream, unique: &str) -> TokenStream {
    let errors = Errors::default();
    let mut output = match parse::parse(arguments, item.clone(), &errors) {
        None => item,
        Some(written) => {
            let stand_in = expand::stand_in(&written, unique);
            check::check(written, &errors).map_or(stand_in, |point| expand::expand(&point, unique))
        }
    };
    output.extend(errors.into_tokens());
    output
}
