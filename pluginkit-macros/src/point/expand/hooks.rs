//! One type for each hook, and how a plugin's type implements and wraps it: the calls that a person would
//! write.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use super::{hook_type, locals, traits};
use crate::point::model::{Argument, Hook, Memory, Mode, Passing, Point};
use crate::types;

pub(super) fn hooks(point: &Point) -> TokenStream {
    point
        .hooks
        .iter()
        .flat_map(|hook| {
            [facts(point, hook), marks(point, hook), implementation(point, hook), wrapper(point, hook)]
        })
        .collect()
}

/// The path of the runtime, where the errors about this hook are shown.
fn kit(point: &Point, hook: &Hook) -> TokenStream {
    types::respanned(&point.kit, hook.place())
}

fn facts(point: &Point, hook: &Hook) -> TokenStream {
    let Point { visibility, ident, .. } = point;
    let kit = kit(point, hook);
    let (ty, mode, arguments) = (hook_type(hook), mode(point, hook), arguments(hook));
    let (kind, outcome, index) = (traits::kind(point, hook), hook.outcome(&point.kit), hook.index);
    let prefix = if hook.is_async() { "Async" } else { "Sync" };
    let (implementation, wrapper) =
        (format_ident!("{prefix}Implementation"), format_ident!("{prefix}Wrapper"));
    let returned = match &hook.mode {
        Mode::Collect(ty) if hook.fallible.is_none() => {
            let kit = types::respanned(&point.kit, ty.span());
            Some(quote_spanned! {ty.span()=>
                const _: () = {
                    #[allow(unused_imports, reason = "it is used where nothing better applies")]
                    use #kit::__private::NoResult as _;
                    #kit::__private::check_returned(#kit::__private::Returned::<#ty>::IS_RESULT)
                };
            })
        }
        _ => None,
    };
    quote_spanned! {hook.place()=>
        #returned
        #[doc(hidden)]
        #visibility struct #ty;
        #[automatically_derived]
        impl #kit::__private::Hook for #ty {
            type Point = dyn #ident;
            type Place = #kit::__private::Place<#index>;
            type Mode = #mode;
            type Args<'__a> = #arguments;
            type Kind = #kind;
            const INFO: &'static #kit::HookInfo = &<dyn #ident as #kit::ExtensionPoint>::HOOKS[#index];
            const KEEP: ::core::option::Option<
                #kit::__private::Copying<#kit::__private::OutcomeOf<Self>>,
            > = {
                #[allow(unused_imports, reason = "it is used where nothing better applies")]
                use #kit::__private::NoKeep as _;
                #kit::__private::Keep::<#outcome>::FUNCTION
            };
            const SHOW: ::core::option::Option<#kit::__private::Show<Self>> = {
                #[allow(unused_imports, reason = "it is used where nothing better applies")]
                use #kit::__private::NotShown as _;
                #kit::__private::Shown::<#ty>::FUNCTION
            };
        }
        #kit::__private::managed! {
            #[automatically_derived]
            impl #kit::__private::Held for #ty {
                type Implementation = dyn #kit::__private::#implementation<Self>;
                type Wrapper = dyn #kit::__private::#wrapper<Self>;
            }
        }
    }
}

fn mode(point: &Point, hook: &Hook) -> TokenStream {
    let (kit, here) = (kit(point, hook), hook.place());
    let private = quote_spanned!(here=> #kit::__private);
    let mode = match &hook.mode {
        Mode::Notify => quote_spanned!(here=> #private::Notify),
        Mode::Collect(ty) => quote_spanned!(here=> #private::Collect<#ty>),
        Mode::CollectSome(ty) => quote_spanned!(here=> #private::CollectSome<#ty>),
        Mode::FirstResult(ty) => quote_spanned!(here=> #private::FirstResult<#ty>),
        Mode::Pipeline(ty) => quote_spanned!(here=> #private::Pipeline<#ty>),
        Mode::PipelineFlow(ty) => quote_spanned!(here=> #private::PipelineFlow<#ty>),
    };
    if hook.fallible.is_some() { quote_spanned!(here=> #private::Fallible<#mode, Self>) } else { mode }
}

/// What is asked of the types in a hook beyond being there: each in an `impl` of its own, where the user wrote the type.
fn marks(point: &Point, hook: &Hook) -> TokenStream {
    let fails = hook.fallible.as_ref().map(|fallible| {
        let here = fallible.error.as_ref().map_or_else(|| fallible.returned.span(), Spanned::span);
        let (here, kit) = (types::at(here), types::respanned(&point.kit, here));
        let error = fallible.error.as_ref().map_or_else(
            || {
                let returned = &fallible.returned;
                quote_spanned!(here=> <#returned as #kit::__private::Fallibility>::Error)
            },
            ToTokens::to_token_stream,
        );
        let items = quote_spanned! {here=>
            type Error = #error;
            #[inline(always)]
            fn boxed(error: #error) -> #kit::BoxError {
                #kit::__private::Failure::boxed(error)
            }
        };
        mark(point, hook, "Fails", here, &items)
    });
    let called = if hook.is_async() {
        mark(point, hook, "AsyncHook", sent(hook), &quote!())
    } else {
        mark(point, hook, "SyncHook", hook.place(), &quote!())
    };
    let historic = hook
        .history
        .map(|memory| mark(point, hook, "Historic", hook.place(), &historic(point, hook, memory)));
    quote!(#fails #called #historic)
}

/// How the arguments are kept, and lent out again.
fn historic(point: &Point, hook: &Hook, memory: Memory) -> TokenStream {
    let (kit, locals) = (kit(point, hook), locals(hook));
    let keep = memory.keep.map_or_else(
        || quote!(::core::option::Option::None),
        |keep| quote!(::core::option::Option::Some(#keep)),
    );
    // Each where the user wrote its type.
    let (mut owned, mut kept, mut lent) = (Vec::new(), Vec::new(), Vec::new());
    for (argument, local) in hook.copied().iter().zip(&locals) {
        let ty = behind_reference(&argument.named);
        let here = types::at(ty.span());
        let (kit, local) = (types::respanned(&point.kit, here), Ident::new(&local.to_string(), here));
        let behind = (!is_cloned(argument)).then(|| quote_spanned!(here=> *));
        let keepable = quote_spanned!(here=> <#ty as #kit::__private::Keepable>);
        owned.push(quote_spanned!(here=> #keepable::Kept));
        kept.push(quote_spanned!(here=> #keepable::keep(#behind #local)));
        let borrowed = quote_spanned!(here=> #keepable::lend(#local));
        lent.push(if is_cloned(argument) {
            quote_spanned!(here=> ::core::clone::Clone::clone(#borrowed))
        } else {
            borrowed
        });
    }
    quote_spanned! {hook.place()=>
        type Owned = (#(#owned,)*);
        const VALUE: #kit::__private::ValueOf<Self> = ();
        const MOST: ::core::option::Option<usize> = #keep;
        fn own(
            (#(#locals,)*): &<Self as #kit::__private::Hook>::Args<'_>,
        ) -> <Self as #kit::__private::Historic>::Owned {
            (#(#kept,)*)
        }
        fn lend(
            (#(#locals,)*): &<Self as #kit::__private::Historic>::Owned,
        ) -> <Self as #kit::__private::Hook>::Args<'_> {
            (#(#lent,)*)
        }
    }
}

fn behind_reference(ty: &Type) -> &Type {
    match types::peel(ty) {
        Type::Reference(reference)
            if reference.lifetime.as_ref().is_none_or(|name| name.ident != "static") =>
        {
            types::peel(&reference.elem)
        }
        other => other,
    }
}

/// The place of the type that may be the one which cannot be sent, if there is no other.
fn sent(hook: &Hook) -> Span {
    let returned = match &hook.signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty),
    };
    let arguments = hook.arguments.iter().map(|argument| match types::peel(&argument.named) {
        Type::Reference(reference) => &*reference.elem,
        owned => owned,
    });
    let mut suspects = arguments.chain(returned).filter(|ty| !is_known(ty, "str"));
    match (suspects.next(), suspects.next()) {
        (Some(only), None) => only.span(),
        _ => hook.place(),
    }
}

fn mark(point: &Point, hook: &Hook, name: &str, here: Span, items: &TokenStream) -> TokenStream {
    let here = types::at(here);
    let (kit, name) = (types::respanned(&point.kit, here), Ident::new(name, here));
    let ty = types::respanned(&hook_type(hook), here);
    quote_spanned! {here=>
        #[automatically_derived]
        impl #kit::__private::#name for #ty { #items }
    }
}

/// The arguments as a tuple. Its place is that of the argument which may be the one that cannot be cloned.
fn arguments(hook: &Hook) -> TokenStream {
    let types = hook.copied().iter().map(|argument| &argument.named);
    let mut tuple = Group::new(Delimiter::Parenthesis, quote!(#(#types,)*));
    let suspect =
        hook.copied().iter().find(|argument| is_cloned(argument) && !is_known(&argument.named, "Arc Rc"));
    tuple.set_span(suspect.map_or_else(Span::call_site, |argument| types::at(argument.named.span())));
    quote!(#tuple)
}

fn is_cloned(argument: &Argument) -> bool {
    matches!(argument.passing, Passing::Owned | Passing::NestedOwned)
}

/// Is it a type from the standard library that does everything, or one of these?
fn is_known(ty: &Type, more: &str) -> bool {
    const PLAIN: &str = "bool char f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize String PathBuf \
     Duration";
    let name = types::readable(ty);
    let end = name.find('<').unwrap_or(name.len());
    PLAIN.split(' ').chain(more.split(' ')).any(|known| known == &name[..end])
}

fn implementation(point: &Point, hook: &Hook) -> TokenStream {
    let (kit, ident) = (kit(point, hook), &point.ident);
    let (ty, method, locals) = (hook_type(hook), hook.ident(), locals(hook));
    let value = hook.value().map(|_| quote!(value,));
    let pattern = value_pattern(point, hook);
    if hook.is_async() {
        return quote_spanned! {hook.place()=>
            #[automatically_derived]
            impl<__P: #kit::Plugin + #ident> #kit::__private::CallAsync<__P> for #ty {
                #[inline]
                fn call(
                    plugin: &__P,
                    #pattern,
                    #kit::__private::Arguments((#(#locals,)*)): #kit::__private::Arguments<'_, Self>,
                ) -> impl ::core::future::Future<Output = #kit::__private::RetOf<Self>> + ::core::marker::Send {
                    <__P as #ident>::#method(plugin, #value #(#locals),*)
                }
            }
        };
    }
    let passed = passed(hook);
    quote_spanned! {hook.place()=>
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
    let kit = kit(point, hook);
    let (ty, ident, method, locals) = (hook_type(hook), point.wrapper(), hook.ident(), locals(hook));
    let value = hook.value().map(|_| quote!(value,));
    let pattern = value_pattern(point, hook);
    let result = quote_spanned!(hook.place()=> #kit::HookResult<#kit::__private::OutcomeOf<Self>>);
    if hook.is_async() {
        return quote_spanned! {hook.place()=>
            #[automatically_derived]
            impl<__P: #kit::Plugin + #ident> #kit::__private::WrapAsync<__P> for #ty {
                #[inline]
                fn wrap<__N: #kit::__private::ProceedAsync<Self::Kind>>(
                    wrapper: &__P,
                    #pattern,
                    #kit::__private::Arguments((#(#locals,)*)): #kit::__private::Arguments<'_, Self>,
                    next: __N,
                ) -> impl ::core::future::Future<Output = #result> + ::core::marker::Send {
                    <__P as #ident>::#method(wrapper, #value #(#locals,)* #kit::Next::__new(next))
                }
            }
        };
    }
    let passed = passed(hook);
    quote_spanned! {hook.place()=>
        #[automatically_derived]
        impl<__P: #kit::Plugin + #ident> #kit::__private::WrapSync<__P> for #ty {
            #[inline]
            fn wrap<__N: #kit::__private::Proceed<Self::Kind>>(
                wrapper: &__P,
                #pattern,
                (#(#locals,)*): &<Self as #kit::__private::Hook>::Args<'_>,
                next: __N,
            ) -> #result {
                <__P as #ident>::#method(wrapper, #value #(#passed,)* #kit::Next::__new(next))
            }
        }
    }
}

fn value_pattern(point: &Point, hook: &Hook) -> TokenStream {
    let kit = kit(point, hook);
    hook.value().map_or_else(
        || quote!((): ()),
        |_| quote_spanned!(hook.place()=> value: #kit::__private::ValueOf<Self>),
    )
}

/// The arguments from behind a reference to all of them.
fn passed(hook: &Hook) -> impl Iterator<Item = TokenStream> {
    hook.copied().iter().zip(locals(hook)).map(|(argument, local)| {
        let here = types::at(argument.named.span());
        if is_cloned(argument) {
            let local = Ident::new(&local.to_string(), here);
            quote_spanned!(here=> ::core::clone::Clone::clone(#local))
        } else {
            quote!(*#local)
        }
    })
}
