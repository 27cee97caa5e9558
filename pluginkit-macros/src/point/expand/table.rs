//! The table of the point, and the roles that extensions play in it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

use super::{caller, hook_type, table_type};
use crate::point::model::{Concurrency, Hook, Point};

pub(super) fn table(point: &Point) -> TokenStream {
    let Point { kit, visibility, ident, .. } = point;
    let table = table_type();
    let names: Vec<_> = point.hooks.iter().map(slots).collect();
    let types: Vec<_> = point.hooks.iter().map(hook_type).collect();
    let seal = attached(point, "seal");
    quote! {
        #kit::__private::managed! {
            #[doc(hidden)]
            #visibility struct #table {
                #(#names: #kit::__private::Slots<#types>,)*
            }
            #[automatically_derived]
            impl ::core::default::Default for #table {
                fn default() -> Self {
                    #table { #(#names: ::core::default::Default::default(),)* }
                }
            }
            #[automatically_derived]
            impl #kit::__private::Table for #table {
                const ID: &'static str = <dyn #ident as #kit::ExtensionPoint>::ID;
                const HOOKS: &'static [#kit::HookInfo] = <dyn #ident as #kit::ExtensionPoint>::HOOKS;
                fn seal(&mut self, watchers: &#kit::__private::Watchers) {
                    #(self.#seal(watchers);)*
                }
            }
            #(
                #[automatically_derived]
                impl #kit::__private::HasSlots<#types> for #table {
                    #[inline(always)]
                    fn slots(&self) -> &#kit::__private::Slots<#types> {
                        &self.#names
                    }
                }
            )*
        }
    }
}

pub(super) fn roles(point: &Point) -> TokenStream {
    let Point { kit, ident, id, .. } = point;
    let (wrapper, caller, table) = (point.wrapper(), point.caller(), table_type());
    let (running, default) = (caller::parameter(point, "E"), caller::default(point));
    let types: Vec<_> = point.hooks.iter().map(hook_type).collect();
    let version = point.version.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |version| quote!(::core::option::Option::Some(#version)),
    );
    let indices: Vec<_> = point.hooks.iter().map(|hook| hook.index).collect();
    let infos = point.hooks.iter().map(|hook| info(point, hook));
    let (implement, surround) = (attached(point, "implement"), attached(point, "wrap"));
    quote! {
        #[automatically_derived]
        impl #kit::ExtensionPoint for dyn #ident {
            const ID: &'static str = #id;
            const VERSION: ::core::option::Option<&'static str> = #version;
            const HOOKS: &'static [#kit::HookInfo] = &[#(#infos),*];
            type Wrappers = dyn #wrapper;
            type CallerOf<#running> = #caller<#default, #running>;
            fn caller_of<#running>(engine: #running) -> #caller<#default, #running> {
                #caller::__of(engine)
            }
            #kit::__private::managed! {
                type Caller = #caller;
                type Table = #table;
                fn caller(handle: #kit::__private::Handle<#table>) -> #caller {
                    #caller::__of(handle)
                }
            }
        }
        #(
            #[automatically_derived]
            impl #kit::__private::HookAt<#indices> for dyn #ident {
                type Hook = #types;
            }
        )*
        #[automatically_derived]
        impl #kit::__private::Role for dyn #ident {
            type Point = dyn #ident;
            const ORDERED: #kit::Ordered = #kit::Ordered::Implementations;
        }
        #[automatically_derived]
        impl #kit::__private::Role for dyn #wrapper {
            type Point = dyn #ident;
            const ORDERED: #kit::Ordered = #kit::Ordered::Wrappers;
        }
        #kit::__private::managed! {
            #[automatically_derived]
            impl #kit::__private::PointCaller for #caller {
                type Point = dyn #ident;
            }
            #[automatically_derived]
            impl<__P> #kit::__private::Attach<__P> for dyn #ident
            where
                __P: #ident + #kit::__private::Extends<dyn #ident>,
                #(__P::Options<#indices>: #kit::__private::Options<__P, #types>,)*
            {
                fn attach(table: &mut #table, at: &#kit::__private::Placement<'_, __P>) {
                    #(table.#implement::<__P, __P::Options<#indices>>(at);)*
                }
            }
            #[automatically_derived]
            impl<__P> #kit::__private::Attach<__P> for dyn #wrapper
            where
                __P: #wrapper + #kit::__private::Extends<dyn #wrapper>,
            {
                fn attach(table: &mut #table, at: &#kit::__private::Placement<'_, __P>) {
                    #(table.#surround(at);)*
                }
            }
        }
    }
}

fn info(point: &Point, hook: &Hook) -> TokenStream {
    let (kit, index, name) = (&point.kit, hook.index, hook.ident().unraw().to_string());
    let id = format!("{}.{name}", point.id.value());
    let asynchronous = hook.is_async().then(|| quote!(.asynchronous()));
    let required = hook.required.then(|| quote!(.with_required()));
    let since = hook.since.as_ref().map(|since| quote!(.with_since(#since)));
    let deprecated = hook.deprecated.as_ref().map(|note| quote!(.with_deprecated(#note)));
    let concurrent = hook.concurrency.map(|Concurrency { limit, race }| {
        let limit = limit.map_or_else(
            || quote!(::core::option::Option::None),
            |limit| quote!(::core::option::Option::Some(#limit)),
        );
        quote!(.with_concurrency(#limit, #race))
    });
    let policy = point.policy.expand(kit).map(|policy| quote!(.with_policy(#policy)));
    let historic = hook.history.map(|_| quote!(.historic()));
    quote! {
        #kit::HookInfo::new(#index, #name, #id)
            #asynchronous #required #since #deprecated #concurrent #policy #historic
    }
}

/// `hook0.implement_async`: the slots of a hook, and what puts an extension into them.
fn attached<'p>(point: &'p Point, verb: &'p str) -> impl Iterator<Item = TokenStream> + 'p {
    point.hooks.iter().map(move |hook| {
        let slots = slots(hook);
        let suffix = if hook.is_async() { "_async" } else { "" };
        let verb = format_ident!("{verb}{suffix}", span = hook.place());
        quote_spanned!(hook.place()=> #slots.#verb)
    })
}

fn slots(hook: &Hook) -> Ident {
    format_ident!("hook{}", hook.index)
}
