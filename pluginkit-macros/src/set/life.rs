//! The life of a set: who is started when. `Lifecycle` is a point that every set has, but none that is called through a caller.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::model::Set;
use super::place::Place;

/// How many hooks `Lifecycle` has.
const HOOKS: usize = 4;

pub(super) fn life(set: &Set) -> TokenStream {
    let Set { kit, ident, entries, .. } = set;
    let (count, start) = (entries.len(), start(set));
    let seats = || {
        (0..count)
            .map(Literal::usize_unsuffixed)
            .map(|seat| quote!(<__Slots as #kit::__private::set::At<#seat>>::Seat))
    };
    let (own, around, living, wrapping) = (seats(), seats(), seats(), seats());
    let places = (0..count).map(Literal::usize_unsuffixed);
    let (hooks, orders): (Vec<_>, Vec<_>) =
        (0..HOOKS).map(|hook| (Literal::usize_unsuffixed(hook), format_ident!("__AROUND_{hook}"))).unzip();
    let checks = entries.iter().enumerate().map(|(at, entry)| {
        let here = Place::of(&entry.plugin);
        here.put(quote_spanned! {here.before=>
            const _: () = __CHECKED.start(#at, &__BETWEEN);
            const _: () = __CHECKED.order(
                #at,
                <dyn #kit::Lifecycle as #kit::ExtensionPoint>::HOOKS,
                #kit::Ordered::Wrappers,
                &__WRAPPERS,
                &__BETWEEN_WRAPPERS,
            );
        })
    });
    quote! {
        #kit::__private::managed! {
            const _: () = {
                #[allow(unused_imports)]
                use #kit::__private::set::{NoExtension as _, NoLife as _};
                type __Around = dyn #kit::LifecycleWrapper;
                const __LIFECYCLE: [::core::option::Option<#kit::__private::set::Facts>; #count] =
                    [#(#kit::__private::set::Probe::<dyn #kit::Lifecycle, #own>::FACTS,)*];
                const __WRAPPERS: [::core::option::Option<#kit::__private::set::Facts>; #count] =
                    [#(#kit::__private::set::Probe::<__Around, #around>::FACTS,)*];
                const __CONSTRAINTS: [#kit::__private::set::Pair;
                    __DIRECTORY.count_constraints(&__LIFECYCLE, &__DIRECTORY.everybody())] =
                    __DIRECTORY.constraints(&__LIFECYCLE, &__DIRECTORY.everybody());
                const __BETWEEN: [#kit::__private::set::Pair; __DEPENDENCIES.len() + __CONSTRAINTS.len()] =
                    #kit::__private::set::joined(&__DEPENDENCIES, &__CONSTRAINTS);
                const __BETWEEN_WRAPPERS: [#kit::__private::set::Pair;
                    __DIRECTORY.count_constraints(&__WRAPPERS, &#kit::__private::set::extenders(&__WRAPPERS))] =
                    __DIRECTORY.constraints(&__WRAPPERS, &#kit::__private::set::extenders(&__WRAPPERS));
                const __ORDER: #kit::__private::set::Ranking<#count> =
                    #kit::__private::set::start_order(&__DIRECTORY, &__LIFECYCLE, &__BETWEEN);
                #(
                    const #orders: #kit::__private::set::Ranking<#count> = #kit::__private::set::call_order(
                        &__DIRECTORY.ranking(&__RANKS, &__WRAPPERS), &__WRAPPERS, &__BETWEEN_WRAPPERS, #hooks,
                    );
                )*
                #(#checks)*
                #[automatically_derived]
                impl #kit::__private::set::Life for #ident {
                    fn order() -> impl ::core::iter::Iterator<Item = ::core::primitive::usize> {
                        __ORDER.entries()
                    }
                    fn member(
                        entry: ::core::primitive::usize,
                    ) -> ::core::option::Option<&'static dyn #kit::__private::set::Living<Self>> {
                        match entry {
                            #(#places => #kit::__private::set::Probe::<dyn #kit::Lifecycle, #living>::LIVING,)*
                            _ => ::core::option::Option::None,
                        }
                    }
                    fn wrapper(
                        hook: ::core::primitive::usize,
                        level: ::core::primitive::usize,
                    ) -> ::core::option::Option<&'static dyn #kit::__private::set::LivingWrapper<Self>> {
                        const __WRAPPING: [
                            ::core::option::Option<&'static dyn #kit::__private::set::LivingWrapper<#ident>>; #count
                        ] = [#(#kit::__private::set::Probe::<__Around, #wrapping>::LIVING,)*];
                        const __AROUND: [#kit::__private::set::Ranking<#count>; 4] = [#(#orders),*];
                        *__WRAPPING.get(__AROUND.get(hook)?.at(level))?
                    }
                }
                #start
            };
        }
    }
}

/// How that is called.
pub(super) fn start(set: &Set) -> TokenStream {
    let Set { kit, ident, visibility, .. } = set;
    quote! {
        #[allow(dead_code)]
        impl #ident {
            /// Starts every plugin that extends `Lifecycle`, dependencies first: its `init`, and its `start`. If one cannot be
            /// started, those that were are stopped again, the last one first.
            ///
            /// # Errors
            /// The failure, with those of stopping.
            #visibility async fn start(&self) -> ::core::result::Result<#kit::Running<'_, Self>, #kit::Error> {
                #kit::__private::set::start(self).await
            }
        }
    }
}
