//! What `#[extension_point]` makes of a trait.
//!
//! The public parts, which have pages of their own in the documentation: the trait, the trait of its
//! wrappers and the struct of its callers. All else is hidden: one type for each hook, the table of the
//! point, and the macros that tell `#[extension]` about the hooks.

mod caller;
mod companion;
mod docs;
mod hooks;
mod table;
mod traits;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Meta};

use super::model::{Hook, Point};
use super::parse::{Trait, Written};
use crate::members::Member;
use crate::{attribute, types};

pub(super) fn expand(point: &Point, unique: &str) -> TokenStream {
    let (point_trait, wrapper_trait) = (traits::point(point), traits::wrapper(point));
    let caller = caller::declaration(point);
    let (hooks, table) = (hooks::hooks(point), table::table(point));
    let (roles, methods) = (table::roles(point), caller::methods(point));
    let companions = companion::companions(point, unique);
    let allowed = allowed(&point.attributes);
    quote! {
        #point_trait
        #wrapper_trait
        #caller
        #(#allowed)*
        #[allow(
            deprecated, non_local_definitions, non_snake_case, clippy::too_many_arguments,
            reason = "names and arguments are those of the hooks"
        )]
        const _: () = {
            #hooks
            #table
            #roles
            #methods
        };
        #companions
    }
}

/// A trait that cannot be a point, as it was written as far as it is Rust, and macros that let its extensions pass
/// without a word.
pub(super) fn stand_in(written: &Written, unique: &str) -> TokenStream {
    let Trait { attributes, visibility, ident, generics, supertraits, members, .. } = &written.item;
    let kit = attribute::kit(written.arguments.kit.clone());
    let members = members.list.iter().filter_map(|member| match member {
        Member::Function(function) => traits::unchanged(&kit, function),
        Member::Other(other) => Some(other.tokens.clone()),
    });
    let colon = (!supertraits.is_empty()).then(|| quote!(:));
    let clause = &generics.where_clause;
    let companions = companion::silent(ident, visibility, unique);
    quote! {
        #(#attributes)*
        #visibility trait #ident #generics #colon #supertraits #clause { #(#members)* }
        #companions
    }
}

/// What is allowed in the user's code is allowed in what is made of it.
fn allowed(attributes: &[Attribute]) -> impl Iterator<Item = TokenStream> {
    attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("allow") || list.path.is_ident("expect") => {
            let lints = &list.tokens;
            Some(quote!(#[allow(#lints)]))
        }
        _ => None,
    })
}

/// The type that stands for a hook.
fn hook_type(hook: &Hook) -> Ident {
    let words = types::words(&hook.ident().to_string());
    let camel: String = words.iter().map(|word| capitalized(word)).collect();
    format_ident!("__{camel}{}", hook.index, span = hook.place())
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn table_type() -> Ident {
    Ident::new("__Table", Span::call_site())
}

/// Names for the arguments of generated functions.
fn locals(hook: &Hook) -> Vec<Ident> {
    (0..hook.copied().len()).map(|position| format_ident!("a{position}")).collect()
}
