//! The second stage: what a point's hooks are in a set.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, Path, Result};

use super::place::Place;
use crate::errors::Errors;
use crate::facts::{Fact, Facts, Role, in_braces};
use crate::types;

/// What the point's macro hands on: its facts, and what the first stage saw.
struct Handed {
    facts: Facts,
    kit: TokenStream,
    set: Ident,
    /// Where the types of the entries are written.
    entries: Vec<Place>,
    /// Where the point stands in the list.
    place: usize,
    point: Path,
}

impl Parse for Handed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let facts = in_braces(input)?;
        let kit = in_braces(input)?;
        let set = in_braces(input)?;
        let entries: TokenStream = in_braces(input)?;
        let entries = entries.into_iter().map(|one| Place::at(one.span())).collect();
        let place = in_braces::<LitInt>(input)?.base10_parse()?;
        let point = in_braces(input)?;
        Ok(Self { facts, kit, set, entries, place, point })
    }
}

/// What a set finds where a path leads to no extension point.
pub(crate) fn not_a_point(tokens: TokenStream) -> TokenStream {
    // `set { kit } { set } { entries } { listed } { path }`
    let path = tokens.into_iter().last().map(|last| match last {
        TokenTree::Group(group) => group.stream(),
        other => other.into(),
    });
    let errors = Errors::default();
    let path = path.unwrap_or_default();
    let name = types::readable(&path);
    errors.at(
        &path,
        format!("there is no extension point at `{name}`: a set lists traits that have `#[extension_point]`"),
    );
    errors.into_tokens()
}

pub(crate) fn point(tokens: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let mut output = TokenStream::new();
    if let Some(handed) = errors.keep(syn::parse2::<Handed>(tokens)) {
        match handed.facts.role {
            Role::Wrapper => errors.at(
                &handed.point,
                format!(
                    "`{}` is for wrappers: list the extension point itself, `{}`",
                    handed.facts.name,
                    handed.facts.point()
                ),
            ),
            Role::Implementation => output = expand(&handed),
        }
    }
    output.extend(errors.into_tokens());
    output
}

fn expand(handed: &Handed) -> TokenStream {
    let Handed { facts, kit, set, entries, place, point } = handed;
    let count = entries.len();
    let members = || (0..count).map(Literal::usize_unsuffixed);
    let (seats, around) = (members(), members());
    let hooks = facts.hooks.iter().enumerate().map(|(place, fact)| hook(handed, place, fact));
    let here = Place::of(point);
    let earlier = 0..*place;
    let checks = entries.iter().enumerate().map(|(at, here)| {
        here.put(quote_spanned! {here.before=>
            const _: () = __CHECKED.order(
                #at, __HOOKS, #kit::Ordered::Implementations, &__IMPLEMENTATIONS, &__BETWEEN_IMPLEMENTATIONS,
            );
            const _: () = __CHECKED.order(
                #at, __HOOKS, #kit::Ordered::Wrappers, &__WRAPPERS, &__BETWEEN_WRAPPERS,
            );
        })
    });
    let unextended = format!(
        "no plugin of the set `{set}` extends `{}`: leave it out of the points, or add a plugin",
        types::readable(point)
    );
    let note = here.put(quote_spanned! {here.before=>
        const _: () = __Extended::<{ #kit::__private::set::anybody(&__IMPLEMENTATIONS) || #kit::__private::set::anybody(&__WRAPPERS) }>::CHECK;
    });
    let name = types::readable(point);
    let listed = here.put(quote_spanned! {here.before=>
        impl #kit::__private::set::Lists<__Key> for #set {}
        const _: () = __CHECKED.listed(#name, __AGAIN);
    });
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #kit::__private::set::NoExtension as _;
            type __Point = dyn #point;
            const __AGAIN: ::core::primitive::bool = {
                #[allow(unused_imports)]
                use #kit::__private::set::NotSame as _;
                false #(|| #kit::__private::set::Same::<__Slots, __Point, #earlier>::IS)*
            };
            type __Key = <__Slots as #kit::__private::set::Keyed<__Point, #place, __AGAIN>>::Key;
            type __Around = <__Point as #kit::ExtensionPoint>::Wrappers;
            const __HOOKS: &[#kit::HookInfo] = <__Point as #kit::ExtensionPoint>::HOOKS;
            const __IMPLEMENTATIONS: [::core::option::Option<#kit::__private::set::Facts>; #count] = [
                #(#kit::__private::set::Probe::<__Point, <__Slots as #kit::__private::set::At<#seats>>::Seat>::FACTS,)*
            ];
            const __WRAPPERS: [::core::option::Option<#kit::__private::set::Facts>; #count] = [
                #(#kit::__private::set::Probe::<__Around, <__Slots as #kit::__private::set::At<#around>>::Seat>::FACTS,)*
            ];
            const __BETWEEN_IMPLEMENTATIONS: [#kit::__private::set::Pair;
                __DIRECTORY.count_constraints(&__IMPLEMENTATIONS, &#kit::__private::set::extenders(&__IMPLEMENTATIONS))] =
                __DIRECTORY.constraints(&__IMPLEMENTATIONS, &#kit::__private::set::extenders(&__IMPLEMENTATIONS));
            const __BETWEEN_WRAPPERS: [#kit::__private::set::Pair;
                __DIRECTORY.count_constraints(&__WRAPPERS, &#kit::__private::set::extenders(&__WRAPPERS))] =
                __DIRECTORY.constraints(&__WRAPPERS, &#kit::__private::set::extenders(&__WRAPPERS));
            const __IMPLEMENTATIONS_RANKED: #kit::__private::set::Ranking<#count> = __DIRECTORY.ranking(&__RANKS, &__IMPLEMENTATIONS);
            const __WRAPPERS_RANKED: #kit::__private::set::Ranking<#count> = __DIRECTORY.ranking(&__RANKS, &__WRAPPERS);
            struct __Extended<const __ANYBODY: ::core::primitive::bool>;
            impl __Extended<true> {
                const CHECK: () = ();
            }
            #[allow(dead_code)]
            impl __Extended<false> {
                #[deprecated(note = #unextended)]
                const CHECK: () = ();
            }
            #note
            #listed
            #[automatically_derived]
            impl #kit::__private::set::HasPoint<#place> for __Slots {
                type Point = __Point;
            }
            #(#checks)*
            #(#hooks)*
        };
    }
}

/// So many seats of an asynchronous hook share a future: what was measured to cost a call nothing, and the compiler little.
const PART: usize = 64;

/// Its order, and one line for each seat in it.
fn hook(handed: &Handed, place: usize, fact: &Fact) -> TokenStream {
    let Handed { kit, set, entries, .. } = handed;
    let count = entries.len();
    let (order, around) = (format_ident!("__ORDER_{place}"), format_ident!("__AROUND_{place}"));
    let mode = match fact {
        Fact { is_concurrent: true, .. } => quote!(concurrent),
        Fact { is_async: true, .. } => quote!(asynchronous),
        Fact { .. } => quote!(synchronous),
    };
    // One more, for the level inside of the last wrapper.
    let seats: Vec<_> = (0..=count).map(Literal::usize_unsuffixed).collect();
    let parts = seats.chunks(PART);
    quote! {
        const #order: #kit::__private::set::Ranking<#count> = #kit::__private::set::call_order(
            &__IMPLEMENTATIONS_RANKED, &__IMPLEMENTATIONS, &__BETWEEN_IMPLEMENTATIONS, #place,
        );
        const #around: #kit::__private::set::Ranking<#count> = #kit::__private::set::call_order(
            &__WRAPPERS_RANKED, &__WRAPPERS, &__BETWEEN_WRAPPERS, #place,
        );
        #kit::__private::set_order! { #mode { #set, __Slots, __Key, __Point, #place, #order, #around } #([#(#parts)*])* }
    }
}
