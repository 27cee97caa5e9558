//! The trait that plugins implement, and the one that wrappers implement.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{GenericParam, Path, ReturnType, parse_quote};

use super::{allowed, docs};
use crate::members::{Body, Function};
use crate::point::model::{Hook, Point};
use crate::point::parse;
use crate::types;

/// Every hook can be left out: its body is never reached, because only the hooks that an extension writes
/// are called.
pub(super) fn point(point: &Point) -> TokenStream {
    let Point { attributes, visibility, ident, supertraits, .. } = point;
    let colon = (!supertraits.is_empty()).then(|| quote!(:));
    let hooks = point.hooks.iter().map(|hook| {
        let (attributes, signature) = (&hook.attributes, &hook.signature);
        let returned = match &signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, ty) => quote!(#ty),
        };
        let (required, since) = (docs::required(hook), docs::since(hook.since.as_ref()));
        let head = Head { generics: None, last: None, returned, sized: hook.is_async() };
        let method = method(point, hook, &ident.unraw().to_string(), head);
        quote!(#(#attributes)* #required #since #method)
    });
    let broken = point.broken.iter().filter_map(|function| unchanged(&point.kit, function));
    let (since, marker) = (docs::since(point.since.as_ref()), marker());
    quote! {
        #(#attributes)*
        #since
        #visibility trait #ident #colon #supertraits {
            #(#hooks)*
            #(#broken)*
            #marker
        }
    }
}

pub(super) fn wrapper(point: &Point) -> TokenStream {
    let Point { kit, visibility, .. } = point;
    let ident = point.wrapper();
    let hooks = point.hooks.iter().map(|hook| {
        let (outcome, kind) = (hook.outcome(&point.kit), kind(point, hook));
        let proceed = if hook.is_async() { quote!(ProceedAsync) } else { quote!(Proceed) };
        // An error about a wrapper that differs points at the hook.
        let at_hook = |tokens| types::respanned(&tokens, hook.place());
        let head = Head {
            generics: Some(quote!(__N: #kit::__private::#proceed<#kind>)),
            last: Some(at_hook(quote!(next: #kit::Next<'_, #kind, __N>))),
            returned: at_hook(quote!(#kit::HookResult<#outcome>)),
            sized: true,
        };
        let method = method(point, hook, &ident.to_string(), head);
        let (doc, allowed) = (docs::around(&point.ident, hook), allowed(&hook.attributes));
        quote!(#doc #(#allowed)* #method)
    });
    let (doc, marker, allowed) = (docs::wrapper(point), marker(), allowed(&point.attributes));
    quote! {
        #doc
        #(#allowed)*
        #[allow(non_snake_case, reason = "names are those of the hooks")]
        #visibility trait #ident {
            #(#hooks)*
            #marker
        }
    }
}

/// How the method of a trait differs from what the user wrote.
struct Head {
    /// One more parameter.
    generics: Option<TokenStream>,
    /// One more argument.
    last: Option<TokenStream>,
    returned: TokenStream,
    /// `where Self: Sized`, so that the trait stays one that can be `dyn`.
    sized: bool,
}

fn method(point: &Point, hook: &Hook, name: &str, head: Head) -> TokenStream {
    let (kit, ident, signature) = (&point.kit, hook.ident(), &hook.signature);
    let Head { generics, last, returned, sized } = head;
    let lifetimes = signature.generics.params.iter().filter(|one| matches!(one, GenericParam::Lifetime(_)));
    // An editor offers this text to whoever implements the hook: nothing empty, and no comma too many.
    let generics = listed(lifetimes.map(ToTokens::to_token_stream).chain(generics));
    let generics = (!generics.is_empty()).then(|| quote!(<#generics>));
    let inputs = listed(signature.inputs.iter().map(ToTokens::to_token_stream).chain(last));
    let keyword = &signature.fn_token;
    // The compiler points here when an implementation returns another type, or a future that cannot be sent.
    let here = hook.place();
    let not_provided = format!("{name}::{}", ident.unraw());
    let body = quote!(#kit::__private::not_provided(#not_provided));
    let (returned, body) = if hook.is_async() {
        let future =
            quote_spanned!(here=> impl ::core::future::Future<Output = #returned> + ::core::marker::Send);
        (future, quote!(async { #body }))
    } else {
        (returned, body)
    };
    let clause = sized.then(|| quote!(where Self: ::core::marker::Sized));
    quote! {
        #[allow(unused_variables, clippy::boxed_local, clippy::needless_pass_by_value, clippy::too_many_arguments)]
        #keyword #ident #generics(#inputs) -> #returned #clause { #body }
    }
}

fn listed(entries: impl Iterator<Item = TokenStream>) -> TokenStream {
    let entries: Vec<TokenStream> = entries.collect();
    quote!(#(#entries),*)
}

/// A hook with mistakes, for the sake of editors; those that the compiler would complain about as well are
/// left out.
pub(super) fn unchanged(kit: &Path, function: &Function) -> Option<TokenStream> {
    let mut function = function.clone();
    let signature = &mut function.signature;
    let anonymous = types::word(signature.output.to_token_stream(), "impl").is_some();
    if anonymous || signature.constness.is_some() || signature.variadic.is_some() {
        return None;
    }
    signature.generics.make_where_clause().predicates.push(parse_quote!(Self: ::core::marker::Sized));
    function.attributes.retain(|attribute| !parse::is_hook(attribute) && !parse::may_be_hook(attribute));
    if let Body::Missing(_) = function.body {
        let body = quote!(#kit::__private::not_provided(""));
        function.body = Body::Braces(Group::new(Delimiter::Brace, body));
    }
    Some(quote!(#[allow(unused_mut, unused_variables, async_fn_in_trait)] #function))
}

/// What makes a forgotten `#[extension]` an error.
fn marker() -> TokenStream {
    let ident = syn::Ident::new(crate::MARKER, Span::call_site());
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        type #ident where Self: ::core::marker::Sized;
    }
}

/// What `next` is in a wrapper of the hook.
pub(super) fn kind(point: &Point, hook: &Hook) -> TokenStream {
    let (kit, outcome) = (&point.kit, hook.outcome(&point.kit));
    let kind = match (hook.is_async(), hook.value().is_some()) {
        (false, false) => quote!(Call),
        (false, true) => quote!(Stage),
        (true, false) => quote!(AsyncCall),
        (true, true) => quote!(AsyncStage),
    };
    quote!(#kit::#kind<#outcome>)
}
