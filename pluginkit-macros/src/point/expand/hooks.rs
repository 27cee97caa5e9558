//! One type for each hook, and how a plugin's type implements and wraps it: the calls that a person would write.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;

use super::{hook_type, locals, traits};
use crate::point::model::{Argument, Hook, Mode, Passing, Point};
use crate::types;

pub(super) fn hooks(point: &Point) -> TokenStream {
    point
        .hooks
        .iter()
        .flat_map(|hook| [facts(point, hook), implementation(point, hook), wrapper(point, hook)])
        .collect()
}

fn facts(point: &Point, hook: &Hook) -> TokenStream {
    let Point { kit, visibility, ident, .. } = point;
    let (ty, mode, arguments) = (hook_type(hook), mode(point, hook), arguments(hook));
    let (kind, outcome, index) = (traits::kind(point, hook), hook.outcome(), hook.index);
    let prefix = if hook.is_async() { "Async" } else { "Sync" };
    let (implementation, wrapper) =
        (format_ident!("{prefix}Implementation"), format_ident!("{prefix}Wrapper"));
    quote! {
        #[doc(hidden)]
        #visibility struct #ty;
        #[automatically_derived]
        impl #kit::__private::Hook for #ty {
            type Mode = #mode;
            type Args<'__a> = #arguments;
            type Kind = #kind;
            type Implementation = dyn #kit::__private::#implementation<Self>;
            type Wrapper = dyn #kit::__private::#wrapper<Self>;
            const INFO: &'static #kit::HookInfo = &<dyn #ident as #kit::ExtensionPoint>::HOOKS[#index];
            const KEEP: ::core::option::Option<
                fn(&#kit::__private::OutcomeOf<Self>) -> #kit::__private::OutcomeOf<Self>,
            > = {
                #[allow(unused_imports)]
                use #kit::__private::NoKeep as _;
                #kit::__private::Keep::<#outcome>::FUNCTION
            };
        }
    }
}

fn mode(point: &Point, hook: &Hook) -> TokenStream {
    let kit = &point.kit;
    let private = quote!(#kit::__private);
    let mode = match &hook.mode {
        Mode::Notify => quote!(#private::Notify),
        Mode::Collect(ty) => quote!(#private::Collect<#ty>),
        Mode::CollectSome(ty) => quote!(#private::CollectSome<#ty>),
        Mode::FirstResult(ty) => quote!(#private::FirstResult<#ty>),
        Mode::Pipeline(ty) => quote!(#private::Pipeline<#ty>),
        Mode::PipelineFlow(ty) => quote!(#private::PipelineFlow<#ty>),
    };
    let Some(fallible) = &hook.fallible else { return mode };
    let error = match (&fallible.error, &fallible.returned) {
        (Some(error), _) => quote!(#error),
        (None, returned) => quote!(<#returned as #private::Fallibility>::Error),
    };
    quote!(#private::Fallible<#mode, #error>)
}

/// The arguments as a tuple. It stands where the first of them does that is cloned, in case it cannot be.
fn arguments(hook: &Hook) -> TokenStream {
    let types = hook.copied().iter().map(|argument| &argument.named);
    let owned = hook.copied().iter().find(|argument| is_cloned(argument));
    let mut tuple = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#types,)*));
    tuple.set_span(types::at(owned.map_or_else(Span::call_site, |argument| argument.named.span())));
    quote!(#tuple)
}

fn is_cloned(argument: &Argument) -> bool {
    matches!(argument.passing, Passing::Owned | Passing::NestedOwned)
}

fn implementation(point: &Point, hook: &Hook) -> TokenStream {
    let Point { kit, ident, .. } = point;
    let (ty, method, locals) = (hook_type(hook), hook.ident(), locals(hook));
    let value = hook.value().map(|_| quote!(value,));
    let pattern = value_pattern(point, hook);
    if hook.is_async() {
        return quote! {
            #[automatically_derived]
            impl<__P: #kit::Plugin + #ident> #kit::__private::CallAsync<__P> for #ty {
                #[inline]
                fn call<'n, 'a: 'n>(
                    plugin: &'n __P,
                    #pattern,
                    (#(#locals,)*): <Self as #kit::__private::Hook>::Args<'a>,
                ) -> impl ::core::future::Future<Output = #kit::__private::RetOf<Self>> + ::core::marker::Send + 'n {
                    <__P as #ident>::#method(plugin, #value #(#locals),*)
                }
            }
        };
    }
    let passed = passed(hook);
    quote! {
        #[automatically_derived]
        impl<__P: #kit::Plugin + #ident> #kit::__private::CallSync<__P> for #ty {
            #[inline]
            fn call(
                plugin: &__P,
                #pattern,
                (#(#locals,)*): &<Self as #kit::__private::Hook>::Args<'_>,
            ) -> #kit::__private::RetOf<Self> {
                <__P as #ident>::#method(plugin, #value #(#passed),*)
            }
        }
    }
}

fn wrapper(point: &Point, hook: &Hook) -> TokenStream {
    let kit = &point.kit;
    let (ty, ident, method, locals) = (hook_type(hook), point.wrapper(), hook.ident(), locals(hook));
    let value = hook.value().map(|_| quote!(value,));
    let pattern = value_pattern(point, hook);
    let result = quote!(#kit::HookResult<#kit::__private::OutcomeOf<Self>>);
    if hook.is_async() {
        return quote! {
            #[automatically_derived]
            impl<__P: #kit::Plugin + #ident> #kit::__private::WrapAsync<__P> for #ty {
                #[inline]
                fn wrap<'n, 'a: 'n, __N: #kit::__private::ProceedAsync<Self::Kind>>(
                    wrapper: &'n __P,
                    #pattern,
                    (#(#locals,)*): <Self as #kit::__private::Hook>::Args<'a>,
                    next: &'n __N,
                ) -> impl ::core::future::Future<Output = #result> + ::core::marker::Send + 'n {
                    <__P as #ident>::#method(wrapper, #value #(#locals,)* #kit::Next::__new(next))
                }
            }
        };
    }
    let passed = passed(hook);
    quote! {
        #[automatically_derived]
        impl<__P: #kit::Plugin + #ident> #kit::__private::WrapSync<__P> for #ty {
            #[inline]
            fn wrap<__N: #kit::__private::Proceed<Self::Kind>>(
                wrapper: &__P,
                #pattern,
                (#(#locals,)*): &<Self as #kit::__private::Hook>::Args<'_>,
                next: &__N,
            ) -> #result {
                <__P as #ident>::#method(wrapper, #value #(#passed,)* #kit::Next::__new(next))
            }
        }
    }
}

fn value_pattern(point: &Point, hook: &Hook) -> TokenStream {
    let kit = &point.kit;
    hook.value().map_or_else(|| quote!((): ()), |_| quote!(value: #kit::__private::ValueOf<Self>))
}

/// The arguments from behind a reference to all of them.
fn passed(hook: &Hook) -> impl Iterator<Item = TokenStream> {
    hook.copied().iter().zip(locals(hook)).map(|(argument, local)| {
        if is_cloned(argument) { quote!(::core::clone::Clone::clone(#local)) } else { quote!(*#local) }
    })
}
