//! What an extension asks for beyond plain calls: `when`, and another thread.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::{cfgs, role};
use crate::extend::model::{Extension, Implemented};
use crate::types;

/// `None` where nothing is asked.
pub(super) fn options(extension: &Extension) -> Option<TokenStream> {
    let given = &extension.arguments;
    let offloads = extension.hooks.iter().any(|hook| extension.offloads(hook));
    if given.when.is_none() && !offloads {
        return None;
    }
    let (kit, plugin, role) = (&extension.kit, &extension.item.plugin, role(extension));
    let hooks = (0..extension.facts.hooks.len()).map(|index| {
        let ty = quote!(#kit::__private::HookOf<#role, #index>);
        let provided = extension.hooks.iter().find(|hook| hook.index == index);
        let asked = provided.map(|hook| {
            let when = when(extension, hook, &ty);
            let offload = extension.offloads(hook).then(|| offload(extension, hook, &ty));
            quote!(#when #offload)
        });
        quote! {
            #[automatically_derived]
            impl #kit::__private::Options<#plugin, #ty> for __Options<#index> { #asked }
        }
    });
    let blocking = given.blocking.as_ref().map(|flag| {
        let here = types::at(flag.span());
        let kit = types::respanned(kit, here);
        quote_spanned!(here=> const _: ::core::option::Option<()> = #kit::__private::blocking!(()); )
    });
    Some(quote! {
        #[doc(hidden)]
        pub struct __Options<const __I: usize>;
        #blocking
        #(#hooks)*
    })
}

fn when(extension: &Extension, hook: &Implemented, ty: &TokenStream) -> Option<TokenStream> {
    let given = &extension.arguments.when.as_ref()?.path;
    let path = predicate(extension, given);
    let (kit, plugin) = (&extension.kit, &extension.item.plugin);
    let (this, value, locals) = (local("plugin"), local("value"), locals(hook));
    let pattern = if hook.fact.is_pipeline { quote!(#value) } else { quote!(_) };
    let value = hook.fact.is_pipeline.then(|| quote!(#value,));
    let passed = hook
        .fact
        .arguments
        .iter()
        .zip(&locals)
        .map(|(passing, local)| if passing.is_reference { quote!(*#local) } else { quote!(#local) });
    let cfgs = cfgs(hook);
    let call = quote_spanned!(types::at(given.span())=> #path(#this, #value #(#passed),*));
    Some(quote! {
        #(#cfgs)*
        const WHEN: ::core::option::Option<#kit::__private::When<#plugin, #ty>> =
            ::core::option::Option::Some(|#this, #pattern, (#(#locals,)*)| #call);
    })
}

/// `Self` is the plugin.
fn predicate(extension: &Extension, path: &Path) -> TokenStream {
    let plugin = &extension.item.plugin;
    let mut segments = path.segments.iter();
    match segments.next() {
        Some(first) if path.leading_colon.is_none() && first.ident == "Self" => {
            quote_spanned!(types::at(first.span())=> <#plugin>#(::#segments)*)
        }
        _ => quote!(#path),
    }
}

fn offload(extension: &Extension, hook: &Implemented, ty: &TokenStream) -> TokenStream {
    let (kit, plugin, point) = (&extension.kit, &extension.item.plugin, extension.item.path());
    let method = &hook.function.signature.ident;
    let (this, value, locals) = (local("plugin"), local("value"), locals(hook));
    let pattern = if hook.fact.is_pipeline { quote!(#value) } else { quote!(()) };
    let value = hook.fact.is_pipeline.then(|| quote!(#value,));
    let arguments = || hook.fact.arguments.iter().zip(&locals);
    let owned = arguments().enumerate().map(|(position, (passing, local))| {
        let here = types::at(hook.behind_reference(position).span());
        let kit = types::respanned(kit, here);
        let behind = passing.is_reference.then(|| quote_spanned!(here=> *));
        let taken = Ident::new(&local.to_string(), local.span().located_at(here));
        quote_spanned!(here=> let #local = #kit::__private::Ownable::own(#behind #taken);)
    });
    let passed = arguments().map(|(passing, local)| {
        if passing.is_reference { quote!(::core::borrow::Borrow::borrow(&#local)) } else { quote!(#local) }
    });
    let call = quote!(<#plugin as #point>::#method(&#this, #value #(#passed),*));
    let call = if hook.is_lifted { quote!(#kit::__private::ready(#call)) } else { call };
    let cfgs = cfgs(hook);
    quote! {
        #(#cfgs)*
        const OFFLOAD: ::core::option::Option<#kit::__private::Offload<#plugin, #ty>> =
            #kit::__private::offload!(|#this, #pattern, (#(#locals,)*)| {
                #(#owned)*
                #kit::__private::Job::new(move || #call)
            });
    }
}

fn locals(hook: &Implemented) -> Vec<Ident> {
    (0..hook.fact.arguments.len()).map(|position| local(&format!("a{position}"))).collect()
}

/// A name that the user's own paths cannot mean.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
