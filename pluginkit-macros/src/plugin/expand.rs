//! What `#[plugin]` adds to the item.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
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
    let (declared, dependencies): (Vec<_>, Vec<_>) = plugin
        .dependencies
        .iter()
        .enumerate()
        .map(|(position, dependency)| dependency.expand(plugin, position))
        .unzip();
    let metadata = plugin.metadata.iter().map(|(key, value)| {
        let method = Ident::new(key, Span::call_site());
        quote!(.#method(#value))
    });
    let config = plugin.config.as_ref().map(|config| {
        let kit = types::respanned(kit, config.span());
        quote_spanned!(config.span()=> #kit::__private::config! { #config })
    });
    let version_check = version_check(plugin);
    let submitted = plugin.linked.then(|| quote!(#kit::__private::submit_plugin! { #ident }));
    quote! {
        const _: () = {
            #(#declared)*
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
                #config
            }
        };
        #version_check
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
            const ID: &'static str = #kit::__private::MISTAKEN;
            const VERSION: &'static str = "0.0.0";
            const DEPENDENCIES: &'static [#kit::Dependency] = &[];
            const METADATA: #kit::Metadata = #kit::Metadata::new();
            const ORIGIN: #kit::__private::Origin =
                #kit::__private::Origin::new(::core::option::Option::None, "", "", 0);
            const CONSTRUCT: ::core::option::Option<fn() -> Self> = ::core::option::Option::None;
        }
    }
}

/// What a constant holds, only the compiler knows.
fn version_check(plugin: &Plugin) -> Option<TokenStream> {
    let Version::Constant(tokens) = &plugin.version else { return None };
    let kit = types::respanned(&plugin.kit, tokens.span());
    Some(quote_spanned!(tokens.span()=> const _: () = #kit::__private::check_version(#tokens);))
}

impl Dependency {
    /// What is declared beside the plugin, and the dependency itself.
    ///
    /// A dependency on a type is a constant of its own, which the check of its version looks at, too: the type is named
    /// once, so that the compiler complains about it once.
    fn expand(&self, plugin: &Plugin, position: usize) -> (TokenStream, TokenStream) {
        let (kit, ident, optional) = (&plugin.kit, &plugin.ident, self.optional.then(|| quote!(.optional())));
        match &self.target {
            Target::Id(id) => {
                let requirement = self.requirement(Span::call_site());
                (TokenStream::new(), quote!(#kit::Dependency::named(#id, #requirement) #optional))
            }
            Target::Type(path) => {
                let here = types::at(self.requirement.as_ref().map_or_else(|| path.span(), Spanned::span));
                let (kit, requirement) = (types::respanned(kit, here), self.requirement(here));
                let name = format_ident!("__DEPENDENCY_{position}", span = here);
                let declared = quote_spanned! {here=>
                    const #name: (#kit::Dependency, &str) = #kit::__private::depends_on::<#path>(#requirement);
                    const _: () = #kit::__private::check_dependency(<#ident as #kit::Plugin>::ID, &#name);
                };
                (declared, quote!(#name.0 #optional))
            }
        }
    }

    /// Any version, if none is written.
    fn requirement(&self, span: Span) -> TokenStream {
        self.requirement.as_ref().map_or_else(|| quote_spanned!(span=> "*"), ToTokens::to_token_stream)
    }
}
