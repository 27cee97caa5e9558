//! What `#[extension]` makes of an `impl`: the `impl` itself, what the extension says of itself, and its
//! registration.

mod methods;
mod options;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, LitStr, parse_quote};

use super::model::{Extension, Implemented};
use crate::target::Target;
use crate::types;

pub(super) fn expand(extension: &Extension) -> TokenStream {
    let (item, unplaced) = (implementation(extension), unplaced(extension));
    let item = quote!(#item #unplaced);
    if !extension.is_right {
        return item;
    }
    let (kit, plugin, role) = (&extension.kit, &extension.item.plugin, role(extension));
    let (facts, options) = (facts(extension), options::options(extension));
    let (required, deprecated, observing) =
        (required(extension), deprecated(extension), observing(extension));
    let (declared, named) = match options {
        Some(options) => (options, quote!(__Options<__I>)),
        None => (quote!(), quote!(#kit::__private::NoOptions)),
    };
    quote! {
        #item
        const _: () = {
            #declared
            #required
            #deprecated
            #observing
            #[automatically_derived]
            impl #kit::__private::Extends<#role> for #plugin {
                const FACTS: #kit::__private::Facts = #facts;
                type Options<const __I: usize> = #named;
            }
        };
        #kit::__private::submit! {
            EXTENSIONS, #kit::__private::ExtensionEntry, #kit::__private::extension::<#role, #plugin>()
        }
    }
}

/// The version of the point that the extension is for: what it is, only the compiler knows.
fn required(extension: &Extension) -> Option<TokenStream> {
    let requires = extension.arguments.requires.as_ref()?;
    let (role, name) = (role(extension), extension.facts.name.unraw().to_string());
    let here = types::at(requires.span());
    let kit = types::respanned(&extension.kit, here);
    let point = quote!(<<#role as #kit::__private::Role>::Point as #kit::ExtensionPoint>);
    Some(quote_spanned! {here=>
        const _: () = #kit::__private::check_point(#name, #point::ID, #point::VERSION, #requires);
    })
}

/// Keys that mean something to an observer only: whether this is one, only the compiler knows.
fn observing(extension: &Extension) -> TokenStream {
    let (role, given) = (role(extension), &extension.arguments);
    let keys = [given.on.as_ref().map(LitStr::span), given.shown.as_ref().map(Ident::span)];
    let checks = keys.into_iter().flatten().map(|span| {
        let here = types::at(span);
        let kit = types::respanned(&extension.kit, here);
        let role = types::respanned(&role, here);
        quote_spanned!(here=> const _: () = #kit::__private::check_observer::<#role>();)
    });
    quote!(#(#checks)*)
}

fn implementation(extension: &Extension) -> TokenStream {
    let kit = &extension.kit;
    let mut item = extension.item.clone();
    if !item.generics.params.is_empty() {
        // A mistake that was reported, which need not become several.
        let bound = parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync);
        item.generics.make_where_clause().predicates.push(bound);
    }
    let head = item.head();
    let methods = extension.hooks.iter().map(|hook| methods::method(extension, hook));
    let marker = Ident::new(crate::MARKER, Span::call_site());
    let members = quote! {
        #(#methods)*
        #[doc(hidden)]
        type #marker = #kit::__private::Declared;
    };
    let mut body = Group::new(Delimiter::Brace, members);
    body.set_span(extension.item.members.braces.span.join());
    quote!(#head #body)
}

/// What the methods of hooks that are deprecated name. The compiler prints its names: they are those of the point and its hooks.
fn deprecated(extension: &Extension) -> Option<TokenStream> {
    let (kit, plugin, role) = (&extension.kit, &extension.item.plugin, role(extension));
    let hooks: Vec<TokenStream> = extension
        .hooks
        .iter()
        .filter(|hook| extension.warns(hook))
        .map(|hook| {
            let (cfgs, name, note) = (cfgs(hook), &hook.fact.name, &hook.fact.deprecated);
            quote!(#(#cfgs)* #[deprecated(note = #note)] pub fn #name(self) {})
        })
        .collect();
    let point = &extension.facts.name;
    (!hooks.is_empty()).then(|| {
        quote! {
            #kit::__private::compiled! {
                type __Plugin = #plugin;
                type __Role = #role;
                #[allow(
                    dead_code, non_camel_case_types, non_local_definitions, non_snake_case,
                    reason = "it stands for the hooks under their own names, and is only looked at"
                )]
                const _: () = {
                    pub struct #point;
                    impl #point { #(#hooks)* }
                    impl #kit::__private::Deprecated<__Role> for __Plugin {
                        type Hooks = #point;
                    }
                };
            }
        }
    })
}

/// Methods that stand for no hook, where nobody but an editor sees them.
fn unplaced(extension: &Extension) -> Option<TokenStream> {
    let (kit, plugin, methods) = (&extension.kit, &extension.item.plugin, &extension.unplaced);
    (!methods.is_empty())
        .then(|| quote!(#kit::__private::typed! { const _: () = { impl #plugin { #(#methods)* } }; }))
}

/// `'static`, because inside of `Next<'_, ..>` it would be another lifetime.
fn role(extension: &Extension) -> TokenStream {
    let point = extension.item.path();
    quote!(dyn #point + 'static)
}

fn facts(extension: &Extension) -> TokenStream {
    let (kit, given) = (&extension.kit, &extension.arguments);
    let priority = given.priority.unwrap_or_default();
    let (before, after) = (ids(extension, given.before.as_ref()), ids(extension, given.after.as_ref()));
    let policy = given.policy.expand(kit).unwrap_or_else(|| quote!(#kit::HookPolicy::new()));
    let barrier = given.barrier.is_some();
    let on = given
        .on
        .as_ref()
        .map_or_else(|| quote!(::core::option::Option::None), |on| quote!(::core::option::Option::Some(#on)));
    let arguments = given.shown.is_some();
    let hooks = extension.hooks.iter().map(|hook| {
        let (cfgs, index) = (cfgs(hook), hook.index);
        let provided = if hook.is_lifted { quote!(lifted) } else { quote!(hook) };
        quote!(#(#cfgs)* #kit::__private::Provided::#provided(#index))
    });
    quote! {
        #kit::__private::Facts {
            priority: #priority,
            before: &[#(#before),*],
            after: &[#(#after),*],
            policy: #policy,
            barrier: #barrier,
            on: #on,
            arguments: #arguments,
            hooks: &[#(#hooks),*],
            origin: #kit::__private::Origin::new(
                ::core::option_env!("CARGO_PKG_NAME"),
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
        }
    }
}

fn ids(extension: &Extension, targets: Option<&Vec<Target>>) -> Vec<TokenStream> {
    let kit = &extension.kit;
    let id = |target: &Target| match target {
        Target::Id(id) => id.to_token_stream(),
        Target::Type(path) => quote!(<#path as #kit::Plugin>::ID),
    };
    targets.into_iter().flatten().map(id).collect()
}

/// A hook may depend on `cfg` here: what is not there is not provided.
fn cfgs(hook: &Implemented) -> impl Iterator<Item = &Attribute> {
    hook.function.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
}
