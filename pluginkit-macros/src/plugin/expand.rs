//! What `#[plugin]` adds to the item.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::model::{Dependency, Plugin, Version};
use super::parse::Written;
use crate::attribute;
use crate::target::Target;
use crate::types;

pub(super) fn expand(plugin: &Plugin) -> TokenStream {
    let Plugin { kit, ident, id, .. } = plugin;
    let version = match &plugin.version {
        Version::Literal(text) => quote!(#text),
        Version::Constant(tokens) => tokens.clone(),
    };
    let dependencies = plugin.dependencies.iter().map(|dependency| dependency.expand(plugin));
    let metadata = plugin.metadata.iter().map(|(key, value)| {
        let method = proc_macro2::Ident::new(key, Span::call_site());
        quote!(.#method(#value))
    });
    let checks = checks(plugin);
    let submitted = plugin.linked.then(|| quote!(#kit::__private::submit_plugin! { #ident }));
    quote! {
        #[automatically_derived]
        impl #kit::Plugin for #ident {
            const ID: &'static str = #id;
            const VERSION: &'static str = #version;
            const DEPENDENCIES: &'static [#kit::Dependency] = &[#(#dependencies),*];
            const METADATA: #kit::Metadata = #kit::Metadata::new()#(#metadata)*;
            const ORIGIN: #kit::__private::Origin = #kit::__private::Origin::new(
                ::core::option_env!("CARGO_PKG_NAME"),
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            );
            const CONSTRUCT: ::core::option::Option<fn() -> Self> = {
                use #kit::__private::NoDefault as _;
                #kit::__private::Construct::<Self>::FUNCTION
            };
        }
        #checks
        #submitted
    }
}

/// The plugin of an item with mistakes: what belongs to it compiles, and the mistakes stay the only errors.
pub(super) fn stand_in(written: &Written) -> TokenStream {
    let kit = attribute::kit(written.arguments.kit.clone());
    let ident = &written.ident;
    let (generics, arguments, _) = written.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics #kit::Plugin for #ident #arguments
        where
            Self: ::core::marker::Send + ::core::marker::Sync + 'static,
        {
            const ID: &'static str = "unknown";
            const VERSION: &'static str = "0.0.0";
            const DEPENDENCIES: &'static [#kit::Dependency] = &[];
            const METADATA: #kit::Metadata = #kit::Metadata::new();
            const ORIGIN: #kit::__private::Origin =
                #kit::__private::Origin::new(::core::option::Option::None, "", "", 0);
            const CONSTRUCT: ::core::option::Option<fn() -> Self> = ::core::option::Option::None;
        }
    }
}

/// What only the compiler knows: whether the other plugin exists and fits, and what a constant holds.
fn checks(plugin: &Plugin) -> TokenStream {
    let (kit, ident) = (&plugin.kit, &plugin.ident);
    let version = match &plugin.version {
        Version::Literal(_) => None,
        Version::Constant(tokens) => {
            let kit = types::respanned(kit, tokens.span());
            Some(quote_spanned!(tokens.span()=> const _: () = #kit::__private::check_version(#tokens);))
        }
    };
    let dependencies = plugin.dependencies.iter().filter_map(|dependency| {
        let Target::Type(path) = &dependency.target else { return None };
        let span = dependency.requirement.as_ref().map_or_else(|| path.span(), Spanned::span);
        let (kit, requirement) = (types::respanned(kit, span), dependency.requirement(span));
        Some(quote_spanned!(span=> const _: () = #kit::__private::check_dependency::<#ident, #path>(#requirement);))
    });
    quote!(#version #(#dependencies)*)
}

impl Dependency {
    fn expand(&self, plugin: &Plugin) -> TokenStream {
        let kit = &plugin.kit;
        let requirement = self.requirement(Span::call_site());
        let dependency = match &self.target {
            Target::Type(path) => quote!(#kit::Dependency::on::<#path>(#requirement)),
            Target::Id(id) => quote!(#kit::Dependency::named(#id, #requirement)),
        };
        let optional = self.optional.then(|| quote!(.optional()));
        quote!(#dependency #optional)
    }

    fn requirement(&self, span: Span) -> TokenStream {
        self.requirement.as_ref().map_or_else(|| quote_spanned!(span=> "*"), ToTokens::to_token_stream)
    }
}
