//! The struct that hooks are called through.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::{allowed, docs, hook_type, table_type};
use crate::point::model::{Argument, Hook, Point, Strategy};

pub(super) fn declaration(point: &Point) -> TokenStream {
    let Point { kit, visibility, ident, .. } = point;
    let caller = point.caller();
    let default = match point.declared() {
        Some(_) => quote!(#kit::AsDeclared),
        None => path(point, point.on_error),
    };
    let (doc, deprecated) = (docs::caller(point), deprecated(point.deprecated.as_ref()));
    let allowed = allowed(&point.attributes);
    let chosen = parameter(point, "F");
    quote! {
        #doc
        #(#allowed)*
        #deprecated
        #visibility struct #caller<#chosen = #default> {
            handle: #kit::__private::Handle<<dyn #ident as #kit::ExtensionPoint>::Table>,
            strategy: ::core::marker::PhantomData<#chosen>,
        }
    }
}

pub(super) fn methods(point: &Point) -> TokenStream {
    let common = common(point);
    let (caller, kit) = (point.caller(), &point.kit);
    let chosen = Strategy::ALL.map(|strategy| {
        let path = path(point, strategy);
        let hooks = point.hooks.iter().map(|hook| method(point, hook, strategy));
        quote!(impl #caller<#path> { #(#hooks)* })
    });
    let declared = point.declared().map(|declared| {
        let hooks = point.hooks.iter().map(|hook| method(point, hook, declared(hook)));
        quote!(impl #caller<#kit::AsDeclared> { #(#hooks)* })
    });
    quote!(#common #(#chosen)* #declared)
}

/// What does not depend on the strategy.
fn common(point: &Point) -> TokenStream {
    let Point { kit, visibility, ident, .. } = point;
    let (chosen, id, extra) = (parameter(point, "F"), parameter(point, "I"), parameter(point, "X"));
    let (caller, table, name) = (point.caller(), table_type(), point.caller().to_string());
    quote! {
        #[automatically_derived]
        impl<#chosen> ::core::clone::Clone for #caller<#chosen> {
            fn clone(&self) -> Self {
                Self::__of(::core::clone::Clone::clone(&self.handle))
            }
        }
        #[automatically_derived]
        impl<#chosen> ::core::fmt::Debug for #caller<#chosen> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name).field("handle", &self.handle).finish()
            }
        }
        impl<#chosen> #caller<#chosen> {
            fn __of(handle: #kit::__private::Handle<#table>) -> Self {
                #caller { handle, strategy: ::core::marker::PhantomData }
            }
            /// Calls hooks so that the first failure ends the call and is its error.
            #[must_use]
            #visibility fn fail_fast(&self) -> #caller<#kit::FailFast> {
                #caller::__of(::core::clone::Clone::clone(&self.handle))
            }
            /// Calls hooks so that failures are reported (to `tracing`) and skipped.
            #[must_use]
            #visibility fn isolated(&self) -> #caller<#kit::Isolated> {
                #caller::__of(::core::clone::Clone::clone(&self.handle))
            }
            /// Calls hooks so that failures are skipped, and returned along with the outcome.
            #[must_use]
            #visibility fn reported(&self) -> #caller<#kit::Reported> {
                #caller::__of(::core::clone::Clone::clone(&self.handle))
            }
            /// A caller of these plugins' implementations only. Wrappers stay.
            #[must_use]
            #visibility fn only<#id: ::core::convert::AsRef<str>>(
                &self,
                plugins: impl ::core::iter::IntoIterator<Item = #id>,
            ) -> Self {
                Self::__of(self.handle.only(plugins))
            }
            /// A caller of nothing that belongs to these plugins, neither implementations nor wrappers.
            #[must_use]
            #visibility fn without<#id: ::core::convert::AsRef<str>>(
                &self,
                plugins: impl ::core::iter::IntoIterator<Item = #id>,
            ) -> Self {
                Self::__of(self.handle.without(plugins))
            }
            /// A caller that calls one more implementation: an instance, or an `Arc` of one, which must be able to outlive
            /// the call. If the manager has a plugin of this id, this one takes its place.
            ///
            /// It stands where its priority, constraints and dependencies put it. Where its constraints contradict those of
            /// the others, all of them are left out for this caller, and `tracing` is told.
            #[must_use]
            #visibility fn with<#extra>(&self, extra: #extra) -> Self
            where
                #extra: #kit::IntoInstance,
                #extra::Plugin: #kit::__private::Extends<dyn #ident>,
                dyn #ident: #kit::__private::Attach<#extra::Plugin, Point = dyn #ident>,
            {
                Self::__of(self.handle.with::<dyn #ident, #extra>(extra))
            }
            /// One caller for each plugin that implements a hook, in call order.
            #[must_use]
            #visibility fn each(&self) -> ::std::vec::Vec<(#kit::PluginId, Self)> {
                let each = ::core::iter::IntoIterator::into_iter(self.handle.each());
                let each = ::core::iter::Iterator::map(each, |(id, handle)| (id, Self::__of(handle)));
                ::core::iter::Iterator::collect(each)
            }
            /// The first of those, which has the highest priority.
            #[must_use]
            #visibility fn best(&self) -> ::core::option::Option<Self> {
                self.handle.best().map(Self::__of)
            }
            /// The call order of every hook, with the reason of each place.
            #[must_use]
            #visibility fn explain(&self) -> #kit::Explanation {
                self.handle.explain()
            }
        }
    }
}

fn method(point: &Point, hook: &Hook, strategy: Strategy) -> TokenStream {
    let Point { kit, visibility, .. } = point;
    let (ty, path, ident, signature) =
        (hook_type(hook), path(point, strategy), hook.ident(), &hook.signature);
    let (lifetimes, inputs) = if hook.copied().iter().any(Argument::is_nested) {
        // The arguments share one lifetime on their way, and a type such as `&Cell<&str>` takes no other.
        let inputs = hook.arguments.iter().map(|Argument { ident, named, .. }| quote!(#ident: #named));
        (quote!(<'__a>), quote!(&self, #(#inputs),*))
    } else {
        (signature.generics.to_token_stream(), signature.inputs.to_token_stream())
    };
    let (doc, deprecated) = (docs::method(hook, strategy), deprecated(hook.deprecated.as_ref()));
    let (outcome, allowed) = (hook.outcome(), allowed(&hook.attributes));
    let returned = match strategy {
        Strategy::FailFast => quote!(#kit::HookResult<#outcome>),
        Strategy::Isolate => outcome,
        Strategy::Report => quote!(#kit::Report<#outcome>),
    };
    // Whoever goes on past a failure needs the value from before it. The lifetime puts the check off to the
    // call.
    let spare = hook.value().filter(|_| strategy != Strategy::FailFast);
    let clause = spare.map(|value| quote!(where for<'__spare> #value: #kit::__private::Spare));
    let value = hook.arguments.first().filter(|_| hook.value().is_some()).map(|first| &first.ident);
    let value = value.map_or_else(|| quote!(()), |value| quote!(#value));
    let copied = hook.copied().iter().map(|argument| &argument.ident);
    let (asyncness, call, wait) = if hook.is_async() {
        (Some(quote!(async)), "call_async", Some(quote_spanned!(hook.place()=> .await)))
    } else {
        (None, "call", None)
    };
    let call = Ident::new(call, hook.place());
    let body = quote_spanned! {hook.place()=>
        self.handle.#call::<#ty, #path>(#value, (#(#copied,)*)) #wait
    };
    quote! {
        #doc
        #(#allowed)*
        #deprecated
        #visibility #asyncness fn #ident #lifetimes(#inputs) -> #returned #clause { #body }
    }
}

/// The name of a type parameter, unless the point has it.
fn parameter(point: &Point, name: &str) -> Ident {
    let taken = point.ident == name;
    format_ident!("{name}{}", if taken { "0" } else { "" }, span = Span::call_site())
}

fn path(point: &Point, strategy: Strategy) -> TokenStream {
    let kit = &point.kit;
    match strategy {
        Strategy::FailFast => quote!(#kit::FailFast),
        Strategy::Isolate => quote!(#kit::Isolated),
        Strategy::Report => quote!(#kit::Reported),
    }
}

fn deprecated(note: Option<&syn::LitStr>) -> Option<TokenStream> {
    note.map(|note| quote!(#[deprecated(note = #note)]))
}
