//! The error sink: every mistake of one item, reported in one compile, each at the user's own token.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Collects mistakes, so that one does not hide the next.
///
/// A function that takes `&Errors` and returns an `Option` has reported something when it returns `None`.
#[derive(Default)]
pub(crate) struct Errors {
    found: RefCell<Vec<syn::Error>>,
}

impl Errors {
    /// Reports `message` at the tokens it is about.
    pub(crate) fn at(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports `message` at the whole attribute: for what is missing, and has no token of its own.
    pub(crate) fn at_attribute(&self, message: impl Display) {
        self.push(syn::Error::new(proc_macro2::Span::call_site(), message));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        self.found.borrow_mut().push(error);
    }

    /// Keeps the value, or reports the error.
    pub(crate) fn keep<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// How many there are: to see whether a part of the item is without mistakes.
    pub(crate) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// One `compile_error!` per mistake; nothing if there was none.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.found.into_inner().iter().map(syn::Error::to_compile_error).collect()
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.found.borrow().iter().map(ToString::to_string).collect()
    }
}
