//! The rules for what stands before `->`.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{FnArg, Pat, PatType, Receiver, ReceiverKind, Safety, Signature, Type};

use super::super::model::{Argument, Passing};
use crate::errors::Errors;
use crate::types::{self, Borrows};

/// Methods that every caller has: a hook of that name could not be called.
const TAKEN: &[&str] =
    &["isolated", "reported", "fail_fast", "only", "without", "with", "each", "best", "explain", "clone"];

const MOST_ARGUMENTS: usize = 8;

/// `is_pipeline`: the first argument is the value, of which there are rules elsewhere.
pub(super) fn check(signature: &Signature, is_pipeline: bool, errors: &Errors) -> Option<Vec<Argument>> {
    name(&signature.ident, errors);
    qualifiers(signature, errors);
    generics(signature, errors);
    receiver(signature, errors);
    if let Some(own) = types::word(without_receiver(signature), "Self") {
        errors.at(
            own,
            "`Self` is another type in every plugin, and callers do not know which: name a type that all \
             plugins share",
        );
    }
    let typed: Vec<&PatType> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        })
        .collect();
    if let Some(first) = typed.get(MOST_ARGUMENTS) {
        errors.at(first, format!("a hook has at most {MOST_ARGUMENTS} arguments: put them into a struct"));
    }
    let is_value = |position| is_pipeline && position == 0;
    typed
        .into_iter()
        .enumerate()
        .map(|(position, typed)| argument(typed, is_value(position), errors))
        .collect()
}

fn name(ident: &Ident, errors: &Errors) {
    let name = ident.unraw().to_string();
    if TAKEN.contains(&name.as_str()) {
        errors.at(
            ident,
            format!(
                "`{name}` is a method of every caller, so a hook cannot be called that: choose another \
                 name, such as `{name}_now`"
            ),
        );
    }
    if name.starts_with("__") {
        errors.at(ident, "names that begin with `__` belong to the generated code: choose another name");
    }
}

fn qualifiers(signature: &Signature, errors: &Errors) {
    if let Some(token) = &signature.constness {
        errors.at(token, "a hook is called through its plugin when the program runs: remove `const`");
    }
    if let Safety::Unsafe(token) = &signature.safety {
        errors.at(
            token,
            "a hook cannot be unsafe, because its caller cannot know what every plugin demands: remove \
             `unsafe`",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "a hook is a Rust function: remove `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(variadic, "a hook has a fixed number of arguments: take a slice, as in `values: &[Value]`");
    }
}

fn generics(signature: &Signature, errors: &Errors) {
    let types = signature
        .generics
        .params
        .iter()
        .filter(|parameter| !matches!(parameter, syn::GenericParam::Lifetime(_)));
    for parameter in types {
        errors.at(
            parameter,
            "a hook cannot be generic, because its plugins are called through one table: name the type, or \
             take `&dyn Trait`",
        );
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.at(
            clause,
            "a hook has no `where` clause, because its types are the same for every plugin: remove it",
        );
    }
}

fn receiver(signature: &Signature, errors: &Errors) {
    let Some(receiver) = signature.receiver() else {
        let name = &signature.ident;
        errors.at(name, format!("a hook is called on a plugin: write `fn {name}(&self, ..)`"));
        return;
    };
    let Receiver { attrs, mutability, kind, .. } = receiver;
    let problem = match kind {
        ReceiverKind::Reference(_, None, None) if attrs.is_empty() && mutability.is_none() => {
            return;
        }
        ReceiverKind::Reference(_, _, Some(_)) => {
            "a plugin is shared by all who call it: write `&self`, and keep what changes in a `Mutex` or an \
             atomic"
        }
        _ => "a hook borrows its plugin, which others go on using: write `&self`",
    };
    errors.at(receiver, problem);
}

fn without_receiver(signature: &Signature) -> proc_macro2::TokenStream {
    let arguments = signature.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    arguments.map(ToTokens::to_token_stream).chain([signature.output.to_token_stream()]).collect()
}

fn argument(written: &PatType, is_value: bool, errors: &Errors) -> Option<Argument> {
    for attribute in &written.attrs {
        errors.at(
            attribute,
            "an argument of a hook has no attributes, because callers and wrappers have the same argument: \
             remove this",
        );
    }
    let ident = argument_name(&written.pat, errors);
    let borrows = Borrows::of(&written.ty);
    let is_reference = matches!(types::peel(&written.ty), Type::Reference(_));
    if let Some(mutable) = borrows.mutable.as_ref().filter(|_| !(is_value && is_reference)) {
        errors.at(
            mutable,
            "a hook cannot take `&mut`, because several plugins get the same argument: to change a value in \
             turn, write `#[hook(pipeline)]`, take it as the first argument and return it",
        );
    }
    if let Some(anonymous) = &borrows.anonymous {
        errors.at(
            anonymous,
            "a hook cannot be generic, and `impl Trait` is: name the type, or take `&dyn Trait`",
        );
    }
    Some(Argument { ident: ident?, passing: passing(&written.ty), named: borrows.named? })
}

fn passing(ty: &Type) -> Passing {
    let borrows = |ty: &Type| Borrows::of(ty).first.is_some();
    match types::peel(ty) {
        Type::Reference(reference)
            if reference.lifetime.as_ref().is_none_or(|name| name.ident != "static") =>
        {
            match types::peel(&reference.elem) {
                elem if borrows(elem) => Passing::NestedReference,
                Type::TraitObject(_) => Passing::DynReference,
                _ => Passing::Reference,
            }
        }
        other if borrows(other) => Passing::NestedOwned,
        _ => Passing::Owned,
    }
}

fn argument_name(pattern: &Pat, errors: &Errors) -> Option<Ident> {
    match pattern {
        Pat::Ident(name) if name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none() => {
            let text = name.ident.unraw().to_string();
            if text == "next" {
                errors.at(name, "`next` is the last argument of a wrapper: choose another name for this one");
            } else if text.starts_with("__") {
                errors
                    .at(name, "names that begin with `__` belong to the generated code: choose another name");
            }
            Some(name.ident.clone())
        }
        Pat::Ident(name) => {
            errors.at(name, format!("an argument of a hook is a plain name: write `{}`", name.ident));
            None
        }
        other => {
            let what = match other {
                Pat::Wild(_) => "give this argument a name: callers see it",
                _ => "an argument of a hook is a plain name: give it one, and take it apart in the plugins",
            };
            errors.at(other, what);
            Some(Ident::new("unnamed", Span::call_site()))
        }
    }
}
