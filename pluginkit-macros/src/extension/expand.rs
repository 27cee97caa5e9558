//! The hand-over to the point's macro.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::model::{Arguments, Impl, Verdict, without_arguments};
use crate::attribute;

/// `given` are the arguments as they were written.
pub(super) fn expand(
    arguments: &Arguments,
    given: &TokenStream,
    item: &Impl,
    verdict: Verdict,
) -> TokenStream {
    let kit = attribute::kit(arguments.kit.clone());
    let (verdict, item) = match verdict {
        Verdict::Right => (quote!(right), item.clone()),
        Verdict::Wrong => (quote!(wrong), item.plain()),
        // Methods of a plugin's own compile without the attribute; a negative `impl` does not.
        Verdict::Hopeless if item.negative.is_none() => return item.without_patterns().into_token_stream(),
        Verdict::Hopeless => return TokenStream::new(),
    };
    let point = item.path().map(without_arguments);
    // The trait's macro has the trait's path. (An invisible group around it, from a `macro_rules`, would not
    // parse here.)
    quote!(#point! { { #kit } { #given } #verdict #item })
}
