//! The macros that stand beside the traits under the traits' own names: `#[extension]` finds the point
//! through them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Visibility;
use syn::ext::IdentExt;

use crate::point::model::{Hook, Passing, Point};

/// One for the point, and one for its wrappers: each hands its facts on to `__extend!`, in the crate of the
/// plugin.
pub(super) fn companions(point: &Point, unique: &str) -> TokenStream {
    let hooks: Vec<TokenStream> = point.hooks.iter().map(fact).collect();
    let broken: Vec<&Ident> = point.broken.iter().map(|function| &function.signature.ident).collect();
    let companion = |role: TokenStream, name: &Ident| {
        let handed = quote!({ #role #name { #(#hooks,)* } { #(#broken)* } });
        let transcribed = quote! {
            ({ $($kit:tt)* } $($rest:tt)*) => {
                $($kit)*::__private::__extend! { #handed { $($kit)* } $($rest)* }
            };
            (set { $($kit:tt)* } $($rest:tt)*) => {
                $($kit)*::__private::__set_point! { #handed { $($kit)* } $($rest)* }
            };
        };
        declared(name, &point.visibility, unique, &transcribed)
    };
    let own = companion(quote!(implementations), &point.ident);
    let around = companion(quote!(wrappers), &point.wrapper());
    quote!(#own #around)
}

/// Macros that take everything and say nothing.
pub(super) fn silent(point: &Ident, visibility: &Visibility, unique: &str) -> TokenStream {
    let wrapper = format_ident!("{}Wrapper", point.unraw(), span = point.span());
    let ignored = quote!(($($anything:tt)*) => {};);
    let own = declared(point, visibility, unique, &ignored);
    let around = declared(&wrapper, visibility, unique, &ignored);
    quote!(#own #around)
}

/// A macro of the trait's name and visibility. Exported macros share one name space for the whole crate, so
/// its own name is another.
fn declared(name: &Ident, visibility: &Visibility, unique: &str, rule: &TokenStream) -> TokenStream {
    let own = format_ident!("__pluginkit_{}_{unique}", name.unraw(), span = name.span());
    let exported = matches!(visibility, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    quote! {
        #[doc(hidden)]
        #exported
        #[allow(non_local_definitions, unused_macros, reason = "a point need not have extensions here")]
        macro_rules! #own { #rule }
        #[doc(hidden)]
        #[allow(unused_imports, reason = "a point need not have extensions here")]
        #visibility use #own as #name;
    }
}

/// `fetch(asynchronous each reference owned) { historic "" required "async fn fetch(..)" deprecated "use `read`" }`
fn fact(hook: &Hook) -> TokenStream {
    let name = hook.ident();
    let waiting = if hook.is_async() { quote!(asynchronous) } else { quote!(synchronous) };
    let value = match hook.concurrency {
        Some(_) => quote!(concurrent),
        None if hook.value().is_some() => quote!(pipeline),
        None => quote!(each),
    };
    let arguments = hook.copied().iter().map(|argument| match argument.passing {
        Passing::Reference => quote!(reference),
        Passing::DynReference => quote!(dyn_reference),
        Passing::Owned => quote!(owned),
        Passing::NestedReference => quote!(nested_reference),
        Passing::NestedOwned => quote!(nested_owned),
    });
    let required = hook.required.then(|| hook.head()).map(|head| quote!(required #head));
    let deprecated = hook.deprecated.as_ref().map(|note| quote!(deprecated #note));
    let historic = hook.history.map(|_| quote!(historic ""));
    quote!(#name(#waiting #value #(#arguments)*) { #historic #required #deprecated })
}
